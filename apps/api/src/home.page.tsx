import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../../../libs/access/index.js';
import type { OpenList } from '../../../libs/assignments/index.js';
import { mailTexts, reviewText } from '../../../libs/catalogue/index.js';
import { dayText, pageTranslator, translator } from '../../../libs/platform/index.js';
import { looksAtWork, prepares } from './work.parts.js';

/** One thing that waits, and where it is done. */
export type Task = { href: string } & (
  | { key: 'home.preview'; file: string }
  | { key: 'home.requests'; count: number }
  | { key: 'home.proposed' | 'home.overdue' | 'home.contested' | 'home.accepted'; review: string; count: number }
);

/** Where people arrive: who they are here, what waits for them, where to go. */
export const HomePage = ({
  caller,
  institutions,
  waiting,
  tasks,
  readsReports,
}: {
  caller: Caller;
  institutions: string[];
  /** Lists that wait to be verified by the caller's institutions. */
  waiting: OpenList[];
  /** What waits for whoever divides the work, or approves it. */
  tasks: Task[];
  /** Whether reports of intimidation go to the caller. */
  readsReports: boolean;
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('home.title')} path="/">
      <h1 dir="auto">{t('home.welcome', { name: caller.name })}</h1>
      {waiting.length + tasks.length > 0 && (
        <>
          <h2>{t('home.waiting')}</h2>
          <ul class="list">
            {waiting.map(({ roundId, institution, open, dueOn, review }) => (
              <li dir="auto">
                <a href={`/verifications/${roundId}`}>
                  {t('home.waiting-list', {
                    institution,
                    open,
                    due: dayText(caller.locale, dueOn),
                    review: reviewText(review, translator(mailTexts, caller.locale)),
                  })}
                </a>
              </li>
            ))}
            {tasks.map(({ href, key, ...values }) => (
              <li dir="auto">
                <a href={href}>{t(key, values)}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      <ul class="list">
        {looksAtWork(caller) && (
          <li>
            <a href="/work">{t('work.title')}</a>
          </li>
        )}
        <li>
          <a href="/deadlines">{t('home.deadlines')}</a>
        </li>
        {prepares(caller) && (
          <li>
            <a href="/imports">{t('imports.upload')}</a>
          </li>
        )}
        <li>
          <a href="/register">{t('home.register')}</a>
        </li>
        {readsReports && (
          <li>
            <a href="/safety-reports">{t('reports.title')}</a>
          </li>
        )}
        <li>
          <a href="/tokens">{t('tokens.title')}</a>
        </li>
        <li>
          <a href="/api/docs">{t('home.docs')}</a>
        </li>
      </ul>
      <h2>{t('home.you')}</h2>
      <dl>
        <dt>{t('home.rights')}</dt>
        <dd>{[...caller.rights].map((right) => t(`home.right.${right}`)).join(', ')}</dd>
        {institutions.length > 0 && <dt>{t('home.institutions')}</dt>}
        {institutions.map((name) => (
          <dd dir="auto">{name}</dd>
        ))}
        <dt>{t('home.email')}</dt>
        <dd>{caller.email}</dd>
        <dt>{t('home.time-zone')}</dt>
        <dd>{caller.timeZone}</dd>
      </dl>
    </SignedInPage>
  );
};
