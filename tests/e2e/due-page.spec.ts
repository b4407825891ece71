import { DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { Links } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { aCountry, type Country } from '../support/country.js';
import { describeWithChromium } from '../support/settings.js';

const khmer = 'តួលេខស្តីពីការចូលរៀនរបស់កុមារនៅតំបន់ដាច់ស្រយាល សម្រាប់របាយការណ៍ជាតិ';

describe('the page where what is due is answered', () => {
  let api: Api;
  let country: Country;

  beforeAll(async () => {
    api = await anApi();
    country = await aCountry(api.db);
    const { education, health } = country.institutions;
    for (let n = 0; n < 60; n++) await due(`${khmer} ${n}`, health.id, n < 10 ? '2026-03-04' : '2026-04-10');
    for (let n = 0; n < 4; n++) await due(`Figures, table ${n}`, education.id, n < 1 ? '2026-03-04' : '2026-04-10');
    // Some of it is overdue.
    api.clock.set('2026-03-09T03:00:00Z');
  });
  afterAll(() => api.close());

  const due = async (title: string, institutionId: string, dueOn: string) => {
    const by = { personId: country.people.coordinator.id, onBehalfOfId: null, via: 'command' as const };
    const wanted = SetDeadline.parse({ title, institutionIds: [institutionId], dueOn });
    const [id = ''] = await api.app.get(DeadlinesService).setBy(wanted, by);
    return id;
  };
  /** A link as the mail has it; addresses in mails begin with the public address of the product. */
  const linkFor = async (personId: string) => {
    const links = api.app.get(Links);
    const [id = ''] = await links.make(api.db.now, [{ purpose: 'due', personId }], { minutes: 60 });
    return new URL(links.url('due', id)).pathname;
  };

  it('stays light in a script that takes three bytes a letter, and shows everything on its pages, 25 at a time', async () => {
    const path = await linkFor(country.people.sophea.id);
    const seen = new Set<string>();
    const counts = [];
    for (let page = 1; page <= 3; page++) {
      const { body } = await api.request({ url: `${path}?page=${page}` });
      // With the style sheet, of 8,000 bytes at the most.
      expect(Buffer.byteLength(body)).toBeLessThan(42_000);
      const ids = [...body.matchAll(/action="[^"]*\/([0-9a-f-]{36})\/done/g)].map(([, id]) => id ?? '');
      counts.push(ids.length);
      for (const id of ids) seen.add(id);
    }
    expect(counts).toEqual([25, 25, 10]);
    expect(seen.size).toBe(60);
    expect(Buffer.byteLength((await api.request({ url: `${path}/preferences` })).body)).toBeLessThan(42_000);
  });

  describeWithChromium('in a browser', () => {
    let browser: OurBrowser;
    let base: string;
    beforeAll(async () => {
      browser = await aBrowser();
      base = await api.app.getUrl();
    });
    afterAll(() => browser.close());

    it('gives axe nothing to complain about, in Khmer and in English, also with errors', async () => {
      for (const person of [country.people.sophea, country.people.dara]) {
        const path = await linkFor(person.id);
        const page = await browser.open();
        await page.goto(base + path);
        expect(await faultsOf(page)).toEqual([]);
        for (const summary of await page.locator('summary').all()) await summary.click();
        expect(await faultsOf(page)).toEqual([]);
        await page.locator('details form button').first().click();
        await page.getByRole('alert').waitFor();
        expect(await faultsOf(page)).toEqual([]);
        await page.goto(`${base}${path}/preferences`);
        expect(await faultsOf(page)).toEqual([]);
        await page.locator('form button').last().click();
        await page.getByRole('alert').waitFor();
        expect(await faultsOf(page)).toEqual([]);
      }
    });

    it('is answered with the keyboard alone and without JavaScript', async () => {
      const page = await browser.open({ javaScriptEnabled: false });
      await page.goto(base + (await linkFor(country.people.dara.id)));
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
      expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Overdue', 'Due']);

      // More time for the first: a day too early is said at its field, and the reason is still there.
      await page.keyboard.press('Enter');
      for (const name of ['Remark (optional)', 'Done', 'Ask for more time']) {
        await page.keyboard.press('Tab');
        expect(await page.locator(':focus').evaluate(nameOf)).toBe(name);
      }
      await page.keyboard.press('Enter');
      const first = page.locator('li').filter({ hasText: 'Figures, table 0' });
      await first.getByLabel('Why?').first().fill('The survey ends in April.');
      await first.getByLabel('Until which day?').fill('2026-03-05');
      await first.getByRole('button', { name: 'Ask the secretariat' }).press('Enter');
      await page.getByRole('alert').getByRole('link', { name: 'Figures, table 0: please name a later day' }).click();
      const field = first.getByLabel('Until which day?');
      expect(
        await field.evaluate((input) => input === document.activeElement || location.hash === `#${input.id}`),
      ).toBe(true);
      expect(await first.getByLabel('Why?').first().inputValue()).toBe('The survey ends in April.');
      await field.fill('2026-04-17');
      await first.getByRole('button', { name: 'Ask the secretariat' }).press('Enter');
      expect(await page.getByRole('status').textContent()).toContain('till then nobody is reminded');

      // Done with a remark: the Enter key in its field is enough.
      const second = page.locator('li').filter({ hasText: 'Figures, table 1' });
      await second.getByLabel('Remark (optional)').fill('Sent by courier');
      await second.getByLabel('Remark (optional)').press('Enter');
      expect(await page.getByRole('status').textContent()).toBe('Thank you: “Figures, table 1” is done.');

      const third = page.locator('li').filter({ hasText: 'Figures, table 2' });
      await third.locator('summary', { hasText: 'Not ours' }).press('Enter');
      await third.getByLabel('Whose is it?').fill('Ministry of Justice');
      await third.getByLabel('Why?').last().fill('It is about courts.');
      await third.getByRole('button', { name: 'Tell the secretariat' }).press('Enter');
      await page.getByText('It was said to be somebody else’s').waitFor();
      expect(await api.db.now.deadlineRequest.findMany({ orderBy: { askedAt: 'asc' } })).toMatchObject([
        { kind: 'MORE_TIME', reason: 'The survey ends in April.' },
        { kind: 'NOT_OURS', named: 'Ministry of Justice' },
      ]);
    });

    it('leads to the hours, which are chosen without JavaScript too', async () => {
      const page = await browser.open({ javaScriptEnabled: false });
      await page.goto(base + (await linkFor(country.people.rith.id)));
      await page.getByRole('link', { name: 'When you want to hear from us' }).click();
      await page.getByLabel('The mail of the day comes at').selectOption('09:30');
      await page.getByRole('button', { name: 'Save' }).click();
      expect(await page.getByRole('status').textContent()).toContain('Saved.');
      await page.getByLabel('First day away').fill('2026-04-13');
      await page.getByLabel('Last day away').fill('2026-04-16');
      await page.getByLabel('Who stands in for you?').selectOption({ label: 'Lim Veasna' });
      await page.getByRole('button', { name: 'Plan this leave' }).click();
      await page.getByText('Lim Veasna stands in').waitFor();
      await page.getByRole('button', { name: 'Cancel this leave' }).click();
      expect(await page.getByRole('status').textContent()).toBe('The leave is cancelled.');
      expect(await page.getByLabel('The mail of the day comes at').inputValue()).toBe('09:30');
    });
  });
});

/** What a control is called, as far as these pages call them. */
const nameOf = (element: Element) => (element.closest('label') ?? element).textContent.trim();
