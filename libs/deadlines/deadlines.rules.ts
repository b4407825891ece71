import { addDays, weekday, type Day } from '../platform/day.js';

/** On which days a country's offices are open. */
export interface Calendar {
  /** 1 = Monday … 7 = Sunday. */
  weekend: readonly number[];
  holidays: ReadonlySet<Day>;
}

export const isWorkingDay = (day: Day, calendar: Calendar): boolean =>
  !calendar.weekend.includes(weekday(day)) && !calendar.holidays.has(day);

/** So many working days after a day, or before it when negative. Zero is the day itself, even if it is not worked. */
export const addWorkingDays = (from: Day, workingDays: number, calendar: Calendar): Day => {
  const step = Math.sign(workingDays);
  let day = from;
  for (let left = Math.abs(workingDays); left > 0;) {
    day = addDays(day, step);
    if (isWorkingDay(day, calendar)) left -= 1;
  }
  return day;
};
