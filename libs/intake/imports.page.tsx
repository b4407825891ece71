import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { momentText, Pages, pageTranslator, type PageOf, type PageTranslate } from '../platform/index.js';
import { stateName } from '../recommendations/index.js';
import { StatusBadge } from './imports.parts.js';
import type { ImportView } from './imports.schemas.js';
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
      <Pages
        first={isFirst ? null : '/imports'}
        next={page.next === null ? null : `/imports?cursor=${page.next}`}
        t={t}
      />
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
      accept=".csv,.tsv,.txt,.xls,.xlsx,.docx,.pdf,.json,.jsonl"
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
