import { z } from 'zod';
import { isTimeZone } from '../directory/index.js';
import {
  DeadlineKind,
  DeadlineRequestKind,
  DeadlineRequestStatus,
  DeadlineStatus,
  MandateRole,
  pageOf,
  paging,
} from '../platform/index.js';
import { ReckonedDay, Reason } from './rules.schemas.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });

const isLate = z.boolean().default(false).meta({
  description: 'It is late already: a day that has passed is taken too, and is overdue at once',
});

export const SetDeadline = z.strictObject({
  kind: z.enum(DeadlineKind).exclude(['VERIFICATION']).default('FREE').meta({ example: 'INFORMATION_REQUEST' }),
  subjectId: Id.nullable().default(null).meta({ description: 'What it is about, where that has an id', example: null }),
  title: z.string().trim().min(1).max(300).meta({ example: 'Figures on school attendance for the national report' }),
  institutionIds: z
    .array(Id)
    .max(500)
    .default([])
    .meta({ description: 'One deadline each; none: the secretariat’s own' }),
  role: z.enum(MandateRole).default('MAIN').meta({ description: 'The mandate that answers for it' }),
  dueOn: ReckonedDay.meta({ example: '2026-12-04' }),
  isLate,
  timeZone: z
    .string()
    .refine(isTimeZone, 'is not a time zone of the IANA list')
    .optional()
    .meta({ description: 'Where the day ends; the mechanism’s own if left out', example: 'Asia/Phnom_Penh' }),
  restricted: z.boolean().default(false).meta({ description: 'Confidential: mails do not name it' }),
});
export type SetDeadline = z.infer<typeof SetDeadline>;
export const DeadlinesSet = z.object({ deadlineIds: z.array(Id) });

export const MoveDeadline = z.strictObject({ to: ReckonedDay, isLate, reason: Reason });
export type MoveDeadline = z.infer<typeof MoveDeadline>;
export const WithReason = z.strictObject({ reason: Reason });
export type WithReason = z.infer<typeof WithReason>;
export const MaybeReason = z.strictObject({ reason: Reason.optional() });
export type MaybeReason = z.infer<typeof MaybeReason>;

export const AskAbout = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('MORE_TIME'),
    until: ReckonedDay.meta({ description: 'At most a year beyond the day it is due on' }),
    reason: Reason,
  }),
  z.strictObject({
    kind: z.literal('NOT_OURS'),
    named: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .meta({ description: 'Whose it is, in your own words', example: 'Ministry of Justice' }),
    reason: Reason,
  }),
]);
export type AskAbout = z.infer<typeof AskAbout>;
export const Decide = z.discriminatedUnion('decision', [
  z.strictObject({
    decision: z.literal('GRANT'),
    until: ReckonedDay.optional().meta({ description: 'Another day than the one asked for' }),
    institutionId: Id.nullable().optional().meta({ description: 'For NOT_OURS: whose it is; null: the secretariat' }),
    reason: Reason,
  }),
  z.strictObject({ decision: z.literal('REFUSE'), reason: Reason }),
]);
export type Decide = z.infer<typeof Decide>;

/** OVERDUE is open, and its day is over where it is reckoned. */
export const DeadlineState = z.enum(['OPEN', 'OVERDUE', 'MET', 'WAIVED']);

export const DeadlineView = z.object({
  id: Id,
  kind: z.enum(DeadlineKind),
  subjectId: Id.nullable(),
  title: z.string().nullable().meta({ description: 'Null where the kind says it' }),
  institution: z.object({ id: Id, name: z.string() }).nullable().meta({ description: 'Null: the secretariat' }),
  role: z.enum(MandateRole),
  dueOn: z.iso.date(),
  timeZone: z.string(),
  status: z.enum(DeadlineStatus),
  isOverdue: z.boolean(),
  closedAt: z.iso.datetime().nullable(),
  isPinned: z.boolean().meta({ description: 'Moved by hand: its rule does not move it any more' }),
  isRestricted: z.boolean(),
  ruleCode: z.string().nullable(),
});
export type DeadlineView = z.infer<typeof DeadlineView>;
export const DeadlinePage = pageOf(DeadlineView);

export const RequestView = z.object({
  id: Id,
  deadlineId: Id,
  kind: z.enum(DeadlineRequestKind),
  by: z.object({ id: Id, name: z.string() }),
  until: z.iso.date().nullable(),
  named: z.string().nullable(),
  reason: z.string(),
  status: z.enum(DeadlineRequestStatus),
  askedAt: z.iso.datetime(),
  decisionReason: z.string().nullable(),
});
export type RequestView = z.infer<typeof RequestView>;
export const RequestList = z.object({ items: z.array(RequestView) });

export const HistoryLine = z.object({
  what: z.string().meta({ example: 'deadline.moved' }),
  at: z.iso.datetime(),
  by: z.string().nullable().meta({ description: 'Null: the system, or somebody who is not yours to know' }),
  bySystem: z.boolean(),
  asked: z
    .enum(DeadlineRequestKind)
    .nullable()
    .meta({ description: 'For a request: what was asked, if it is yours to know' }),
  reason: z.string().nullable(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
});
export type HistoryLine = z.infer<typeof HistoryLine>;

export const DeadlineDetail = DeadlineView.extend({
  explanation: z.string().nullable().meta({
    description: 'How the day came about, in the caller’s language; null for a day somebody simply set',
    example: '12 weeks before 30 January 2019 (UPR 32) = 7 November 2018, a Wednesday; rule UPR-4, source: …',
  }),
  requests: z.array(RequestView),
  history: z.array(HistoryLine),
});
export type DeadlineDetail = z.infer<typeof DeadlineDetail>;

export const DeadlineQuery = z.strictObject({
  state: DeadlineState.optional(),
  kind: z.enum(DeadlineKind).optional(),
  institutionId: Id.optional(),
  subjectId: Id.optional(),
  from: ReckonedDay.optional().meta({ description: 'Due on or after' }),
  until: ReckonedDay.optional().meta({ description: 'Due on or before' }),
  ...paging,
});
export type DeadlineQuery = z.infer<typeof DeadlineQuery>;

/** One institution in the coordinators' overview; `institution` null: the secretariat. */
export const OverviewLine = z.object({
  institution: z.object({ id: Id, name: z.string() }).nullable(),
  due: z.int().meta({ description: 'Open and not overdue' }),
  dueSoon: z.int().meta({ description: 'Of these, due within 30 days' }),
  overdue: z.int(),
  noAnswer: z.int().meta({ description: 'Of the overdue, those nobody has said anything about' }),
  answeredInTime: z.int(),
  answeredLate: z.int(),
  requests: z.int().meta({ description: 'Requests that wait for the secretariat' }),
});
export type OverviewLine = z.infer<typeof OverviewLine>;
/** The overview counts what was due since so many days. */
export const overviewDays = 365;
export const Overview = z.object({ items: z.array(OverviewLine) });
