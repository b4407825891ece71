import { CalendarsService, type CalendarChange } from '../../libs/calendars/index.js';
import { AnchorsService, DeadlineRulesService, SetAnchor, SetRule } from '../../libs/deadlines/index.js';
import { fromDay, newId, system, toDay } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aMandate, aMechanism, aPerson } from '../support/factories.js';

let api: Api;
let officer: Record<string, string>;
let focalPoint: Record<string, string>;

beforeAll(async () => {
  api = await anApi();
  await aMechanism(api.db);
  officer = await api.signIn((await aPerson(api.db, { roles: ['OFFICER'] })).id);
  focalPoint = await api.signIn((await aMandate(api.db)).personId);
});
afterAll(() => api.close());
beforeEach(async () => {
  await api.db.now.holiday.deleteMany();
  await api.db.now.calendar.deleteMany();
});

const newYear = (day: string) => ({
  day,
  name: 'Khmer New Year’s Day',
  nationalName: 'ពិធីបុណ្យចូលឆ្នាំថ្មីប្រពៃណីជាតិ',
  source: 'Sub-decree 1',
});
const holidays = (countryCode: string, ...days: string[]) =>
  api.db.now.holiday.createMany({
    data: days.map((day) => ({ countryCode, ...newYear(day), day: fromDay(day) })),
  });
const daysOf = async (countryCode = 'KHM') =>
  (await api.db.now.holiday.findMany({ where: { countryCode }, orderBy: { day: 'asc' } })).map(({ day }) => toDay(day));
const changed = () => api.db.now.event.findMany({ where: { name: 'calendar.changed' }, orderBy: { id: 'asc' } });

const get = (path: string, headers = focalPoint) => api.request({ url: `/api/v1/calendars${path}`, headers });
const post = (path: string, payload: unknown, headers = officer) =>
  api.request({ method: 'POST', url: `/api/v1/calendars/${path}`, headers, payload });
const upload = async (path: string, content: string | Buffer, fields: Record<string, string> = {}, name = 'KH.csv') => {
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) body.append(key, value);
  body.append('file', new Blob([new Uint8Array(Buffer.from(content))]), name);
  const answer = await fetch((await api.app.getUrl()) + path, {
    method: 'POST',
    headers: { ...officer, 'x-forwarded-for': '10.9.9.9' },
    body,
    redirect: 'manual',
  });
  const text = await answer.text();
  return { statusCode: answer.status, body: text, json: <T = Record<string, unknown>>() => JSON.parse(text) as T };
};

/** A letter of 6 April 2026 that is to be answered within five working days: by 13 April where only Saturdays and Sundays are free. */
const aLetter = async () => {
  const rule = {
    code: `T-${newId().slice(-6).toUpperCase()}`,
    titles: { en: 'Answer to a letter' },
    kind: 'COMMUNICATION',
    anchor: 'LETTER',
    offset: 5,
    unit: 'WORKING_DAYS',
    timeZone: 'Asia/Phnom_Penh',
    source: 'Instruction of the committee',
  };
  await api.db.now.deadlineRule.deleteMany({ where: { deadlines: { none: {} } } });
  await api.app.get(DeadlineRulesService).set(SetRule.parse(rule), { by: system, reason: 'Test' });
  const letter = { kind: 'LETTER', title: 'Letter on housing', day: '2026-04-06' };
  const { anchor } = await api.app.get(AnchorsService).set(SetAnchor.parse(letter), system);
  const [deadline] = await api.db.now.deadline.findMany({ where: { anchorId: anchor.id } });
  return {
    id: deadline?.id ?? '',
    dueOn: async () => toDay((await api.db.now.deadline.findUniqueOrThrow({ where: { id: deadline!.id } })).dueOn),
    remove: async () => {
      await api.db.now.deadline.deleteMany({ where: { anchorId: anchor.id } });
      await api.db.now.anchor.delete({ where: { id: anchor.id } });
      await api.db.now.deadlineRule.deleteMany({ where: { code: rule.code } });
    },
  };
};

describe('calendars', () => {
  it('are read by everyone who is signed in, changed by the secretariat alone', async () => {
    await holidays('KHM', '2026-04-14', '2026-04-15', '2027-04-14');
    await holidays('THA', '2026-04-13');
    await api.db.now.calendar.create({ data: { countryCode: 'EGY', weekend: [5, 6], source: 'Law 12 of 2003' } });
    const known = { weekend: [6, 7], holidays: 1, firstDay: '2026-04-13', lastDay: '2026-04-13' };
    expect((await get('')).json()).toEqual({
      items: [
        { countryCode: 'EGY', weekend: [5, 6], holidays: 0, firstDay: null, lastDay: null },
        { ...known, countryCode: 'KHM', holidays: 3, firstDay: '2026-04-14', lastDay: '2027-04-14' },
        { ...known, countryCode: 'THA' },
      ],
    });
    // The clock says 2026.
    expect((await get('/KHM')).json()).toMatchObject({
      year: 2026,
      weekendSource: null,
      holidays: [newYear('2026-04-14'), newYear('2026-04-15')],
      sources: ['Sub-decree 1'],
    });
    expect((await get('/KHM?year=2027')).json()).toMatchObject({ holidays: [newYear('2027-04-14')] });
    expect((await get('/EGY')).json()).toMatchObject({
      weekend: [5, 6],
      weekendSource: 'Law 12 of 2003',
      holidays: [],
    });
    expect((await get('/XXX')).statusCode).toBe(400);
    expect((await get('/KHM?year=0')).statusCode).toBe(400);
    expect((await get('', {})).statusCode).toBe(401);
    const change = { kind: 'REMOVE', day: '2026-04-14' };
    expect((await post('KHM/effect', change, focalPoint)).statusCode).toBe(403);
    expect((await post('KHM/changes', { change }, focalPoint)).statusCode).toBe(403);
    expect(await daysOf()).toHaveLength(3);
  });

  it('reckon with the country they are of', async () => {
    await holidays('KHM', '2026-04-14');
    await api.db.now.calendar.create({ data: { countryCode: 'EGY', weekend: [5, 6], source: 'Law 12 of 2003' } });
    const calendars = api.app.get(CalendarsService);
    const of = (country: string | null) => calendars.calendar(api.db.now, country, '2026-01-01', '2026-12-31');
    expect(await of(null)).toEqual({ weekend: [6, 7], holidays: new Set(['2026-04-14']) });
    expect(await of('EGY')).toEqual({ weekend: [5, 6], holidays: new Set() });
  });
});

describe('a change of a calendar', () => {
  it('shows which deadlines it moves, and moves them when it is made', async () => {
    const letter = await aLetter();
    expect(await letter.dueOn()).toBe('2026-04-13');
    const change = { kind: 'ADD', ...newYear('2026-04-09') };
    const effect = (await post('KHM/effect', change)).json<{ digest: string }>();
    expect(effect).toMatchObject({
      difference: { added: [newYear('2026-04-09')], removed: [], renamed: [], weekend: null },
      deadlines: [
        { deadlineId: letter.id, title: 'Answer to a letter', institution: null, from: '2026-04-13', to: '2026-04-14' },
      ],
    });
    expect(await letter.dueOn()).toBe('2026-04-13');
    expect(await daysOf()).toEqual([]);

    const before = (await changed()).length;
    const made = await post('KHM/changes', { change, reason: 'Decreed', expecting: effect.digest });
    expect(made.json()).toEqual(effect);
    expect(await letter.dueOn()).toBe('2026-04-14');
    expect(await daysOf()).toEqual(['2026-04-09']);
    const events = await changed();
    expect(events.length).toBe(before + 1);
    expect(events.at(-1)).toMatchObject({ payload: { countryCode: 'KHM' }, reason: 'Decreed' });
    await letter.remove();
  });

  it('of a weekend moves them too, and a week must keep a working day', async () => {
    const letter = await aLetter();
    const weekend = (days: number[]) => ({ kind: 'WEEKEND', weekend: days, source: 'Labour law' });
    for (const days of [[], [1, 2, 3, 4, 5, 6, 7], [0], [8], [6, 6]]) {
      expect((await post('KHM/effect', weekend(days))).statusCode).toBe(400);
    }
    const made = await post('KHM/changes', { change: weekend([7]) });
    expect(made.json()).toMatchObject({ deadlines: [{ from: '2026-04-13', to: '2026-04-11' }] });
    expect(await letter.dueOn()).toBe('2026-04-11');
    await post('KHM/changes', { change: weekend([7, 5, 6]) });
    expect((await get('/KHM')).json()).toMatchObject({ weekend: [5, 6, 7], weekendSource: 'Labour law' });
    expect(await letter.dueOn()).toBe('2026-04-14');
    await letter.remove();
  });

  it('adds, renames and removes single days', async () => {
    await post('KHM/changes', { change: { kind: 'ADD', ...newYear('2026-04-14') } });
    const again = await post('KHM/changes', { change: { kind: 'ADD', ...newYear('2026-04-14') } });
    expect(again.json()).toMatchObject({ code: 'holiday-already-there', status: 409, day: '2026-04-14' });
    const other = { day: '2026-04-14', name: 'Khmer New  Year', nationalName: null, source: 'Sub-decree 2' };
    await post('KHM/changes', { change: { kind: 'RENAME', ...other } });
    expect((await get('/KHM')).json()).toMatchObject({ holidays: [{ ...other, name: 'Khmer New Year' }] });
    await post('KHM/changes', { change: { kind: 'REMOVE', day: '2026-04-14' } });
    const gone = await post('KHM/changes', { change: { kind: 'REMOVE', day: '2026-04-14' } });
    expect(gone.json()).toMatchObject({ code: 'holiday-not-there', status: 409 });
  });

  it('replaces the holidays of a period only', async () => {
    await holidays('KHM', '2025-12-29', '2026-01-01', '2026-12-29', '2027-01-01');
    await holidays('THA', '2026-01-01');
    const change = {
      kind: 'REPLACE',
      from: '2026-01-01',
      to: '2026-12-31',
      source: 'Sub-decree 2',
      holidays: [{ day: '2026-04-14', name: 'Khmer New Year' }],
    };
    expect((await post('KHM/changes', { change })).statusCode).toBe(200);
    expect(await daysOf()).toEqual(['2025-12-29', '2026-04-14', '2027-01-01']);
    expect(await daysOf('THA')).toEqual(['2026-01-01']);
    for (const broken of [
      { to: '2025-12-31' },
      { to: '2026-03-31' },
      { holidays: [...change.holidays, ...change.holidays] },
      { from: '0000-01-01' },
      { to: '9999-12-31' },
      { source: ' ' },
    ]) {
      expect((await post('KHM/effect', { ...change, ...broken })).statusCode).toBe(400);
    }
  });

  it('takes the holidays of a country from date-holidays where it has them', async () => {
    const take = { kind: 'TAKE', fromYear: 2026, toYear: 2027 };
    const made = await post('FRA/changes', { change: take });
    expect(made.json<{ difference: { added: object[] } }>().difference.added).toHaveLength(22);
    expect((await get('/FRA')).json<{ holidays: object[] }>().holidays).toContainEqual({
      day: '2026-12-25',
      name: 'Christmas Day',
      nationalName: 'Noël',
      source: expect.stringMatching(/^date-holidays .* \(CC BY-SA 3\.0\)$/) as string,
    });
    const khmer = await post('KHM/effect', take);
    expect(khmer.json()).toMatchObject({ code: 'holidays-not-in-package', status: 422 });
    expect((await post('FRA/effect', { ...take, toYear: 2036 })).statusCode).toBe(400);
  });

  it('that would close a country for months is refused', async () => {
    const days = Array.from({ length: 62 }, (_, index) => toDay(new Date(Date.UTC(2026, 5, 1 + index))));
    const change = {
      kind: 'REPLACE',
      from: '2026-01-01',
      to: '2026-12-31',
      source: 'A slip',
      holidays: days.map((day) => ({ day, name: 'Closed' })),
    };
    expect((await post('KHM/changes', { change })).json()).toMatchObject({ code: 'closed-for-too-long', status: 422 });
    expect(await daysOf()).toEqual([]);
  });

  it('is announced only if it changes something', async () => {
    await holidays('KHM', '2026-04-14');
    const before = (await changed()).length;
    const made = await post('KHM/changes', { change: { kind: 'RENAME', ...newYear('2026-04-14') } });
    expect(made.json()).toMatchObject({ difference: { added: [], removed: [], renamed: [], weekend: null } });
    expect(await changed()).toHaveLength(before);
  });

  it('is not made if it would do something else than what was looked at', async () => {
    const change = { kind: 'REPLACE', from: '2026-01-01', to: '2026-12-31', source: 'S', holidays: [] };
    await holidays('KHM', '2026-04-14');
    const { digest } = (await post('KHM/effect', change)).json<{ digest: string }>();
    await holidays('KHM', '2026-04-15');
    const late = await post('KHM/changes', { change, expecting: digest });
    expect(late.json()).toMatchObject({ code: 'effect-is-another', status: 409 });
    expect(await daysOf()).toEqual(['2026-04-14', '2026-04-15']);
  });

  it('waits for another one of the same calendar: of ten at once, one adds the day', async () => {
    const calendars = api.app.get(CalendarsService);
    const change: CalendarChange = { kind: 'ADD', ...newYear('2026-04-14') };
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => api.db.transaction((tx) => calendars.apply(tx, 'KHM', change, { by: system }))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'holiday-already-there' });
    }
  });
});

describe('a file of holidays', () => {
  const effectOf = (content: string | Buffer, fields?: Record<string, string>, name?: string) =>
    upload('/api/v1/calendars/KHM/holiday-files/effect', content, fields, name);
  const take = (content: string | Buffer, fields?: Record<string, string>, name?: string) =>
    upload('/api/v1/calendars/KHM/holiday-files', content, fields, name);
  const table = 'day,name,khmer name\n2026-04-14,Khmer New Year,ចូលឆ្នាំ\n2027-04-14,Khmer New Year,ចូលឆ្នាំ\n';

  it('adds its days and renames its own, and leaves those alone that it does not name', async () => {
    await holidays('KHM', '2026-04-14', '2026-11-09');
    expect((await effectOf(table)).json()).toMatchObject({
      difference: { added: [{ day: '2027-04-14' }], removed: [], renamed: [{ after: { day: '2026-04-14' } }] },
      leftOut: 0,
    });
    await take(table);
    expect(await daysOf()).toEqual(['2026-04-14', '2026-11-09', '2027-04-14']);
  });

  it('replaces the whole years it is about where that is wanted, after its effect was shown', async () => {
    const wholeYears = '1';
    await holidays('KHM', '2025-11-09', '2026-11-09', '2028-01-01');
    const effect = (await effectOf(table, { wholeYears })).json<{ digest: string }>();
    expect(effect).toMatchObject({ difference: { added: [{}, {}], removed: [{ day: '2026-11-09' }] }, leftOut: 0 });
    expect(await daysOf()).toHaveLength(3);
    const made = await take(table, {
      wholeYears,
      source: 'Sub-decree 7',
      reason: 'Published',
      expecting: effect.digest,
    });
    // Another source, another effect.
    expect(made.json()).toMatchObject({ code: 'effect-is-another' });
    const source = { wholeYears, source: 'Sub-decree 7' };
    const { digest } = (await effectOf(table, source)).json<{ digest: string }>();
    expect((await take(table, { ...source, reason: 'Published', expecting: digest })).statusCode).toBe(200);
    expect(await daysOf()).toEqual(['2025-11-09', '2026-04-14', '2027-04-14', '2028-01-01']);
    expect((await get('/KHM')).json()).toMatchObject({
      holidays: [{ name: 'Khmer New Year', nationalName: 'ចូលឆ្នាំ', source: 'Sub-decree 7' }],
    });
    expect((await changed()).at(-1)?.reason).toBe('Published');
  });

  it('replaces a period that the person names, and says what lies outside', async () => {
    await holidays('KHM', '2026-11-09', '2027-11-09');
    const made = await take(table, { from: '2026-01-01', to: '2026-12-31' });
    expect(made.json()).toMatchObject({ leftOut: 1 });
    expect(await daysOf()).toEqual(['2026-04-14', '2027-11-09']);
    expect((await take(table, { from: '2030-01-01', to: '2030-12-31' })).json()).toMatchObject({
      code: 'no-holidays-in-period',
    });
    expect((await take(table, { from: 'yesterday' })).json()).toMatchObject({ code: 'fields-unreadable', status: 400 });
  });

  it('with a broken line is refused by its number, and nothing of it is written', async () => {
    await holidays('KHM', '2026-11-09');
    const broken = await take('day,name\n2026-04-14,New Year\n2026-04-31,Nothing\n2026-04-14,Another\n');
    expect(broken.statusCode).toBe(422);
    expect(broken.json()).toMatchObject({
      code: 'holiday-file-broken',
      lines: [
        { line: 3, problem: '“2026-04-31” is no day. Write it as YYYY-MM-DD.' },
        { line: 4, problem: expect.stringContaining('2026-04-14 has another name in line 2: New Year.') as string },
      ],
    });
    expect(await daysOf()).toEqual(['2026-11-09']);
  });

  it('of iCalendar is taken, what returns every year for ten years to come', async () => {
    const file = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'DTSTART;VALUE=DATE:20250107', 'RRULE:FREQ=YEARLY'];
    const made = await take([...file, 'SUMMARY:Victory', 'END:VEVENT', 'END:VCALENDAR'].join('\r\n'), {}, 'kh.ics');
    expect(made.statusCode).toBe(200);
    const days = await daysOf();
    expect([days[0], days.at(-1), days.length]).toEqual(['2025-01-07', '2036-01-07', 12]);
  });

  it('of names gives known holidays theirs in the national language', async () => {
    await holidays('KHM', '2026-04-14', '2026-04-15');
    const names = 'msgid ""\nmsgstr ""\n\nmsgid "ចូលឆ្នាំ"\nmsgstr "Khmer New Year’s Day"\n';
    const { difference } = (await take(names, {}, 'KH.po')).json<{ difference: { renamed: object[] } }>();
    expect(difference.renamed).toHaveLength(2);
    const renamed = { ...newYear('2026-04-14'), nationalName: 'ចូលឆ្នាំ' };
    expect((await get('/KHM')).json<{ holidays: object[] }>().holidays[0]).toEqual(renamed);
  });

  it('is not taken without a file, or with one that is too large', async () => {
    expect((await post('KHM/holiday-files', {})).json()).toMatchObject({ code: 'no-file', status: 400 });
    const large = await take(Buffer.alloc(2 * 1024 * 1024 + 1, 'x'));
    expect(large.json()).toMatchObject({ code: 'file-too-large', status: 409 });
  });
});
