import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { Choice, momentText, pageTranslator, Refused, TextArea, type FormRefusal } from '../platform/index.js';
import type { IntimidationService } from './intimidation.service.js';
import type { ContactForm, Done, NoteForm } from './safety.schemas.js';

type Listed = Awaited<ReturnType<IntimidationService['list']>>[0];
type Whole = Awaited<ReturnType<IntimidationService['get']>>;

/** The reports sent to whoever reads them: when, and what became of each; not what they say. */
export const ReportsPage = ({ caller, reports, query }: { caller: Caller; reports: Listed[]; query: Done }): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('reports.title')} path="/safety-reports">
      <h1>{t('reports.title')}</h1>
      {query.done === 'closed' && (
        <p class="notice good" role="status">
          {t('safety.done.closed')}
        </p>
      )}
      <p>{t('reports.intro')}</p>
      {caller.rights.has('administrator') && (
        <p>
          <a href="/safety-contact">{t('contact.title')}</a>
        </p>
      )}
      {reports.length === 0 && <p role="status">{t('reports.none')}</p>}
      <ul class="list">
        {reports.map(({ id, reportedAt, readAt, closedAt }) => (
          <li>
            <a href={`/safety-reports/${id}`}>{momentText(caller.locale, reportedAt, caller.timeZone)}</a>{' '}
            <span class="badge">{t(closedAt ? 'reports.closed' : readAt ? 'reports.read' : 'reports.unread')}</span>
          </li>
        ))}
      </ul>
    </SignedInPage>
  );
};

/** One report: opened by a button first, for that it was read is kept. */
export const ReportPage = ({
  caller,
  report,
  entered,
  refusal,
}: {
  caller: Caller;
  report: Whole;
  entered?: NoteForm;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const moment = (at: Date) => momentText(caller.locale, at, caller.timeZone);
  const path = `/safety-reports/${report.id}`;
  return (
    <SignedInPage caller={caller} title={t('reports.one')} path="/safety-reports">
      <p>
        <a href="/safety-reports">{t('reports.title')}</a>
      </p>
      <h1>{t('reports.one')}</h1>
      <Refused refusal={refusal} />
      {report.readAt === null ? (
        <form method="post" action={`${path}/open`}>
          <p>{t('reports.open.hint')}</p>
          <button type="submit">{t('reports.open')}</button>
        </form>
      ) : (
        <>
          <dl>
            <dt>{t('reports.came')}</dt>
            <dd>{moment(report.reportedAt)}</dd>
            <dt>{t('reports.opened')}</dt>
            <dd>{moment(report.readAt)}</dd>
            <dt>{t('reports.about')}</dt>
            <dd dir="auto">{report.consultation?.title ?? t('reports.about.none')}</dd>
            <dt>{t('reports.contact')}</dt>
            <dd dir="auto">{report.contact ?? t('reports.contact.none')}</dd>
          </dl>
          <p dir="auto" class="lines">
            {report.text}
          </p>
          {report.closedAt === null ? (
            <form class="narrow" method="post" action={`${path}/close`}>
              <TextArea
                name="note"
                label={t('reports.note')}
                value={entered?.note}
                rows={4}
                maxLength={4000}
                isRequired
                refusal={refusal}
              />
              <button type="submit">{t('reports.close')}</button>
            </form>
          ) : (
            <>
              <h2>{t('reports.note')}</h2>
              <p dir="auto" class="lines">
                {report.note}
              </p>
              <p class="quiet">{moment(report.closedAt)}</p>
            </>
          )}
        </>
      )}
    </SignedInPage>
  );
};

/** Who reads reports where a consultation names nobody. */
export const ContactPage = ({
  caller,
  contacts,
  query,
  entered,
  refusal,
}: {
  caller: Caller;
  contacts: Awaited<ReturnType<IntimidationService['contacts']>>;
  query: Done;
  entered?: ContactForm;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('contact.title')} path="/safety-contact">
      <h1>{t('contact.title')}</h1>
      {query.done === 'set' && (
        <p class="notice good" role="status">
          {t('safety.done.set')}
        </p>
      )}
      <Refused refusal={refusal} />
      {contacts.chosen === null && <p class="notice warn">{t('contact.none')}</p>}
      <p>{t('contact.intro')}</p>
      <form class="narrow" method="post" action="/safety-contact">
        <Choice
          name="personId"
          label={t('contact.person')}
          any={t('contact.nobody')}
          chosen={entered?.personId ?? contacts.chosen ?? undefined}
          options={contacts.people.map(({ id, name }) => [id, name])}
          refusal={refusal}
        />
        <button type="submit">{t('contact.submit')}</button>
      </form>
    </SignedInPage>
  );
};
