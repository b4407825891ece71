import { ProposalsService, VerificationService } from '../../libs/assignments/index.js';
import type { ImportStatus } from '../../libs/platform/index.js';
import { ClustersService } from '../../libs/recommendations/index.js';
import { anApi, type Api } from '../support/api.js';
import { aBrowser, faultsOf, type OurBrowser } from '../support/browser.js';
import { aCountry, type Country } from '../support/country.js';
import { anInstitution, aPerson, aRecommendation } from '../support/factories.js';
import { describeWithChromium } from '../support/settings.js';

describe('the pages of a coordinator, when there is much to show', () => {
  let api: Api;
  let country: Country;
  let paths: string[];
  const khmer = 'បង្កើនកិច្ចខិតខំប្រឹងប្រែងដើម្បីធានាការអប់រំបឋមសិក្សាដោយឥតគិតថ្លៃដល់កុមារទាំងអស់ ';
  const readers: Record<string, Record<string, string>> = {};

  beforeAll(async () => {
    api = await anApi();
    const { db } = api;
    country = await aCountry(db);
    const { people, review } = country;
    await db.now.person.updateMany({ where: { id: people.authority.id }, data: { locale: 'km' } });
    const officer = await aPerson(db, { roles: ['OFFICER'], locale: 'km' });
    const observer = await aPerson(db, { roles: ['OBSERVER'] });
    for (const [name, id] of Object.entries({
      coordinator: people.coordinator.id,
      officer: officer.id,
      authority: people.authority.id,
      observer: observer.id,
      'focal point': people.dara.id,
    })) {
      readers[name] = { ...(await api.signIn(id)), accept: 'text/html' };
    }
    const institutions: { id: string }[] = [];
    for (let n = 0; n < 70; n += 1) institutions.push(await anInstitution(db, { name: `${n} ក្រសួងអប់រំ យុវជន និងកីឡា` }));
    const by = { personId: people.coordinator.id, onBehalfOfId: null, via: 'command' } as const;
    const ids: string[] = [];
    for (let n = 0; n < 70; n += 1) {
      const themes = [`Right to education, part ${n}: protection against exploitation`];
      const paragraph = `111.${n + 1}`;
      ids.push((await aRecommendation(db, { reviewId: review.id, themes, paragraph, text: khmer.repeat(4) })).id);
    }
    const clusters = api.app.get(ClustersService);
    for (const [n, id] of ids.slice(0, 30).entries()) {
      await clusters.form({ reviewId: review.id, name: `ចង្កោម ${n}`, recommendationIds: [id] }, by);
    }
    const proposals = ids.map((id, n) => ({ recommendationIds: [id], leadId: institutions[n]!.id, supportingIds: [] }));
    await api.app.get(ProposalsService).propose({ proposals }, by);
    const round = await api.app.get(VerificationService).open({ reviewId: review.id }, by);
    await db.now.assignment.updateMany({
      where: { recommendationId: { in: ids.slice(0, 40) } },
      data: { status: 'CONTESTED', contestReason: khmer, proposedInsteadId: institutions[0]!.id },
    });
    await db.now.assignment.updateMany({ where: { recommendationId: ids.at(-1)! }, data: { status: 'ACCEPTED' } });

    const file = async (status: ImportStatus) => {
      const { id: fileId } = await db.now.storedFile.create({
        data: { name: `${khmer}.csv`, size: 1, sha256: '', createdAt: api.clock.now() },
      });
      const facts = { kind: 'RECOMMENDATIONS', fileId, status, hints: {}, createdById: officer.id } as const;
      const counts = { recommendations: 9, supported: 4, partiallySupported: 2, noted: 2, none: 1, pledges: 3 };
      const reviews = [{ reviewId: null, mechanism: 'UPR', stateCode: 'KHM', session: 18, ...counts }];
      const summary = { read: 12, new: 9, changed: 2, unchanged: 1, unreadable: 60, doubtful: 4, reviews };
      const { id } = await db.now.import.create({
        data: { ...facts, ...(status === 'PREVIEWED' && { summary }), progress: 0.4, createdAt: api.clock.now() },
      });
      await db.now.importProblem.createMany({
        data: Array.from({ length: 60 }, (_, n) => ({
          ...{ importId: id, n, severity: status === 'REFUSED' && n === 59 ? 'refused' : 'unreadable' },
          ...{ code: 'state-unknown', place: { row: n, column: 'SuR' }, params: { value: 'Atlantis' } },
        })),
      });
      return id;
    };
    const work = `/work/${review.id}`;
    const imports: string[] = [];
    for (const status of ['PREVIEWED', 'REFUSED', 'READING', 'APPLIED'] as const) imports.push(await file(status));
    for (let n = 0; n < 40; n += 1) await file('CANCELLED');
    paths = [
      ...['/', '/imports', '/work', work, `${work}/clusters`, `${work}/proposals`, `${work}/contested`],
      ...[`${work}/rounds/${round.id}`, ...imports.map((id) => `/imports/${id}`)],
    ];
  });
  afterAll(() => api.close());

  const opened = async (path: string, reader: string) =>
    (await api.request({ url: path, headers: readers[reader]! })).statusCode;

  it('stay light', async () => {
    for (const path of paths) {
      const { statusCode, body } = await api.request({ url: path, headers: readers['officer']! });
      expect({ path, statusCode, light: Buffer.byteLength(body) < 50_000 }).toEqual({
        path,
        statusCode: 200,
        light: true,
      });
      expect(body).toContain('<html lang="km"');
      expect(body).not.toContain('<script');
    }
  });

  it('load anew by themselves for those alone who asked for it', async () => {
    const reading = paths.at(-2)!;
    const refresh = async (path: string) =>
      (await api.request({ url: path, headers: readers['officer']! })).headers['refresh'];
    expect(await refresh(reading)).toBeUndefined();
    expect(await refresh(`${reading}?follow=1`)).toBe('2');
    expect(await refresh(`${paths.at(-1)}?follow=1`)).toBeUndefined();
  });

  it('say why a file is refused, however far down it stands', async () => {
    const { body } = await api.request({ url: paths.at(-3)!, headers: readers['coordinator']! });
    expect(body).toMatch(/nothing was written\.<\/p><p><strong dir="auto">row 59, column SuR:<\/strong> “Atlantis”/);
  });

  it('are open to those whose work it is, and their buttons to fewer', async () => {
    const work = `/work/${country.review.id}`;
    const readable = ['/work', work, `${work}/contested`];
    for (const path of readable) {
      for (const reader of ['coordinator', 'officer', 'authority', 'observer'])
        expect(await opened(path, reader)).toBe(200);
      expect(await opened(path, 'focal point')).toBe(403);
    }
    for (const path of ['/imports', `${work}/clusters`, `${work}/proposals`]) {
      for (const reader of ['authority', 'observer', 'focal point']) expect(await opened(path, reader)).toBe(403);
    }
    const press = async (path: string, reader: string) => {
      const headers = { ...readers[reader]!, 'content-type': 'application/x-www-form-urlencoded' };
      return (await api.request({ method: 'POST', url: path, headers, payload: '' })).statusCode;
    };
    for (const reader of ['coordinator', 'observer', 'focal point'])
      expect(await press(`${work}/approval`, reader)).toBe(403);
    for (const path of ['verification', 'clusters', 'proposals']) {
      for (const reader of ['authority', 'observer']) expect(await press(`${work}/${path}`, reader)).toBe(403);
    }
    const page = await api.request({ url: work, headers: readers['observer']! });
    expect(page.body).not.toContain('action="/work');
  });

  describeWithChromium('in a browser', () => {
    let browser: OurBrowser;
    beforeAll(async () => {
      browser = await aBrowser();
    });
    afterAll(() => browser.close());

    it('give axe nothing to complain about', async () => {
      const base = await api.app.getUrl();
      const work = `/work/${country.review.id}`;
      for (const reader of ['coordinator', 'officer', 'authority']) {
        const tab = await browser.open({ extraHTTPHeaders: { cookie: readers[reader]!['cookie']! } });
        for (const path of reader === 'authority' ? ['/', work] : paths) {
          await tab.goto(base + path);
          expect({ path, faults: await faultsOf(tab) }).toEqual({ path, faults: [] });
        }
      }
    });

    it('say what is wrong in a way that axe approves of', async () => {
      const tab = await browser.open({ extraHTTPHeaders: { cookie: readers['coordinator']!['cookie']! } });
      const work = `${await api.app.getUrl()}/work/${country.review.id}`;
      for (const path of ['clusters', 'proposals', 'contested']) {
        await tab.goto(`${work}/${path}`);
        await tab
          .locator('form')
          .last()
          .evaluate((form) => form.setAttribute('novalidate', ''));
        await tab.locator('form').last().getByRole('button').first().click();
        await tab.getByRole('alert').waitFor();
        expect({ path, faults: await faultsOf(tab) }).toEqual({ path, faults: [] });
      }
    });
  });
});

it('opens its pages before anybody has said which mechanism this is', async () => {
  const api = await anApi();
  const { id } = await aPerson(api.db, { roles: ['ADMINISTRATOR'] });
  const headers = { ...(await api.signIn(id)), accept: 'text/html' };
  for (const url of ['/', '/imports', '/work']) expect((await api.request({ url, headers })).statusCode).toBe(200);
  await api.close();
});
