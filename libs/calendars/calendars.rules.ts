import { addDays, weekday, type Day } from '../platform/day.js';
import type { WantedChange } from './calendars.schemas.js';

/** On which days a country's offices are open. */
export interface Calendar {
  /** 1 = Monday … 7 = Sunday. */
  weekend: readonly number[];
  holidays: ReadonlySet<Day>;
}

/** A day on which offices are closed besides the weekends, and what is celebrated. */
export interface Holiday {
  day: Day;
  /** In English. */
  name: string;
  nationalName: string | null;
  source: string;
}

/** All that is kept of a country's working days. */
export interface CountryCalendar {
  weekend: readonly number[];
  /** Null: nobody has said; it is the usual one. */
  weekendSource: string | null;
  holidays: readonly Holiday[];
}

/** What a change makes of a calendar. */
export interface Difference {
  added: Holiday[];
  removed: Holiday[];
  /** The same day under another name, or from another source. */
  renamed: { before: Holiday; after: Holiday }[];
  weekend: { before: readonly number[]; after: readonly number[]; source: string } | null;
}

/** Where nobody has said otherwise. */
export const usualWeekend: readonly number[] = [6, 7];

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

/** The day itself where it is worked or where nothing is to be rolled, else the nearest working day before or after. Throws NoWorkingDays. */
export const rollDay = (day: Day, roll: 'NONE' | 'PREVIOUS' | 'NEXT', calendar: Calendar): Day =>
  roll === 'NONE' ? day : nearestWorkingDay(day, roll === 'NEXT' ? 1 : -1, calendar);

/** What deadlines are reckoned with. */
export const asCalendar = ({ weekend, holidays }: CountryCalendar): Calendar => ({
  weekend,
  holidays: new Set(holidays.map(({ day }) => day)),
});

/** The first day of a closure no country has, with which nothing could be reckoned; null where there is none. */
export const endlessClosure = (calendar: Calendar): Day | null => {
  for (const holiday of calendar.holidays) {
    let first = holiday;
    let before = addDays(first, -1);
    while (calendar.weekend.includes(weekday(before)) && !calendar.holidays.has(before)) {
      first = before;
      before = addDays(first, -1);
    }
    // The closure that goes further back is looked at from its own first holiday.
    if (!isWorkingDay(before, calendar)) continue;
    let day = holiday;
    while (!isWorkingDay(day, calendar)) {
      if (day > addDays(first, longestClosure - 1)) return first;
      day = addDays(day, 1);
    }
  }
  return null;
};

/** Why a change does not fit the calendar as it is; null where it does. */
export const misfitOf = (
  present: CountryCalendar,
  change: WantedChange,
): 'holiday-already-there' | 'holiday-not-there' | null => {
  const isThere = (day: Day) => present.holidays.some((holiday) => holiday.day === day);
  switch (change.kind) {
    case 'ADD':
      return isThere(change.day) ? 'holiday-already-there' : null;
    case 'RENAME':
    case 'REMOVE':
      return isThere(change.day) ? null : 'holiday-not-there';
    case 'ENTER':
    case 'REPLACE':
    case 'NAMES':
    case 'WEEKEND':
      return null;
  }
};

/** The calendar as a change wants it. */
export const describeChange = (present: CountryCalendar, change: WantedChange): CountryCalendar => {
  const others = (isMeant: (day: Day) => boolean) => present.holidays.filter(({ day }) => !isMeant(day));
  const withHolidays = (holidays: Holiday[]) => ({ ...present, holidays: inOrder(holidays) });
  const sourced = ({ source, holidays }: Extract<WantedChange, { kind: 'ENTER' | 'REPLACE' }>) =>
    holidays.map((holiday) => ({ ...holiday, source: holiday.source ?? source }));
  switch (change.kind) {
    case 'ENTER': {
      const days = new Set(change.holidays.map(({ day }) => day));
      return withHolidays([...others((day) => days.has(day)), ...sourced(change)]);
    }
    case 'REPLACE': {
      const { from, to } = change;
      return withHolidays([...others((day) => day >= from && day <= to), ...sourced(change)]);
    }
    case 'ADD':
    case 'RENAME': {
      const { day, name, nationalName, source } = change;
      return withHolidays([...others((other) => other === day), { day, name, nationalName, source }]);
    }
    case 'REMOVE':
      return withHolidays(others((day) => day === change.day));
    case 'NAMES': {
      const names = new Map(change.names.map(({ name, nationalName }) => [name, nationalName]));
      return withHolidays(present.holidays.map((holiday) => named(holiday, names)));
    }
    case 'WEEKEND':
      return { ...present, weekend: change.weekend, weekendSource: change.source };
  }
};

const inOrder = (holidays: Holiday[]) => holidays.sort((a, b) => (a.day < b.day ? -1 : 1));

/** Two feasts of one day are named only if both names are known. */
const named = (holiday: Holiday, names: ReadonlyMap<string, string>): Holiday => {
  const parts = holiday.name.split('; ').map((name) => names.get(name));
  return parts.includes(undefined) ? holiday : { ...holiday, nationalName: parts.join('; ') };
};

/** What would be new, gone and other, from one calendar to another. */
export const differenceOf = (present: CountryCalendar, wanted: CountryCalendar): Difference => {
  const before = new Map(present.holidays.map((holiday) => [holiday.day, holiday]));
  const after = new Map(wanted.holidays.map((holiday) => [holiday.day, holiday]));
  return {
    added: wanted.holidays.filter(({ day }) => !before.has(day)),
    removed: present.holidays.filter(({ day }) => !after.has(day)),
    renamed: wanted.holidays.flatMap((holiday) => {
      const known = before.get(holiday.day);
      return known === undefined || isSame(known, holiday) ? [] : [{ before: known, after: holiday }];
    }),
    weekend:
      wanted.weekendSource === null ||
      (present.weekendSource === wanted.weekendSource && String(present.weekend) === String(wanted.weekend))
        ? null
        : { before: present.weekend, after: wanted.weekend, source: wanted.weekendSource },
  };
};

const isSame = (a: Holiday, b: Holiday): boolean =>
  a.name === b.name && a.nationalName === b.nationalName && a.source === b.source;

/** Whether a change leaves everything as it is. */
export const isNothing = ({ added, removed, renamed, weekend }: Difference): boolean =>
  added.length + removed.length + renamed.length === 0 && weekend === null;
