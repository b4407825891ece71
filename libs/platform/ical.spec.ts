import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { writeCalendar, type Calendar, type CalendarEvent } from './ical.js';
import { timeZoneLines } from './vtimezone.js';

const anEvent = (facts: Partial<CalendarEvent> = {}): CalendarEvent => ({
  uid: 'deadline-1@nmrf.test',
  sequence: 0,
  createdAt: new Date('2026-03-01T08:00:00Z'),
  changedAt: new Date('2026-03-02T09:30:15.250Z'),
  when: { day: '2026-03-31' },
  summary: 'National report',
  description: 'Due',
  url: 'https://nmrf.test/',
  categories: [],
  isCancelled: false,
  isConfidential: false,
  alarms: [],
  ...facts,
});

const write = (events: CalendarEvent[], facts: Partial<Calendar> = {}) =>
  writeCalendar({ name: 'Deadlines', timeZone: 'Asia/Phnom_Penh', year: 2026, refreshHours: 6, events, ...facts });

/** What another program reads of it. */
const read = (ics: string) => {
  const calendar = new ICAL.Component(ICAL.parse(ics) as unknown[]);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  return { calendar, events: calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event)) };
};

describe('a calendar', () => {
  it('is one that any program can subscribe to', () => {
    const lines = write([anEvent()]).split('\r\n');
    expect(lines.slice(0, 10)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//nmrf//Calendar 1.0//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'NAME:Deadlines',
      'X-WR-CALNAME:Deadlines',
      'X-WR-TIMEZONE:Asia/Phnom_Penh',
      'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
      'X-PUBLISHED-TTL:PT6H',
    ]);
    expect(lines.slice(-2)).toEqual(['END:VCALENDAR', '']);
  });

  it('without events still has a component, so that it is well formed', () => {
    const { calendar, events } = read(write([]));
    expect(events).toEqual([]);
    expect(calendar.getAllSubcomponents().map(({ name }) => name)).toEqual(['vtimezone']);
  });

  it('is the same to the byte when nothing has changed', () => {
    expect(write([anEvent()])).toBe(write([anEvent()]));
  });
});

describe('an event', () => {
  it('says who it is, when it was changed, and how often', () => {
    const ics = write([anEvent({ sequence: 3, categories: ['Report', 'UPR, session 58'] })]);
    for (const line of [
      'UID:deadline-1@nmrf.test',
      'SEQUENCE:3',
      'DTSTAMP:20260302T093015Z',
      'CREATED:20260301T080000Z',
      'LAST-MODIFIED:20260302T093015Z',
      'URL:https://nmrf.test/',
      'CATEGORIES:Report,UPR\\, session 58',
      'STATUS:CONFIRMED',
      'TRANSP:TRANSPARENT',
    ]) {
      expect(ics.split('\r\n')).toContain(line);
    }
    expect(write([anEvent({ isCancelled: true })])).toContain('\r\nSTATUS:CANCELLED\r\n');
    expect(write([anEvent({ isConfidential: true })])).toContain('\r\nCLASS:CONFIDENTIAL\r\n');
  });

  it.each([
    ['2026-03-31', '20260331', '20260401'],
    ['2028-02-28', '20280228', '20280229'],
    ['2028-02-29', '20280229', '20280301'],
    ['2026-02-28', '20260228', '20260301'],
    ['2026-12-31', '20261231', '20270101'],
  ])('of the whole of %s ends as the next day begins', (day, start, end) => {
    const ics = write([anEvent({ when: { day } })]);
    expect(ics).toContain(`DTSTART;VALUE=DATE:${start}\r\nDTEND;VALUE=DATE:${end}\r\n`);
    const [event] = read(ics).events;
    expect(event?.startDate.isDate).toBe(true);
    expect(event?.duration.toSeconds()).toBe(86_400);
  });

  it('at a time is at that time of its zone, for whoever reads the zone in the calendar', () => {
    const when = { start: '2026-11-30T23:00', end: '2026-11-30T23:59', timeZone: 'Europe/Zurich' };
    const ics = write([anEvent({ when })]);
    expect(ics).toContain('DTSTART;TZID=Europe/Zurich:20261130T230000\r\nDTEND;TZID=Europe/Zurich:20261130T235900\r\n');
    const { calendar, events } = read(ics);
    expect(calendar.getAllSubcomponents('vtimezone')).toHaveLength(2);
    expect(events[0]?.endDate.toUnixTime()).toBe(Date.parse('2026-11-30T22:59:00Z') / 1000);
  });

  it('is spoken of as long before as was asked', () => {
    const ics = write([anEvent({ alarms: [7 * 1440 - 9 * 60, 900, 30, 2880, 0] })]);
    const triggers = ics.split('\r\n').filter((line) => line.startsWith('TRIGGER'));
    expect(triggers.map((line) => line.slice(8))).toEqual(['-P6DT15H', '-PT15H', '-PT30M', '-P2D', '-PT0M']);
    expect(ics).toContain('BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:National report\r\n');
  });
});

describe('a text', () => {
  const khmer = 'ពង្រីកសេវាសុខភាពដល់តំបន់ដាច់ស្រយាល និងរបាយការណ៍ជាតិ មិនលើសពី ១០៧០០ ពាក្យ 🗓️ '.repeat(4).trim();

  it('is read as it was written, whatever it contains', () => {
    const description = `One; two, three\nfour \\n five \\ "six": ${khmer}\r\nseven`;
    const [event] = read(write([anEvent({ description })])).events;
    expect(event?.description).toBe(description.replace('\r\n', '\n'));
    expect(event?.summary).toBe('National report');
  });

  it('is folded after 75 bytes at most, and never within a character', () => {
    const ics = write([anEvent({ summary: khmer, description: 'x'.repeat(1000) })]);
    const lines = ics.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBe(75);
    expect(lines.filter((line) => line.startsWith(' ')).length).toBeGreaterThan(20);
    // A character in two halves would not survive being read line by line.
    for (const line of lines) expect(Buffer.from(line).toString()).toBe(line);
    expect(lines.join('\r\n')).not.toContain('\ufffd');
    expect(ics.replaceAll('\r\n ', '')).toContain(`SUMMARY:${khmer}\r\n`);
  });

  it('can neither begin a line of its own nor carry control characters', () => {
    const ics = write([anEvent({ summary: 'a\rBEGIN:VEVENT\u2028b\u0000c\u0007d\te' })]);
    expect(ics).toContain('SUMMARY:a\\nBEGIN:VEVENT\\nb c d e\r\n');
    expect(read(ics).events).toHaveLength(1);
  });
});

/** Reads a VTIMEZONE by the letter of RFC 5545: the observance that set in last, as local time is told before it. */
const reader = (lines: string[], year: number) => {
  const onsets: { at: number; offset: number }[] = [];
  let current: Record<string, string> = {};
  const seconds = (text = '') => {
    const [, sign, hours, minutes, rest] = /^([+-])(\d\d)(\d\d)(\d\d)?$/.exec(text)!;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(rest ?? 0));
  };
  for (const line of lines) {
    const [key, value] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)];
    if (key === 'BEGIN') current = {};
    else if (key !== 'END') current[key] = value;
    else if (value !== 'VTIMEZONE') {
      const [y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/
        .exec(current['DTSTART']!)!
        .slice(1)
        .map(Number) as [number, number, number, number, number, number];
      const [, month, nth, name] = /^FREQ=YEARLY;BYMONTH=(\d+);BYDAY=(-?\d)(\w\w)$/.exec(current['RRULE'] ?? '') ?? [];
      for (let each = y; each <= (name === undefined ? y : year + 1); each++) {
        let day = d;
        if (name !== undefined) {
          const days = Array.from({ length: 31 }, (_, n) => new Date(Date.UTC(each, Number(month) - 1, n + 1)));
          const weekday = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'].indexOf(name);
          const fitting = days.filter(
            (date) => date.getUTCMonth() === Number(month) - 1 && date.getUTCDay() === weekday,
          );
          day = fitting.at(Number(nth) < 0 ? Number(nth) : Number(nth) - 1)!.getUTCDate();
        }
        const local = Date.UTC(each, mo - 1, day, h, mi, s);
        onsets.push({ at: local - seconds(current['TZOFFSETFROM']) * 1000, offset: seconds(current['TZOFFSETTO']) });
      }
    }
  }
  onsets.sort((one, other) => one.at - other.at);
  return (at: number) => onsets.findLast((onset) => onset.at <= at)!.offset;
};

describe('a time zone', () => {
  const hour = 3_600_000;
  it.each([
    ['Europe/Zurich', 2026, 2029, 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU'],
    ['Europe/Chisinau', 2026, 2029, 'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU'],
    ['America/Santiago', 2026, 2028, 'RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU'],
    // "The first Sunday after the 1st" is no rule a calendar can tell in one day of the week.
    ['America/Santiago', 2026, 2030, 'DTSTART:20290408T000000'],
    ['America/New_York', 2024, 2026, 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU'],
    ['Asia/Phnom_Penh', 2024, 2030, 'DTSTART:19700101T000000'],
    ['Asia/Kathmandu', 2026, 2026, 'TZOFFSETTO:+0545'],
    ['Pacific/Apia', 2019, 2023, 'DTSTART:20210404T040000'],
    // A day was left out there.
    ['Pacific/Apia', 2010, 2012, 'TZOFFSETTO:+1400'],
    ['Africa/Casablanca', 2024, 2030, 'DTSTART:20260215T030000'],
    ['Europe/Dublin', 2026, 2027, 'BEGIN:DAYLIGHT'],
    ['Australia/Lord_Howe', 2025, 2027, 'TZOFFSETTO:+1030'],
    // From summer time in winter to winter time for ever.
    ['Europe/Moscow', 2010, 2015, 'DTSTART:20141026T020000'],
    // The same Sundays each year, and another hour.
    ['America/St_Johns', 2010, 2013, 'DTSTART:20110313T000100'],
    ['UTC', 2026, 2026, 'TZOFFSETTO:+0000'],
  ])('%s is told as it is from %d to %d', (zone, from, to, line) => {
    const lines = timeZoneLines(zone, from, to);
    expect(lines).toContain(line);
    const offsetOf = reader(lines, to);
    const wrong: string[] = [];
    const end = Date.UTC(to + 1, 0, 1);
    for (let at = Date.UTC(from, 0, 1); at < end; at += hour / 2) {
      const right = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 1e9;
      if (offsetOf(at) !== right) wrong.push(new Date(at).toISOString());
    }
    expect(wrong).toEqual([]);
  });

  it.each(['Europe/Zurich', 'America/Santiago', 'Asia/Phnom_Penh', 'Pacific/Apia', 'Africa/Casablanca'])(
    '%s is understood by a program of others',
    (timeZone) => {
      const days = Array.from({ length: 104 }, (_, n) => {
        const day = Temporal.PlainDate.from('2026-01-01').add({ days: n * 7 });
        return { day: day.toString(), end: day.toZonedDateTime({ timeZone, plainTime: '12:59' }).epochMilliseconds };
      });
      const events = days.map(({ day }) => anEvent({ when: { start: `${day}T12:00`, end: `${day}T12:59`, timeZone } }));
      const ics = write(events, { timeZone: 'UTC' });
      ICAL.TimezoneService.reset();
      expect(read(ics).events.map(({ endDate }) => endDate.toUnixTime() * 1000)).toEqual(days.map(({ end }) => end));
    },
  );
});
