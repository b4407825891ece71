import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import {
  Choice,
  dayText,
  MailStatus,
  momentText,
  Pages,
  pageTranslator,
  type PageOf,
  type PageTranslate,
} from '../platform/index.js';
import type { MailFacts, ToldDeadline } from './correspondence.schemas.js';
import type { ExportForm, LedgerForm } from './ledger.form.js';
import { Fate, Wrong } from './ledger.parts.js';

export interface LedgerPageProps {
  caller: Caller;
  form: LedgerForm;
  page: PageOf<MailFacts>;
  institutions: { id: string; name: string }[];
  deadlines: (ToldDeadline & { institution: string | null })[];
  /** Whether the caller may take the ledger out as a file. */
  mayExport: boolean;
  /** An export that could not be made: what was entered. */
  entered?: ExportForm;
}

/** Who was told what, when, and what the server said: a search that works by GET, and one page of mails. */
export const LedgerPage = (props: LedgerPageProps): VNode => {
  const { caller, form, page, mayExport, entered } = props;
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('mails.title')} path="/mails">
      <h1>{t('mails.title')}</h1>
      {entered && <Wrong at="export-from">{t('mails.export.wrong')}</Wrong>}
      <p>{t('mails.intro')}</p>
      <p>
        <a href="/mails/suppressed">{t('suppressed.title')}</a>
      </p>
      <h2>{t('mails.search')}</h2>
      <SearchForm {...props} t={t} />
      <h2>{t('mails.list')}</h2>
      {page.items.length === 0 ? (
        <p role="status">{t('mails.none')}</p>
      ) : (
        <Mails items={page.items} caller={caller} t={t} />
      )}
      <Pages
        first={form.cursor === undefined ? null : address(form, undefined)}
        next={page.next === null ? null : address(form, page.next)}
        t={t}
      />
      {mayExport && <ExportPart {...props} t={t} />}
    </SignedInPage>
  );
};

const address = (form: LedgerForm, cursor: string | undefined): string => {
  const set = Object.entries({ ...form, cursor }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `/mails?${new URLSearchParams(set).toString()}`;
};

const SearchForm = ({ caller, form, institutions, deadlines, t }: LedgerPageProps & { t: PageTranslate }) => (
  <form method="get" action="/mails" role="search">
    <div class="grid">
      <div>
        <label for="person">{t('mails.person')}</label>
        <input id="person" name="person" type="search" value={form.person} maxLength={200} dir="auto" />
      </div>
      <Choice
        name="institutionId"
        label={t('mails.institution')}
        any={t('register.search.any')}
        chosen={form.institutionId}
        options={institutions.map(({ id, name }) => [id, name])}
      />
      <Choice
        name="deadlineId"
        label={t('mails.deadline')}
        any={t('register.search.any')}
        chosen={form.deadlineId}
        options={deadlines.map(({ id, title, dueOn, institution }) => [
          id,
          [dayText(caller.locale, dueOn), title, ...(institution === null ? [] : [institution])].join(' · '),
        ])}
      />
      <Choice
        name="status"
        label={t('mails.status')}
        any={t('register.search.any')}
        chosen={form.status}
        options={Object.values(MailStatus).map((status) => [status, t(`mails.status.${status}`)])}
      />
      <div>
        <label for="from">{t('mails.from')}</label>
        <input id="from" name="from" type="date" value={form.from} />
      </div>
      <div>
        <label for="to">{t('mails.to')}</label>
        <input id="to" name="to" type="date" value={form.to} />
      </div>
    </div>
    <div class="actions">
      <button type="submit">{t('register.search.submit')}</button>
      <a class="button quiet" href="/mails">
        {t('register.search.reset')}
      </a>
    </div>
  </form>
);

const Mails = ({ items, caller, t }: { items: MailFacts[]; caller: Caller; t: PageTranslate }) => (
  <div class="scroll" tabIndex={0} role="group" aria-label={t('mails.list')}>
    <table>
      <thead>
        <tr>
          <th scope="col">{t('mails.who')}</th>
          <th scope="col">{t('mails.what')}</th>
          <th scope="col">{t('mails.when')}</th>
          <th scope="col">{t('mails.said')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((mail) => (
          <tr>
            <th scope="row" dir="auto">
              {mail.person?.name ?? mail.address ?? '–'}
            </th>
            <td>
              <a href={`/mails/${mail.id}`} dir="auto">
                {mail.subject ?? mail.what}
              </a>
              <p class="quiet">{mail.what}</p>
              {mail.deadlines.length > 0 && <ToldOf deadlines={mail.deadlines} caller={caller} t={t} />}
            </td>
            <td>{momentText(caller.locale, new Date(mail.createdAt), caller.timeZone)}</td>
            <td>
              <Fate mail={mail} caller={caller} t={t} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** A digest may tell of very many. */
const fewDeadlines = 3;

const ToldOf = ({ deadlines, caller, t }: { deadlines: ToldDeadline[]; caller: Caller; t: PageTranslate }) => (
  <p class="quiet" dir="auto">
    {deadlines
      .slice(0, fewDeadlines)
      .map(({ title, dueOn }) => t('mails.told-of', { title, due: dayText(caller.locale, dueOn) }))
      .join(' · ')}
    {deadlines.length > fewDeadlines && ` · ${t('mails.told-of.more', { count: deadlines.length - fewDeadlines })}`}
  </p>
);

const ExportPart = ({ form, entered, t }: LedgerPageProps & { t: PageTranslate }) => (
  <>
    <h2>{t('mails.export')}</h2>
    <form class="narrow" method="post" action="/mails/export">
      <p>{t('mails.export.intro')}</p>
      {form.deadlineId !== undefined && <input type="hidden" name="deadlineId" value={form.deadlineId} />}
      <label for="export-from">{t('mails.from')}</label>
      <input id="export-from" name="from" type="date" required value={entered?.from ?? form.from} />
      <label for="export-to">{t('mails.to')}</label>
      <input id="export-to" name="to" type="date" required value={entered?.to ?? form.to} />
      <label for="export-reason">{t('mails.reason')}</label>
      <input
        id="export-reason"
        name="reason"
        required
        minLength={3}
        maxLength={2000}
        value={entered?.reason}
        dir="auto"
        aria-describedby="export-reason-hint"
      />
      <small id="export-reason-hint">{t('mails.reason.hint')}</small>
      <button type="submit">{t('mails.export.submit')}</button>
    </form>
  </>
);
