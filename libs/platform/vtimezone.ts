import { addDays, clockChanges, fromDay, later, offsetAt, weekday, type ClockChange } from './day.js';

/** STANDARD or DAYLIGHT: names only. What an observance means is in its offsets. */
type Named = ClockChange & { name: 'STANDARD' | 'DAYLIGHT'; local: string };

const aYear = 366 * 24 * 3600 * 1000;
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** A time zone in the years from … to, both included, as the content lines of a VTIMEZONE (RFC 5545, 3.6.5). */
export const timeZoneLines = (timeZone: string, from: number, to: number): string[] => {
  // From the year before: on New Year's Day clocks show what they were set to then.
  const start = newYear(from - 1);
  // Till later: whether clocks are put back decides what they were put forward to.
  const ahead = clockChanges(timeZone, start, newYear(to + 3));
  const changes = ahead.map((change, n) => named(change, ahead[n + 1])).filter(({ at }) => at < newYear(to + 1));
  const standard = yearly('STANDARD', changes, to - from + 2);
  const daylight = yearly('DAYLIGHT', changes, to - from + 2);
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${timeZone}`,
    `X-LIC-LOCATION:${timeZone}`,
    ...(standard && daylight
      ? [...standard, ...daylight]
      : [...atFirst(offsetAt(timeZone, start)), ...changes.flatMap((change) => observance(change))]),
    'END:VTIMEZONE',
  ];
};

const newYear = (year: number): Date => fromDay(`${year}-01-01`);

/** Clocks that are put forward, and back within a year, show daylight time. */
const named = (change: ClockChange, next: ClockChange | undefined): Named => {
  const isBack = next !== undefined && next.after < next.before && next.at.getTime() - change.at.getTime() < aYear;
  return {
    ...change,
    name: change.after > change.before && isBack ? 'DAYLIGHT' : 'STANDARD',
    local: later(change.at, { seconds: change.before }).toISOString().slice(0, 19),
  };
};

/**
 * One observance that recurs, if clocks are changed by the same rule in each of the years; else null. Outlook reads one
 * observance of each name, and only if it recurs; every change by itself is right too, but read by fewer.
 */
const yearly = (name: Named['name'], changes: Named[], years: number): string[] | null => {
  const all = changes.filter((change) => change.name === name);
  const [first] = all;
  if (!first || all.length !== years) return null;
  const rule = rulesOf(first).find((found) =>
    all.every(
      (change) =>
        rulesOf(change).includes(found) &&
        change.before === first.before &&
        change.after === first.after &&
        change.local.slice(11) === first.local.slice(11),
    ),
  );
  return rule === undefined ? null : observance(first, rule);
};

/** How a law may have put the day of a change: the last Sunday of a month, or the second one. */
const rulesOf = ({ local }: Named): string[] => {
  const date = local.slice(0, 10);
  const [month, day] = [Number(date.slice(5, 7)), Number(date.slice(8))];
  const isLast = Number(addDays(date, 7).slice(5, 7)) !== month;
  const name = weekdays[weekday(date) - 1] ?? '';
  return [...(isLast ? [-1] : []), Math.ceil(day / 7)].map((nth) => `FREQ=YEARLY;BYMONTH=${month};BYDAY=${nth}${name}`);
};

const observance = ({ name, local, before, after }: Omit<Named, 'at'>, rule?: string): string[] => [
  `BEGIN:${name}`,
  `DTSTART:${local.replace(/[-:]/g, '')}`,
  ...(rule === undefined ? [] : [`RRULE:${rule}`]),
  `TZOFFSETFROM:${offsetText(before)}`,
  `TZOFFSETTO:${offsetText(after)}`,
  `END:${name}`,
];

/** What clocks showed before the first change of those years. */
const atFirst = (offset: number): string[] =>
  observance({ name: 'STANDARD', local: '1970-01-01T00:00:00', before: offset, after: offset });

const offsetText = (seconds: number): string => {
  const size = Math.abs(seconds);
  const parts = [size / 3600, (size / 60) % 60, size % 60].map((part) => String(Math.floor(part)).padStart(2, '0'));
  // Seconds only where there are some: long ago.
  return (seconds < 0 ? '-' : '+') + (size % 60 === 0 ? parts.slice(0, 2) : parts).join('');
};
