import { addDays, type Day } from './day.js';
import { timeZoneLines } from './vtimezone.js';

/** A whole day, or a time on the clocks of a zone: `YYYY-MM-DDTHH:MM`. */
export type When = { day: Day } | { start: string; end: string; timeZone: string };

export interface CalendarEvent {
  /** Stays the same for ever: by it calendars know what they have. */
  uid: string;
  /** Grows with every change. */
  sequence: number;
  createdAt: Date;
  changedAt: Date;
  when: When;
  summary: string;
  description: string;
  location?: string | null;
  url: string;
  categories: string[];
  isCancelled: boolean;
  isConfidential: boolean;
  /** How many minutes before it starts it is spoken of; before a day: before its midnight. */
  alarms: number[];
}

export interface Calendar {
  name: string;
  /** The reader's. */
  timeZone: string;
  /** Zones are described from this year, or the first of the events', to the last. */
  year: number;
  refreshHours: number;
  events: CalendarEvent[];
}

/** Writes a calendar that can be subscribed to (RFC 5545, RFC 7986). The same calendar gives the same bytes. */
export const writeCalendar = ({ name, timeZone, year, refreshHours, events }: Calendar): string => {
  const refresh = `PT${refreshHours}H`;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//nmrf//Calendar 1.0//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${text(name)}`,
    `X-WR-CALNAME:${text(name)}`,
    `X-WR-TIMEZONE:${timeZone}`,
    `REFRESH-INTERVAL;VALUE=DURATION:${refresh}`,
    `X-PUBLISHED-TTL:${refresh}`,
    // The reader's zone is always there: a calendar without any component would be malformed.
    ...zonesOf(timeZone, year, events),
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
  ];
  return lines.map(fold).join('');
};

const zonesOf = (own: string, year: number, events: CalendarEvent[]): string[] => {
  const timed = events.flatMap(({ when }) => ('timeZone' in when ? [when] : []));
  const years = timed.flatMap(({ start, end }) => [Number(start.slice(0, 4)), Number(end.slice(0, 4))]);
  const [first, last] = years.reduce(([low, high], each) => [Math.min(low, each), Math.max(high, each)], [year, year]);
  const zones = [...new Set(timed.map((when) => when.timeZone))].filter((zone) => zone !== own).sort();
  return [own, ...zones].flatMap((zone) => timeZoneLines(zone, first, last));
};

const eventLines = (event: CalendarEvent): string[] => [
  'BEGIN:VEVENT',
  `UID:${text(event.uid)}`,
  `SEQUENCE:${event.sequence}`,
  `DTSTAMP:${utc(event.changedAt)}`,
  `CREATED:${utc(event.createdAt)}`,
  `LAST-MODIFIED:${utc(event.changedAt)}`,
  ...whenLines(event.when),
  `SUMMARY:${text(event.summary)}`,
  `DESCRIPTION:${text(event.description)}`,
  ...(event.location ? [`LOCATION:${text(event.location)}`] : []),
  `URL:${event.url}`,
  ...(event.categories.length > 0 ? [`CATEGORIES:${event.categories.map(text).join(',')}`] : []),
  ...(event.isConfidential ? ['CLASS:CONFIDENTIAL'] : []),
  `STATUS:${event.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
  // Nobody is busy because something is due.
  'TRANSP:TRANSPARENT',
  ...event.alarms.flatMap((minutes) => [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${text(event.summary)}`,
    `TRIGGER:-${duration(minutes)}`,
    'END:VALARM',
  ]),
  'END:VEVENT',
];

const whenLines = (when: When): string[] =>
  'day' in when
    ? [`DTSTART;VALUE=DATE:${compact(when.day)}`, `DTEND;VALUE=DATE:${compact(addDays(when.day, 1))}`]
    : [`DTSTART;TZID=${when.timeZone}:${compact(when.start)}00`, `DTEND;TZID=${when.timeZone}:${compact(when.end)}00`];

const compact = (dayOrTime: string): string => dayOrTime.replace(/[-:]/g, '');

const utc = (moment: Date): string => `${compact(moment.toISOString().slice(0, 19))}Z`;

const duration = (minutes: number): string => {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const time = `${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`;
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? (days > 0 ? '' : 'T0M') : `T${time}`}`;
};

/** A value of type TEXT. Control characters have no place in a content line; line breaks are written as `\n`. */
const text = (value: string): string =>
  value
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n');

const most = 75;

/** One content line: at most 75 bytes, then a line break and a blank. A character is never cut in two. */
const fold = (line: string): string => {
  if (Buffer.byteLength(line) <= most) return `${line}\r\n`;
  let folded = '';
  let width = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (width + size > most) {
      folded += '\r\n ';
      width = 1;
    }
    folded += character;
    width += size;
  }
  return `${folded}\r\n`;
};
