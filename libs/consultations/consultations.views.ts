import { z } from 'zod';
import {
  ConsultationFormat,
  ConsultationPurpose,
  ConsultationStatus,
  ConsultationStepKind,
  DateSuits,
  pageOf,
  paging,
} from '../platform/index.js';
import { consultationFacts, Day, Id, line, LocalTime, SetConsultationRules } from './consultations.schemas.js';

/** A consultation as pages and programs are shown it. Moments with their zone: what the clocks there show. */
export const ConsultationView = z.object({
  id: Id,
  ...consultationFacts,
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
