import { alarmLines, fold, text, utc, whenLines, type When } from './ical-lines.js';
import { timeZoneLines } from './vtimezone.js';

export type { When } from './ical-lines.js';

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
  ...event.alarms.flatMap((minutes) => alarmLines(minutes, event.summary)),
  'END:VEVENT',
];
