import ICAL from 'ical.js';
import { z } from 'zod';

/** When an event begins, as it is written: a moment, a time on some wall, or a day. */
export interface WrittenTime {
  /** E.g. `2026-03-24T02:00:00`, or `2026-03-24`. */
  text: string;
  isUtc: boolean;
  /** TZID; null: none. */
  zone: string | null;
}

interface Attendee {
  address: string;
  /** In capitals; NEEDS-ACTION where it says nothing (RFC 5545, 3.2.12). */
  partstat: string;
  delegatedTo: string | null;
}

export interface CalendarEvent {
  uid: string;
  sequence: number | null;
  /** DTSTAMP. */
  stamp: Date | null;
  start: WrittenTime | null;
  attendees: readonly Attendee[];
  comment: string;
}

/** An iCalendar object that came by mail. */
export interface CalendarReply {
  /** In capitals, e.g. REPLY; empty where it says none. */
  method: string;
  events: readonly CalendarEvent[];
}

/** An answer is one event, or a few; what is larger is none. */
const mostComponents = 20;
const mostLines = 2000;
const mostAttendees = 50;

/** jCal (RFC 7265), of which nothing is believed before it is looked at. */
const Property = z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()]).rest(z.unknown());
const Component = z.tuple([z.string(), z.array(Property), z.array(z.unknown())]);
type Property = z.infer<typeof Property>;

/** Reads a calendar part; `method` is what the part's header says. Null: it cannot be read. */
export const readCalendar = (source: string, method: string): CalendarReply | null => {
  const text = source.replace(/\r\n?/g, '\n').replace(/^\s+/, '');
  if ((text.match(/\n/g)?.length ?? 0) > mostLines || (text.match(/^BEGIN:/gim)?.length ?? 0) > mostComponents)
    return null;
  const calendar = Component.safeParse(parsed(text));
  if (!calendar.success || calendar.data[0] !== 'vcalendar') return null;
  const [, properties, components] = calendar.data;
  const own = textOf(first(properties, 'method')).toUpperCase();
  const events = components.flatMap((component) => {
    const event = Component.safeParse(component);
    return event.success && event.data[0] === 'vevent' ? [eventOf(event.data[1])] : [];
  });
  return { method: own === '' ? method : own, events };
};

/** A file may hold several calendars, one after the other: the first counts. */
const parsed = (text: string): unknown => {
  // Some programs wrap a long text without a blank before the rest of it.
  const lines = text.split('\n').filter((line) => /^[ \t]|[:;]/.test(line));
  try {
    const whole: unknown = ICAL.parse(lines.join('\r\n'));
    return Array.isArray(whole) && Array.isArray(whole[0]) ? whole[0] : whole;
  } catch {
    return null;
  }
};

const first = (properties: readonly Property[], name: string): Property | undefined =>
  properties.find(([each]) => each === name);

const eventOf = (properties: readonly Property[]): CalendarEvent => {
  const sequence = Number(textOf(first(properties, 'sequence')) || Number.NaN);
  const stamp = timeOf(first(properties, 'dtstamp'));
  const attendees = properties
    .filter(([name]) => name === 'attendee')
    .slice(0, mostAttendees)
    .map(attendeeOf);
  return {
    uid: textOf(first(properties, 'uid')),
    sequence: Number.isInteger(sequence) && sequence >= 0 && sequence < 2 ** 31 ? sequence : null,
    // Always in UTC (RFC 5545, 3.8.7.2); some programs leave the Z out.
    stamp: stamp && dateOf(stamp.text),
    start: timeOf(first(properties, 'dtstart')),
    attendees,
    comment: [
      ...properties.filter(([name]) => name === 'comment').map(textOf),
      ...attendees.map(({ comment }) => comment),
    ]
      .filter((each) => each.trim() !== '')
      .join('\n'),
  };
};

const textOf = (property: Property | undefined): string => {
  const value = property?.[3];
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
};

const parameter = (property: Property, name: string): string => {
  const value = property[1][name];
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one.trim() : '';
};

const attendeeOf = (property: Property): Attendee & { comment: string } => {
  const delegate = mailAddress(parameter(property, 'delegated-to'));
  return {
    // Google names an address it has no mailto for in EMAIL.
    address: mailAddress(textOf(property)) || mailAddress(parameter(property, 'email')),
    partstat: parameter(property, 'partstat').toUpperCase() || 'NEEDS-ACTION',
    delegatedTo: delegate === '' ? null : delegate,
    comment: parameter(property, 'x-response-comment'),
  };
};

const mailAddress = (value: string): string => {
  const bare = value
    .replace(/^"|"$/g, '')
    .replace(/^mailto:/i, '')
    .trim()
    .toLowerCase();
  return bare.includes('@') ? bare : '';
};

const timeOf = (property: Property | undefined): WrittenTime | null => {
  if (property === undefined) return null;
  const found = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})(Z?))?$/.exec(textOf(property));
  if (!found) return null;
  const [, year = '', month = '', day = '', hour, minute = '', second = '', utc = ''] = found;
  const zone = parameter(property, 'tzid');
  const date = `${year}-${month}-${day}`;
  return {
    text: hour === undefined ? date : `${date}T${hour}:${minute}:${second}`,
    isUtc: utc === 'Z' || /^(?:utc|gmt|etc\/utc|etc\/gmt|z)$/i.test(zone),
    zone: zone === '' ? null : zone,
  };
};

const dateOf = (text: string): Date | null => {
  const at = Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`);
  return Number.isNaN(at) ? null : new Date(at);
};
