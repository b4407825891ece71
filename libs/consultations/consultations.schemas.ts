import { z } from 'zod';
import { isTimeZone } from '../directory/index.js';
import {
  ConsultationFormat,
  ConsultationPurpose,
  ConsultationSubjectKind,
  InstitutionKind,
} from '../platform/index.js';

export const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
export const Day = z.iso.date().meta({ example: '2026-09-15' });
/** What a clock on the wall shows where it is held. */
export const LocalTime = z
  .string()
  .regex(/^2[01]\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 2026-09-15T09:00')
  .refine((time) => z.iso.date().safeParse(time.slice(0, 10)).success, 'is on a day that does not exist')
  .meta({ description: 'A time on the clocks where it is held', example: '2026-09-15T09:00' });
export const line = (most: number) => z.string().trim().max(most);
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
export const AgendaFacts = z.strictObject({
  items: z.array(AgendaItemFacts).max(20_000),
  tell: z
    .boolean()
    .optional()
    .meta({ description: 'Whether those invited hear of other titles or another order; default: nobody is told' }),
});
export type AgendaFacts = z.infer<typeof AgendaFacts>;

export const consultationFacts = {
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
  ...consultationFacts,
  about: consultationFacts.about.default(''),
  timeZone: consultationFacts.timeZone.optional().meta({ description: 'Default: the mechanism’s own' }),
  place: consultationFacts.place.default(null),
  joinUrl: consultationFacts.joinUrl.default(null),
  languages: consultationFacts.languages.default([]),
  interpretation: consultationFacts.interpretation.default([]),
  accessibility: consultationFacts.accessibility.default(null),
  capacity: consultationFacts.capacity.default(null),
  seats: consultationFacts.seats.default([]),
  hostIds: consultationFacts.hostIds.default([]),
  subjects: consultationFacts.subjects.default([]),
  remindDays: consultationFacts.remindDays.optional().meta({ description: 'Default: as the mechanism’s rules say' }),
  showsParticipants: consultationFacts.showsParticipants.default(false),
  isPublic: consultationFacts.isPublic.default(false),
  publishesAgenda: consultationFacts.publishesAgenda.default(false),
  publishesMinutes: consultationFacts.publishesMinutes.default(false),
  publishesInputs: consultationFacts.publishesInputs.default(false),
  restricted: consultationFacts.restricted.default(false),
  safetyContactId: consultationFacts.safetyContactId.default(null),
});
export type DraftConsultation = z.infer<typeof DraftConsultation>;

export const ChangeConsultation = z.strictObject({
  timeZone: consultationFacts.timeZone.exactOptional().meta({ description: 'Only while no date is set' }),
  title: consultationFacts.title.exactOptional(),
  purpose: consultationFacts.purpose.exactOptional(),
  about: consultationFacts.about.exactOptional(),
  format: consultationFacts.format.exactOptional(),
  place: consultationFacts.place.exactOptional(),
  joinUrl: consultationFacts.joinUrl.exactOptional(),
  languages: consultationFacts.languages.exactOptional(),
  interpretation: consultationFacts.interpretation.exactOptional(),
  accessibility: consultationFacts.accessibility.exactOptional(),
  capacity: consultationFacts.capacity.exactOptional(),
  seats: consultationFacts.seats.exactOptional(),
  hostIds: consultationFacts.hostIds.exactOptional(),
  subjects: consultationFacts.subjects.exactOptional(),
  remindDays: consultationFacts.remindDays.exactOptional(),
  showsParticipants: consultationFacts.showsParticipants.exactOptional(),
  isPublic: consultationFacts.isPublic.exactOptional(),
  publishesAgenda: consultationFacts.publishesAgenda.exactOptional(),
  publishesMinutes: consultationFacts.publishesMinutes.exactOptional(),
  publishesInputs: consultationFacts.publishesInputs.exactOptional(),
  restricted: consultationFacts.restricted.exactOptional(),
  safetyContactId: consultationFacts.safetyContactId.exactOptional(),
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
    .max(20)
    .refine(
      (options) => new Set(options.map(({ from, until }) => `${from} ${until}`)).size === options.length,
      'names a date twice',
    ),
});
export type OpenPoll = z.infer<typeof OpenPoll>;

export const SetConsultationRules = z.strictObject({
  noticeWorkingDays: z.int().min(0).max(250),
  answerDays: z.int().min(0).max(90),
  remindDays: consultationFacts.remindDays,
  minutesWorkingDays: z.int().min(0).max(250),
  commentDays: z.int().min(1).max(365),
  source: line(500),
});
export type SetConsultationRules = z.infer<typeof SetConsultationRules>;
