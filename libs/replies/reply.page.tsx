import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { Group, pageTranslator, Refused, TextArea, TextField, type FormRefusal } from '../platform/index.js';
import type { AsideForm, TakeForm } from './replies.forms.js';
import { ReplySummary, subjectOf } from './replies.page.js';
import type { Candidate } from './replies.queries.js';
import { answers, type ReplyFacts } from './replies.schemas.js';

export interface ReplyPageProps {
  caller: Caller;
  reply: ReplyFacts;
  candidates: Candidate[];
  /** What was searched for. */
  search: string | undefined;
  /** After an error: what was entered, and what is wrong. */
  entered?: Partial<TakeForm & AsideForm>;
  refusal?: FormRefusal;
}

/** One mail somebody must look at: record it as an answer, or set it aside. */
export const OneReplyPage = (props: ReplyPageProps): VNode => {
  const { caller, reply, search, entered, refusal } = props;
  const t = pageTranslator(caller.locale);
  const title = subjectOf(reply, t);
  return (
    <SignedInPage caller={caller} title={title} path="/replies">
      <p>
        <a href="/replies">{t('replies.title')}</a>
      </p>
      <h1 dir="auto">{title}</h1>
      <Refused refusal={refusal} />
      <ReplySummary reply={reply} caller={caller} t={t} />
      <p>
        <a href={`/replies/${reply.id}/source`}>{t('replies.source')}</a>
      </p>
      <h2>{t('replies.take')}</h2>
      <TakePart {...props} />
      <h3 id="search">{t('replies.search')}</h3>
      <form method="get" action={`/replies/${reply.id}#take`} role="search" class="narrow">
        <TextField name="q" label={t('replies.search.name')} value={search} isRequired maxLength={200} />
        <button type="submit" class="quiet">
          {t('register.search.submit')}
        </button>
      </form>
      <h2>{t('replies.aside')}</h2>
      <form method="post" action={`/replies/${reply.id}/set-aside`} class="narrow">
        <TextArea
          name="note"
          label={t('replies.note')}
          hint={t('replies.note.hint')}
          value={entered?.note}
          refusal={refusal}
        />
        <button type="submit">{t('replies.aside.submit')}</button>
      </form>
    </SignedInPage>
  );
};

const TakePart = ({ caller, reply, candidates, search, entered, refusal }: ReplyPageProps): VNode => {
  const t = pageTranslator(caller.locale);
  const chosen = entered?.invitationId ?? reply.invitation?.id;
  if (candidates.length === 0) {
    return (
      <p id="take" role="status">
        {t(search === undefined ? 'replies.take.nobody' : 'replies.search.none')}
      </p>
    );
  }
  return (
    <form id="take" method="post" action={`/replies/${reply.id}/take`}>
      <Group id="invitationId" label={t('replies.take.whose')} refusal={refusal}>
        {candidates.map(({ id, person, institution, title }) => (
          <label class="choice">
            <input type="radio" name="invitationId" value={id} checked={id === chosen} required />
            <span dir="auto">{[person, institution, title].filter((part) => part !== null).join(' · ')}</span>
          </label>
        ))}
      </Group>
      <Group id="answer" label={t('replies.take.what')} refusal={refusal}>
        {answers.map((answer) => (
          <label class="choice">
            <input type="radio" name="answer" value={answer} checked={entered?.answer === answer} required />
            <span>{t(`replies.answer.${answer}`)}</span>
          </label>
        ))}
      </Group>
      <button type="submit">{t('replies.take.submit')}</button>
    </form>
  );
};
