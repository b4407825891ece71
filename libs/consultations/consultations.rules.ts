import { addWorkingDays, isWorkingDay, type Calendar } from '../calendars/calendars.rules.js';
import { addDays, addMonths, dayIn, daysBetween, momentAt, timeIn, type Day } from '../platform/day.js';
import type { ConsultationFormat, ConsultationStatus } from '../platform/generated/prisma/enums.js';

/**
 * The life of a consultation: what may follow on what. A postponed one is scheduled anew; one that turned out not to have
 * taken place is postponed or cancelled after its time.
 */
export const nextSteps: Record<ConsultationStatus, readonly ConsultationStatus[]> = {
  DRAFT: ['SCHEDULED', 'CANCELLED'],
  SCHEDULED: ['INVITING', 'HELD', 'POSTPONED', 'CANCELLED'],
  INVITING: ['HELD', 'POSTPONED', 'CANCELLED'],
  POSTPONED: ['SCHEDULED', 'INVITING', 'CANCELLED'],
  HELD: ['MINUTES_CIRCULATED', 'POSTPONED', 'CANCELLED'],
  MINUTES_CIRCULATED: ['CLOSED'],
  CLOSED: [],
  CANCELLED: [],
};

export const canBecome = (from: ConsultationStatus, to: ConsultationStatus): boolean => nextSteps[from].includes(to);

/** Statuses in which a date is set and still to come. */
export const upcoming = ['SCHEDULED', 'INVITING'] as const satisfies ConsultationStatus[];
export const isUpcoming = (status: ConsultationStatus): boolean => (upcoming as readonly string[]).includes(status);

/** Whether people still say whether they come: not before there is a date, and not once it is over. */
export const canAnswer = (status: ConsultationStatus): boolean => status === 'INVITING';

/** What is missing for people to find it; null: nothing. */
export const missingPlace = (
  format: ConsultationFormat,
  { place, joinUrl }: { place: string | null; joinUrl: string | null },
): 'place' | 'joinUrl' | null => {
  if (format !== 'ONLINE' && !place) return 'place';
  return format !== 'IN_PERSON' && !joinUrl ? 'joinUrl' : null;
};

/** Working days between two days, neither of them included: what those invited have to prepare in. */
export const workingDaysBetween = (from: Day, to: Day, calendar: Calendar): number => {
  let count = 0;
  for (let day = addDays(from, 1); day < to; day = addDays(day, 1)) if (isWorkingDay(day, calendar)) count += 1;
  return count;
};

/** The first day that gives so many working days of notice from a day on. */
export const earliestDay = (from: Day, workingDays: number, calendar: Calendar): Day =>
  addDays(addWorkingDays(from, workingDays, calendar), 1);

/** The last day for answers, unless another one is named: so many days before the meeting, but not before today. */
export const usualAnswerBy = (fallsOn: Day, answerDays: number, today: Day): Day => {
  const usual = addDays(fallsOn, -answerDays);
  return usual < today ? today : usual;
};

/** From when till when. */
export interface Span {
  startsAt: Date;
  endsAt: Date;
}

/**
 * The next ones of a series: every so many months, at the same hours on the clocks there, so many of them from `now` on.
 * A day that a month does not have is its last.
 */
export const seriesDates = (
  { startsAt, endsAt }: Span,
  { everyMonths, times, timeZone }: { everyMonths: number; times: number; timeZone: string },
  now: Date,
): Span[] => {
  const [first, last] = [dayIn(timeZone, startsAt), dayIn(timeZone, endsAt)];
  const dates: Span[] = [];
  for (let n = 1; dates.length < times; n += 1) {
    const day = addMonths(first, everyMonths * n);
    const next = {
      startsAt: momentAt(day, timeIn(timeZone, startsAt), timeZone),
      endsAt: momentAt(addDays(day, daysBetween(first, last)), timeIn(timeZone, endsAt), timeZone),
    };
    if (next.startsAt > now) dates.push(next);
  }
  return dates;
};
