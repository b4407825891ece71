import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { ConsultationDesk, type Shown } from '../consultations/index.js';
import {
  momentText,
  pageTranslator,
  Pages,
  TextArea,
  type FormRefusal,
  type PageOf,
  type PageTranslate,
} from '../platform/index.js';
import { Prose } from './minutes.parts.js';
import type { CommentView, MinutesView } from './minutes.schemas.js';
import type { Done, ReplyForm } from './pages.forms.js';

export interface CommentsPageProps {
  caller: Caller;
  consultation: Shown;
  items: MinutesView['items'];
  comments: PageOf<CommentView>;
  isOpen: boolean;
  done: Done;
  answered?: { commentId: string; entered: ReplyForm; refusal: FormRefusal };
}

/** What those who took part say about the minutes, item by item; each is answered. */
export const CommentsPage = (props: CommentsPageProps): VNode => {
  const { caller, consultation, items, comments, done, answered } = props;
  const t = pageTranslator(caller.locale);
  const base = `/consultations/${consultation.id}/minutes/comments`;
  const titles = new Map(items.map(({ agendaItemId, title }, index) => [agendaItemId, { n: index + 1, title }]));
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab="/minutes"
      heading={t('comments.title')}
      said={done.done === 'answered' ? t('comments.done.answered') : undefined}
      refusal={answered?.refusal}
    >
      <p>
        <a href={`/consultations/${consultation.id}/minutes`}>{t('minutes.title')}</a>
      </p>
      {comments.items.length === 0 && <p class="quiet">{t('comments.none')}</p>}
      {comments.items.map((comment, index) => {
        const at = comment.agendaItemId === null ? undefined : titles.get(comment.agendaItemId);
        const isFirst = comments.items[index - 1]?.agendaItemId !== comment.agendaItemId || index === 0;
        return (
          <>
            {isFirst && <h3 dir="auto">{at ? t('minutes.item', at) : t('comments.whole')}</h3>}
            <CommentCard {...props} comment={comment} base={base} t={t} />
          </>
        );
      })}
      <Pages
        first={done.cursor === undefined ? null : base}
        next={comments.next === null ? null : `${base}?cursor=${comments.next}`}
        t={t}
      />
    </ConsultationDesk>
  );
};

const CommentCard = ({
  caller,
  comment,
  isOpen,
  answered,
  done,
  base,
  t,
}: CommentsPageProps & { comment: CommentView; base: string; t: PageTranslate }) => {
  const { id, by, text, madeAt, isLate } = comment;
  const mine = answered?.commentId === id ? answered : undefined;
  const chosen = mine?.entered.decision ?? (comment.isTakenUp === null ? '' : comment.isTakenUp ? 'YES' : 'NO');
  const author =
    by === null ? t('comments.forgotten') : [by.name, ...(by.institution === null ? [] : [by.institution])].join(' · ');
  const cursor = done.cursor === undefined ? '' : `?cursor=${done.cursor}`;
  return (
    <div class="card" id={`comment-${id}`}>
      <p class="quiet" dir="auto">
        {author} · {momentText(caller.locale, new Date(madeAt), caller.timeZone)}{' '}
        {isLate && <span class="badge warn">{t('comments.late')}</span>} <Outcome comment={comment} t={t} />
      </p>
      <Prose text={text} />
      {comment.reply !== null && comment.reply !== '' && !isOpen && (
        <p dir="auto">{t('comments.reply-is', { reply: comment.reply })}</p>
      )}
      {isOpen && (
        <details class="action" open={mine !== undefined || comment.isTakenUp === null}>
          <summary>{t('comments.answer')}</summary>
          <form method="post" action={`${base}/${id}${cursor}`}>
            <fieldset id={`decision-${id}`} tabIndex={-1}>
              <legend>{t('comments.decision')}</legend>
              <div class="choices">
                {(['YES', 'NO'] as const).map((value) => (
                  <label class="choice">
                    <input type="radio" name="decision" value={value} checked={chosen === value} required />
                    <span>{t(`comments.decision.${value}`)}</span>
                  </label>
                ))}
              </div>
            </fieldset>
            <TextArea
              name="reply"
              id={`reply-${id}`}
              label={t('comments.reply')}
              hint={t('comments.reply.hint')}
              value={mine?.entered.reply ?? comment.reply ?? ''}
              refusal={mine?.refusal}
            />
            <button type="submit">{t('comments.answer')}</button>
          </form>
        </details>
      )}
    </div>
  );
};

export const Outcome = ({ comment, t }: { comment: CommentView; t: PageTranslate }): VNode =>
  comment.isTakenUp === null ? (
    <span class="badge">{t('comments.outcome.OPEN')}</span>
  ) : (
    <span class={comment.isTakenUp ? 'badge good' : 'badge'}>
      {t(comment.isTakenUp ? 'comments.outcome.YES' : 'comments.outcome.NO')}
    </span>
  );
