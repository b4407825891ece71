import { anApi, type Api } from '../support/api.js';
import { aMechanism, aPerson, aRecommendation, aReview } from '../support/factories.js';

let api: Api;
let headers: Record<string, string>;
/** The oldest first, as a file with many States registers them. */
const reviews: { id: string; stateCode: string }[] = [];

const codes = 'AFG ALB DZA AND AGO ARG ARM AUS AUT AZE BHS BHR BGD BRB BLR BEL BLZ BEN BTN BOL BIH'.split(' ');
const more = 'BWA BRA BRN BGR BFA BDI CPV KHM CMR CAN CAF TCD CHL CHN COL COM COG CRI CIV HRV CUB'.split(' ');

beforeAll(async () => {
  api = await anApi();
  await aMechanism(api.db);
  headers = await api.signIn((await aPerson(api.db, { roles: ['OFFICER'], locale: 'fr' })).id);
});
afterAll(() => api.close());

const page = async (url: string) => {
  const answer = await api.request({ url, headers });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['cache-control']).toBe('no-store');
  return answer.body;
};
/** The values a list of the search form offers, and the one that is chosen. */
const choices = (html: string, name: string) => {
  const [, list = ''] = new RegExp(`<select id="${name}"[^>]*>(.*?)</select>`, 's').exec(html) ?? [];
  const offered = [...list.matchAll(/<option value="([^"]+)"/g)].map(([, value]) => value);
  return { offered, chosen: /<option value="([^"]+)" selected/.exec(list)?.[1] };
};

describe('the search form of the register', () => {
  it('offers every review of the one State it is about', async () => {
    const ids = [];
    for (let session = 1; session <= 30; session += 1) {
      ids.push((await aReview(api.db, { stateCode: 'LAO', session })).id);
    }
    const html = await page('/register');
    expect(new Set(choices(html, 'reviewId').offered)).toEqual(new Set(ids));
    expect(html).not.toContain('name="state"');
    await api.db.now.review.deleteMany();
  });

  it('offers every State of many, and then the reviews of one', async () => {
    for (const stateCode of [...codes, ...more]) reviews.push(await aReview(api.db, { stateCode, session: 32 }));
    const [first, last] = [reviews[0]!, reviews.at(-1)!];
    await aRecommendation(api.db, { reviewId: first.id, paragraph: '1.1', text: 'The oldest' });
    await aRecommendation(api.db, { reviewId: last.id, paragraph: '2.2', text: 'The newest' });
    const html = await page('/register');
    expect(choices(html, 'state').offered).toHaveLength(42);
    expect(html.indexOf('Algérie')).toBeGreaterThan(0);
    expect(choices(html, 'reviewId').offered).toHaveLength(20);
    expect(Buffer.byteLength(html)).toBeLessThan(50_000);

    const ofOne = await page('/register?state=AFG');
    expect(choices(ofOne, 'reviewId').offered).toEqual([first.id]);
    expect(ofOne).toContain('The oldest');
    expect(ofOne).not.toContain('The newest');
  });

  it('keeps a review that is chosen, however old, until another State is', async () => {
    const [first, last] = [reviews[0]!, reviews.at(-1)!];
    expect(choices(await page(`/register?reviewId=${first.id}`), 'reviewId').chosen).toBe(first.id);
    const other = await page(`/register?reviewId=${first.id}&state=${last.stateCode}`);
    expect(choices(other, 'reviewId')).toEqual({ offered: [last.id], chosen: undefined });
    expect(other).toContain('The newest');
  });
});
