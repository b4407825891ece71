import type { VNode } from 'preact';
import { secretariat, type Caller } from '../access/index.js';
import { ConsultationDesk, type Shown } from '../consultations/index.js';
import {
  Choice,
  InstitutionKind,
  InvitationAnswer,
  Pages,
  pageTranslator,
  Seat,
  type FormRefusal,
  type PageOf,
  type PageTranslate,
} from '../platform/index.js';
import type { InvitationsForm, RowForm } from './desk.forms.js';
import { InvitationRow, QuestionRow } from './desk.parts.js';
import { within } from './weight.rules.js';
import { deliveries, type InvitationCounts, type InvitationView, type QuestionView } from './invitations.schemas.js';

/** The page stays under 50 kB. Of the questions, those that wait come first: as they are answered, others follow. */
const bytes = { needs: 4_000, questions: 7_000 };

export interface InvitationsPageProps {
  caller: Caller;
  consultation: Shown;
  form: InvitationsForm;
  /** Whether somebody reads reports of intimidation. */
  isSafe: boolean;
  counts: InvitationCounts;
  /** How many answers by mail somebody must look at. */
  listedReplies: number;
  page: PageOf<InvitationView>;
  questions: QuestionView[];
  /** After an error: which row it was, what was entered, what is wrong. */
  again?: { id: string; entered: RowForm; refusal: FormRefusal } | undefined;
  refusal?: FormRefusal | undefined;
}

/** Who is invited to a consultation, what they said and need, and what the hosts are asked. */
export const InvitationsPage = (props: InvitationsPageProps): VNode => {
  const { caller, consultation, form, counts, page, questions, again } = props;
  const t = pageTranslator(caller.locale);
  const { id, status } = consultation;
  const base = `/consultations/${id}/invitations`;
  const keeps = secretariat.some((right) => caller.rights.has(right));
  const waiting = counts.invited - counts.told;
  const canSend = keeps && waiting > 0 && (status === 'SCHEDULED' || status === 'INVITING');
  const canInvite = keeps && ['DRAFT', 'SCHEDULED', 'INVITING', 'POSTPONED'].includes(status);
  const query = queryOf('', { ...form, done: undefined });
  const row = { t, caller, base, query, keeps, isOpen: status === 'INVITING', again };
  return (
    <ConsultationDesk
      {...{ caller, consultation, tab: '/invitations' }}
      heading={t('invitations.title')}
      said={form.done && t(`invitations.done.${form.done}`, { n: form.n, told: form.told })}
      refusal={again?.refusal ?? props.refusal}
    >
      {canSend && !props.isSafe && (
        <p class="notice warn">
          {t('consultations.unsafe')} <a href={`/consultations/${id}`}>{t('consultations.unsafe.name')}</a>
        </p>
      )}
      {counts.invited + counts.withdrawn > 0 && <Counts counts={counts} t={t} />}
      {waiting > 0 && status !== 'INVITING' && <p>{t('invitations.waiting', { count: waiting })}</p>}
      <div class="actions">
        {canInvite && (
          <a class="button quiet" href={`${base}/add`}>
            {t('invitations.add')}
          </a>
        )}
        {canSend && (
          <form method="post" action={`${base}/send`}>
            <button type="submit">{t('invitations.send', { count: waiting })}</button>
          </form>
        )}
      </div>
      <Ways caller={caller} consultation={consultation} keeps={keeps} replies={props.listedReplies} t={t} />
      <Filters form={form} base={base} t={t} />
      {page.items.length === 0 ? (
        <p>{t('invitations.none')}</p>
      ) : (
        <ul class="list">
          {page.items.map((invitation) => (
            <InvitationRow {...row} invitation={invitation} />
          ))}
        </ul>
      )}
      <Pages
        first={form.cursor === undefined ? null : queryOf(base, { ...form, cursor: undefined, done: undefined })}
        next={page.next === null ? null : queryOf(base, { ...form, cursor: page.next, done: undefined })}
        t={t}
      />
      <h2 id="questions">{t('invitations.questions')}</h2>
      {questions.length === 0 ? (
        <p>{t('invitations.questions.none')}</p>
      ) : (
        <ul class="list">
          {shownOf(questions, again?.id).map((question) => (
            <QuestionRow {...row} question={question} />
          ))}
        </ul>
      )}
    </ConsultationDesk>
  );
};

/** The address of the page with what is looked for, and what was done. */
export const queryOf = (base: string, { answer, kind, delivery, seat, cursor, done }: InvitationsForm): string => {
  const set = Object.entries({ answer, kind, delivery, seat, cursor, done }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as [string, string]],
  );
  return set.length === 0 ? base : `${base}?${new URLSearchParams(set).toString()}`;
};

/** One whose reply was refused is always among them: it stands first. */
const shownOf = (questions: QuestionView[], refused: string | undefined): QuestionView[] => {
  const [first, ...rest] = questions;
  const isRefused = first !== undefined && first.id === refused;
  const shown = within(isRefused ? rest : questions, ({ text, reply }) => text + (reply ?? ''), bytes.questions);
  return isRefused ? [first, ...shown] : shown;
};

const counted = ['accepted', 'tentative', 'declined', 'delegated', 'unanswered', 'held', 'waiting'] as const;

const Counts = ({ counts, t }: { counts: InvitationCounts; t: PageTranslate }) => (
  <>
    <dl>
      <dt>{t('invitations.count.invited')}</dt>
      <dd>{t('invitations.count.told', { invited: counts.invited, told: counts.told })}</dd>
      {counted.flatMap((key) => [<dt>{t(`invitations.count.${key}`)}</dt>, <dd>{counts[key]}</dd>])}
      {counts.withdrawn > 0 && <dt>{t('invitations.count.withdrawn')}</dt>}
      {counts.withdrawn > 0 && <dd>{counts.withdrawn}</dd>}
    </dl>
    <h3>{t('invitations.needs')}</h3>
    <ul>
      {counts.interpretation.map(({ language, count }) => (
        <li dir="auto">{t('invitations.needs.interpretation', { language, count })}</li>
      ))}
      <li>{t('invitations.needs.stepFree', { count: counts.stepFree })}</li>
      <li>{t('invitations.needs.travel', { count: counts.travel })}</li>
      {within(counts.other, (text) => text, bytes.needs).map((text) => (
        <li dir="auto">{text}</li>
      ))}
    </ul>
  </>
);

interface WaysProps {
  caller: Caller;
  consultation: Shown;
  keeps: boolean;
  replies: number;
  t: PageTranslate;
}

/** To what belongs to the list and stands elsewhere. */
const Ways = ({ caller, consultation: { id }, keeps, replies, t }: WaysProps) => {
  // Whoever sees this page without being of the secretariat is a host.
  const mayTakeOut = !keeps || caller.rights.has('coordinator') || caller.rights.has('administrator');
  return (
    <ul class="pages">
      {mayTakeOut && (
        <li>
          <a href={`/consultations/${id}/participants-export`}>{t('safety.export')}</a>
        </li>
      )}
      {keeps && (
        <li>
          <a href="/replies">{t('invitations.replies', { count: replies })}</a>
        </li>
      )}
    </ul>
  );
};

const Filters = ({ form, base, t }: { form: InvitationsForm; base: string; t: PageTranslate }) => (
  <details class="action" open={[form.answer, form.kind, form.delivery, form.seat].some(Boolean)}>
    <summary>{t('invitations.filter')}</summary>
    <form method="get" action={base}>
      <div class="grid">
        <Choice
          {...{ name: 'answer', label: t('invitations.filter.answer'), any: t('invitations.any'), chosen: form.answer }}
          options={[
            ['NONE', t('invitations.answer.none')],
            ...Object.values(InvitationAnswer).map((one) => [one, t(`invitations.answer.${one}`)] as const),
          ]}
        />
        <Choice
          {...{ name: 'kind', label: t('invitations.group'), any: t('invitations.any'), chosen: form.kind }}
          options={Object.values(InstitutionKind).map((one) => [one, t(`institutions.kind.${one}`)] as const)}
        />
        <Choice
          {...{ name: 'delivery', label: t('invitations.delivery'), any: t('invitations.any') }}
          chosen={form.delivery}
          options={deliveries.map((one) => [one, t(`invitations.delivery.${one}`)] as const)}
        />
        <Choice
          {...{ name: 'seat', label: t('invitations.seat'), any: t('invitations.any'), chosen: form.seat }}
          options={Object.values(Seat).map((one) => [one, t(`invitations.seat.${one}`)] as const)}
        />
      </div>
      <button class="quiet" type="submit">
        {t('invitations.filter.show')}
      </button>
    </form>
  </details>
);
