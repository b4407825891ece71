import type { VNode } from 'preact';
import { seesAll, SignedInPage, type Caller } from '../access/index.js';
import {
  Choice,
  ConsultationPurpose,
  ConsultationStatus,
  pageTranslator,
  Pages,
  TextField,
  type PageOf,
  type PageTranslate,
} from '../platform/index.js';
import { whenText } from './consultation.parts.js';
import { decidesConsultations, keepsConsultations } from './consultations.access.js';
import { saidOf, type ListForm } from './desk.forms.js';
import type { ConsultationLine } from './consultations.views.js';

/** How many of a list the first page shows. */
export const shownAtFirst = 20;

interface Common {
  caller: Caller;
  form: ListForm;
}
export interface OverviewProps extends Common {
  upcoming: PageOf<ConsultationLine>;
  drafts: PageOf<ConsultationLine>;
  past: PageOf<ConsultationLine>;
}

/** What is to come, what is being prepared, and what was. */
export const ConsultationsPage = (props: OverviewProps): VNode => {
  const { caller, form, upcoming, drafts, past } = props;
  const t = pageTranslator(caller.locale);
  return (
    <Listed {...props} t={t}>
      {keepsConsultations(caller) && (
        <div class="actions">
          <a class="button" href="/consultations/new">
            {t('consultations.new')}
          </a>
        </div>
      )}
      <Related caller={caller} t={t} />
      <h2 id="upcoming">{t('consultations.upcoming')}</h2>
      <Lines {...props} page={upcoming} none={t('consultations.upcoming.none')} />
      {upcoming.next !== null && <More form={form} status="SCHEDULED" t={t} />}
      {(drafts.items.length > 0 || keepsConsultations(caller)) && (
        <>
          <h2 id="drafts">{t('consultations.drafts')}</h2>
          <Lines {...props} page={drafts} none={t('consultations.drafts.none')} />
          {drafts.next !== null && <More form={form} status="DRAFT" t={t} />}
        </>
      )}
      <h2 id="past">{t('consultations.past')}</h2>
      <Lines {...props} page={past} none={t('consultations.past.none')} />
      {past.next !== null && <More form={form} status="CLOSED" t={t} />}
      <h2 id="find">{t('consultations.find')}</h2>
      <Filters {...props} t={t} />
    </Listed>
  );
};

/** What belongs to all consultations. */
const Related = ({ caller, t }: { caller: Caller; t: PageTranslate }) => {
  const places = [
    ...(keepsConsultations(caller) ? [['/stakeholder-lists', 'lists.title'] as const] : []),
    ...(seesAll(caller) ? [['/consultation-figures', 'openness.figures'] as const] : []),
    ['/public/consultations', 'openness.title'] as const,
    ...(decidesConsultations(caller) ? [['/consultation-rules', 'consultations.rules'] as const] : []),
    ...(caller.rights.has('administrator') ? [['/safety-contact', 'contact.title'] as const] : []),
  ];
  return (
    <nav aria-label={t('consultations.related')}>
      <ul class="pages">
        {places.map(([href, text]) => (
          <li>
            <a href={href}>{t(text)}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
};

/** What fits a search, a page at a time. */
export const FoundConsultationsPage = (props: Common & { page: PageOf<ConsultationLine> }): VNode => {
  const { caller, form, page } = props;
  const t = pageTranslator(caller.locale);
  return (
    <Listed {...props} t={t}>
      <Filters {...props} t={t} />
      <h2>{t('consultations.found')}</h2>
      <Lines {...props} page={page} none={t('consultations.found.none')} />
      <Pages
        first={form.cursor === undefined ? null : addressOf(form, undefined)}
        next={page.next === null ? null : addressOf(form, page.next)}
        t={t}
      />
    </Listed>
  );
};

const Listed = ({
  caller,
  form,
  t,
  children,
}: Common & { t: PageTranslate; children: (VNode | false | null)[] | VNode }) => (
  <SignedInPage caller={caller} title={t('consultations.title')} path="/consultations">
    <h1>{t('consultations.title')}</h1>
    {form.done && (
      <p class="notice good" role="status">
        {saidOf(form, t)}
      </p>
    )}
    {children}
  </SignedInPage>
);

const Lines = ({ caller, page, none }: Common & { page: PageOf<ConsultationLine>; none: string }) => {
  const t = pageTranslator(caller.locale);
  if (page.items.length === 0) return <p>{none}</p>;
  return (
    <ul class="list">
      {page.items.map((line) => (
        <li>
          <p class="badges">
            <span class="badge">{t(`consultations.status.${line.status}`)}</span>
            <span class="quiet">{t(`consultations.purpose.${line.purpose}`)}</span>
            {line.restricted && <span class="badge warn">{t('consultations.restricted.badge')}</span>}
          </p>
          <h3 class="text" dir="auto">
            <a href={`/consultations/${line.id}`}>{line.title}</a>
          </h3>
          <p class="quiet">
            {whenText(line, caller.locale, t)}
            {line.place !== null && (
              <>
                <br />
                <span dir="auto">{line.place}</span>
              </>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
};

const More = ({ form, status, t }: { form: ListForm; status: ConsultationStatus; t: PageTranslate }) => (
  <p>
    <a href={addressOf({ ...form, status }, undefined)}>{t('consultations.more')}</a>
  </p>
);

const addressOf = ({ status, purpose, from, until, q }: ListForm, cursor: string | undefined): string => {
  const all = Object.entries({ status, purpose, from, until, q, cursor });
  const set = all.filter((entry): entry is [string, NonNullable<(typeof entry)[1]>] => entry[1] !== undefined);
  return `/consultations?${new URLSearchParams(set).toString()}`;
};

const Filters = ({ form, t }: Common & { t: PageTranslate }) => (
  <form method="get" action="/consultations" role="search" aria-label={t('consultations.find')}>
    <div class="grid">
      <TextField name="q" label={t('consultations.find.title')} value={form.q} maxLength={200} />
      <Choice
        name="status"
        label={t('register.status')}
        any={t('register.search.any')}
        chosen={form.status}
        options={Object.values(ConsultationStatus).map((status) => [status, t(`consultations.status.${status}`)])}
      />
      <Choice
        name="purpose"
        label={t('consultations.purpose')}
        any={t('register.search.any')}
        chosen={form.purpose}
        options={Object.values(ConsultationPurpose).map((purpose) => [purpose, t(`consultations.purpose.${purpose}`)])}
      />
      <TextField name="from" type="date" label={t('consultations.find.from')} value={form.from} />
      <TextField name="until" type="date" label={t('consultations.find.until')} value={form.until} />
    </div>
    <button type="submit">{t('register.search.submit')}</button>
  </form>
);
