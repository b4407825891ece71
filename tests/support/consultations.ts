import {
  AgendaService,
  ConsultationsService,
  DraftConsultation,
  ScheduleConsultation,
  SchedulingService,
} from '../../libs/consultations/index.js';
import {
  type AnswerChannel,
  type Attendance,
  type ConsultationStatus,
  type InstitutionKind,
  type InvitationAnswer,
  type Seat,
} from '../../libs/platform/index.js';
import type { Desk } from './desk.js';
import { aPerson } from './factories.js';

type Facts = Partial<Omit<DraftConsultation, 'hostIds'>>;

/**
 * A consultation, as far as it is to be: a draft, or with a date (`scheduled`), with invitations out (`inviting`), or with its time
 * over (`held`: the clock stays where it is). One host holds it unless others, or none, are named. What it owes is owed: `desk.work()` does it.
 */
export const aConsultation = async (
  desk: Desk,
  {
    hosts,
    scheduled,
    inviting = false,
    held = false,
    agenda = [],
    ...facts
  }: Facts & {
    /** People; the first one leads. */
    hosts?: string[];
    /** Clocks where it is held, e.g. `2026-04-20T09:00`. */
    scheduled?: Pick<ScheduleConsultation, 'from' | 'until'> &
      Partial<Pick<ScheduleConsultation, 'answerBy' | 'inviteAt'>>;
    inviting?: boolean;
    held?: boolean;
    /** Titles of items. */
    agenda?: string[];
  } = {},
) => {
  const consultations = desk.api.app.get(ConsultationsService);
  const hostIds = hosts ?? [(await aPerson(desk.db, { name: 'Chea Vanna' })).id];
  const draft = DraftConsultation.parse({
    title: 'Consultation on the draft national report',
    purpose: 'NATIONAL_REPORT',
    format: 'IN_PERSON',
    place: 'Hall of the Ministry of Justice',
    hostIds,
    ...facts,
  });
  const id = await consultations.draft(draft, desk.by);
  if (agenda.length > 0) {
    const items = agenda.map((title) => ({ title, details: '', minutes: 30, speakers: [] }));
    await desk.api.app.get(AgendaService).set(id, { items }, desk.by);
  }
  const date = scheduled ?? (inviting || held ? { from: '2026-04-20T09:00', until: '2026-04-20T12:00' } : null);
  if (date) {
    const wanted = ScheduleConsultation.parse({ noticeReason: 'The report is due soon', ...date });
    await desk.api.app.get(SchedulingService).schedule(id, wanted, desk.by);
  }
  const advance = (to: ConsultationStatus) => desk.db.transaction((tx) => consultations.advance(tx, id, to));
  if (inviting || held) await advance('INVITING');
  if (held) await advance('HELD');
  const found = await desk.db.now.consultation.findUniqueOrThrow({ where: { id }, include: { agenda: true } });
  return { ...found, hostIds };
};

/** Somebody's place in a consultation: told, without an answer, unless said otherwise. */
export const anInvitation = async (
  desk: Desk,
  {
    personId,
    told = true,
    ...facts
  }: {
    consultationId: string;
    /** Somebody new unless named. */
    personId?: string;
    institutionId?: string;
    kind?: InstitutionKind;
    province?: string;
    delegateOfId?: string;
    answer?: InvitationAnswer;
    answeredVia?: AnswerChannel;
    seat?: Seat;
    seatAt?: Date;
    attendance?: Attendance;
    sharesName?: boolean;
    doorCode?: string;
    told?: boolean;
  },
) => {
  const now = desk.clock.now();
  const { answer, seat = answer === 'ACCEPTED' ? 'HELD' : 'NONE' } = facts;
  return desk.db.now.invitation.create({
    data: {
      ...(answer !== undefined && { answeredAt: now, answeredVia: 'LINK' as const }),
      ...(seat !== 'NONE' && { seatAt: now }),
      ...facts,
      seat,
      personId: personId ?? (await aPerson(desk.db, { name: 'Meas Chenda' })).id,
      invitedAt: now,
      toldAt: told ? now : null,
    },
  });
};
