import { addDays, momentAt, type Day } from '../platform/day.js';

/** More than any calendar program shows; what is open comes first. */
export const mostEvents = 5000;

/** Till when something that is over is shown. */
export const shownSince = (today: Day): { closedSince: Day; dueSince: Day } => ({
  closedSince: addDays(today, -90),
  dueSince: addDays(today, -730),
});

/** When a deadline ends that ends with its day in another zone than the reader's; null where both end at once. */
export const endElsewhere = (dueOn: Day, timeZone: string, readersZone: string): Date | null => {
  // Nearly always; reckoning with zones is slow.
  if (timeZone === readersZone) return null;
  const end = momentAt(addDays(dueOn, 1), '00:00', timeZone);
  return end.getTime() === momentAt(addDays(dueOn, 1), '00:00', readersZone).getTime() ? null : end;
};

/** From when the last hour of the day is shown for what ends elsewhere. */
export const lastHour = { start: '23:00', end: '23:59' };

const alarmDays = [7, 1];
const alarmTime = '09:00';

/** Minutes before the event on which calendars speak of it: nine in the morning of the reader, a week and a day before the due day. */
export const alarmsOf = (dueOn: Day, starts: { timeZone: string } | null, readersZone: string): number[] =>
  alarmDays.map((days) => {
    // Of a whole day in the reader's own zone, the start is midnight whatever clocks do in between.
    if (starts === null) return days * 24 * 60 - 9 * 60;
    const start = momentAt(dueOn, lastHour.start, starts.timeZone);
    return (start.getTime() - momentAt(addDays(dueOn, -days), alarmTime, readersZone).getTime()) / 60_000;
  });
