import { clockChanges, dayIn, later, timeIn } from './day.js';
import { alarmLines, fold, text, utc, whenLines } from './ical-lines.js';
import { once } from './once.js';
import { timeZoneLines } from './vtimezone.js';

/** A person or an office, as calendars write to them. */
export interface CalendarUser {
  name: string;
  address: string;
}

/** What an organizer tells one attendee of an event (RFC 5546): come (again), or it is off. */
export interface SchedulingMessage {
  method: 'REQUEST' | 'CANCEL';
  /** Stays the same for ever: by it calendars know what they have. */
  uid: string;
  /** Grows with every change that calendars must hear of. */
  sequence: number;
  /** When this message was made: of two with one sequence, the later counts. */
  madeAt: Date;
  changedAt: Date;
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
  summary: string;
  description: string;
  location: string | null;
  url: string | null;
  organizer: CalendarUser;
  attendee: CalendarUser & { standing: 'NEEDS-ACTION' | 'ACCEPTED' | 'DECLINED' | 'TENTATIVE' };
  /** How many minutes before it starts it is spoken of. */
  alarms: number[];
}

/**
 * Writes what calendar programs act upon (RFC 5545, 5546). The same message gives the same bytes. Nothing of a vendor's own is
 * in it: Outlook takes "busy" from TRANSP and STATUS, and all of them show their buttons for METHOD, ORGANIZER and an ATTENDEE
 * whose address is the reader's.
 */
export const writeSchedulingMessage = (message: SchedulingMessage): string => {
  const { method, uid, sequence, summary, description, location, url, organizer, attendee, alarms } = message;
  const isRequest = method === 'REQUEST';
  const lines = [
    'BEGIN:VCALENDAR',
    'PRODID:-//nmrf//Calendar 1.0//EN',
    'VERSION:2.0',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    ...zoneLines(message),
    'BEGIN:VEVENT',
    `UID:${text(uid)}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(message.madeAt)}`,
    `LAST-MODIFIED:${utc(message.changedAt)}`,
    ...timeLines(message),
    `ORGANIZER${commonName(organizer)}:${mailto(organizer)}`,
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${attendee.standing};RSVP=${isRequest ? 'TRUE' : 'FALSE'}` +
      `${commonName(attendee)}:${mailto(attendee)}`,
    `SUMMARY:${text(summary)}`,
    `DESCRIPTION:${text(description)}`,
    ...(location === null ? [] : [`LOCATION:${text(location)}`]),
    ...(url === null ? [] : [`URL:${uri(url)}`]),
    'CLASS:CONFIDENTIAL',
    `STATUS:${isRequest ? 'CONFIRMED' : 'CANCELLED'}`,
    'TRANSP:OPAQUE',
    ...(isRequest ? alarms.flatMap((minutes) => alarmLines(minutes, summary)) : []),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.map(fold).join('');
};

type Times = Pick<SchedulingMessage, 'startsAt' | 'endsAt' | 'timeZone'>;

const timeLines = ({ startsAt, endsAt, timeZone }: Times): string[] =>
  isToldInUtc({ startsAt, endsAt, timeZone })
    ? [`DTSTART:${utc(startsAt)}`, `DTEND:${utc(endsAt)}`]
    : whenLines({ start: onTheWall(startsAt, timeZone), end: onTheWall(endsAt, timeZone), timeZone });

const zoneLines = ({ startsAt, endsAt, timeZone }: Times): string[] => {
  if (isToldInUtc({ startsAt, endsAt, timeZone })) return [];
  const [first, last] = [startsAt, endsAt].map((moment) => dayIn(timeZone, moment).slice(0, 4));
  return zoneIn(`${timeZone} ${first} ${last}`);
};

/** The same for everybody who is told of a meeting, and slow to find out. */
const zoneIn = once((zoneAndYears: string): string[] => {
  const [timeZone = '', first, last] = zoneAndYears.split(' ');
  return timeZoneLines(timeZone, Number(first), Number(last));
});

/** In the hours around a change of clocks one time may come twice, and programs differ in what they take it for. */
const isToldInUtc = ({ startsAt, endsAt, timeZone }: Times): boolean =>
  timeZone === 'UTC' ||
  [startsAt, endsAt].some(
    (moment) => clockChanges(timeZone, later(moment, { hours: -3 }), later(moment, { hours: 3 })).length > 0,
  );

const onTheWall = (moment: Date, timeZone: string): string => `${dayIn(timeZone, moment)}T${timeIn(timeZone, moment)}`;

/**
 * A name as the value of a parameter. It cannot hold quotes or control characters: what RFC 6868 would have made of them is
 * shown as it is by most programs. A caret that could be read as the beginning of such a code is doubled. A semicolon may
 * stand between quotes, but there are programs that end the value there.
 */
const commonName = ({ name }: CalendarUser): string => {
  const value = name
    .replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
    .replace(/"/g, "'")
    .replace(/;/g, ',')
    .replace(/\^(?=[\^n'])/g, '^^')
    .trim();
  return value === '' ? '' : `;CN="${value}"`;
};

/** RFC 6068; what may stand in an address as it is, most programs compare as it is. */
const mailto = ({ address }: CalendarUser): string =>
  `mailto:${address.replace(/[^\w.+=@~!$'*-]/gu, (character) => encodeURIComponent(character))}`;

const uri = (address: string): string => address.replace(/[\u0000-\u0020\u007f]/g, encodeURIComponent);
