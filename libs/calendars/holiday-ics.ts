import { addDays, daysBetween, type Day } from '../platform/index.js';
import { short, type HolidayLines } from './holiday-lines.js';

/** A line of content (RFC 5545, 3.1), put together again where it was folded. */
export interface Unfolded {
  line: number;
  text: string;
}

interface Property {
  line: number;
  name: string;
  language: string;
  value: string;
}

type Event = Property[];

/** No holiday is longer; Lunar New Year is nine days in some countries. */
const longestHoliday = 31;

const parameter = String.raw`;[\w-]+=(?:"[^"]*"|[^";:])*`;
const contentLine = new RegExp(String.raw`^([\w-]+)((?:${parameter})*):(.*)$`, 's');

const propertyOf = ({ line, text }: Unfolded): Property | null => {
  const [, name, parameters, value] = contentLine.exec(text) ?? [];
  if (name === undefined || value === undefined) return null;
  const language = /;LANGUAGE="?([\w-]+)/i.exec(parameters ?? '')?.[1] ?? '';
  return { line, name: name.toUpperCase(), language: language.toLowerCase(), value: value.trim() };
};

const escaped: Record<string, string> = { n: ' ', N: ' ' };
/** TEXT as it was before it was escaped; a holiday's name has one line. */
const unescape = (value: string): string => value.replace(/\\(.)/gs, (_, letter: string) => escaped[letter] ?? letter);

/** Reads the events of an iCalendar file as holidays; an endless repetition goes on to `horizon`. */
export const readIcs = (content: Unfolded[], horizon: Day, lines: HolidayLines): void => {
  for (const event of eventsOf(content, lines)) {
    if (lines.isFull) return;
    readEvent(event, horizon, lines);
  }
};

/** The properties of each event, without those of what lies within, such as alarms. */
const eventsOf = (content: Unfolded[], lines: HolidayLines): Event[] => {
  const events: Event[] = [];
  const open: { name: string; line: number; properties: Event }[] = [];
  for (const unfolded of content) {
    if (lines.isFull) return [];
    const property = propertyOf(unfolded);
    if (property === null) {
      lines.refuse(unfolded.line, 'ics-line', { text: short(unfolded.text) });
    } else if (property.name === 'BEGIN') {
      open.push({ name: property.value.toUpperCase(), line: property.line, properties: [] });
    } else if (property.name === 'END') {
      const closed = open.pop();
      if (closed?.name !== property.value.toUpperCase()) {
        lines.refuse(property.line, 'ics-end', { component: short(property.value) });
        return events;
      }
      if (closed.name === 'VEVENT') events.push(closed.properties);
    } else if (open.length === 0) {
      lines.refuse(property.line, 'ics-line', { text: short(unfolded.text) });
    } else {
      open.at(-1)?.properties.push(property);
    }
  }
  for (const { name, line } of open) lines.refuse(line, 'ics-not-ended', { component: short(name) });
  return events;
};

const readEvent = (event: Event, horizon: Day, lines: HolidayLines): void => {
  const named = (name: string) => event.filter((property) => property.name === name);
  if (named('STATUS').some(({ value }) => value.toUpperCase() === 'CANCELLED')) return;
  for (const { line, name } of [...named('RDATE'), ...named('RECURRENCE-ID'), ...named('EXRULE')]) {
    lines.refuse(line, 'ics-unknown', { property: name });
    return;
  }
  const [start] = named('DTSTART');
  if (start === undefined) {
    lines.refuse(event[0]?.line ?? 1, 'ics-start-missing');
    return;
  }
  const first = momentOf(start, lines);
  if (first === null) return;
  const length = daysLong(start, first, named('DTEND')[0], named('DURATION')[0], lines);
  if (length === null) return;
  const starts = occurrences(first.day, named('RRULE'), horizon, lines);
  const left = named('EXDATE').flatMap(({ value }) => value.split(',').map((moment) => moment.slice(0, 8)));
  if (starts === null) return;
  const days = starts
    .filter((day) => !left.includes(day.replaceAll('-', '')))
    .flatMap((day) => Array.from({ length }, (_, index) => addDays(day, index)));
  const summaries = named('SUMMARY');
  const english = summaries.find(({ language }) => language === '' || language.startsWith('en'));
  const national = summaries.find((summary) => summary !== english && summary.language !== '');
  const name = unescape((english ?? summaries[0])?.value ?? '');
  const nationalName = english === undefined ? '' : unescape(national?.value ?? '');
  lines.add(days, { line: start.line, name, nationalName, source: '' });
};

interface Moment {
  day: Day;
  /** `HHMMSS` on the clock of the country; null: a whole day. */
  time: string | null;
}

const momentOf = ({ line, value }: Property, lines: HolidayLines): Moment | null => {
  const [, year, month, date, time, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d{6})(Z?))?$/i.exec(value) ?? [];
  if (year === undefined || month === undefined || date === undefined) {
    return lines.refuse(line, 'day-unreadable', { day: short(value) });
  }
  if (utc) return lines.refuse(line, 'ics-utc', { day: short(value) });
  const day = lines.day(line, value, [year, month, date]);
  return day === null ? null : { day, time: time ?? null };
};

/** How many days it lasts, all of them whole; null: it is refused. */
const daysLong = (
  start: Property,
  first: Moment,
  end: Property | undefined,
  duration: Property | undefined,
  lines: HolidayLines,
): number | null => {
  const part = (line: number) => lines.refuse(line, 'ics-part-of-a-day');
  if (first.time !== null && first.time !== '000000') return part(start.line);
  if (end !== undefined) {
    const last = momentOf(end, lines);
    if (last === null) return null;
    if (last.day < first.day) return lines.refuse(end.line, 'ics-ends-before');
    const length = daysBetween(first.day, last.day);
    if (length > longestHoliday) return lines.refuse(end.line, 'ics-too-long', { days: longestHoliday });
    if (last.time !== null && last.time >= '235900') return length + 1;
    if (last.time !== null && last.time !== '000000') return part(end.line);
    // Some programs give the day itself as the end.
    return length === 0 && first.time === null ? 1 : length || part(end.line);
  }
  if (duration === undefined) return first.time === null ? 1 : part(start.line);
  const [, weeks, days] = /^\+?P(?:(\d{1,4})W|(\d{1,4})D)(?:T0+[HMS])*$/i.exec(duration.value) ?? [];
  const length = 7 * Number(weeks ?? 0) + Number(days ?? 0);
  if (length > longestHoliday) return lines.refuse(duration.line, 'ics-too-long', { days: longestHoliday });
  return length || part(duration.line);
};

/** The days on which an event begins: one, or one a year. Any other repetition is refused. */
const occurrences = (first: Day, rules: Property[], horizon: Day, lines: HolidayLines): Day[] | null => {
  const [rule, second] = rules;
  if (rule === undefined) return [first];
  const refuse = () => lines.refuse((second ?? rule).line, 'ics-repetition', { rule: short((second ?? rule).value) });
  const parts = rule.value.toUpperCase().split(';');
  const asked = new Map(parts.map((part) => part.split('=', 2) as [string, string | undefined]));
  const { FREQ, INTERVAL = '1', COUNT, UNTIL, BYMONTH, BYMONTHDAY, WKST: _, ...others } = Object.fromEntries(asked);
  const month = Number(first.slice(5, 7));
  const date = Number(first.slice(8));
  const isPlain =
    (BYMONTH === undefined || Number(BYMONTH) === month) &&
    (BYMONTHDAY === undefined || Number(BYMONTHDAY) === date) &&
    /^[1-9]\d?$/.test(INTERVAL) &&
    (COUNT === undefined || /^[1-9]\d{0,3}$/.test(COUNT)) &&
    (UNTIL === undefined || /^\d{8}(?:T\d{6}Z?)?$/.test(UNTIL));
  if (second !== undefined || FREQ !== 'YEARLY' || !isPlain || Object.keys(others).length > 0) return refuse();
  const until = UNTIL?.replace(/^(\d{4})(\d\d)(\d\d).*$/, '$1-$2-$3') ?? horizon;
  const most = Number(COUNT ?? Infinity);
  const days: Day[] = [];
  const end = until < horizon ? until : horizon;
  for (let year = Number(first.slice(0, 4)); days.length < most; year += Number(INTERVAL)) {
    const day = `${year}${first.slice(4)}`;
    if (day > end) break;
    // A leap day has its feast in leap years.
    if (!day.endsWith('-02-29') || addDays(`${year}-02-28`, 1) === day) days.push(day);
  }
  // The first one is there even if the repetition is over before.
  return days.length === 0 ? [first] : days;
};
