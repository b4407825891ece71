import iconv from 'iconv-lite';
import { HolidayFileBroken } from './calendars.errors.js';
import { newYear, csv, brokenIn } from './fixtures/files.js';
import { readHolidayFile, readNames } from './holiday-files.js';

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
