import { z } from 'zod';
import { isTimeZone } from '../directory/index.js';
import {
  ConsultationFormat,
  ConsultationPurpose,
  ConsultationStatus,
  ConsultationSubjectKind,
  ConsultationStepKind,
  DateSuits,
  InstitutionKind,
  pageOf,
  paging,
} from '../platform/index.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Day = z.iso.date().meta({ example: '2026-09-15' });
/** What a clock on the wall shows where it is held. */
const LocalTime = z
  .string()
  .regex(/^2[01]\d\d-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 2026-09-15T09:00')
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
export const AgendaFacts = z.strictObject({
  items: z.array(AgendaItemFacts).max(20_000),
  tell: z
    .boolean()
    .optional()
    .meta({ description: 'Whether those invited hear of other titles or another order; default: nobody is told' }),
});
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
  timeZone: facts.timeZone.exactOptional().meta({ description: 'Only while no date is set' }),
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

/** One line of a list. */
export const ConsultationLine = z.object({
  id: Id,
  title: z.string(),
  purpose: z.enum(ConsultationPurpose),
  format: z.enum(ConsultationFormat),
  status: z.enum(ConsultationStatus),
  timeZone: z.string(),
  from: LocalTime.nullable(),
  until: LocalTime.nullable(),
  startsAt: z.iso.datetime().nullable(),
  endsAt: z.iso.datetime().nullable(),
  place: z.string().nullable(),
  restricted: z.boolean(),
  seriesId: Id.nullable(),
});
export type ConsultationLine = z.infer<typeof ConsultationLine>;
export const ConsultationPage = pageOf(ConsultationLine);

const orMany = <T extends z.ZodType>(one: T) =>
  z.union([one.transform((value) => [value]), z.array(one).max(20)]).optional();
export const ConsultationQuery = z.object({
  status: orMany(z.enum(ConsultationStatus)),
  purpose: z.enum(ConsultationPurpose).optional(),
  from: Day.optional().meta({ description: 'Held on this day or later' }),
  until: Day.optional().meta({ description: 'Held on this day or earlier' }),
  q: line(200).optional().meta({ description: 'Part of the title' }),
  order: z
    .enum(['latest', 'earliest'])
    .default('latest')
    .meta({ description: 'Drafts without a date count as latest' }),
  ...paging,
});
export type ConsultationQuery = z.infer<typeof ConsultationQuery>;

export const AgendaItemView = z.object({
  id: Id,
  title: z.string(),
  details: z.string(),
  minutes: z.int().nullable(),
  speakers: z.array(z.string()),
  documents: z.array(z.object({ id: Id, title: z.string(), name: z.string(), size: z.int() })),
});
export type AgendaItemView = z.infer<typeof AgendaItemView>;

const Span = { from: LocalTime, until: LocalTime, startsAt: z.iso.datetime(), endsAt: z.iso.datetime() };
export const PollView = z.object({
  id: Id,
  closesAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  hosts: z.int(),
  answered: z.int(),
  options: z.array(
    z.object({
      id: Id,
      ...Span,
      yes: z.int(),
      ifNeeded: z.int(),
      no: z.int(),
      answers: z.array(z.object({ personId: Id, suits: z.enum(DateSuits) })),
    }),
  ),
});
export type PollView = z.infer<typeof PollView>;
export const PollList = z.object({ items: z.array(PollView) });

export const StepView = z.object({
  kind: z.enum(ConsultationStepKind),
  dueAt: z.iso.datetime(),
  doneAt: z.iso.datetime().nullable(),
});
export type StepView = z.infer<typeof StepView>;

export const ConsultationDetail = ConsultationView.extend({
  agenda: z.array(AgendaItemView),
  steps: z.array(StepView).meta({ description: 'What is to happen around it, and what has' }),
});
export type ConsultationDetail = z.infer<typeof ConsultationDetail>;

export const NoticeView = z.object({
  workingDays: z.int(),
  asked: z.int(),
  earliest: Day.meta({ description: 'The first day that gives as much notice as the rule asks for' }),
});
export const NoticeQuery = z.object({ on: Day });
export type NoticeQuery = z.infer<typeof NoticeQuery>;

/** What stands in the way of a date: days on which offices are closed, other consultations, and people who are to be in two places. */
export const Clashes = z.object({
  closed: z.array(z.object({ day: Day, holiday: z.string().nullable().meta({ description: 'Null: a weekend' }) })),
  consultations: z.array(
    z.object({
      id: Id,
      title: z.string(),
      ...Span,
      timeZone: z.string(),
      people: z
        .int()
        .nullable()
        .meta({ description: 'Hosts and invited people of both; null: not the caller’s to know' }),
      names: z.array(z.string()).meta({ description: 'Some of them' }),
    }),
  ),
});
export type Clashes = z.infer<typeof Clashes>;
export const ClashQuery = z.object({ from: LocalTime.optional(), until: LocalTime.optional() });
export type ClashQuery = z.infer<typeof ClashQuery>;

export const ConsultationRulesView = SetConsultationRules.extend({ source: z.string() });
export const ConsultationsDrafted = z.object({ consultationIds: z.array(Id) });
export const DatePollOpened = z.object({ pollId: Id });
