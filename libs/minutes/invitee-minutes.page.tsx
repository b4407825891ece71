import type { VNode } from 'preact';
import { InviteePage, type Invitee } from '../invitations/index.js';
import {
  Choice,
  dateText,
  momentText,
  pageTranslator,
  TextArea,
  type FormRefusal,
  type PageTranslate,
} from '../platform/index.js';
import { Outcome } from './comments.page.js';
import { Commitments, Prose, ReadMinutes } from './minutes.parts.js';
import { longestComment, type CommentView, type CommitmentView, type MinutesView } from './minutes.schemas.js';
import type { CommentForm, Done } from './pages.forms.js';

export interface InviteeMinutesProps {
  invitee: Invitee;
  title: string;
  timeZone: string;
  /** Null: not theirs to read, or not circulated yet. */
  read: { minutes: MinutesView; commitments: CommitmentView[]; comments: CommentView[]; isLate: boolean } | null;
  isParticipant: boolean;
  newId: string;
  done: Done;
  entered?: CommentForm;
  refusal?: FormRefusal | undefined;
}

/** The minutes, for somebody who took part: what was said and promised, what they say about it, what became of that. */
export const InviteeMinutesPage = (props: InviteeMinutesProps): VNode => {
  const { invitee, title, read, isParticipant, done, refusal } = props;
  const t = pageTranslator(invitee.person.locale);
  const said =
    done.done === 'commented' || done.done === 'commented-late' ? t(`comments.done.${done.done}`) : undefined;
  return (
    <InviteePage
      invitee={invitee}
      part="/minutes"
      title={t('minutes.document', { title })}
      said={said}
      refusal={refusal}
    >
      {read === null ? (
        <p class="notice">{t(isParticipant ? 'minutes.invitee.not-yet' : 'minutes.invitee.not-theirs')}</p>
      ) : (
        <Read {...props} read={read} t={t} />
      )}
    </InviteePage>
  );
};

const Read = (props: InviteeMinutesProps & { read: NonNullable<InviteeMinutesProps['read']>; t: PageTranslate }) => {
  const { invitee, timeZone, read, t } = props;
  const { minutes, commitments, comments, isLate } = read;
  const { locale } = invitee.person;
  const isFinal = minutes.finalAt !== null;
  const held = commitments.filter(({ isWithdrawn }) => !isWithdrawn);
  return (
    <>
      {isFinal && <p class="notice good">{t('minutes.invitee.final')}</p>}
      {!isFinal && minutes.commentsBy !== null && (
        <p class={isLate ? 'notice warn' : 'notice'}>
          {t(isLate ? 'minutes.invitee.late' : 'minutes.invitee.until', { day: dateText(locale, minutes.commentsBy) })}
        </p>
      )}
      <ReadMinutes minutes={minutes} t={t} />
      {held.length > 0 && <h2>{t('commitments.title')}</h2>}
      {held.length > 0 && <Commitments commitments={held} locale={locale} t={t} />}
      {comments.length > 0 && <h2>{t('comments.yours')}</h2>}
      {comments.map((comment) => (
        <div class="card">
          <p class="quiet">
            {momentText(locale, new Date(comment.madeAt), timeZone)}{' '}
            {comment.isLate && <span class="badge warn">{t('comments.late')}</span>} <Outcome comment={comment} t={t} />
          </p>
          <Prose text={comment.text} />
          {comment.reply !== null && comment.reply !== '' && (
            <p dir="auto">{t('comments.reply-is', { reply: comment.reply })}</p>
          )}
        </div>
      ))}
      {!isFinal && <CommentOn {...props} items={minutes.items} />}
    </>
  );
};

const CommentOn = ({
  invitee,
  items,
  newId,
  entered,
  refusal,
  t,
}: InviteeMinutesProps & { items: MinutesView['items']; t: PageTranslate }) => (
  <>
    <h2>{t('comments.make')}</h2>
    <form class="narrow" method="post" action={`${invitee.base}/minutes`}>
      <input type="hidden" name="id" value={entered?.id ?? newId} />
      <Choice
        name="item"
        label={t('comments.about')}
        any={t('comments.whole')}
        chosen={entered?.item}
        options={items.map(({ agendaItemId, title }, index) => [
          agendaItemId,
          t('minutes.item', { n: index + 1, title }),
        ])}
        refusal={refusal}
      />
      <TextArea
        name="text"
        label={t('comments.text')}
        hint={t('comments.text.hint')}
        value={entered?.text}
        rows={5}
        isRequired
        maxLength={longestComment}
        refusal={refusal}
      />
      <button type="submit">{t('comments.send')}</button>
    </form>
  </>
);
