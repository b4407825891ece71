import { addWorkingDays, type Calendar } from '../deadlines/deadlines.rules.js';
import { momentAt, type Day } from '../platform/day.js';
import type { ReminderAudience } from '../platform/index.js';

/**
 * The plan for a verification: one reminder before the due day, then up the ladder after it, each once; then silence and
 * a place on the coordinator's list. Working days from the due day, at the hour offices open.
 */
export const plan: readonly { audience: ReminderAudience; workingDays: number }[] = [
  { audience: 'MAIN', workingDays: -2 },
  { audience: 'ALTERNATE', workingDays: 1 },
  { audience: 'VALIDATING_AUTHORITY', workingDays: 3 },
  { audience: 'COORDINATOR', workingDays: 5 },
];
export const openingHour = '08:00';

export interface PlannedStep {
  audience: ReminderAudience;
  sendAt: Date;
}

/** The steps still worth taking. A deadline set late gets the remaining ones, never a burst of past ones. */
export const planSteps = (
  dueOn: Day,
  { calendar, timeZone, now }: { calendar: Calendar; timeZone: string; now: Date },
): PlannedStep[] =>
  plan
    .map(({ audience, workingDays }) => ({
      audience,
      sendAt: momentAt(addWorkingDays(dueOn, workingDays, calendar), openingHour, timeZone),
    }))
    .filter(({ sendAt }) => sendAt > now);
