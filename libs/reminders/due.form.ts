import { z } from 'zod';
import { AskAbout, latestAskable } from '../deadlines/index.js';
import { addDays, type Day } from '../platform/index.js';

/** Forms without scripts send empty fields too; browsers send each line break as two characters. */
const field = z
  .string()
  .catch('')
  .transform((text) => text.replaceAll('\r\n', '\n').trim());
/** A program may press a button without the rest of the form. */
export const DueForm = z.preprocess(
  (body) => body ?? {},
  z.object({ until: field, reason: field, named: field, remark: field }),
);
export type DueForm = z.infer<typeof DueForm>;

/** The answers that are given on the page, as their addresses call them; `open` leads to the page of a list. */
export const How = z.enum(['done', 'more-time', 'not-ours', 'withdraw', 'open']);
export type How = z.infer<typeof How>;

/** What is wrong with what was entered, field by field. */
export type DueFault =
  | 'until-missing'
  | 'until-too-early'
  | 'until-too-late'
  | 'reason-missing'
  | 'reason-too-long'
  | 'named-missing'
  | 'named-too-long';
export type DueFaults = Map<keyof DueForm, DueFault>;

/** A form that could not be taken: nothing entered is lost, and what is wrong is said at its field. */
export interface Refused {
  deadlineId: string;
  how: How;
  form: DueForm;
  faults: DueFaults;
}

/** The first day that can be asked for: after the day it is due on, and not in the past. */
export const earliest = (dueOn: Day, today: Day): Day => (dueOn < today ? today : addDays(dueOn, 1));

const longestReason = 2000;

/** What is asked of the secretariat, or what is wrong with how it is asked. */
export const readAsked = (
  how: 'more-time' | 'not-ours',
  { until, reason, named }: DueForm,
  { dueOn, today }: { dueOn: Day; today: Day },
): { asked: AskAbout } | { faults: DueFaults } => {
  const asked = AskAbout.safeParse(
    how === 'more-time' ? { kind: 'MORE_TIME', until, reason } : { kind: 'NOT_OURS', named, reason },
  );
  const faults: DueFaults = new Map();
  for (const { path } of asked.error?.issues ?? []) {
    if (path[0] === 'until') faults.set('until', 'until-missing');
    if (path[0] === 'named') faults.set('named', named === '' ? 'named-missing' : 'named-too-long');
    if (path[0] === 'reason') faults.set('reason', reason === '' ? 'reason-missing' : 'reason-too-long');
  }
  if (asked.data?.kind === 'MORE_TIME') {
    if (until < earliest(dueOn, today)) faults.set('until', 'until-too-early');
    if (until > latestAskable(dueOn, today)) faults.set('until', 'until-too-late');
  }
  return asked.data && faults.size === 0 ? { asked: asked.data } : { faults };
};

/** A remark is kept with the event, like any reason. */
export const faultsOfRemark = ({ remark }: DueForm): DueFaults =>
  new Map(remark.length > longestReason ? [['remark', 'reason-too-long']] : []);
