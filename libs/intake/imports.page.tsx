import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { mailTexts, reviewText } from '../catalogue/index.js';
import { momentText, pageTranslator, translator, type PageOf, type PageTranslate } from '../platform/index.js';
import { stateName } from '../recommendations/index.js';
import { cancellable, underWay } from './imports.rules.js';
import type { ImportView, ProblemView, Summary } from './imports.schemas.js';
import { stateCodes } from './states.js';

/** Why a file was not taken, at the field where it can be put right. */
export const uploadErrors = { 'no-file': 'file', 'file-too-large': 'file', 'fields-unreadable': 'session' } as const;
export type UploadError = keyof typeof uploadErrors;

export interface ImportsPageProps {
  caller: Caller;
  page: PageOf<ImportView>;
  isFirst: boolean;
  /** The State this mechanism works for: the likeliest one under review. */
  ownState: string | null;
  entered?: Record<string, string>;
  error?: UploadError;
}

/** Files that came in, and a form for another one. */
export const ImportsPage = (props: ImportsPageProps): VNode => {
  const { caller, page, isFirst, error } = props;
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('imports.title')} path="/imports">
      <h1>{t('imports.title')}</h1>
      {error && (
        <div class="notice error" role="alert">
          <p>
            <a href={`#${uploadErrors[error]}`}>{t(`imports.error.${error}`)}</a>
          </p>
        </div>
      )}
      <h2>{t('imports.upload')}</h2>
      <UploadForm {...props} t={t} />
      <h2>{t('imports.list')}</h2>
      {page.items.length === 0 ? <p>{t('imports.none')}</p> : <Imports items={page.items} caller={caller} t={t} />}
      <Pages path="/imports" next={page.next} isFirst={isFirst} t={t} />
    </SignedInPage>
  );
};

const UploadForm = ({ caller, ownState, entered = {}, error, t }: ImportsPageProps & { t: PageTranslate }) => (
  <form class="narrow" method="post" action="/imports" encType="multipart/form-data">
    <p>{t('imports.intro')}</p>
    <fieldset>
      <legend>{t('imports.kind')}</legend>
      {(['RECOMMENDATIONS', 'DIRECTORY'] as const).map((kind) => (
        <label class="choice">
          <input type="radio" name="kind" value={kind} checked={(entered['kind'] ?? 'RECOMMENDATIONS') === kind} />{' '}
          {t(`imports.kind.${kind}`)}
        </label>
      ))}
    </fieldset>
    <label for="state">{t('imports.state')}</label>
    <select id="state" name="stateUnderReview" aria-describedby="state-hint">
      <option value="">{t('imports.state.in-file')}</option>
      {statesFor(caller, ownState).map(({ code, name }) => (
        <option value={code} selected={code === entered['stateUnderReview']}>
          {name}
        </option>
      ))}
    </select>
    <small id="state-hint">{t('imports.state.hint')}</small>
    <label for="session">{t('imports.session')}</label>
    <input
      id="session"
      name="session"
      type="number"
      min={1}
      max={200}
      value={entered['session']}
      aria-invalid={error === 'fields-unreadable' ? 'true' : undefined}
    />
    <label class="choice">
      <input type="checkbox" name="follow" value="1" checked={error === undefined || entered['follow'] === '1'} />{' '}
      {t('imports.follow.choice')}
    </label>
    <label for="file">{t('imports.file')}</label>
    <input
      id="file"
      name="file"
      type="file"
      required
      accept=".csv,.xls,.docx"
      aria-describedby="file-hint"
      aria-invalid={error && uploadErrors[error] === 'file' ? 'true' : undefined}
    />
    <small id="file-hint">{t('imports.file.hint')}</small>
    <div>
      <button type="submit">{t('imports.send')}</button>
    </div>
  </form>
);

/** The State of the mechanism first, the others as their names are sorted. */
const statesFor = ({ locale }: Caller, own: string | null) => {
  const order = new Intl.Collator(locale);
  const rank = (code: string) => (code === own ? 0 : 1);
  return stateCodes
    .map((code) => ({ code, name: stateName(code, locale) }))
    .sort((a, b) => rank(a.code) - rank(b.code) || order.compare(a.name, b.name));
};

const Imports = ({ items, caller, t }: { items: ImportView[]; caller: Caller; t: PageTranslate }) => (
  <div class="scroll" tabIndex={0} role="group" aria-label={t('imports.list')}>
    <table>
      <thead>
        <tr>
          <th scope="col">{t('imports.file')}</th>
          <th scope="col">{t('imports.status')}</th>
          <th scope="col">{t('imports.received')}</th>
          {(['new', 'changed', 'unchanged'] as const).map((count) => (
            <th scope="col">{t(`imports.count.${count}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map(({ id, fileName, status, createdAt, summary }) => (
          <tr>
            <th scope="row">
              <a href={`/imports/${id}`} dir="auto">
                {fileName}
              </a>
            </th>
            <td>
              <StatusBadge status={status} t={t} />
            </td>
            <td>{momentText(caller.locale, new Date(createdAt), caller.timeZone)}</td>
            {(['new', 'changed', 'unchanged'] as const).map((count) => (
              <td>{summary === null ? '–' : summary[count]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const tones: Partial<Record<ImportView['status'], string>> = { PREVIEWED: 'warn', REFUSED: 'error', APPLIED: 'good' };

const StatusBadge = ({ status, t }: { status: ImportView['status']; t: PageTranslate }) => (
  <span class={`badge ${tones[status] ?? ''}`.trim()}>{t(`imports.status.${status}`)}</span>
);

const Pages = (props: { path: string; next: string | null; isFirst: boolean; t: PageTranslate }) => {
  const { path, next, isFirst, t } = props;
  if (isFirst && next === null) return null;
  return (
    <nav aria-label={t('register.list.pages')}>
      <ul class="pages">
        {!isFirst && (
          <li>
            <a href={path}>{t('register.list.first')}</a>
          </li>
        )}
        {next !== null && (
          <li>
            <a href={`${path}?cursor=${next}`} rel="next">
              {t('register.list.next')}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
};

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
}

/** One file on its way: how far it is, what applying it would do, and the buttons that decide. */
export const ImportPage = ({ caller, item, problems, refusals, isFirst, follow, after }: ImportPageProps): VNode => {
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
      {underWay.includes(status) && <Progress item={item} follow={follow} t={t} />}
      {status === 'PREVIEWED' && (
        <p class="notice warn" role="status">
          {t(after === 'apply' ? 'imports.moved' : 'imports.waits')}
        </p>
      )}
      {status === 'CANCELLED' && (
        <p class="notice" role="status">
          {t('imports.cancelled')}
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
        {cancellable.includes(status) && (
          <form method="post" action={action('cancel')}>
            <button class="quiet" type="submit">
              {t('imports.cancel')}
            </button>
          </form>
        )}
      </div>
      {problems.items.length > refusals.length && (
        <>
          <h2>{t('imports.problems')}</h2>
          <Problems items={problems.items} t={t} />
          <Pages path={path} next={problems.next} isFirst={isFirst} t={t} />
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
      {(['new', 'changed', 'unchanged', 'unreadable', 'doubtful'] as const).flatMap((count) => [
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
