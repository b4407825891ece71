import type { Page } from 'playwright-core';
import { AnswersService } from '../../libs/assignments/index.js';
import type { Answer } from '../../libs/assignments/assignments.schemas.js';
import { csv, officialHeader, uprRow } from '../../libs/intake/formats/fixtures/csv.js';
import type { JobName } from '../../libs/catalogue/index.js';
import { anApi, type Api } from '../support/api.js';
import { aBrowser, type OurBrowser } from '../support/browser.js';
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

  it('asks for the file where none was chosen, and keeps what was entered', async () => {
    const headers = await api.signIn(country.people.coordinator.id);
    const fields = { kind: 'DIRECTORY', stateUnderReview: 'FRA', session: '7' };
    const part = (head: string, content: string) =>
      `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
    const upload = (file: string) =>
      api.request({
        method: 'POST',
        url: '/imports',
        headers: { ...headers, accept: 'text/html', 'content-type': 'multipart/form-data; boundary=x' },
        payload: `${Object.entries(fields)
          .map(([name, value]) => part(`name="${name}"`, value))
          .join('')}${file}--x--\r\n`,
      });
    const { statusCode, body } = await upload(part('name="file"; filename=""', ''));
    expect(statusCode).toBe(400);
    expect(body).toContain('<a href="#file">Choose the file to import.</a>');
    expect(body).toContain('<option value="FRA" selected>');
    expect(body).toMatch(/value="DIRECTORY" checked/);
    fields.session = 'seven';
    expect((await upload(part('name="file"; filename="a.csv"', 'a,b'))).body).toContain('The session is a number');
    expect(await api.db.now.import.count()).toBe(0);
  });

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
    const said = async (tab: Page) => (await tab.getByRole('status').textContent())?.trim();
    const answer = (institutionId: string, answers: Answer[]) =>
      api.app.get(AnswersService).answer(answers, {
        actor: { personId: null, onBehalfOfId: institutionId, via: 'command' },
        institutionIds: [institutionId],
      });
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

    it('says why it refuses a file, and what to do', async () => {
      const tab = await as(country.people.coordinator, '/imports');
      await tab.getByLabel('Show by itself').uncheck();
      await choose(tab, 'list.csv', '{\\rtf1 an old letter}');
      await press(tab, 'Read the file');
      await work('import.read');
      await tab.getByRole('link', { name: 'Look again' }).click();
      await tab.getByText('The file was refused, and nothing was written.').waitFor();
      await tab.getByText('This is an older kind of Word file').waitFor();
      expect(await tab.getByRole('button', { name: 'Apply it' }).count()).toBe(0);
    });

    it('cancels what was read, and says so where somebody else decided first', async () => {
      const tab = await as(country.people.coordinator, '/imports');
      await choose(tab, 'list.csv', list({ text: 'Plant trees', session: '19' }));
      await press(tab, 'Read the file');
      await work('import.read');
      await tab.goto(`${base}/`);
      await tab.getByRole('link', { name: 'The preview of list.csv waits for your decision' }).click();
      const second = await as(country.people.coordinator, new URL(tab.url()).pathname);
      await press(tab, 'Cancel it');
      await tab.getByText('The import was cancelled; nothing of it is applied.').waitFor();
      await press(second, 'Apply it');
      await second.getByText('This has been decided meanwhile.').waitFor();
      expect(await api.db.now.review.count({ where: { session: 19 } })).toBe(0);
    });

    it('divides the work, from a theme to the approval', async () => {
      const { institutions, people } = country;
      const review = await api.db.now.review.findFirstOrThrow({ where: { session: 18 } });
      const tab = await as(people.coordinator, '/work');
      await tab.getByRole('link', { name: 'Cambodia, UPR, session 18' }).click();

      await tab.getByRole('link', { name: 'Form a cluster' }).click();
      await tab.getByLabel('Name of the cluster').fill('Justice');
      await press(tab, 'Form a cluster');
      await tab.getByText('No recommendation would be in the cluster.').waitFor();
      expect(await tab.getByLabel('Name of the cluster').inputValue()).toBe('Justice');
      await tab.getByLabel(/^Justice/).check();
      await press(tab, 'Form a cluster');
      expect(await said(tab)).toBe('The cluster is formed, of 2 recommendations.');

      const propose = async (lead: string, supporting: string[] = []) => {
        await tab.goto(`${base}/work/${review.id}`);
        await tab.getByRole('link', { name: 'Propose institutions', exact: true }).click();
        await tab.getByLabel('For the recommendations of').selectOption('theme:Justice');
        await tab.getByLabel('Leading institution').selectOption({ label: lead });
        for (const name of supporting) await tab.getByRole('checkbox', { name }).check();
        await press(tab, 'Propose institutions');
      };
      await tab.getByRole('link', { name: 'Propose institutions for Justice' }).click();
      expect(await tab.getByLabel('For the recommendations of').inputValue()).toMatch(/^cluster:/);
      await propose('Ministry of Justice', ['Ministry of Health']);
      expect(await said(tab)).toBe('4 assignments were proposed.');
      await propose('Ministry of Education', ['Ministry of Health']);
      await tab.getByText('2 recommendations have another leading institution already').waitFor();
      expect(await tab.getByRole('checkbox', { name: 'Ministry of Health' }).isChecked()).toBe(true);
      await tab.getByLabel('Leave out recommendations').check();
      await press(tab, 'Propose institutions');
      expect(await said(tab)).toBe('Nothing new was proposed.');

      await tab.getByLabel('Working days').fill('5');
      await press(tab, 'Send for verification');
      expect(await said(tab)).toContain('Sent to 2 institutions');
      await work('event.deliver');
      await tab.getByRole('table', { name: 'Sent for verification' }).getByRole('link').click();
      await press(tab, 'Remind now');
      expect(await said(tab)).toBe('2 institutions are reminded now.');

      const [health, ...others] = await api.db.now.assignment.findMany({
        where: { recommendation: { reviewId: review.id } },
        orderBy: { institution: { name: 'asc' } },
      });
      await answer(institutions.health.id, [
        { assignmentId: health!.id, answer: 'CONTEST', reason: 'It is <theirs>', insteadId: institutions.education.id },
      ]);
      for (const { id, institutionId } of others) await answer(institutionId, [{ assignmentId: id, answer: 'ACCEPT' }]);

      await tab.goto(`${base}/`);
      await tab.getByRole('link', { name: '1 contested assignment waits for another proposal' }).click();
      await tab.getByText('It is <theirs>').waitFor();
      const institution = tab.getByLabel('Propose to (an institution of the list)');
      expect(await institution.inputValue()).toBe('Ministry of Education');
      await institution.fill('Ministry of Magic');
      await tab.getByLabel('Why?').fill('They say so');
      await press(tab, 'Propose to this institution');
      await tab.getByText('No institution has this name').waitFor();
      expect(await tab.getByLabel('Why?').inputValue()).toBe('They say so');
      await institution.fill('ministry of education');
      await press(tab, 'Propose to this institution');
      expect(await said(tab)).toContain('It is proposed to the other institution');
      await tab.getByText('Nothing is contested that waits').waitFor();

      await tab.goto(`${base}/work/${review.id}`);
      expect(await tab.getByRole('button', { name: 'Approve the accepted ones' }).count()).toBe(0);
      const theirs = await as(people.authority, '/');
      await theirs.getByRole('link', { name: '3 accepted assignments wait for your approval' }).click();
      expect(await theirs.getByRole('button', { name: 'Send for verification' }).count()).toBe(0);
      await theirs.getByLabel('Note').fill('Agreed in plenary');
      await press(theirs, 'Approve the accepted ones');
      expect(await said(theirs)).toBe('3 assignments are approved; the institutions are told.');
      expect(
        await api.db.now.event.count({ where: { name: 'assignment.approved', reason: 'Agreed in plenary' } }),
      ).toBe(3);
    });
  });
});
