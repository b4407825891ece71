import type { Page } from 'playwright-core';
import { fromDay, newId, toDay } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { aMandate, aMechanism, aPerson } from '../support/factories.js';
import { describeWithChromium } from '../support/settings.js';

const khmerName = 'ពិធីបុណ្យចូលឆ្នាំថ្មី\u200bប្រពៃណីជាតិ';

describe('the page of a calendar', () => {
  let api: Api;
  let officerId: string;
  let officer: Record<string, string>;

  beforeAll(async () => {
    api = await anApi();
    await aMechanism(api.db);
    officerId = (await aPerson(api.db, { roles: ['OFFICER'] })).id;
    officer = await api.signIn(officerId);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    await api.db.now.deadline.deleteMany();
    await api.db.now.anchor.deleteMany();
    await api.db.now.holiday.deleteMany();
    await api.db.now.calendar.deleteMany();
    await api.db.now.holiday.create({
      data: {
        countryCode: 'KHM',
        day: fromDay('2026-04-14'),
        name: 'Khmer New Year',
        nationalName: khmerName,
        source: 'S',
      },
    });
  });

  const daysOf = async () =>
    (await api.db.now.holiday.findMany({ orderBy: { day: 'asc' } })).map(({ day }) => toDay(day));
  const open = (path: string, headers = officer) =>
    api.request({ url: `/calendars${path}`, headers: { ...headers, accept: 'text/html' } });
  const send = (path: string, fields: Record<string, string> | [string, string][]) =>
    api.request({
      method: 'POST',
      url: `/calendars/KHM/${path}`,
      headers: { ...officer, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
  const hidden = (body: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
  const apply = (preview: string, fields: Record<string, string> = {}) =>
    send('changes', { change: hidden(preview, 'change'), expecting: hidden(preview, 'expecting'), ...fields });

  /** A letter of 6 April that is to be answered on the fifth working day. */
  const aLetter = async () => {
    const rule = await api.db.now.deadlineRule.create({
      data: {
        ...{ code: `T-${newId().slice(-6)}`, titles: { en: 'Answer to a letter' }, kind: 'COMMUNICATION' },
        ...{ anchor: 'LETTER', offset: 5, unit: 'WORKING_DAYS', roll: 'NONE', timeZone: 'Asia/Phnom_Penh' },
        ...{ owner: 'SECRETARIAT', source: 'Test', confirmed: true, setAt: api.clock.now() },
      },
    });
    const anchor = await api.db.now.anchor.create({
      data: { kind: 'LETTER', subjectId: newId(), title: 'Letter', day: fromDay('2026-04-06') },
    });
    const moment = api.clock.now();
    const { id } = await api.db.now.deadline.create({
      data: {
        ...{
          kind: 'COMMUNICATION',
          subjectId: anchor.subjectId,
          dueOn: fromDay('2026-04-13'),
          timeZone: 'Asia/Phnom_Penh',
        },
        ...{ ruleId: rule.id, anchorId: anchor.id, createdAt: moment, changedAt: moment },
      },
    });
    // Other rules for letters would ask for deadlines of their own.
    await api.db.now.deadlineRule.updateMany({
      where: { anchor: 'LETTER', replacedAt: null, id: { not: rule.id } },
      data: { replacedAt: moment },
    });
    return async () => toDay((await api.db.now.deadline.findUniqueOrThrow({ where: { id } })).dueOn);
  };

  it('shows the year to everyone who is signed in, and its forms to the secretariat alone', async () => {
    const focalPoint = await api.signIn((await aMandate(api.db)).personId);
    const { body } = await open('/KHM', focalPoint);
    expect(body).toContain('Calendar of Cambodia');
    expect(body).toContain('Tuesday, 14 April 2026');
    expect(body).toContain(`lang="km">${khmerName}`);
    expect(body).toContain('Saturday, Sunday');
    expect(body).not.toContain('Apply');
    expect(body).not.toContain('/calendars/KHM/preview');
    expect((await open('/KHM')).body).toContain('/calendars/KHM/preview');
    expect((await open('/KHM?year=2027')).body).toContain('No public holiday of this year is known.');
    expect((await open('', focalPoint)).body).toContain('<a href="/calendars/KHM">Cambodia</a>');
    expect((await open('/open?country=THA', focalPoint)).headers['location']).toBe('/calendars/THA');
    expect((await open('/Atlantis')).statusCode).toBe(400);
  });

  it('shows what a change does before it is made: nothing is written until then', async () => {
    const dueOn = await aLetter();
    const added = { kind: 'ADD', day: '2026-04-09', name: 'Bridge day', nationalName: '', source: 'Sub-decree 2' };
    const { statusCode, body } = await send('preview', added);
    expect(statusCode).toBe(200);
    expect(body).toContain('One holiday is added');
    expect(body).toContain('One open deadline moves.');
    expect(body).toContain('<td>Monday, 13 April 2026</td><td>Wednesday, 15 April 2026</td>');
    expect([await daysOf(), await dueOn()]).toEqual([['2026-04-14'], '2026-04-13']);

    const { headers } = await apply(body, { reason: 'Decreed' });
    expect(headers['location']).toBe('/calendars/KHM?year=2026&done=1');
    expect([await daysOf(), await dueOn()]).toEqual([['2026-04-09', '2026-04-14'], '2026-04-15']);
    expect((await open('/KHM?year=2026&done=1')).body).toContain('The calendar was changed. One deadline moved.');
    expect((await api.db.now.event.findFirstOrThrow({ where: { name: 'calendar.changed' } })).reason).toBe('Decreed');
  });

  it('shows the effect anew if it has become another one, and keeps the reason', async () => {
    const { body } = await send('preview', { kind: 'WEEKEND', weekend: '7', source: 'Law' });
    const dueOn = await aLetter();
    const late = await apply(body, { reason: 'For a reason\nof two lines' });
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('have changed since you looked');
    expect(late.body).toContain('For a reason\nof two lines</textarea>');
    expect(late.body).toContain('<td>Monday, 13 April 2026</td><td>Saturday, 11 April 2026</td>');
    expect(await dueOn()).toBe('2026-04-13');
    expect((await apply(late.body)).statusCode).toBe(303);
    expect(await dueOn()).toBe('2026-04-11');
  });

  it.each([
    [{ kind: 'ADD', day: '0000-01-01', name: 'N', source: 'S' }, 'day', 'of the years 1900 to 2199'],
    [{ kind: 'ADD', day: '2026-05-01', name: ' ', source: 'Kept' }, 'name', 'needs a name in English'],
    [{ kind: 'ADD', day: '2026-05-01', name: 'Kept' }, 'source', 'Say where this is written'],
    [{ kind: 'ADD', day: '2026-04-14', name: 'Kept', source: 'S' }, 'day', 'is a holiday already'],
    [{ kind: 'WEEKEND', source: 'Kept' }, 'weekend-1', 'at least one day of the week is worked'],
    [{ kind: 'WEEKEND', weekend: '5' }, 'weekend-source', 'Say where this is written'],
    [{ kind: 'TAKE', fromYear: '2026', toYear: '' }, 'toYear', 'one to ten years'],
    [{ kind: 'TAKE', fromYear: '2026', toYear: '2026' }, 'file', 'Import a CSV or iCalendar file instead'],
  ])('says what is wrong and where, and keeps what was entered: %j', async (fields, field, text) => {
    const { statusCode, body } = await send('preview', fields);
    expect(statusCode).toBeGreaterThanOrEqual(409);
    expect(body).toMatch(new RegExp(`<a href="#${field}">[^<]*${text}`));
    expect(body).toMatch(new RegExp(`<input[^>]*id="${field}"[^>]*aria-invalid="true"`));
    if (Object.values(fields).includes('Kept')) expect(body).toContain('value="Kept"');
  });

  it('does not take a change that no page of ours has made', async () => {
    for (const change of ['', 'x', 'e30', Buffer.from('{"kind":"REMOVE"}').toString('base64url')]) {
      expect((await send('changes', { change, expecting: '', reason: '' })).statusCode).toBe(400);
    }
    expect(await daysOf()).toEqual(['2026-04-14']);
  });

  describeWithChromium('in a browser without JavaScript', () => {
    let browser: OurBrowser;
    let base: string;
    beforeAll(async () => {
      browser = await aBrowser();
      base = await api.app.getUrl();
    });
    afterAll(() => browser.close());

    const as = async (personId: string, path: string, { javaScriptEnabled = false } = {}) => {
      const { cookie } = await api.signIn(personId);
      const tab = await browser.open({ javaScriptEnabled });
      const [name = '', value = ''] = cookie.split('=');
      await tab.context().addCookies([{ name, value, url: base }]);
      await tab.goto(base + path);
      return tab;
    };
    const choose = async (tab: Page, name: string, content: string) => {
      await tab
        .getByLabel('File', { exact: true })
        .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });
      const form = tab.getByRole('group', { name: 'Take holidays from a file' });
      await form.getByRole('button', { name: 'Show the effect' }).click();
    };

    it('takes a file after showing its effect; of a broken one it names the lines', async () => {
      const tab = await as(officerId, '/calendars/KHM');
      await tab.getByLabel('From (optional)').fill('2026-01-01');
      await choose(tab, 'kh.csv', 'day,name\n2026-04-31,No day\n2026-05-01,Labour Day\n2026-05-01,Another\n');
      const alert = tab.getByRole('alert');
      expect(await alert.getByRole('listitem').allTextContents()).toEqual([
        'Line 2: “2026-04-31” is no day. Write it as YYYY-MM-DD.',
        expect.stringContaining('Line 4: 2026-05-01 has another name in line 3: Labour Day.'),
      ]);
      expect(await tab.getByLabel('From (optional)').inputValue()).toBe('2026-01-01');
      expect(await daysOf()).toEqual(['2026-04-14']);

      await choose(tab, 'kh.csv', `day,name,khmer\n2026-04-15,Khmer New Year,${khmerName}\n2025-12-29,Peace Day,\n`);
      await tab.getByText('One holiday of the file lies outside the period').waitFor();
      await tab.getByRole('heading', { name: 'One holiday is removed' }).waitFor();
      await tab.getByRole('button', { name: 'Apply' }).click();
      await tab.getByText('The calendar was changed.').waitFor();
      expect(await tab.getByText(khmerName).count()).toBe(1);
      expect(await daysOf()).toEqual(['2026-04-15']);
      expect((await api.db.now.holiday.findFirstOrThrow()).source).toBe('kh.csv');
    });

    it('carries half a century of holidays to the button that takes them', async () => {
      const days = Array.from({ length: 1400 }, (_, index) => toDay(new Date(Date.UTC(2000, 0, 1 + 13 * index))));
      const tab = await as(officerId, '/calendars/KHM');
      await tab.getByLabel('Replace whole years').check();
      await choose(
        tab,
        'kh.csv',
        `day,name,khmer\n${days.map((day) => `${day},Feast of ${day},${khmerName}`).join('\n')}`,
      );
      await tab.getByText('and 1,300 more').waitFor();
      await tab.getByRole('button', { name: 'Apply' }).click();
      await tab.getByText('The calendar was changed.').waitFor();
      expect(await daysOf()).toEqual(days);
    });

    it('is used with the keyboard alone: rename a holiday, look at the effect, apply', async () => {
      const tab = await as(officerId, '/calendars/KHM');
      const reach = async (name: string) => {
        for (let presses = 0; presses < 80; presses += 1) {
          await tab.keyboard.press('Tab');
          const focused = tab.locator(':focus');
          const label = (await focused.getAttribute('aria-label')) ?? (await focused.textContent()) ?? '';
          if (label.trim() === name || (await focused.getAttribute('id')) === name) return;
        }
        throw new Error(`${name} cannot be reached with the keyboard`);
      };
      await reach('Rename the holiday of 14 April 2026');
      await tab.keyboard.press('Enter');
      await tab.waitForURL(/edit=2026-04-14/);
      expect(await tab.getByLabel('Name in the national language').inputValue()).toBe(khmerName);
      await reach('name');
      await tab.keyboard.press('ControlOrMeta+a');
      await tab.keyboard.type('New Year of the Khmer');
      await tab.keyboard.press('Enter');
      await tab.getByText('was: Khmer New Year').waitFor();
      await reach('Apply');
      await tab.keyboard.press('Enter');
      await tab.getByText('The calendar was changed.').waitFor();
      expect((await api.db.now.holiday.findFirstOrThrow()).name).toBe('New Year of the Khmer');
    });

    it.each(['en', 'km'])('has no fault that axe finds, in %s', async (locale) => {
      await aLetter();
      const person = await aPerson(api.db, { roles: ['OFFICER'], locale });
      const tab = await as(person.id, '/calendars', { javaScriptEnabled: true });
      expect(await faultsOf(tab)).toEqual([]);
      await tab.goto(`${base}/calendars/KHM?year=2026`);
      expect(await faultsOf(tab)).toEqual([]);
      await tab.locator('#weekend-5').check();
      await tab.locator('#weekend-source').fill('Law');
      await tab.locator('form:has(#weekend-5) button').click();
      await tab.locator('table').waitFor();
      expect(await faultsOf(tab)).toEqual([]);
      await tab.goto(`${base}/calendars/KHM?year=2026`);
      await tab.locator('#file').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('x') });
      await tab.locator('form:has(#file) button').click();
      await tab.getByRole('alert').waitFor();
      expect(await faultsOf(tab)).toEqual([]);
    });
  });
});
