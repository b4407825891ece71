import type { VNode } from 'preact';
import { seesAll, type Caller } from '../access/index.js';
import { dayText, languageText, momentText, pageTranslator, type PageTranslate } from '../platform/index.js';
import { Document, ItemFacts } from './agenda.page.js';
import { ClashList, ConsultationDesk, whenText } from './consultation.parts.js';
import { decidesConsultations, keepsConsultations } from './consultations.access.js';
import type { Clashes, ConsultationDetail, PollView } from './consultations.views.js';
import { saidOf, type Done } from './desk.forms.js';
import type { ConsultationEvent } from './history.queries.js';
import type { Notice } from './scheduling.service.js';
import { StepList } from './steps.parts.js';
import type { NamedSubject } from './subjects.queries.js';

export interface PlanPageProps {
  caller: Caller;
  consultation: ConsultationDetail;
  /** Whether the reader holds or keeps it. */
  isRun: boolean;
  subjects: NamedSubject[];
  /** Others of its series, by when they are held. */
  series: { id: string; from: string | null; until: string | null; timeZone: string }[];
  /** Null while no date is set. */
  clashes: Clashes | null;
  /** The last one; null: the hosts have not been asked. */
  poll: PollView | null;
  /** What notice invitations would give that went out today; null: they are out, or there is no date. */
  notice: Notice | null;
  /** Who looks after people's safety. */
  contact: string | null;
  history: ConsultationEvent[];
  done: Done;
}

/** A consultation as it is planned. */
export const PlanPage = (props: PlanPageProps): VNode => {
  const { caller, consultation, isRun, clashes, done, history } = props;
  const t = pageTranslator(caller.locale);
  const { id, steps, agenda, timeZone } = consultation;
  const keeps = keepsConsultations(caller);
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab=""
      heading={null}
      said={saidOf(done, t)}
      isRun={isRun}
    >
      <DateCard {...props} t={t} />
      {keeps && <Acts consultation={consultation} t={t} />}
      {clashes && isRun && (
        <>
          <h2 id="clashes">{t('consultations.clashes')}</h2>
          <ClashList clashes={clashes} caller={caller} />
        </>
      )}
      <h2 id="facts">{t('consultations.facts')}</h2>
      <Facts {...props} t={t} />
      {keeps && !['CLOSED', 'CANCELLED'].includes(consultation.status) && (
        <p>
          <a href={`/consultations/${id}/edit`}>{t('consultations.edit')}</a>
        </p>
      )}
      <h2 id="agenda">{t('consultations.agenda')}</h2>
      {agenda.length === 0 && <p>{t('consultations.agenda.none')}</p>}
      <ol class="list">
        {agenda.map((item) => (
          <li>
            <span dir="auto">{item.title}</span>
            <ItemFacts item={{ ...item, documents: [] }} t={t} />
            {item.documents.map((document) => (
              <p>
                <Document consultationId={id} document={document} t={t} />
              </p>
            ))}
          </li>
        ))}
      </ol>
      {keeps && !['MINUTES_CIRCULATED', 'CLOSED', 'CANCELLED'].includes(consultation.status) && (
        <p>
          <a href={`/consultations/${id}/agenda`}>{t('consultations.agenda.edit')}</a>
        </p>
      )}
      {isRun && (
        <>
          <h2 id="steps">{t('consultations.steps')}</h2>
          <StepList steps={steps} timeZone={timeZone} locale={caller.locale} />
          <h2 id="history">{t('register.history')}</h2>
          <History lines={history} caller={caller} t={t} />
        </>
      )}
    </ConsultationDesk>
  );
};

type Part = PlanPageProps & { t: PageTranslate };

const DateCard = ({ caller, consultation, isRun, poll, notice, t }: Part) => {
  const { id, status, noticeReason, endReason, answerBy, inviteAt } = consultation;
  const isOpen = poll !== null && poll.closedAt === null;
  // A last day for answers comes with the first date; before that there is nothing to publish.
  const isPublished = consultation.isPublic && !consultation.restricted && status !== 'DRAFT' && answerBy !== null;
  return (
    <div class="card">
      <p class="big">{whenText(consultation, caller.locale, t)}</p>
      {status === 'DRAFT' && consultation.from !== null && <p>{t('consultations.proposed')}</p>}
      {endReason !== null && <p dir="auto">{t('register.history.why', { reason: endReason })}</p>}
      {answerBy !== null && <p>{t('consultations.preview.answers', { day: dayText(caller.locale, answerBy) })}</p>}
      {status === 'SCHEDULED' && (
        <p>
          {inviteAt === null
            ? t('consultations.invite.by-hand')
            : t('consultations.invite.at', {
                when: `${dayText(caller.locale, inviteAt.slice(0, 10))}, ${inviteAt.slice(11)}`,
              })}
        </p>
      )}
      {notice !== null && notice.workingDays < notice.asked && (
        <p class="notice warn">{t('consultations.notice.today', { days: notice.workingDays, asked: notice.asked })}</p>
      )}
      {noticeReason !== null && (
        <p class="quiet" dir="auto">
          {t('consultations.notice.why', { reason: noticeReason })}
        </p>
      )}
      {isPublished && (
        <p>
          <a href={`/public/consultations/${id}`}>{t('consultations.published')}</a>
        </p>
      )}
      {isRun && poll !== null && (
        <p>
          <a href={`/consultations/${id}/poll`}>
            {t(isOpen ? 'consultations.poll.open.now' : 'consultations.poll.results', {
              answered: poll.answered,
              hosts: poll.hosts,
            })}
          </a>
        </p>
      )}
    </div>
  );
};

/** What the secretariat can do about its date. */
const Acts = ({ consultation: { id, status, from }, t }: { consultation: ConsultationDetail; t: PageTranslate }) => {
  const acts = [
    ...(['DRAFT', 'POSTPONED', 'SCHEDULED'].includes(status) ? (['schedule'] as const) : []),
    ...(['DRAFT', 'POSTPONED'].includes(status) ? (['poll'] as const) : []),
    ...(status === 'INVITING' ? (['move'] as const) : []),
    ...(['SCHEDULED', 'INVITING', 'HELD'].includes(status) ? (['postpone'] as const) : []),
    ...(['MINUTES_CIRCULATED', 'CLOSED', 'CANCELLED'].includes(status) ? [] : (['cancel'] as const)),
    ...(from === null || status === 'CANCELLED' ? [] : (['repeat'] as const)),
  ];
  return (
    <div class="actions">
      {acts.map((act, index) => (
        <a class={index === 0 ? 'button' : 'button quiet'} href={`/consultations/${id}/${act}`}>
          {t(
            act === 'schedule' && status === 'SCHEDULED' ? 'consultations.act.reschedule' : `consultations.act.${act}`,
          )}
        </a>
      ))}
    </div>
  );
};

const Facts = ({ caller, consultation, isRun, subjects, series, contact, t }: Part) => {
  const languagesIn = (codes: string[]) => codes.map((code) => languageText(caller.locale, code)).join(', ');
  const all = consultation;
  const openness = (['isPublic', 'publishesAgenda', 'publishesMinutes', 'publishesInputs'] as const).filter(
    (flag) => all[flag],
  );
  const fact = (name: string, value: VNode | string | null | false) =>
    value === null || value === false || value === '' ? null : (
      <>
        <dt>{name}</dt>
        <dd dir="auto">{value}</dd>
      </>
    );
  return (
    <>
      {all.restricted && (
        <p class="badges">
          <span class="badge warn">{t('consultations.restricted.badge')}</span>
        </p>
      )}
      {all.about !== '' && (
        <p class="letter" dir="auto">
          {all.about}
        </p>
      )}
      <dl>
        {fact(t('consultations.purpose'), t(`consultations.purpose.${all.purpose}`))}
        {fact(t('consultations.format'), t(`consultations.format.${all.format}`))}
        {fact(t('consultations.field.place'), all.place)}
        {fact(t('consultations.field.joinUrl'), all.joinUrl)}
        {fact(t('consultations.hosts'), all.hosts.map(({ name }) => name).join(', ') || t('consultations.nobody'))}
        {fact(t('consultations.field.languages'), languagesIn(all.languages))}
        {fact(t('consultations.field.interpretation'), languagesIn(all.interpretation))}
        {fact(t('consultations.field.accessibility'), all.accessibility)}
        {fact(
          t('consultations.field.capacity'),
          all.capacity === null ? t('consultations.capacity.none') : String(all.capacity),
        )}
        {fact(
          t('consultations.seats'),
          all.seats.map(({ kind, seats }) => `${t(`institutions.kind.${kind}`)}: ${seats}`).join(', '),
        )}
        {subjects.length > 0 &&
          fact(
            t('consultations.subjects'),
            <ul>
              {subjects.map(({ kind, subjectId, name }) => (
                <li dir="auto">
                  {kind === 'RECOMMENDATION' && seesAll(caller) ? (
                    <a href={`/register/${subjectId}`}>{name}</a>
                  ) : kind === 'REVIEW' && seesAll(caller) ? (
                    <a href={`/register?reviewId=${subjectId}`}>{name}</a>
                  ) : (
                    name
                  )}
                </li>
              ))}
            </ul>,
          )}
        {isRun && fact(t('consultations.field.remindDays'), all.remindDays.join(', '))}
        {fact(
          t('consultations.participants'),
          t(all.showsParticipants ? 'consultations.participants.shown' : 'consultations.participants.hidden'),
        )}
        {fact(
          t('consultations.openness'),
          openness.map((flag) => t(`consultations.flag.${flag}`)).join('; ') || t('consultations.openness.none'),
        )}
        {isRun && fact(t('consultations.field.safetyContact'), contact ?? t('consultations.nobody'))}
        {series.length > 0 &&
          fact(
            t('consultations.series'),
            <ul>
              {series.map((other) => (
                <li>
                  <a href={`/consultations/${other.id}`}>{whenText(other, caller.locale, t)}</a>
                </li>
              ))}
            </ul>,
          )}
      </dl>
      {isRun && contact === null && decidesConsultations(caller) && (
        <p class="notice warn">
          {t('consultations.unsafe')}{' '}
          <a href={`/consultations/${consultation.id}/edit#safetyContactId`}>{t('consultations.unsafe.name')}</a>
        </p>
      )}
    </>
  );
};

const History = ({ lines, caller, t }: { lines: ConsultationEvent[]; caller: Caller; t: PageTranslate }) => (
  <ol class="list">
    {lines.map(({ what, at, by, reason, from, to }) => (
      <li>
        <time dateTime={at} class="quiet">
          {momentText(caller.locale, new Date(at), caller.timeZone)}
        </time>
        <br />
        {t(`consultations.event.${what}`)}
        {`, ${t('register.history.by', { name: by ?? t('register.history.system') })}`}
        {to !== null && (
          <span class="below">
            {[from, to].flatMap((day) => (day === null ? [] : [dayText(caller.locale, day)])).join(' → ')}
          </span>
        )}
        {reason !== null && (
          <span class="quiet below" dir="auto">
            {t('register.history.why', { reason })}
          </span>
        )}
      </li>
    ))}
  </ol>
);
