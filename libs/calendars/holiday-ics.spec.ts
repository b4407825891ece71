import iconv from 'iconv-lite';
import { newYear, event, ics, daysOf, brokenIn, brokenIcs } from './fixtures/files.js';
import { readHolidayFile } from './holiday-files.js';

describe('an iCalendar file of holidays', () => {
  it('gives whole days, from the first to before the last', () => {
    const file = ics(
      ...event('DTSTART;VALUE=DATE:20260414', 'DTEND;VALUE=DATE:20260417', 'SUMMARY:Khmer New Year'),
      ...event('DTSTART;VALUE=DATE:20260101', 'SUMMARY:New Year'),
      ...event('DTSTART;VALUE=DATE:20260514', 'DTEND;VALUE=DATE:20260514', 'SUMMARY:King’s Birthday'),
      ...event('DTSTART;VALUE=DATE:20261123', 'DURATION:P3D', 'SUMMARY:Water Festival'),
    );
    expect(daysOf(file)).toEqual([
      '2026-01-01 New Year',
      '2026-04-14 Khmer New Year',
      '2026-04-15 Khmer New Year',
      '2026-04-16 Khmer New Year',
      '2026-05-14 King’s Birthday',
      '2026-11-23 Water Festival',
      '2026-11-24 Water Festival',
      '2026-11-25 Water Festival',
    ]);
  });

  it('gives the day of the country where its times are of a zone', () => {
    const zone = 'TZID="Asia/Phnom_Penh"';
    const file = ics(
      ...['BEGIN:VTIMEZONE', 'TZID:Asia/Phnom_Penh', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'END:STANDARD'],
      'END:VTIMEZONE',
      ...event(`DTSTART;${zone}:20260101T000000`, `DTEND;${zone}:20260102T000000`, 'SUMMARY:New Year'),
      ...event(`DTSTART;${zone}:20260107T000000`, `DTEND;${zone}:20260107T235959`, 'SUMMARY:Victory'),
    );
    expect(daysOf(file)).toEqual(['2026-01-01 New Year', '2026-01-07 Victory']);
  });

  it('repeats every year, to the horizon or as often as it says', () => {
    expect(
      daysOf(
        ics(
          ...event('DTSTART;VALUE=DATE:20270101', 'RRULE:FREQ=YEARLY', 'SUMMARY:New Year'),
          ...event('DTSTART;VALUE=DATE:20270107', 'RRULE:FREQ=YEARLY;COUNT=2', 'SUMMARY:Victory'),
          ...event('DTSTART;VALUE=DATE:20270308', 'RRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20300101', 'SUMMARY:Women'),
          ...event(
            ...['DTSTART;VALUE=DATE:20270501', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;COUNT=3;WKST=MO'],
            ...['EXDATE;VALUE=DATE:20280501', 'SUMMARY:Labour Day'],
          ),
        ),
        '2029-06-30',
      ),
    ).toEqual([
      '2027-01-01 New Year',
      '2027-01-07 Victory',
      '2027-03-08 Women',
      '2027-05-01 Labour Day',
      '2028-01-01 New Year',
      '2028-01-07 Victory',
      '2029-01-01 New Year',
      '2029-03-08 Women',
      '2029-05-01 Labour Day',
    ]);
    const leapDay = ics(...event('DTSTART;VALUE=DATE:20240229', 'RRULE:FREQ=YEARLY', 'SUMMARY:Leap Day'));
    expect(daysOf(leapDay)).toEqual(['2024-02-29 Leap Day', '2028-02-29 Leap Day']);
  });

  it('is put together where it was folded, within a letter too, and its text unescaped', () => {
    const summary = Buffer.from(`SUMMARY;LANGUAGE=km:${newYear}\\, ១\r\n`);
    // In the middle of the three bytes of a letter.
    const folded = Buffer.concat([summary.subarray(0, 41), Buffer.from('\r\n '), summary.subarray(41)]);
    const file = Buffer.concat([
      Buffer.from('\ufeffBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:2026\r\n\t0414\r\n'),
      folded,
      Buffer.from(
        'SUMMARY;LANGUAGE=en;X-NOTE="a:b;c":Khmer\\nNew Year\\; day \\\\ 1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n',
      ),
    ]);
    expect(readHolidayFile(file, 'holidays.ics')).toEqual([
      { day: '2026-04-14', name: 'Khmer New Year; day \\ 1', nationalName: `${newYear}, ១`, source: null },
    ]);
  });

  it('is read in any encoding and with any line end, whatever its name', () => {
    const text = ics(...event('DTSTART;VALUE=DATE:20261225', 'SUMMARY:Noël à l’école')).toString();
    for (const file of [
      Buffer.from(text.replaceAll('\r\n', '\n')),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      iconv.encode(text, 'windows-1252'),
    ]) {
      expect(readHolidayFile(file, 'download')).toMatchObject([{ day: '2026-12-25', name: 'Noël à l’école' }]);
    }
  });

  it('leaves out what was cancelled, and what is no event', () => {
    const file = ics(
      ...event('DTSTART;VALUE=DATE:20260102', 'STATUS:CANCELLED', 'SUMMARY:Bridge day'),
      ...['BEGIN:VTODO', 'SUMMARY:Buy flowers', 'END:VTODO'],
      ...event(
        ...['DTSTART;VALUE=DATE:20260101', 'BEGIN:VALARM', 'SUMMARY:Wake up', 'TRIGGER:-PT15M', 'END:VALARM'],
        'SUMMARY:New Year',
      ),
    );
    expect(daysOf(file)).toEqual(['2026-01-01 New Year']);
  });

  it.each(['FREQ=MONTHLY', 'FREQ=YEARLY;BYDAY=1MO', 'FREQ=YEARLY;BYMONTH=5', 'FREQ=YEARLY;COUNT=x', 'COUNT=3', ''])(
    'is refused for a repetition other than yearly: %s',
    (rule) => {
      const broken = brokenIcs(...event('DTSTART;VALUE=DATE:20260101', `RRULE:${rule}`, 'SUMMARY:New Year'));
      expect(broken).toEqual(['5 ics-repetition']);
    },
  );

  it.each([
    ['half a day', ['DTSTART;TZID=X:20260101T120000', 'DTEND;TZID=X:20260102T000000'], '4 ics-part-of-a-day'],
    ['an hour', ['DTSTART:20260101T000000', 'DTEND:20260101T010000'], '5 ics-part-of-a-day'],
    ['a moment', ['DTSTART:20260101T000000'], '4 ics-part-of-a-day'],
    ['hours', ['DTSTART:20260101T000000', 'DURATION:PT4H'], '5 ics-part-of-a-day'],
    ['a time of UTC', ['DTSTART:20260101T000000Z'], '4 ics-utc'],
    ['an end before its beginning', ['DTSTART;VALUE=DATE:20260102', 'DTEND;VALUE=DATE:20260101'], '5 ics-ends-before'],
    ['a year of feasting', ['DTSTART;VALUE=DATE:20260101', 'DTEND;VALUE=DATE:20270101'], '5 ics-too-long'],
    ['weeks of feasting', ['DTSTART;VALUE=DATE:20260101', 'DURATION:P9999W'], '5 ics-too-long'],
    ['the year 0', ['DTSTART;VALUE=DATE:00000101'], '4 day-out-of-range'],
    ['the year 9999', ['DTSTART;VALUE=DATE:99991231', 'RRULE:FREQ=YEARLY'], '4 day-out-of-range'],
    ['no such day', ['DTSTART;VALUE=DATE:20260230'], '4 day-unreadable'],
    ['no beginning', ['DTEND;VALUE=DATE:20260230'], '4 ics-start-missing'],
    ['single occurrences', ['DTSTART;VALUE=DATE:20260101', 'RDATE;VALUE=DATE:20270101'], '5 ics-unknown'],
    ['a moved occurrence', ['DTSTART;VALUE=DATE:20260101', 'RECURRENCE-ID:20260102'], '5 ics-unknown'],
    ['what is no property', ['DTSTART;VALUE=DATE:20260101', 'New Year'], '5 ics-line'],
  ])('is refused for %s', (_, properties, broken) => {
    expect(brokenIcs(...event(...properties, 'SUMMARY:New Year'))).toEqual([broken]);
  });

  it('is refused without a name, with two names for a day, and where it is cut off', () => {
    expect(brokenIcs(...event('DTSTART;VALUE=DATE:20260101'))).toEqual(['4 name-missing']);
    expect(
      brokenIcs(
        ...event('DTSTART;VALUE=DATE:20260414', 'DURATION:P3D', 'SUMMARY:Khmer New Year'),
        ...event('DTSTART;VALUE=DATE:20260416', 'SUMMARY:Another feast'),
      ),
    ).toEqual(['9 overlapping']);
    const whole = ics(...event('DTSTART;VALUE=DATE:20260101', 'SUMMARY:New Year')).toString();
    expect(brokenIn(whole.slice(0, whole.indexOf('END:VEVENT')), 'x.ics')).toEqual([
      '1 ics-not-ended',
      '3 ics-not-ended',
    ]);
    expect(brokenIn(whole.replace('END:VEVENT', 'END:VTODO'), 'x.ics')).toEqual(['6 ics-end']);
    expect(brokenIn('<html>', 'x.ics')).toEqual(['1 ics-line']);
  });

  it('does not wait for ever for events that return for ever, and is refused for too many', () => {
    const endless = Array.from({ length: 60 }, (_, index) =>
      event(
        `DTSTART;VALUE=DATE:19000${1 + (index % 9)}${10 + (index % 18)}`,
        'RRULE:FREQ=YEARLY',
        `SUMMARY:${index % 18}`,
      ),
    ).flat();
    expect(brokenIcs(...endless)).toEqual(['1 too-many']);
  });
});
