import { z } from 'zod';
import { isTimeZone } from '../directory/directory.rules.js';
import {
  ConsultationFormat,
  ConsultationPurpose,
  ConsultationStatus,
  ConsultationSubjectKind,
  InstitutionKind,
} from '../platform/index.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Day = z.iso.date().meta({ example: '2026-09-15' });
/** What a clock on the wall shows where it is held. */
const LocalTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 2026-09-15T09:00')
  .refine((time) => z.iso.date().safeParse(time.slice(0, 10)).success, 'is on a day that does not exist')
  .meta({ description: 'A time on the clocks where it is held', example: '2026-09-15T09:00' });
const line = (most: number) => z.string().trim().max(most);
const Title = line(300)
  .min(1, 'must not be empty')
  .transform((text) => text.normalize('NFC'));
const text = (most: number) =>
  z
    .string()
    .max(most)
    .transform((value) => value.normalize('NFC').trim());
const Reason = line(2000)
  .min(1, 'must not be empty')
  .meta({ description: 'Why; kept with the event, and told to those invited' });
/** ISO 639, perhaps with a region: what is spoken need not be among our own languages. */
const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z]{2,4})?$/)
  .meta({ example: 'km' });

export const AgendaItemFacts = z.strictObject({
  /** Of an item that is there already: it keeps its documents and its record. */
  id: Id.optional(),
  title: Title,
  details: text(5000).default(''),
  minutes: z.int().min(1).max(1440).nullable().default(null),
  speakers: z.array(Title).max(50).default([]),
});
/** Longer ones are refused by the use case, in words. */
export const AgendaFacts = z.strictObject({ items: z.array(AgendaItemFacts).max(20_000) });
export type AgendaFacts = z.infer<typeof AgendaFacts>;

const facts = {
  title: Title.meta({ example: 'Consultation on the draft national report' }),
  purpose: z.enum(ConsultationPurpose),
  about: text(10_000),
  format: z.enum(ConsultationFormat),
  timeZone: z.string().refine(isTimeZone, 'is not a time zone of the IANA list').meta({ example: 'Asia/Phnom_Penh' }),
  place: line(500).min(1).nullable(),
  joinUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable(),
  languages: z.array(Language).max(20),
  interpretation: z.array(Language).max(20),
  accessibility: text(2000).nullable(),
  capacity: z.int().min(1).max(100_000).nullable().meta({ description: 'Seats in all; null: no limit' }),
  seats: z
    .array(z.strictObject({ kind: z.enum(InstitutionKind), seats: z.int().min(0).max(100_000) }))
    .max(20)
    .meta({ description: 'Seats of groups that have a limit of their own' }),
  hostIds: z.array(Id).max(50).meta({ description: 'People who hold it; the first one leads' }),
  subjects: z.array(z.strictObject({ kind: z.enum(ConsultationSubjectKind), subjectId: Id })).max(500),
  remindDays: z
    .array(z.int().min(0).max(90))
    .max(10)
    .meta({ description: 'Days before answers are due on which those who have not answered are reminded' }),
  showsParticipants: z.boolean(),
  isPublic: z.boolean(),
  publishesAgenda: z.boolean(),
  publishesMinutes: z.boolean(),
  publishesInputs: z.boolean(),
  restricted: z.boolean(),
  safetyContactId: Id.nullable().meta({ description: 'The only person who reads reports of intimidation' }),
};

export const DraftConsultation = z.strictObject({
  ...facts,
  about: facts.about.default(''),
  timeZone: facts.timeZone.optional().meta({ description: 'Default: the mechanism’s own' }),
  place: facts.place.default(null),
  joinUrl: facts.joinUrl.default(null),
  languages: facts.languages.default([]),
  interpretation: facts.interpretation.default([]),
  accessibility: facts.accessibility.default(null),
  capacity: facts.capacity.default(null),
  seats: facts.seats.default([]),
  hostIds: facts.hostIds.default([]),
  subjects: facts.subjects.default([]),
  remindDays: facts.remindDays.optional().meta({ description: 'Default: as the mechanism’s rules say' }),
  showsParticipants: facts.showsParticipants.default(false),
  isPublic: facts.isPublic.default(false),
  publishesAgenda: facts.publishesAgenda.default(false),
  publishesMinutes: facts.publishesMinutes.default(false),
  publishesInputs: facts.publishesInputs.default(false),
  restricted: facts.restricted.default(false),
  safetyContactId: facts.safetyContactId.default(null),
});
export type DraftConsultation = z.infer<typeof DraftConsultation>;

export const ChangeConsultation = z.strictObject({
  title: facts.title.exactOptional(),
  purpose: facts.purpose.exactOptional(),
  about: facts.about.exactOptional(),
  format: facts.format.exactOptional(),
  place: facts.place.exactOptional(),
  joinUrl: facts.joinUrl.exactOptional(),
  languages: facts.languages.exactOptional(),
  interpretation: facts.interpretation.exactOptional(),
  accessibility: facts.accessibility.exactOptional(),
  capacity: facts.capacity.exactOptional(),
  seats: facts.seats.exactOptional(),
  hostIds: facts.hostIds.exactOptional(),
  subjects: facts.subjects.exactOptional(),
  remindDays: facts.remindDays.exactOptional(),
  showsParticipants: facts.showsParticipants.exactOptional(),
  isPublic: facts.isPublic.exactOptional(),
  publishesAgenda: facts.publishesAgenda.exactOptional(),
  publishesMinutes: facts.publishesMinutes.exactOptional(),
  publishesInputs: facts.publishesInputs.exactOptional(),
  restricted: facts.restricted.exactOptional(),
  safetyContactId: facts.safetyContactId.exactOptional(),
});
export type ChangeConsultation = z.infer<typeof ChangeConsultation>;

const times = {
  from: LocalTime,
  until: LocalTime,
  answerBy: Day.optional().meta({ description: 'The last day for answers; default: as the mechanism’s rules say' }),
  noticeReason: Reason.optional().meta({ description: 'Why there is less notice than the rule asks for' }),
};
export const ScheduleConsultation = z.strictObject({
  ...times,
  inviteAt: LocalTime.nullable()
    .default(null)
    .meta({ description: 'When the invitations go out; null: when somebody says so', example: '2026-09-01T08:00' }),
});
export type ScheduleConsultation = z.infer<typeof ScheduleConsultation>;
export const MoveConsultation = z.strictObject({ ...times, reason: Reason });
export type MoveConsultation = z.infer<typeof MoveConsultation>;
export const EndConsultation = z.strictObject({ reason: Reason });
export type EndConsultation = z.infer<typeof EndConsultation>;
export const RepeatConsultation = z.strictObject({
  everyMonths: z.int().min(1).max(60),
  times: z.int().min(1).max(24).meta({ description: 'How many more' }),
});
export type RepeatConsultation = z.infer<typeof RepeatConsultation>;

export const OpenPoll = z.strictObject({
  closesAt: LocalTime,
  options: z
    .array(z.strictObject({ from: LocalTime, until: LocalTime }))
    .min(2)
    .max(20),
});
export type OpenPoll = z.infer<typeof OpenPoll>;

export const SetConsultationRules = z.strictObject({
  noticeWorkingDays: z.int().min(0).max(250),
  answerDays: z.int().min(0).max(90),
  remindDays: facts.remindDays,
  minutesWorkingDays: z.int().min(0).max(250),
  commentDays: z.int().min(1).max(365),
  source: line(500),
});
export type SetConsultationRules = z.infer<typeof SetConsultationRules>;

/** A consultation as pages and programs are shown it. Moments with their zone: what the clocks there show. */
export const ConsultationView = z.object({
  id: Id,
  ...facts,
  status: z.enum(ConsultationStatus),
  from: LocalTime.nullable(),
  until: LocalTime.nullable(),
  startsAt: z.iso.datetime().nullable(),
  endsAt: z.iso.datetime().nullable(),
  inviteAt: LocalTime.nullable(),
  answerBy: Day.nullable(),
  noticeReason: z.string().nullable(),
  endReason: z.string().nullable(),
  seriesId: Id.nullable(),
  sequence: z.int(),
  hosts: z.array(z.object({ id: Id, name: z.string() })),
});
export type ConsultationView = z.infer<typeof ConsultationView>;
