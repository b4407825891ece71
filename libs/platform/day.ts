import { Temporal } from 'temporal-polyfill';

/** A calendar day, `YYYY-MM-DD`, with no time and no zone. */
export type Day = string;

/** In UTC, where no day is longer or shorter. */
const millisecondsOfDay = 86_400_000;

/** Reads a DATE column. */
export const toDay = (date: Date): Day => date.toISOString().slice(0, 10);

/** Writes a DATE column. */
export const fromDay = (day: Day): Date => new Date(`${day}T00:00:00Z`);

/** Which day it is at a moment, in a time zone. */
export const dayIn = (timeZone: string, moment: Date): Day =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone).toPlainDate().toString();

export const addDays = (day: Day, days: number): Day =>
  toDay(new Date(fromDay(day).getTime() + days * millisecondsOfDay));

/** So many calendar months later; a day the month does not have becomes its last: 31 January + 1 month is the end of February. */
export const addMonths = (day: Day, months: number): Day => Temporal.PlainDate.from(day).add({ months }).toString();

/** How many days from one day to another; negative when it lies before. */
export const daysBetween = (from: Day, to: Day): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to)).days;

/** 1 = Monday … 7 = Sunday. */
export const weekday = (day: Day): number => fromDay(day).getUTCDay() || 7;

/** The moment a clock on the wall shows `time` on that day; an hour that is skipped in spring is read as the one after. */
export const momentAt = (day: Day, time: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds);

/** What a clock on the wall shows at a moment, `HH:MM`. */
export const timeIn = (timeZone: string, moment: Date): string =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });

/** A moment so much later. */
export const later = (moment: Date, by: { seconds?: number; minutes?: number; hours?: number; days?: number }): Date =>
  new Date(
    moment.getTime() +
      1000 * ((by.seconds ?? 0) + 60 * ((by.minutes ?? 0) + 60 * ((by.hours ?? 0) + 24 * (by.days ?? 0)))),
  );

/** A moment when clocks are changed: how far they were ahead of UTC before it, and are from it on, in seconds. */
export interface ClockChange {
  at: Date;
  before: number;
  after: number;
}

/** How far clocks are ahead of UTC, in seconds. */
export const offsetAt = (timeZone: string, moment: Date): number => offsetOf(zoned(timeZone, moment));

/** Every change of the clocks of a zone from a moment on, and before another one. */
export const clockChanges = (timeZone: string, from: Date, until: Date): ClockChange[] => {
  const changes: ClockChange[] = [];
  let current = zoned(timeZone, later(from, { seconds: -1 }));
  for (;;) {
    const next = current.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= until.getTime()) return changes;
    const before = offsetOf(next.subtract({ nanoseconds: 1 }));
    changes.push({ at: new Date(next.epochMilliseconds), before, after: offsetOf(next) });
    current = next;
  }
};

const zoned = (timeZone: string, moment: Date): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone);

const offsetOf = (moment: Temporal.ZonedDateTime): number => moment.offsetNanoseconds / 1e9;
