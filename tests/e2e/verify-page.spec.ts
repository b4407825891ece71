import { ProposalsService, VerificationService } from '../../libs/assignments/index.js';
import { Links, newId } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { aCountry, type Country } from '../support/country.js';
import { describeWithChromium } from '../support/settings.js';

const khmer = 'ពង្រីកសេវាសុខភាព និងការអប់រំដល់ប្រជាពលរដ្ឋដែលរស់នៅតំបន់ដាច់ស្រយាល ';

describe('the page where a list is verified', () => {
  let api: Api;
  let country: Country;
  let roundId: string;

  beforeAll(async () => {
    api = await anApi();
    country = await aCountry(api.db);
    const { review, institutions, people } = country;
    const by = { personId: people.coordinator.id, onBehalfOfId: null, via: 'command' as const };
    // As many institutions as a large mechanism has: their names are offered in every page.
    await api.db.now.institution.createMany({
      data: Array.from({ length: 70 }, (_, index) => ({
        name: `ក្រសួងអប់រំ យុវជន និងកីឡា ${index}`,
        kind: 'MINISTRY' as const,
      })),
    });
    const many = Array.from({ length: 60 }, (_, index) => ({
      id: newId(),
      reviewId: review.id,
      text: `${index} ${khmer.repeat(4)}`,
      fingerprint: `f${index}`,
      sortKey: String(index).padStart(5, '0'),
      registeredAt: api.clock.now(),
    }));
    await api.db.now.recommendation.createMany({ data: many });
    await api.app.get(ProposalsService).propose(
      {
        proposals: [
          {
            recommendationIds: many.map(({ id }) => id),
            leadId: institutions.education.id,
            supportingIds: [institutions.health.id],
          },
        ],
      },
      by,
    );
    roundId = (await api.app.get(VerificationService).open({ reviewId: review.id }, by)).id;
  });
  afterAll(() => api.close());

  /** A link as the mail has it; addresses in mails begin with the public address of the product. */
  const linkFor = async (personId: string, { minutes = 60 } = {}) => {
    const links = api.app.get(Links);
    const [id = ''] = await links.make(api.db.now, [{ purpose: 'verify', personId, subjectId: roundId }], { minutes });
    return { id, path: new URL(links.url('verify', id)).pathname };
  };
  const open = async (path: string) => (await api.request({ url: path })).statusCode;

  it('stays light in a script that takes three bytes a letter, and shows the whole list on its pages', async () => {
    const { path } = await linkFor(country.people.sophea.id);
    const seen = new Set<string>();
    for (let page = 1; page <= 10; page++) {
      const { body } = await api.request({ url: `${path}?page=${page}` });
      // With the style sheet, of 8,000 bytes at the most.
      expect(Buffer.byteLength(body)).toBeLessThan(42_000);
      for (const [, id] of body.matchAll(/name="answer\.([0-9a-f-]{36})"/g)) seen.add(id ?? '');
    }
    expect(seen.size).toBe(60);
  });

  it('opens for the person of the link alone, and for nobody else', async () => {
    const { id, path } = await linkFor(country.people.dara.id);
    expect(await open(path)).toBe(200);
    expect(await open(`${path.slice(0, -3)}AAA`)).toBe(410);
    // Bopha's institution has no part in this round.
    expect(await open((await linkFor(country.people.bopha.id)).path)).toBe(410);
    await api.db.now.link.update({ where: { id }, data: { revokedAt: api.clock.now() } });
    expect(await open(path)).toBe(410);
  });

  it('closes when the link expires', async () => {
    const { path } = await linkFor(country.people.dara.id, { minutes: 10 });
    expect(await open(path)).toBe(200);
    api.clock.set('2026-03-02T03:10:00Z');
    expect(await open(path)).toBe(410);
    api.clock.set('2026-03-02T03:00:00Z');
  });

  it('closes when the mandate ends', async () => {
    const held = await country.mandate(country.people.bopha.id, country.institutions.health.id, 'ALTERNATE');
    const { path } = await linkFor(country.people.bopha.id);
    expect(await open(path)).toBe(200);
    await api.db.now.mandate.update({ where: { id: held.id }, data: { endsOn: new Date('2026-03-01') } });
    expect(await open(path)).toBe(410);
  });

  it('takes no answer for what is on somebody else’s list', async () => {
    const { path } = await linkFor(country.people.dara.id);
    const [foreign] = await api.db.now.assignment.findMany({
      where: { institutionId: country.institutions.health.id },
    });
    const answer = await api.request({
      method: 'POST',
      url: path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `answer.${foreign?.id}=ACCEPT`,
    });
    expect(answer.headers.location).toMatch(/saved=0&late=1$/);
    expect(await api.db.now.assignment.count({ where: { status: 'ACCEPTED' } })).toBe(0);
  });

  describeWithChromium('in a browser', () => {
    let browser: OurBrowser;
    let base: string;
    beforeAll(async () => {
      browser = await aBrowser();
      base = await api.app.getUrl();
    });
    afterAll(() => browser.close());

    it('gives axe nothing to complain about, in Khmer and in English, also with an error', async () => {
      for (const person of [country.people.sophea, country.people.dara]) {
        const { path } = await linkFor(person.id);
        const page = await browser.open();
        await page.goto(base + path);
        expect(await faultsOf(page)).toEqual([]);
        await page.locator('input[value="CONTEST"]').first().check();
        await page.locator('main form button').last().click();
        await page.getByRole('alert').waitFor();
        expect(await faultsOf(page)).toEqual([]);
      }
      expect(await faultsOf(await expired())).toEqual([]);
    });

    it('works with the keyboard and without JavaScript, and loses nothing that was entered', async () => {
      const { path } = await linkFor(country.people.rith.id);
      const page = await browser.open({ javaScriptEnabled: false });
      await page.goto(base + path);
      await page.keyboard.press('Tab');
      expect(await page.locator(':focus').textContent()).toBe('Skip to the content');

      const first = page.locator('fieldset').first();
      await first.getByLabel('Not ours: contest').check();
      await first.locator('summary').click();
      await first.getByLabel(/Whose is it/).fill('Ministry of Magic');
      await first.getByLabel('Why is it not yours?').fill('It is about hospitals.');
      await page.getByRole('button', { name: 'Save these answers' }).click();
      await page.getByText('no institution has this name').first().waitFor();
      expect(await first.getByLabel('Why is it not yours?').inputValue()).toBe('It is about hospitals.');
      await first.getByLabel(/Whose is it/).fill('Ministry of Health');
      await page.getByRole('button', { name: 'Save these answers' }).click();
      await page.getByRole('status').waitFor();
      expect(await page.getByRole('status').textContent()).toBe('1 answer saved. 59 still open.');
      // A reason without a mark is asked about; a marked contest is kept when everything else is accepted.
      const second = page.locator('fieldset').nth(1);
      await second.locator('summary').click();
      await second.getByLabel('Why is it not yours?').fill('It is about courts.');
      await page.getByRole('button', { name: 'Save these answers' }).click();
      await page.getByText('please say whether you contest it').first().waitFor();
      expect(await second.getByLabel('Why is it not yours?').inputValue()).toBe('It is about courts.');
      await second.getByLabel('Not ours: contest').check();
      await page.getByRole('button', { name: /^Accept all 59 that are open/ }).click();
      expect(await page.getByRole('status').textContent()).toContain('Nothing is open any more.');
      expect(await api.db.now.assignment.findFirst({ where: { status: 'CONTESTED' } })).toMatchObject({
        contestReason: 'It is about hospitals.',
        proposedInsteadId: country.institutions.health.id,
      });
    });

    const expired = async () => {
      const { id, path } = await linkFor(country.people.dara.id);
      await api.db.now.link.update({ where: { id }, data: { revokedAt: api.clock.now() } });
      const page = await browser.open();
      await page.goto(base + path);
      return page;
    };
  });
});
