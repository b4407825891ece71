import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { isPageKey, type PageKey } from '../catalogue/index.js';
import { momentText, Pages, pageTranslator, type PageOf, type PageTranslate } from '../platform/index.js';
import { lists, type RepliesQuery } from './replies.forms.js';
import type { ReplyFacts } from './replies.schemas.js';
import type { IgnoredCause, ListedCause } from './reply.rules.js';

/** A cause without words does not compile. */
const keyOf = (cause: IgnoredCause | ListedCause): PageKey => `replies.cause.${cause}`;

/** Why a mail is listed or was ignored, in the reader's words. */
const causeText = (cause: string, t: PageTranslate): string => {
  const key = keyOf(cause as ListedCause);
  return isPageKey(key) ? t(key) : cause;
};

/** Mails that came in as answers: those somebody must look at, and what became of the others. */
export const RepliesPage = ({
  caller,
  query,
  page,
}: {
  caller: Caller;
  query: RepliesQuery;
  page: PageOf<ReplyFacts>;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const { list, cursor, done } = query;
  return (
    <SignedInPage caller={caller} title={t('replies.title')} path="/replies">
      <h1>{t('replies.title')}</h1>
      {done !== undefined && (
        <p class="notice good" role="status">
          {t(`replies.done.${done}`)}
        </p>
      )}
      <p>{t('replies.intro')}</p>
      <nav class="tabs" aria-label={t('replies.lists')}>
        <ul class="pages">
          {lists.map((each) => (
            <li>
              <a href={`/replies?list=${each}`} aria-current={each === list ? 'page' : undefined}>
                {t(`replies.list.${each}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h2>{t(`replies.list.${list}`)}</h2>
      {page.items.length === 0 && <p role="status">{t('replies.none')}</p>}
      <ul class="list">
        {page.items.map((reply) => (
          <li>
            <h3 dir="auto">
              {reply.status === 'LISTED' ? (
                <a href={`/replies/${reply.id}`}>{subjectOf(reply, t)}</a>
              ) : (
                subjectOf(reply, t)
              )}
            </h3>
            <ReplySummary reply={reply} caller={caller} t={t} />
          </li>
        ))}
      </ul>
      <Pages
        first={cursor === undefined ? null : `/replies?list=${list}`}
        next={page.next === null ? null : `/replies?list=${list}&cursor=${page.next}`}
        t={t}
      />
    </SignedInPage>
  );
};

export const subjectOf = ({ subject }: ReplyFacts, t: PageTranslate): string => subject ?? t('replies.no-subject');

/** From whom, when, to which invitation, why it stands here, and its beginning. */
export const ReplySummary = ({ reply, caller, t }: { reply: ReplyFacts; caller: Caller; t: PageTranslate }): VNode => {
  const { sender, receivedAt, cause, invitation, excerpt, settled } = reply;
  const moment = (iso: string) => momentText(caller.locale, new Date(iso), caller.timeZone);
  return (
    <>
      {cause !== null && <p>{causeText(cause, t)}</p>}
      <dl>
        <dt>{t('replies.from')}</dt>
        <dd dir="auto">
          {sender ?? '–'} <span class="quiet below">{moment(receivedAt)}</span>
        </dd>
        <dt>{t('replies.about')}</dt>
        <dd dir="auto">
          {invitation === null ? (
            t('replies.about.unknown')
          ) : (
            <>
              {invitation.person ?? '–'}{' '}
              <a class="below" href={`/consultations/${invitation.consultation.id}/invitations`}>
                {invitation.consultation.title}
              </a>
            </>
          )}
        </dd>
        {settled?.by && <dt>{t('replies.settled')}</dt>}
        {settled?.by && (
          <dd dir="auto">
            {settled.by} <span class="quiet below">{moment(settled.at)}</span>
          </dd>
        )}
      </dl>
      {excerpt !== null && (
        <blockquote class="letter" dir="auto">
          {excerpt}
        </blockquote>
      )}
    </>
  );
};
