import { addDays, later, momentAt, type Day } from '../platform/day.js';
import type { ConsultationStatus, ConsultationStepKind } from '../platform/generated/prisma/enums.js';
import { isUpcoming } from './consultations.rules.js';

/** What the steps around a consultation are reckoned from. */
export interface Timed {
  status: ConsultationStatus;
  startsAt: Date | null;
  endsAt: Date | null;
  timeZone: string;
  inviteAt: Date | null;
  answerBy: Day | null;
  remindDays: readonly number[];
  /** When an open poll closes. */
  pollClosesAt: Date | null;
  /** The last day for comments on its minutes, while they are circulated. */
  commentsBy: Day | null;
}

export interface Step {
  kind: ConsultationStepKind;
  dueAt: Date;
}

/** People who have not answered are reminded in the morning, where the consultation is held. */
const morning = '08:00';

/**
 * All steps the plan asks for, those included whose time has passed; the timetable knows which of them are done.
 * A day ends with its midnight there: what closes on a day closes at the beginning of the next one.
 */
export const stepsOf = (timed: Timed): Step[] => {
  const { status, timeZone, endsAt, inviteAt, answerBy, remindDays, pollClosesAt, commentsBy } = timed;
  const endOf = (day: Day) => momentAt(addDays(day, 1), '00:00', timeZone);
  const steps: Step[] = [];
  if (pollClosesAt !== null) {
    steps.push({ kind: 'POLL_REMINDED', dueAt: later(pollClosesAt, { days: -1 }) });
    steps.push({ kind: 'POLL_CLOSES', dueAt: pollClosesAt });
  }
  if (status === 'SCHEDULED' && inviteAt !== null) steps.push({ kind: 'INVITATIONS_GO_OUT', dueAt: inviteAt });
  if (isUpcoming(status) && endsAt !== null) steps.push({ kind: 'MEETING_ENDS', dueAt: endsAt });
  if (isUpcoming(status) && answerBy !== null) {
    const reminders = [...new Set(remindDays)].map((days) => momentAt(addDays(answerBy, -days), morning, timeZone));
    // Nobody is reminded of what they have not been told.
    const wanted = reminders.filter((dueAt) => inviteAt === null || dueAt > inviteAt);
    steps.push(...wanted.map((dueAt) => ({ kind: 'UNANSWERED_REMINDED' as const, dueAt })));
    steps.push({ kind: 'ANSWERS_CLOSE', dueAt: endOf(answerBy) });
  }
  if (status === 'MINUTES_CIRCULATED' && commentsBy !== null) {
    steps.push({ kind: 'COMMENTS_CLOSE', dueAt: endOf(commentsBy) });
  }
  return steps;
};

/** One step of a timetable is told from another by these. */
export const stepKey = ({ kind, dueAt }: Step): string => `${kind} ${dueAt.toISOString()}`;

const reminding: readonly ConsultationStepKind[] = ['UNANSWERED_REMINDED', 'POLL_REMINDED'];

/** Of the steps a plan asks for, those that are owed: none is done twice, and nobody is reminded after the time for it unless that was owed already. */
export const owedSteps = (wanted: Step[], past: { done: Step[]; waiting: Step[] }, now: Date): Step[] => {
  const [done, waiting] = [new Set(past.done.map(stepKey)), new Set(past.waiting.map(stepKey))];
  return wanted.filter(
    (step) =>
      !done.has(stepKey(step)) && (step.dueAt > now || !reminding.includes(step.kind) || waiting.has(stepKey(step))),
  );
};
