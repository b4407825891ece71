import { z } from 'zod';
import { DeadlineKind, type FormWords, type PageTranslate } from '../platform/index.js';
import { DeadlineState, type Decide } from './deadlines.schemas.js';
import { ReckonedDay } from './rules.schemas.js';

/** Forms without scripts send empty fields too, and one or many of a name; what is wrong is said on the page. */
const one = z.string().max(4000).catch('');
const many = z.union([z.array(z.string().max(300)).max(1000), z.string().transform((value) => [value])]).catch([]);
const blank = (value: string): string | null => (value.trim() === '' ? null : value);

export const doneWords = [
  'set',
  'moved',
  'met',
  'waived',
  'reopened',
  'asked',
  'withdrawn',
  'granted',
  'handed',
  'refused',
  'date-noted',
  'date-moved',
  'date-removed',
  'institutions-asked',
  'rule-set',
  'plan-set',
  'leave-cancelled',
] as const;

/** What was done just before. */
export const Done = z.object({
  done: z.enum(doneWords).optional().catch(undefined),
  n: z.coerce.number().int().min(0).catch(0),
  /** So many more would have been due before today. */
  past: z.coerce.number().int().min(0).catch(0),
});
export type Done = z.infer<typeof Done>;

const orUndefined = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);

/** Which deadlines a person looks for; what cannot be read is left out. */
export const DeskQuery = Done.extend({
  state: orUndefined(DeadlineState),
  kind: orUndefined(z.enum(DeadlineKind)),
  institutionId: orUndefined(z.uuid()),
  from: orUndefined(ReckonedDay),
  until: orUndefined(ReckonedDay),
  cursor: orUndefined(z.string().max(500)),
});
export type DeskQuery = z.infer<typeof DeskQuery>;

export const SetForm = z
  .object({
    kind: one,
    title: one,
    institutionIds: many,
    allOf: many,
    dueOn: one,
    isLate: one,
    timeZone: one,
    restricted: one,
  })
  .catch({ kind: '', title: '', institutionIds: [], allOf: [], dueOn: '', isLate: '', timeZone: '', restricted: '' });
export type SetForm = z.infer<typeof SetForm>;

export const setWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    kind: 'deadlines.invalid.kind',
    title: 'deadlines.invalid.title',
    institutionIds: 'deadlines.invalid.institutionIds',
    dueOn: 'deadlines.invalid.day',
    timeZone: 'rules.invalid.timeZone',
  },
  codes: { 'deadline-in-the-past': { field: 'dueOn', text: 'deadlines.invalid.past' } },
});

export const DecisionForm = z.object({ decision: one, reason: one, until: one, institutionId: one });
export type DecisionForm = z.infer<typeof DecisionForm>;

/** As the use case wants it; an institution that is not named is not named here either. */
export const decisionOf = ({ decision, reason, until, institutionId }: DecisionForm): unknown =>
  decision === 'REFUSE'
    ? { decision, reason }
    : {
        decision,
        reason,
        ...(until !== '' && { until }),
        ...(institutionId !== '' && { institutionId: institutionId === 'secretariat' ? null : institutionId }),
      };

/** What to say was done: who hears of it differs. */
export const decisionDone = (decision: Decide): NonNullable<Done['done']> => {
  if (decision.decision === 'REFUSE') return 'refused';
  return decision.institutionId === undefined ? 'granted' : 'handed';
};

export const decisionWords = (t: PageTranslate, requestId: string): FormWords => ({
  t,
  idOf: (field) => `${field}-${requestId}`,
  fields: {
    reason: 'deadlines.invalid.reason',
    until: 'deadlines.invalid.day',
    institutionId: 'deadlines.invalid.institutionId',
    decision: { field: 'reason', text: 'deadlines.invalid.decision' },
  },
  codes: {
    'deadline-in-the-past': { field: 'until' },
    'decision-incomplete': { field: 'institutionId' },
    'already-theirs': { field: 'institutionId' },
  },
});

/** The forms beside one deadline; `action` says which of them was sent. */
export const ActionForm = z
  .object({ reason: one, to: one, isLate: one, until: one, named: one })
  .catch({ reason: '', to: '', isLate: '', until: '', named: '' });
export type ActionForm = z.infer<typeof ActionForm>;
export const actions = ['done', 'move', 'waive', 'reopen', 'more-time', 'not-ours', 'withdraw'] as const;
export type ActionName = (typeof actions)[number];

export const actionWords = (t: PageTranslate, action: ActionName): FormWords => ({
  t,
  idOf: (field) => `${action}-${field}`,
  fields: {
    reason: 'deadlines.invalid.reason',
    to: 'deadlines.invalid.day',
    until: 'deadlines.invalid.day',
    named: 'deadlines.invalid.named',
  },
  codes: {
    'deadline-in-the-past': action === 'move' ? { field: 'to', text: 'deadlines.invalid.past' } : { field: 'until' },
    'more-time-not-later': { field: 'until' },
    'more-time-too-long': { field: 'until' },
  },
});

export const DateForm = z.object({
  kind: one,
  subjectId: one,
  mechanism: one,
  title: one,
  day: one,
  source: one,
  institutionId: one,
  restricted: one,
});
export type DateForm = z.infer<typeof DateForm>;
export const dateOf = ({ subjectId, mechanism, source, institutionId, restricted, ...form }: DateForm): unknown => ({
  ...form,
  subjectId: blank(subjectId),
  mechanism: blank(mechanism),
  source: blank(source),
  institutionId: blank(institutionId),
  // Not chosen: as is usual for a date of its kind.
  ...(restricted !== '' && { restricted: restricted === '1' }),
});
export const dateWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    kind: 'dates.invalid.kind',
    subjectId: 'dates.invalid.subjectId',
    mechanism: 'dates.invalid.mechanism',
    title: 'dates.invalid.title',
    day: 'deadlines.invalid.day',
    source: 'dates.invalid.source',
    institutionId: 'deadlines.invalid.institutionId',
  },
  codes: { 'day-out-of-reach': { field: 'day' }, 'anchor-exists': { field: 'subjectId' } },
});

export const MoveDateForm = z.object({ day: one, reason: one });
export const RemoveDateForm = z.object({ reason: one });
export const AskForm = z
  .object({ ruleCode: one, institutionIds: many, allOf: many })
  .catch({ ruleCode: '', institutionIds: [], allOf: [] });
export type AskForm = z.infer<typeof AskForm>;
export const dateActionWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    day: 'deadlines.invalid.day',
    reason: 'deadlines.invalid.reason',
    ruleCode: 'dates.invalid.ruleCode',
    institutionIds: 'dates.invalid.institutionIds',
  },
  codes: {
    'day-out-of-reach': { field: 'day' },
    'deadline-in-the-past': { field: 'ruleCode' },
    'rule-not-for-anchor': { field: 'ruleCode' },
  },
});
