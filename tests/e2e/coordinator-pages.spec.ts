import type { Page } from 'playwright-core';
import { csv, officialHeader, uprRow } from '../../libs/intake/formats/fixtures/csv.js';
import type { JobName } from '../../libs/catalogue/index.js';
import { anApi, type Api } from '../support/api.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { FixedClock } from '../support/clock.js';
import { aCountry, type Country } from '../support/country.js';
import { describeWithChromium } from '../support/settings.js';
import { aWorker } from '../support/stack.js';

describe('the pages of a coordinator', () => {
  let api: Api;
  let country: Country;
  let worker: Awaited<ReturnType<typeof aWorker>>;
  const clock = new FixedClock();

  beforeAll(async () => {
    api = await anApi({ clock });
    const { databaseUrl } = api;
    worker = await aWorker({ databaseUrl, backend: 'postgres', smtpUrl: 'smtp://127.0.0.1:9', clock });
    country = await aCountry(api.db);
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });

  /** Does what is owed of one kind, as the worker would. */
  const work = async (name: JobName) => {
    const owed = await api.db.now.owed.findMany({ where: { name } });
    for (const { id } of owed) await worker.runner.run(name, [id]);
  };
  const list = (...rows: Parameters<typeof uprRow>[0][]) => csv([officialHeader, ...rows.map(uprRow)]);

  describeWithChromium('in a browser without JavaScript', () => {
    let browser: OurBrowser;
    let base: string;
    beforeAll(async () => {
      browser = await aBrowser();
      base = await api.app.getUrl();
    });
    afterAll(() => browser.close());

    const as = async (person: { id: string }, path: string) => {
      const { cookie } = await api.signIn(person.id);
      const tab = await browser.open({ javaScriptEnabled: false });
      const [name = '', value = ''] = cookie.split('=');
      await tab.context().addCookies([{ name, value, url: base }]);
      await tab.goto(base + path);
      return tab;
    };
    const press = (tab: Page, name: string) => tab.getByRole('button', { name, exact: true }).click();
    const choose = (tab: Page, name: string, content: string) =>
      tab
        .getByLabel('File', { exact: true })
        .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(content) });

    it('takes a file, shows what it would do, and applies it', async () => {
      const tab = await as(country.people.coordinator, '/imports');
      await choose(
        tab,
        'session 18.csv',
        list(
          { text: 'Open a legal aid office in every province', issue: 'Justice' },
          { text: 'Train judges in the rights of the child', issue: 'Justice', response: 'Noted' },
          { text: 'Build schools in remote communes', issue: 'Right to education' },
        ),
      );
      await press(tab, 'Read the file');
      await tab.getByText('The file is being read.').waitFor();
      expect(tab.url()).toMatch(/follow=1$/);
      await work('import.read');
      await tab.getByText('waits for you').waitFor();
      expect(await tab.getByRole('row', { name: /Cambodia, UPR, session 18/ }).textContent()).toContain('3');
      await press(tab, 'Apply it');
      await tab.getByText('The file is being applied').waitFor();
      await work('import.apply');
      await tab.getByText('The file is applied').waitFor();
      expect(await api.db.now.recommendation.count({ where: { review: { session: 18 } } })).toBe(3);
    });
  });
});
