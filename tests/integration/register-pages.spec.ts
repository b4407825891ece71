import { Outbox } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aMandate, aMechanism, anAssignment, aPerson, aRecommendation, aReview } from '../support/factories.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { describeWithChromium } from '../support/settings.js';

let api: Api;
let detailId: string;
const callers: Record<string, Record<string, string>> = {};

/** As long as recommendations get, in the script that takes the most bytes. */
const khmer = 'បង្កើនកិច្ចខិតខំប្រឹងប្រែងដើម្បីធានា\u200bការអប់រំបឋមសិក្សាដោយឥតគិតថ្លៃដល់កុមារទាំងអស់ រួមទាំងកុមារពិការ។ '.repeat(4);

beforeAll(async () => {
  api = await anApi();
  await aMechanism(api.db);
  for (const locale of ['en', 'fr', 'km']) {
    const { id } = await aPerson(api.db, { roles: ['OFFICER'], locale });
    callers[locale] = await api.signIn(id);
  }
  const { id: reviewId } = await aReview(api.db, { session: 32, reviewedOn: new Date('2019-01-30') });
  const { personId, institutionId } = await aMandate(api.db);
  for (let n = 1; n <= 30; n += 1) {
    const { id } = await aRecommendation(api.db, {
      reviewId,
      paragraph: `110.${n}`,
      position: n % 2 ? 'SUPPORTED' : 'NOTED',
      text: n === 30 ? 'Ensure <script>alert(1)</script> & "equality"' : khmer,
      themes: ['Right to education', 'Children: protection against exploitation'],
      recommendedBy: ['FRA', 'DEU', 'VNM', 'BOL'],
    });
    if (n === 1) detailId = id;
  }
  const assignment = await anAssignment(api.db, { recommendationId: detailId, institutionId, status: 'CONTESTED' });
  const facts = { assignmentId: assignment.id, recommendationId: detailId, institutionId };
  await api.db.transaction((tx) =>
    api.app.get(Outbox).publish(tx, 'assignment.contested', facts, {
      by: { personId, onBehalfOfId: institutionId, via: 'link' },
      reason: 'Not <ours>',
    }),
  );
});
afterAll(() => api.close());

const page = async (url: string, locale = 'en') => {
  const answer = await api.request({ url, headers: { ...callers[locale], accept: 'text/html' } });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  return answer.body;
};

describe('the register as a page', () => {
  it.each(['en', 'fr', 'km'])('is in the language of whoever reads it: %s', async (locale) => {
    const html = await page('/register', locale);
    expect(html).toContain(`<html lang="${locale}"`);
    expect(html).toContain({ en: 'Cambodia, UPR', fr: 'Cambodge, EPU', km: 'កម្ពុជា, UPR' }[locale]);
    expect(html).toContain({ en: 'newest first', fr: 'les plus récentes', km: 'ថ្មីមុនគេ' }[locale]);
    expect(html).toContain('<h3 class="text" dir="auto" lang="km">');
    expect(await page(`/register/${detailId}`, locale)).toContain(`<html lang="${locale}"`);
  });

  it('weighs little, even full of Khmer', async () => {
    expect(Buffer.byteLength(await page('/register', 'km'))).toBeLessThan(50_000);
    expect(Buffer.byteLength(await page(`/register/${detailId}`, 'km'))).toBeLessThan(50_000);
  });

  it('goes on to the next page by a link that keeps the search', async () => {
    const html = await page('/register?q=&position=&theme=Right+to+education&sort=paragraph&reviewId=');
    expect(html).toContain('<option value="Right to education" selected>');
    const next = /<a href="([^"]+)" rel="next">/.exec(html)![1]!.replaceAll('&amp;', '&');
    expect(next).toContain('theme=Right+to+education');
    const second = await page(next);
    expect(second).toContain('Recommendation 110.30');
    expect(second).not.toContain('Recommendation 110.25<');
    expect(second).not.toContain('rel="next"');
  });

  it('shows texts as they are, never as markup', async () => {
    const html = await page('/register?q=equality');
    expect(html).toContain('Ensure &lt;script>alert(1)&lt;/script> &amp; &quot;equality&quot;');
    expect(html).not.toContain('<script');
    expect(await page('/register?q=%22%3E%3Cb%3E')).not.toContain('<b>');
  });

  it('bears an address somebody has changed', async () => {
    expect(await page('/register?position=REJECTED&reviewId=12&sort=random&x=1')).toContain('Recommendation 110.1<');
    expect(await page('/register?q=nowhere')).toContain('No recommendation was found.');
  });

  it('tells the history of a recommendation', async () => {
    const html = await page(`/register/${detailId}`);
    expect(html).toMatch(/Contested by Ministry of Education .*by Sok Dara, for Ministry of Education/s);
    expect(html).toContain('Reason: Not &lt;ours>');
    expect(html).toContain('<time datetime="2026-03-02T03:00:00.000Z"');
  });
});

describeWithChromium('the register in a browser', () => {
  let browser: OurBrowser;
  beforeAll(async () => {
    browser = await aBrowser();
  });
  afterAll(() => browser.close());

  it.each(['/register', '/register?q=nowhere', 'detail'])('gives axe nothing to complain about: %s', async (path) => {
    const url = path === 'detail' ? `/register/${detailId}` : path;
    for (const locale of ['en', 'km']) {
      const tab = await browser.open();
      await tab.setContent(await page(url, locale));
      expect(await faultsOf(tab)).toEqual([]);
    }
  });
});
