import { addDays, weekday, type Day } from '../platform/day.js';

/** On which days a country's offices are open. */
export interface Calendar {
  /** 1 = Monday … 7 = Sunday. */
  weekend: readonly number[];
  holidays: ReadonlySet<Day>;
}

/** No country's offices are closed for so long; a calendar that says so is wrong, and counting on would never end. */
const longestClosure = 60;

/** A calendar without a working day for two months. */
export class NoWorkingDays extends Error {
  constructor(readonly from: Day) {
    super(`The calendar has no working day within ${longestClosure} days of ${from}.`);
  }
}

export const isWorkingDay = (day: Day, calendar: Calendar): boolean =>
  !calendar.weekend.includes(weekday(day)) && !calendar.holidays.has(day);

/** The first working day from a day on, that day included; backward with step -1. Throws NoWorkingDays. */
export const nearestWorkingDay = (from: Day, step: 1 | -1, calendar: Calendar): Day => {
  let day = from;
  for (let closed = 0; !isWorkingDay(day, calendar); closed += 1) {
    if (closed === longestClosure) throw new NoWorkingDays(from);
    day = addDays(day, step);
  }
  return day;
};

/** So many working days after a day, or before it when negative. Zero is the day itself, even if it is not worked. Throws NoWorkingDays. */
export const addWorkingDays = (from: Day, workingDays: number, calendar: Calendar): Day => {
  const step = workingDays < 0 ? -1 : 1;
  let day = from;
  for (let left = Math.abs(workingDays); left > 0; left -= 1) {
    day = nearestWorkingDay(addDays(day, step), step, calendar);
  }
  return day;
};
