import iconv from 'iconv-lite';
import { HolidayFileBroken } from './calendars.errors.js';
import { readHolidayFile, readNames } from './holiday-files.js';

const newYear = 'ពិធីបុណ្យចូលឆ្នាំថ្មីប្រពៃណីជាតិ';
const csv = (text: string) => readHolidayFile(Buffer.from(text), 'holidays.csv');
const event = (...properties: string[]) => ['BEGIN:VEVENT', ...properties, 'END:VEVENT'];
const ics = (...lines: string[]) =>
  Buffer.from(['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n'));
const daysOf = (file: Buffer, horizon = '2030-12-31') =>
  readHolidayFile(file, 'holidays.ics', { horizon }).map(({ day, name }) => `${day} ${name}`);

/** Every broken line a file is refused for, by its number and what is wrong. */
const brokenIn = (file: Buffer | string, name = 'holidays.csv'): string[] => {
  try {
    readHolidayFile(Buffer.from(file), name);
  } catch (error) {
    if (error instanceof HolidayFileBroken) return error.broken.map(({ line, code }) => `${line} ${code}`);
    throw error;
  }
  return [];
};
const brokenIcs = (...lines: string[]) => brokenIn(ics(...lines), 'holidays.ics');

describe('a table of holidays', () => {
  const table = `day,name,national name,source\n2026-04-14,Khmer New Year’s Day,${newYear},Sub-decree 1\n`;
  const expected = [{ day: '2026-04-14', name: 'Khmer New Year’s Day', nationalName: newYear, source: 'Sub-decree 1' }];

  it.each([
    ['UTF-8', Buffer.from(table)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`)],
    ['UTF-16', Buffer.from(`\ufeff${table}`, 'utf16le')],
    ['UTF-16, the other way round', Buffer.from(`\ufeff${table}`, 'utf16le').swap16()],
    ['lines of Windows', Buffer.from(table.replaceAll('\n', '\r\n'))],
    ['lines of an old Mac', Buffer.from(table.replaceAll('\n', '\r'))],
    ['semicolons', Buffer.from(table.replaceAll(',', ';'))],
    ['tabs', Buffer.from(table.replaceAll(',', '\t'))],
    ['Excel’s note about the delimiter', Buffer.from(`sep=;\n${table.replaceAll(',', ';')}`)],
    ['empty lines', Buffer.from(`\n\n${table}\n,,,\n`)],
  ])('is read in %s', (_, file) => {
    expect(readHolidayFile(file, 'holidays.csv')).toEqual(expected);
  });

  it('is read in Windows-1252', () => {
    const file = iconv.encode('Jour;Nom\r\n2026-12-25;Noël à l’école\r\n', 'windows-1252');
    expect(readHolidayFile(file, 'fériés.csv')).toMatchObject([{ day: '2026-12-25', name: 'Noël à l’école' }]);
  });

  it('has its columns in any order and under many names, and others beside them', () => {
    expect(csv(`Khmer name,Weekday,Holiday,Date\n"${newYear}",Tuesday,"New Year, first day",2026/4/14\n`)).toEqual([
      { day: '2026-04-14', name: 'New Year, first day', nationalName: newYear, source: null },
    ]);
    expect(csv('ថ្ងៃខែឆ្នាំ,English\n២០២៦-០៤-១៤,New Year\n')).toMatchObject([{ day: '2026-04-14' }]);
  });

  it('keeps Khmer as it is, zero-width blanks too, in composed letters', () => {
    const [holiday] = csv(`day,name,khmer\n2026-05-01,Fe\u0302te,ទិវា\u200bពលកម្ម\n`);
    expect(holiday).toMatchObject({ name: 'F\u00eate', nationalName: 'ទិវា\u200bពលកម្ម' });
  });

  it('takes the same line twice for one, and two feasts of one day in one name', () => {
    expect(csv('day,name\n2026-05-01,Labour Day; Visaka Bochea\n2026-05-01,Labour Day; Visaka Bochea\n')).toHaveLength(
      1,
    );
  });

  it('is refused where two lines give a day two names', () => {
    expect(brokenIn('day,name\n2026-05-01,Labour Day\n2026-05-02,Other\n2026-05-01,Visaka Bochea\n')).toEqual([
      '4 overlapping',
    ]);
    expect(brokenIn('day,name,khmer\n2026-05-01,Labour Day,ក\n2026-05-01,Labour Day,ខ\n')).toEqual(['3 overlapping']);
  });

  it('names every broken line by its number in the file, quoted line breaks counted', () => {
    const file = [
      'day,name',
      '"2026-01-01","New\nYear"',
      '2026-02-30,No such day',
      '0000-01-01,Year zero',
      '9999-12-31,The last of days',
      '05/04/2026,April or May?',
      '20260411,Fine',
      '2026411,Eleven or one?',
      ',No day',
      '2026-04-12,',
      `2026-04-13,${'long '.repeat(100)}`,
      '2026-04-14,Bell\u0007',
    ];
    expect(brokenIn(file.join('\n'))).toEqual([
      '4 day-unreadable',
      '5 day-out-of-range',
      '6 day-out-of-range',
      '7 day-unreadable',
      '9 day-unreadable',
      '10 day-missing',
      '11 name-missing',
      '12 too-long',
      '13 unprintable',
    ]);
  });

  it('says in words what is wrong where, fifty lines at most', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `2026-13-${index},No month`);
    const broken = (() => {
      try {
        return csv(`day,name\n${lines.join('\n')}`);
      } catch (error) {
        return error;
      }
    })() as HolidayFileBroken;
    expect(broken.code).toBe('holiday-file-broken');
    expect(broken.details.lines).toHaveLength(50);
    expect(broken.details.more).toBe(10);
    expect(broken.details.lines[0]).toEqual({ line: 2, problem: '“2026-13-0” is no day. Write it as YYYY-MM-DD.' });
    expect(broken.message).toContain('nothing was written. Line 2: “2026-13-0” is no day.');
  });

  it.each([
    ['no headings', '2026-01-01,New Year\n', ['1 headings']],
    ['no name', 'day,title of it\n2026-01-01,New Year\n', ['1 heading-name']],
    ['no day', 'name,when\nNew Year,2026-01-01\n', ['1 heading-day']],
    ['a quotation that never ends', 'day,name\n2026-01-01,"New Year\n2026-01-07,Victory\n', ['2 quotation-broken']],
    ['a quotation in the middle', 'day,name\n2026-01-01,A\n2026-01-07,B "C"\n', ['3 quotation-broken']],
    ['nothing but headings', 'day,name\n', ['1 no-holidays']],
    ['nothing', '', ['1 no-holidays']],
  ])('is refused with %s', (_, file, broken) => expect(brokenIn(file)).toEqual(broken));

  it('is refused if it is no text, or cut in the middle of a letter', () => {
    expect(brokenIn(Buffer.from([80, 75, 3, 4, 0, 0, 0, 8, 0, 1]))).toEqual(['1 not-text']);
    expect(brokenIn(Buffer.from('\ufeffday,name\n2026-01-01,A', 'utf16le').subarray(0, -1))).toEqual(['1 cut-off']);
  });

  it('is refused if it is huge, in bytes or in lines', () => {
    expect(() => csv(`day,name\n${'x'.repeat(2 * 1024 * 1024)}`)).toThrow('larger than 2 MB');
    expect(brokenIn(`day,name\n${'no day,x\n'.repeat(90_000)}`)).toEqual(['1 too-many']);
  });
});

describe('an object of days and names', () => {
  const json = (text: string) => brokenIn(text, 'holidays.json');

  it('is read, two feasts of one day too', () => {
    const file = '{\n  "2026-05-01": "Labour Day; Visaka \\"Bochea\\"",\n  "2026-01-01": "New Year\\u2019s Day"\n}\n';
    expect(readHolidayFile(Buffer.from(file), 'KH.json')).toEqual([
      { day: '2026-01-01', name: 'New Year’s Day', nationalName: null, source: null },
      { day: '2026-05-01', name: 'Labour Day; Visaka "Bochea"', nationalName: null, source: null },
    ]);
  });

  it('is refused where a day has two names, of which another reader would lose one', () => {
    expect(json('{\n"2026-05-01": "Labour Day",\n\n"2026-05-01": "Visaka Bochea"}')).toEqual(['4 overlapping']);
  });

  it.each([
    ['a comma too many', '{\n"2026-05-01": "Labour Day",\n}', ['3 json-broken']],
    ['a list within', '{\n"2026-05-01": ["Labour Day"]}', ['2 json-broken']],
    ['something behind it', '{"2026-05-01": "Labour Day"}\n\nx', ['3 json-broken']],
    ['an end too soon', '{"2026-05-01": "Labour D', ['1 json-broken']],
    ['another list', '[\n"2026-05-01"]', ['1 json-broken']],
    ['an escape that is none', '{"2026-05-01": "Labour \\x"}', ['1 json-broken']],
    ['days that are none', '{"1. May": "Labour Day",\n"9999-01-01": "x"}', ['1 day-unreadable', '2 day-out-of-range']],
    ['two megabytes of one name', `{"2026-05-01": "${'x'.repeat(2_000_000)}"}`, ['1 too-long']],
  ])('is refused with %s', (_, file, broken) => expect(json(file)).toEqual(broken));
});

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

describe('a .po file of names', () => {
  const po = (text: string) => readNames(Buffer.from(text));
  const brokenPo = (text: string): string[] => {
    try {
      po(text);
    } catch (error) {
      if (error instanceof HolidayFileBroken) return error.broken.map(({ line, code }) => `${line} ${code}`);
      throw error;
    }
    return [];
  };
  const head = '\ufeff# Names\nmsgid ""\nmsgstr ""\n"Language: en\\n"\n\n';

  it('pairs each English name with the national one, long ones put together', () => {
    const ploughing = '#. A comment\nmsgid ""\n"ព្រះរាជពិធី"\n"ច្រត់ព្រះនង្គ័ល"\nmsgstr "Royal \\"Ploughing\\" Ceremony"\n';
    expect(po(`${head}msgid "${newYear}"\r\nmsgstr "Khmer New Year"\r\n\r\n${ploughing}`)).toEqual([
      { name: 'Khmer New Year', nationalName: newYear },
      { name: 'Royal "Ploughing" Ceremony', nationalName: 'ព្រះរាជពិធីច្រត់ព្រះនង្គ័ល' },
    ]);
  });

  it('leaves out what is not translated, or only by a guess', () => {
    expect(
      po(`${head}msgid "ក"\nmsgstr ""\n\n#, fuzzy\nmsgid "ខ"\nmsgstr "A guess"\n\nmsgid "គ"\nmsgstr "Known"\n`),
    ).toEqual([{ name: 'Known', nationalName: 'គ' }]);
  });

  it('is refused by its line where it is broken, or a name has two', () => {
    expect(brokenPo(`${head}msgid "ក"\nmsgstr "A\nmsgid_plural "x"\n`)).toEqual(['7 po-line', '8 po-line']);
    expect(brokenPo(`${head}msgid "ក"\nmsgstr "A"\n\nmsgid "ខ"\nmsgstr "A"`)).toEqual(['10 po-twice']);
    expect(brokenPo(head)).toEqual(['1 no-holidays']);
  });

  it('is told from the other files', () => {
    expect(po('day,name\n2026-01-01,New Year\n')).toBeNull();
    expect(po('# day,name\n')).toBeNull();
  });
});
