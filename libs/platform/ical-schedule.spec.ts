import ICAL from 'ical.js';
import { convertIcsCalendar } from 'ts-ics';
import { writeSchedulingMessage, type SchedulingMessage } from './ical-schedule.js';

const aMessage = (facts: Partial<SchedulingMessage> = {}): SchedulingMessage => ({
  method: 'REQUEST',
  uid: 'aaaabbbbccccddddeeeeffffgggghhhhiiiijjjjkk@nmrf.test',
  sequence: 2,
  madeAt: new Date('2027-02-24T10:00:00.500Z'),
  changedAt: new Date('2027-02-23T09:00:00Z'),
  startsAt: new Date('2027-03-16T02:00:00Z'),
  endsAt: new Date('2027-03-16T05:00:00Z'),
  timeZone: 'Asia/Phnom_Penh',
  summary: 'Consultation on the draft national report',
  description: 'The draft.\n\nAgenda\n- What it says; what it leaves out',
  location: 'Room 2, Ministry of Justice',
  url: 'https://meet.example.org/report?key=1,2;3',
  organizer: { name: 'Committee for Follow-up', address: 'answers+aaaa@example.org' },
  attendee: { name: 'Sok Dara', address: 'sok.dara@example.org', standing: 'NEEDS-ACTION' },
  alarms: [1440, 60],
  ...facts,
});
const write = (facts?: Partial<SchedulingMessage>) => writeSchedulingMessage(aMessage(facts));
/** As read by the letter of RFC 5545: folded lines made whole again. */
const linesOf = (ics: string) => ics.replaceAll('\r\n ', '').split('\r\n');

/** What a calendar program makes of a message. */
interface Read {
  method: unknown;
  uid: string;
  sequence: number;
  stamp: number;
  start: number;
  end: number;
  summary: string;
  description: string;
  location: string;
  url: string | null;
  organizer: { name: string | undefined; address: string };
  attendees: { name: string | undefined; address: string; standing: string; role: string; rsvp: boolean }[];
  status: string;
  visibility: string;
  alarms: number;
}

const ofIcalJs = (ics: string): Read => {
  const calendar = new ICAL.Component(ICAL.parse(ics) as unknown[]);
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const [component, ...others] = calendar.getAllSubcomponents('vevent');
  if (!component || others.length > 0) throw new Error('not one event');
  const event = new ICAL.Event(component);
  const value = (name: string) => component.getFirstPropertyValue(name) as string;
  const user = (property: ICAL.Property) => ({
    name: property.getFirstParameter('cn') as string | undefined,
    address: String(property.getFirstValue()).replace('mailto:', ''),
  });
  const [organizer] = component.getAllProperties('organizer');
  return {
    method: calendar.getFirstPropertyValue('method'),
    uid: event.uid,
    sequence: event.sequence,
    stamp: (component.getFirstPropertyValue('dtstamp') as ICAL.Time).toUnixTime() * 1000,
    start: event.startDate.toUnixTime() * 1000,
    end: event.endDate.toUnixTime() * 1000,
    summary: event.summary || '',
    description: event.description || '',
    location: event.location || '',
    url: component.getFirstPropertyValue('url') as string | null,
    organizer: user(organizer!),
    attendees: event.attendees.map((attendee) => ({
      ...user(attendee),
      standing: attendee.getFirstParameter('partstat'),
      role: attendee.getFirstParameter('role'),
      rsvp: attendee.getFirstParameter('rsvp') === 'TRUE',
    })),
    status: value('status'),
    visibility: value('class'),
    alarms: component.getAllSubcomponents('valarm').length,
  };
};

const ofTsIcs = (ics: string): Read => {
  const { method, events = [] } = convertIcsCalendar(undefined, ics);
  const [event, ...others] = events;
  if (!event || others.length > 0) throw new Error('not one event');
  return {
    method,
    uid: event.uid,
    sequence: event.sequence ?? 0,
    stamp: event.stamp.date.getTime(),
    start: event.start.date.getTime(),
    end: event.end?.date.getTime() ?? 0,
    summary: event.summary || '',
    description: event.description ?? '',
    location: event.location ?? '',
    url: event.url ?? null,
    organizer: { name: event.organizer?.name, address: event.organizer?.email ?? '' },
    attendees: (event.attendees ?? []).map(({ name, email, partstat, role, rsvp }) => ({
      name,
      address: email,
      standing: partstat ?? '',
      role: role ?? '',
      rsvp: rsvp ?? false,
    })),
    status: event.status ?? '',
    visibility: event.class ?? '',
    alarms: event.alarms?.length ?? 0,
  };
};

/** Two that share no line of code. */
const readers = [
  ['ical.js', ofIcalJs],
  ['ts-ics', ofTsIcs],
] as const;

describe.each(readers)('as %s reads it, a message', (_, read) => {
  it('asks one person to a meeting, and says who asks', () => {
    const message = aMessage();
    expect(read(write())).toEqual({
      method: 'REQUEST',
      uid: message.uid,
      sequence: 2,
      stamp: Date.parse('2027-02-24T10:00:00Z'),
      start: message.startsAt.getTime(),
      end: message.endsAt.getTime(),
      summary: message.summary,
      description: message.description,
      location: message.location,
      url: message.url,
      organizer: message.organizer,
      attendees: [
        {
          name: 'Sok Dara',
          address: 'sok.dara@example.org',
          standing: 'NEEDS-ACTION',
          role: 'REQ-PARTICIPANT',
          rsvp: true,
        },
      ],
      status: 'CONFIRMED',
      visibility: 'CONFIDENTIAL',
      alarms: 2,
    });
  });

  it('takes the same meeting off, without alarms', () => {
    const off = read(write({ method: 'CANCEL', sequence: 3 }));
    expect(off).toMatchObject({ method: 'CANCEL', uid: aMessage().uid, sequence: 3, status: 'CANCELLED', alarms: 0 });
    expect(off.attendees).toMatchObject([{ address: 'sok.dara@example.org', rsvp: false }]);
    expect(off.organizer).toEqual(aMessage().organizer);
  });

  it.each(['ACCEPTED', 'DECLINED', 'TENTATIVE'] as const)('says that they have answered %s', (standing) => {
    const { attendees } = read(write({ attendee: { ...aMessage().attendee, standing } }));
    expect(attendees).toMatchObject([{ standing, rsvp: true }]);
  });

  it.each([
    ['Khmer', 'ក្រសួង\u200Bអប់រំ យុវជន\u200Bនិងកីឡា៖ ការពិគ្រោះយោបល់ '.repeat(5).trim()],
    ['Arabic', 'وزارة العدل، إدارة حقوق الإنسان — التشاور بشأن التقرير '.repeat(3).trim()],
    ['French', 'Comité interministériel : l’Éducation, la Justice et l’Égalité'],
    ['emoji', 'Justice 👩🏽‍⚖️ '.repeat(9).trim()],
    ['a caret', 'a^nb^^c^d^'],
    ['no words', ''],
  ])('keeps names and texts whole: %s', (_kind, words) => {
    const seen = read(
      write({
        summary: words,
        description: words,
        location: words,
        organizer: { name: words.replaceAll('^', ''), address: 'answers@example.org' },
        attendee: { ...aMessage().attendee, name: words.replaceAll('^', '') },
      }),
    );
    const name = words.replaceAll('^', '') || undefined;
    expect(seen).toMatchObject({ summary: words, description: words, location: words });
    expect(seen).toMatchObject({ attendees: [{ name }], organizer: { name } });
  });

  it('has neither attendees nor lines of a stranger’s making', () => {
    const words = 'A";CN="B\r\nATTENDEE:mailto:everybody@example.org\u2028UID:another\u0000\u0007:;,\\n"';
    const seen = read(
      write({
        summary: words,
        description: words,
        location: words,
        url: `https://example.org/\r\nATTENDEE:mailto:everybody@example.org`,
        organizer: { name: words, address: 'answers@example.org\r\nATTENDEE:mailto:everybody@example.org' },
        attendee: { ...aMessage().attendee, name: words },
      }),
    );
    expect(seen.attendees).toHaveLength(1);
    expect(seen.attendees[0]).toMatchObject({ address: 'sok.dara@example.org', standing: 'NEEDS-ACTION', rsvp: true });
    expect(seen.attendees[0]?.name).toContain('ATTENDEE:mailto:everybody@example.org');
    expect(seen.summary).toContain('UID:another');
    expect(seen.uid).toBe(aMessage().uid);
    expect(seen.start).toBe(aMessage().startsAt.getTime());
  });

  it.each([
    ['clocks go forward in the course of it', 'Europe/Zurich', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'],
    ['clocks went forward that morning', 'America/New_York', '2027-03-14T13:00:00Z', '2027-03-14T16:00:00Z'],
    ['clocks were put back that morning', 'America/New_York', '2026-11-01T14:00:00Z', '2026-11-01T17:00:00Z'],
    [
      'it begins in the hour that comes twice, the first time',
      'Europe/Zurich',
      '2026-10-25T00:30:00Z',
      '2026-10-25T03:00:00Z',
    ],
    [
      'it begins in the hour that comes twice, the second time',
      'Europe/Zurich',
      '2026-10-25T01:30:00Z',
      '2026-10-25T03:00:00Z',
    ],
    ['it ends in the hour that comes twice', 'Europe/Zurich', '2026-10-24T23:00:00Z', '2026-10-25T01:15:00Z'],
    ['spring is in October', 'Australia/Sydney', '2026-10-03T22:00:00Z', '2026-10-04T01:00:00Z'],
    ['summer is in January', 'America/Santiago', '2027-01-15T13:00:00Z', '2027-01-15T16:00:00Z'],
    ['autumn is in April', 'Pacific/Auckland', '2027-04-03T21:00:00Z', '2027-04-04T01:00:00Z'],
    ['clocks are changed by half an hour', 'Australia/Lord_Howe', '2027-01-10T22:00:00Z', '2027-01-11T00:30:00Z'],
    ['clocks are never changed', 'Asia/Kathmandu', '2027-03-28T03:15:00Z', '2027-03-28T07:15:00Z'],
    ['clocks are changed by no rule', 'Africa/Casablanca', '2027-02-20T09:00:00Z', '2027-02-20T11:00:00Z'],
    ['it is told in UTC', 'UTC', '2027-03-28T00:30:00Z', '2027-03-28T01:30:00Z'],
    ['it ends in another year', 'Europe/Paris', '2026-12-31T22:30:00Z', '2027-01-01T00:30:00Z'],
  ])('is at its moment where %s', (_case, timeZone, start, end) => {
    const { start: begins, end: ends } = read(write({ timeZone, startsAt: new Date(start), endsAt: new Date(end) }));
    expect([new Date(begins), new Date(ends)]).toEqual([new Date(start), new Date(end)]);
  });
});

describe('a message', () => {
  it('holds what RFC 5546 asks of it, each once', () => {
    const lines = linesOf(write());
    const names = lines.map((line) => /^[A-Z-]+/.exec(line)?.[0]);
    for (const name of ['METHOD', 'UID', 'SEQUENCE', 'DTSTAMP', 'ORGANIZER', 'ATTENDEE', 'SUMMARY', 'STATUS', 'TZID']) {
      expect(names.filter((one) => one === name)).toHaveLength(1);
    }
    expect(lines).toContain('DTSTART;TZID=Asia/Phnom_Penh:20270316T090000');
    expect(lines).toContain('DTEND;TZID=Asia/Phnom_Penh:20270316T120000');
    expect(lines).toContain('ORGANIZER;CN="Committee for Follow-up":mailto:answers+aaaa@example.org');
    expect(lines).toContain(
      'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN="Sok Dara":mailto:sok.dara@example.org',
    );
    expect(lines).toContain('TRANSP:OPAQUE');
    expect(lines.at(-1)).toBe('');
  });

  it('is the same to the byte when it is made again', () => {
    expect(write()).toBe(write());
  });

  it('says UTC in the hours around a change of clocks, which programs read differently', () => {
    const times = { timeZone: 'Europe/Zurich', endsAt: new Date('2026-10-25T03:00:00Z') };
    const atNight = linesOf(write({ ...times, startsAt: new Date('2026-10-25T01:30:00Z') }));
    expect(atNight).toContain('DTSTART:20261025T013000Z');
    expect(atNight).toContain('DTEND:20261025T030000Z');
    expect(atNight).not.toContain('BEGIN:VTIMEZONE');
    const byDay = { startsAt: new Date('2026-10-25T09:00:00Z'), endsAt: new Date('2026-10-25T11:00:00Z') };
    expect(linesOf(write({ ...times, ...byDay }))).toContain('DTSTART;TZID=Europe/Zurich:20261025T100000');
  });

  it('is folded after 75 bytes at most, and never within a character', () => {
    const khmer = 'ពង្រីកសេវាសុខភាពដល់តំបន់ដាច់ស្រយាល 🗓️ '.repeat(20);
    const ics = write({ summary: khmer, attendee: { ...aMessage().attendee, name: khmer } });
    for (const line of ics.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(Buffer.from(line).toString()).toBe(line);
    }
    expect(ics.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(linesOf(ics)).toContain(`SUMMARY:${khmer}`);
  });

  it('names nobody where there is no name, and nowhere where there is no place', () => {
    const ics = write({ attendee: { ...aMessage().attendee, name: ' ' }, location: null, url: null });
    expect(linesOf(ics)).toContain(
      'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:sok.dara@example.org',
    );
    expect(ics).not.toMatch(/^(LOCATION|URL)/m);
  });

  it('writes a caret so that it is read as one (RFC 6868)', () => {
    const { attendees } = ofIcalJs(write({ attendee: { ...aMessage().attendee, name: `a^nb^^c^'d ^e` } }));
    expect(attendees[0]?.name).toBe(`a^nb^^c^'d ^e`);
  });

  it('keeps what is odd in an address from meaning anything', () => {
    const lines = linesOf(write({ attendee: { ...aMessage().attendee, address: `"sok dara?cc=x"@example.org` } }));
    expect(lines.find((line) => line.startsWith('ATTENDEE'))).toMatch(/:mailto:%22sok%20dara%3Fcc=x%22@example\.org$/);
  });
});
