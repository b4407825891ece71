import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { mailTexts, reviewText } from '../catalogue/index.js';
import { momentText, Pages, pageTranslator, translator, type PageOf, type PageTranslate } from '../platform/index.js';
import { stateName } from '../recommendations/index.js';
import { Changes, Explanations } from './explain.parts.js';
import { StatusBadge } from './imports.parts.js';
import { cancellable, underWay } from './imports.rules.js';
import type { ImportView, ProblemView, QuestionView, RowView, Summary } from './imports.schemas.js';

export interface ImportPageProps {
  caller: Caller;
  item: ImportView;
  problems: PageOf<ProblemView>;
  /** Why the whole file was refused. */
  refusals: ProblemView[];
  isFirst: boolean;
  /** The person chose that the page loads anew by itself until the work is done. */
  follow: boolean;
  /** What the person has just pressed. */
  after?: 'apply' | 'too-late' | undefined;
  /** What could not be done, by its code. */
  refused?: string | undefined;
  questions: QuestionView[];
  /** The first recommendations that would be changed. */
  changes: RowView[];
}

const refusals = ['questions-open', 'no-text-column', 'meaning-unknown', 'built-upon', 'nothing-to-undo'] as const;
const isRefusal = (code: string): code is (typeof refusals)[number] => refusals.some((known) => known === code);

/** One file on its way: how far it is, what applying it would do, and the buttons that decide. */
export const ImportPage = ({
  caller,
  item,
  problems,
  refusals,
  isFirst,
  follow,
  after,
  refused,
  questions,
  changes,
}: ImportPageProps): VNode => {
  const t = pageTranslator(caller.locale);
  const { id, status, summary } = item;
  const path = `/imports/${id}`;
  const action = (name: string) => `${path}/${name}${follow ? '?follow=1' : ''}`;
  return (
    <SignedInPage caller={caller} title={`${item.fileName} · ${t('imports.title')}`} path={path}>
      <p>
        <a href="/imports">{t('imports.back')}</a>
      </p>
      <h1 dir="auto">{item.fileName}</h1>
      {after === 'too-late' && (
        <p class="notice warn" role="alert">
          {t('imports.too-late')}
        </p>
      )}
      {refused !== undefined && (
        <p class="notice error" role="alert">
          {t(isRefusal(refused) ? `imports.refused.${refused}` : 'imports.too-late')}
        </p>
      )}
      {underWay.includes(status) && <Progress item={item} follow={follow} t={t} />}
      {status === 'PREVIEWED' && (
        <p class="notice warn" role="status">
          {t(after === 'apply' ? 'imports.moved' : 'imports.waits')}
        </p>
      )}
      {status === 'FAILED' && (
        <p class="notice error" role="status">
          {t('imports.failed')}
        </p>
      )}
      {status === 'CANCELLED' && (
        <p class="notice" role="status">
          {t('imports.cancelled')}
        </p>
      )}
      {status === 'UNDONE' && (
        <p class="notice" role="status">
          {t('imports.undone')}
        </p>
      )}
      {status === 'APPLIED' && (
        <div class="notice good" role="status">
          <p>{t('imports.applied')}</p>
          <p>
            {item.kind === 'DIRECTORY' ? (
              <a href="/imports">{t('imports.upload')}</a>
            ) : (
              <a href="/work">{t('imports.next')}</a>
            )}
          </p>
        </div>
      )}
      {status === 'REFUSED' && (
        <div class="notice error" role="status">
          <p>{t('imports.refused')}</p>
          {refusals.map(({ sentence, place }) => (
            <p>
              <PlaceText place={place} t={t} /> {sentence}
            </p>
          ))}
          <p>
            <a href="/imports">{t('imports.upload')}</a>
          </p>
        </div>
      )}
      <dl>
        <dt>{t('imports.status')}</dt>
        <dd>
          <StatusBadge status={status} t={t} />
        </dd>
        <dt>{t('imports.content')}</dt>
        <dd>{t(`imports.kind.${item.kind}`)}</dd>
        <dt>{t('imports.received')}</dt>
        <dd>{momentText(caller.locale, new Date(item.createdAt), caller.timeZone)}</dd>
      </dl>
      {summary && <Preview summary={summary} locale={caller.locale} t={t} />}
      <div class="actions">
        {status === 'PREVIEWED' && (
          <form method="post" action={action('apply')}>
            <button type="submit">{t('imports.apply')}</button>
          </form>
        )}
        {status === 'FAILED' && (
          <form method="post" action={action('try-again')}>
            <button type="submit">{t('imports.try-again')}</button>
          </form>
        )}
        {status === 'APPLIED' && item.kind === 'RECOMMENDATIONS' && (
          <details>
            <summary>{t('imports.undo')}</summary>
            <form class="narrow" method="post" action={action('undo')}>
              <p>{t('imports.undo.intro')}</p>
              <label for="reason">{t('imports.undo.reason')}</label>
              <input id="reason" name="reason" maxLength={2000} />
              <button class="quiet" type="submit">
                {t('imports.undo')}
              </button>
            </form>
          </details>
        )}
        {cancellable.includes(status) && (
          <form method="post" action={action('cancel')}>
            <button class="quiet" type="submit">
              {t('imports.cancel')}
            </button>
          </form>
        )}
      </div>
      <Explanations item={item} questions={questions} action={action('explain')} locale={caller.locale} t={t} />
      <Changes rows={changes} locale={caller.locale} t={t} />
      {problems.items.length > refusals.length && (
        <>
          <h2>{t('imports.problems')}</h2>
          <Problems items={problems.items} t={t} />
          <Pages
            first={isFirst ? null : path}
            next={problems.next === null ? null : `${path}?cursor=${problems.next}`}
            t={t}
          />
        </>
      )}
    </SignedInPage>
  );
};

/** Whoever did not ask for it is not interrupted by a page that loads anew; a link does the same. */
const Progress = ({ item, follow, t }: { item: ImportView; follow: boolean; t: PageTranslate }) => (
  <div class="notice">
    <p>
      <label for="progress">{t(`imports.progress.${item.status === 'APPLYING' ? 'apply' : 'read'}`)}</label>
      <progress id="progress" max={1} value={item.progress}>
        {Math.round(item.progress * 100)} %
      </progress>
    </p>
    <p>
      <a href={`/imports/${item.id}${follow ? '?follow=1' : ''}`}>{t('imports.look-again')}</a> ·{' '}
      <a href={`/imports/${item.id}${follow ? '' : '?follow=1'}`}>
        {t(follow ? 'imports.follow.stop' : 'imports.follow')}
      </a>
    </p>
  </div>
);

const Preview = ({ summary, locale, t }: { summary: Summary; locale: Caller['locale']; t: PageTranslate }) => (
  <>
    <h2>{t('imports.preview')}</h2>
    <dl>
      {(['new', 'changed', 'unchanged', 'merged', 'unreadable', 'doubtful', 'asked'] as const).flatMap((count) => [
        <dt>{t(`imports.count.${count}`)}</dt>,
        <dd>{summary[count]}</dd>,
      ])}
    </dl>
    {summary.reviews.length > 0 && (
      <div class="scroll" tabIndex={0} role="group" aria-label={t('register.reviews')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('register.review.name')}</th>
              <th scope="col">{t('register.list')}</th>
              <th scope="col">{t('register.position.SUPPORTED')}</th>
              <th scope="col">{t('register.position.PARTIALLY_SUPPORTED')}</th>
              <th scope="col">{t('register.position.NOTED')}</th>
              <th scope="col">{t('register.position.NONE')}</th>
              <th scope="col">{t('imports.pledges')}</th>
            </tr>
          </thead>
          <tbody>
            {summary.reviews.map((review) => (
              <tr>
                <th scope="row">
                  {stateName(review.stateCode, locale)}, {reviewText(review, translator(mailTexts, locale))}
                </th>
                <td>{review.recommendations}</td>
                <td>{review.supported}</td>
                <td>{review.partiallySupported}</td>
                <td>{review.noted}</td>
                <td>{review.none}</td>
                <td>{review.pledges}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </>
);

const Problems = ({ items, t }: { items: ProblemView[]; t: PageTranslate }) => (
  <ul class="list">
    {items.map(({ severity, place, sentence }) => (
      <li>
        <span class={`badge ${severity === 'doubtful' ? 'warn' : 'error'}`}>{t(`imports.severity.${severity}`)}</span>{' '}
        <PlaceText place={place} t={t} /> {sentence}
      </li>
    ))}
  </ul>
);

const PlaceText = ({ place, t }: { place: ProblemView['place']; t: PageTranslate }) => {
  if (place === null) return null;
  const { sheet, row, column, paragraph } = place;
  const parts = [
    sheet !== undefined && t('imports.place.sheet', { sheet }),
    row !== undefined && t('imports.place.row', { row }),
    column !== undefined && t('imports.place.column', { column }),
    paragraph !== undefined && t('imports.place.paragraph', { paragraph }),
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : <strong dir="auto">{parts.join(', ')}:</strong>;
};
