import { jest } from '@jest/globals';
import pg from 'pg';
import { Outbox, system } from '../../libs/platform/index.js';
import { ReviewsService } from '../../libs/recommendations/index.js';
import { anApi, type Api } from '../support/api.js';
import {
  aMandate,
  aMechanism,
  anAssignment,
  anInstitution,
  aPerson,
  aRecommendation,
  aReview,
} from '../support/factories.js';

let api: Api;
let officer: Record<string, string>;
let officerId: string;

beforeAll(async () => {
  api = await anApi();
  await aMechanism(api.db);
  officerId = (await aPerson(api.db, { name: 'Chan Thida', roles: ['OFFICER'] })).id;
  officer = await api.signIn(officerId);
});
afterAll(() => api.close());

interface Item {
  id: string;
  paragraph: string | null;
}
interface ItemPage {
  items: Item[];
  next: string | null;
}

const get = async <T>(url: string, headers = officer): Promise<T> => {
  const answer = await api.request({ url: `/api/v1/${url}`, headers });
  expect(answer.statusCode).toBe(200);
  return answer.json<T>();
};
const send = (method: 'POST' | 'PATCH', url: string, payload: object, headers = officer) =>
  api.request({ method, url: `/api/v1/${url}`, headers, payload });
const idsOf = async (query: string, headers = officer) =>
  (await get<ItemPage>(`recommendations?${query}`, headers)).items.map(({ id }) => id);

describe('reviews', () => {
  it('take their cycle from the session', async () => {
    const answer = await send('POST', 'reviews', { mechanism: 'UPR', stateCode: 'VNM', session: 32 });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({ state: { code: 'VNM', name: 'Viet Nam' }, session: 32, cycle: 3 });
    const again = await send('POST', 'reviews', { mechanism: 'UPR', stateCode: 'VNM', session: 32 });
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ code: 'review-exists' });
    const wrong = await send('POST', 'reviews', { mechanism: 'UPR', stateCode: 'VNM', session: 33, cycle: 2 });
    expect(wrong.json()).toMatchObject({ code: 'cycle-contradicts-session', status: 422 });
    const unknown = await send('POST', 'reviews', { mechanism: 'UPR', stateCode: 'XXX', session: 33 });
    expect(unknown.statusCode).toBe(400);
  });

  it('are changed, and have documents', async () => {
    const { id } = await aReview(api.db, { stateCode: 'LAO', session: 20 });
    const moved = await send('PATCH', `reviews/${id}`, { session: 35, reviewedOn: '2020-01-28' });
    expect(moved.json()).toMatchObject({ session: 35, cycle: 3, reviewedOn: '2020-01-28' });
    const document = { symbol: 'A/HRC/44/6', title: 'Report of the Working Group' };
    expect((await send('POST', `reviews/${id}/documents`, document)).json()).toMatchObject({
      documents: [{ ...document, publishedOn: null }],
      counts: { documents: 1 },
    });
    expect((await send('POST', `reviews/${id}/documents`, document)).json()).toMatchObject({ code: 'document-exists' });
    const committee = { mechanism: 'CEDAW', stateCode: 'LAO', session: 71, cycle: 8 };
    const { id: committeeReview } = (await send('POST', 'reviews', committee)).json<{ id: string }>();
    expect((await send('PATCH', `reviews/${committeeReview}`, { session: 72 })).json()).toMatchObject({
      session: 72,
      cycle: 8,
    });
    const other = await aReview(api.db, { stateCode: 'LAO', session: 21 });
    expect((await send('PATCH', `reviews/${other.id}`, { session: 35 })).json()).toMatchObject({
      code: 'review-exists',
    });
    expect((await get<{ items: object[] }>('reviews?mechanism=UPR&state=LAO')).items).toHaveLength(2);
  });

  it('count their recommendations', async () => {
    const { id } = await aReview(api.db);
    for (const position of ['SUPPORTED', 'SUPPORTED', 'NOTED', null] as const) {
      await aRecommendation(api.db, { reviewId: id, position });
    }
    await aRecommendation(api.db, { reviewId: id, kind: 'VOLUNTARY_PLEDGE' });
    await aRecommendation(api.db, { reviewId: id, kind: 'OBSERVATION' });
    expect(await get(`reviews/${id}`)).toMatchObject({
      counts: {
        recommendations: 4,
        voluntaryPledges: 1,
        observations: 1,
        byPosition: { SUPPORTED: 2, PARTIALLY_SUPPORTED: 0, NOTED: 1, UNDER_CONSIDERATION: 0, NONE: 1 },
        documents: 0,
        clusters: 0,
      },
    });
  });

  it.each([
    ['with a session', { session: 18, cycle: null }],
    ['with a cycle only', { session: null, cycle: 2 }],
    ['with neither', { stateCode: 'BRN', session: null, cycle: null }],
    ['by a treaty body', { mechanism: 'CRC', session: null, cycle: null, symbol: 'CRC/C/THA/CO/3-4' }],
    ['by another document', { mechanism: 'CRC', session: null, cycle: null, symbol: 'CRC/C/OPAC/THA/CO/1' }],
    ['by a special procedure', { mechanism: 'SPECIAL_PROCEDURES', session: null, cycle: null, body: 'Expert on debt' }],
  ] as const)('%s are registered once by ten at once', async (_, place) => {
    const reviews = api.app.get(ReviewsService);
    const wanted = { mechanism: 'UPR', stateCode: 'THA', ...place } as const;
    const by = { personId: null, onBehalfOfId: null, via: 'command' } as const;
    await Promise.all(
      Array.from({ length: 10 }, () => api.db.transaction((tx) => reviews.ensureAll(tx, [wanted, wanted], by))),
    );
    const { cycle, ...where } = wanted;
    const found = await api.db.now.review.findMany({ where: { ...where, ...(cycle && { cycle }) } });
    expect(found).toHaveLength(1);
    const events = await api.db.now.event.findMany({ where: { subjectIds: { has: found[0]!.id } } });
    expect(events.map(({ name }) => name)).toEqual(['review.registered']);
  });
});

describe('the list of recommendations', () => {
  it('shows each with what belongs to it, in the language of whoever asks', async () => {
    const review = await aReview(api.db);
    const { id } = await aRecommendation(api.db, {
      reviewId: review.id,
      paragraph: '110.5',
      position: 'SUPPORTED',
      recommendedBy: ['VNM', 'DEU'],
      themes: ['Right to education', 'Children'],
      sdgs: ['4.1'],
    });
    const french = await api.signIn((await aPerson(api.db, { roles: ['OBSERVER'], locale: 'fr' })).id);
    const page = await get<ItemPage>(`recommendations?reviewId=${review.id}`, french);
    expect(page).toEqual({
      items: [
        {
          id,
          kind: 'RECOMMENDATION',
          paragraph: '110.5',
          text: 'Ensure free primary education for all children',
          position: 'SUPPORTED',
          recommendingStates: [
            { code: 'DEU', name: 'Allemagne' },
            { code: 'VNM', name: 'Viet Nam' },
          ],
          themes: ['Children', 'Right to education'],
          review: {
            id: review.id,
            mechanism: 'UPR',
            state: { code: 'KHM', name: 'Cambodge' },
            cycle: review.cycle,
            session: review.session,
            symbol: null,
            body: null,
            reviewedOn: null,
          },
        },
      ],
      next: null,
    });
  });

  it('is filtered', async () => {
    const { id: reviewId } = await aReview(api.db, { stateCode: 'NPL' });
    const noted = await aRecommendation(api.db, {
      reviewId,
      position: 'NOTED',
      recommendedBy: ['JPN'],
      themes: ['Housing'],
      sdgs: ['11.1'],
    });
    const pledge = await aRecommendation(api.db, {
      reviewId,
      kind: 'VOLUNTARY_PLEDGE',
      affectedPersons: ['Women'],
      sdgs: ['5', '1'],
    });
    const { institutionId } = await anAssignment(api.db, { recommendationId: noted.id, status: 'ACCEPTED' });
    await anAssignment(api.db, { recommendationId: pledge.id, institutionId, status: 'WITHDRAWN' });
    const one = [noted.id];
    expect(await idsOf(`state=NPL`)).toHaveLength(2);
    expect(await idsOf(`state=NPL&position=NOTED`)).toEqual(one);
    expect(await idsOf(`state=NPL&position=NONE`)).toEqual([pledge.id]);
    expect(await idsOf(`state=NPL&kind=VOLUNTARY_PLEDGE`)).toEqual([pledge.id]);
    expect(await idsOf(`state=NPL&recommendingState=JPN`)).toEqual(one);
    expect(await idsOf(`state=NPL&theme=Housing`)).toEqual(one);
    expect(await idsOf(`state=NPL&affectedPersons=Women`)).toEqual([pledge.id]);
    expect(await idsOf(`state=NPL&sdg=11`)).toEqual(one);
    expect(await idsOf(`state=NPL&sdg=11.1`)).toEqual(one);
    expect(await idsOf(`state=NPL&sdg=1`)).toEqual([pledge.id]);
    expect(await idsOf(`institutionId=${institutionId}`)).toEqual(one);
    expect(await idsOf(`institutionId=${institutionId}&assignmentStatus=ACCEPTED`)).toEqual(one);
    expect(await idsOf(`institutionId=${institutionId}&assignmentStatus=WITHDRAWN`)).toEqual([pledge.id]);
    expect((await api.request({ url: '/api/v1/recommendations?thema=x', headers: officer })).statusCode).toBe(400);
  });

  it('is in the order of paragraphs as people count', async () => {
    const { id: reviewId } = await aReview(api.db);
    for (const paragraph of ['28.10', '28.9', '110.1', '28.100', '6.1']) {
      await aRecommendation(api.db, { reviewId, paragraph });
    }
    const { items } = await get<ItemPage>(`recommendations?reviewId=${reviewId}`);
    expect(items.map(({ paragraph }) => paragraph)).toEqual(['6.1', '28.9', '28.10', '28.100', '110.1']);
  });

  it.each(['paragraph', 'newest'])('by %s, pages neither lose nor repeat what is equal in order', async (sort) => {
    const { id: reviewId } = await aReview(api.db);
    const all = new Set<string>();
    for (let n = 0; n < 11; n += 1) all.add((await aRecommendation(api.db, { reviewId, paragraph: '7.1' })).id);
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 4; pages += 1) {
      const page = await get<ItemPage>(`recommendations?reviewId=${reviewId}&sort=${sort}&limit=3${cursor}`);
      seen.push(...page.items.map(({ id }) => id));
      // What comes in meanwhile belongs to another page and moves none.
      await aRecommendation(api.db, {
        reviewId,
        paragraph: sort === 'newest' ? '7.1' : '1.1',
        registeredAt: new Date('2026-02-01'),
      });
      if (pages < 3) cursor = `&cursor=${page.next!}`;
      else expect(page.next).toBeNull();
    }
    expect(seen).toHaveLength(11);
    expect(new Set(seen)).toEqual(all);
    const broken = await api.request({ url: '/api/v1/recommendations?cursor=nonsense', headers: officer });
    expect(broken.json()).toMatchObject({ code: 'cursor-unreadable', status: 400 });
  });

  it('asks the database as often for many as for one', async () => {
    const { id: reviewId } = await aReview(api.db);
    for (let n = 0; n < 30; n += 1) await aRecommendation(api.db, { reviewId, themes: [`Theme ${n}`] });
    const query = jest.spyOn(pg.Client.prototype, 'query');
    const statements = async (limit: number) => {
      query.mockClear();
      const { items } = await get<ItemPage>(`recommendations?reviewId=${reviewId}&limit=${limit}`);
      expect(items).toHaveLength(limit);
      return query.mock.calls.length;
    };
    const forOne = await statements(1);
    expect(forOne).toBeGreaterThan(0);
    expect(await statements(30)).toBe(forOne);
    query.mockRestore();
  });
});

describe('a focal point', () => {
  it('sees what is assigned to their institutions, and nothing else', async () => {
    const { id: reviewId } = await aReview(api.db);
    const { personId, institutionId } = await aMandate(api.db);
    const headers = await api.signIn(personId);
    const mine = await aRecommendation(api.db, { reviewId, themes: ['Water'] });
    const former = await aRecommendation(api.db, { reviewId, themes: ['Water'] });
    const another = await aRecommendation(api.db, { reviewId, themes: ['Food'] });
    await anAssignment(api.db, { recommendationId: mine.id, institutionId });
    await anAssignment(api.db, { recommendationId: former.id, institutionId, status: 'TRANSFERRED' });
    await anAssignment(api.db, { recommendationId: another.id });

    expect(await idsOf(`reviewId=${reviewId}`, headers)).toEqual([mine.id]);
    expect((await api.request({ url: `/api/v1/recommendations/${mine.id}`, headers })).statusCode).toBe(200);
    for (const { id } of [former, another]) {
      expect((await api.request({ url: `/api/v1/recommendations/${id}`, headers })).statusCode).toBe(404);
      expect((await api.request({ url: `/register/${id}`, headers })).statusCode).toBe(404);
    }
    expect(await get(`classifications?reviewId=${reviewId}`, headers)).toEqual({
      items: [{ kind: 'THEME', label: 'Water', recommendations: 1 }],
    });
    const form = (recommendationIds: string[], name: string) =>
      send('POST', 'clusters', { reviewId, name, recommendationIds });
    await form([mine.id, another.id], 'Ours and theirs');
    await form([another.id], 'Theirs');
    expect(await get(`clusters?reviewId=${reviewId}`, headers)).toMatchObject({
      items: [{ name: 'Ours and theirs', recommendations: 1 }],
    });
    expect(
      (await send('POST', 'clusters', { reviewId, name: 'x', recommendationIds: [mine.id] }, headers)).statusCode,
    ).toBe(403);
    expect((await send('POST', 'reviews', { mechanism: 'UPR', stateCode: 'VNM' }, headers)).statusCode).toBe(403);
  });
});

describe('a recommendation', () => {
  it('is known by its newest paragraph, in lists and alone', async () => {
    const { id, reviewId } = await aRecommendation(api.db, { paragraph: '6.1' });
    await api.db.now.recommendationReference.create({
      data: { recommendationId: id, scheme: 'PARAGRAPH', value: '110.5' },
    });
    expect((await get<ItemPage>(`recommendations?reviewId=${reviewId}`)).items).toMatchObject([{ paragraph: '110.5' }]);
    expect(await get(`recommendations/${id}`)).toMatchObject({
      paragraph: '110.5',
      references: [{ value: '110.5' }, { value: '6.1' }],
    });
  });

  it('has its whole history: who, when, why, on whose behalf', async () => {
    const { id } = await aRecommendation(api.db, { paragraph: '118.10', position: 'NOTED', sdgs: ['16.10', '16.2'] });
    const institution = await anInstitution(api.db, { name: 'Ministry of Justice' });
    const assignment = await anAssignment(api.db, {
      recommendationId: id,
      institutionId: institution.id,
      status: 'CONTESTED',
      contestReason: 'It is the court’s',
    });
    const focalPoint = await aPerson(api.db, { name: 'Lim Veasna' });
    await api.db.now.position.create({
      data: {
        recommendationId: id,
        value: 'SUPPORTED',
        sourceSymbol: 'A/HRC/41/17/Add.1',
        sourceParagraph: '7',
        recordedAt: new Date('2026-02-02T00:00:00Z'),
      },
    });
    const facts = { assignmentId: assignment.id, recommendationId: id, institutionId: institution.id };
    const outbox = api.app.get(Outbox);
    await api.db.transaction(async (tx) => {
      const secretariat = { personId: officerId, onBehalfOfId: null, via: 'session' } as const;
      await outbox.publish(tx, 'assignment.proposed', facts, { by: secretariat });
      const ministry = { personId: focalPoint.id, onBehalfOfId: institution.id, via: 'link' } as const;
      await outbox.publish(tx, 'assignment.contested', facts, { by: ministry, reason: 'It is the court’s' });
      await outbox.publish(tx, 'assignment.withdrawn', facts, { by: system });
    });
    const named = { id: institution.id, name: 'Ministry of Justice' };
    const at = api.clock.now().toISOString();
    expect(await get(`recommendations/${id}`)).toMatchObject({
      references: [{ scheme: 'PARAGRAPH', value: '118.10' }],
      sdgs: ['16.2', '16.10'],
      positions: [
        { value: 'NOTED', source: { symbol: null, paragraph: null } },
        { value: 'SUPPORTED', source: { symbol: 'A/HRC/41/17/Add.1', paragraph: '7' } },
      ],
      assignments: [{ institution: named, role: 'LEAD', status: 'CONTESTED', contestReason: 'It is the court’s' }],
      history: [
        {
          at,
          event: 'assignment.proposed',
          who: { id: officerId, name: 'Chan Thida' },
          onBehalfOf: null,
          institution: named,
        },
        {
          event: 'assignment.contested',
          who: { name: 'Lim Veasna' },
          onBehalfOf: named,
          via: 'link',
          why: 'It is the court’s',
        },
        { event: 'assignment.withdrawn', who: null, why: null },
      ],
    });
  });
});

describe('clusters', () => {
  const names = async (reviewId: string) =>
    (await get<{ items: { name: string; recommendations: number }[] }>(`clusters?reviewId=${reviewId}`)).items;

  it('are formed of what fits a filter now, or of named recommendations', async () => {
    const { id: reviewId } = await aReview(api.db);
    const schools = [];
    for (const position of ['SUPPORTED', 'SUPPORTED', 'NOTED'] as const) {
      schools.push(await aRecommendation(api.db, { reviewId, position, themes: ['Right to education'] }));
    }
    await aRecommendation(api.db, { reviewId, position: 'SUPPORTED' });
    const filter = { theme: 'Right to education', position: 'SUPPORTED' };
    const formed = await send('POST', 'clusters', { reviewId, name: ' Schools ', filter });
    expect(formed.statusCode).toBe(201);
    expect(formed.json()).toMatchObject({ name: 'Schools', reviewId, recommendations: 2 });
    const { id } = formed.json<{ id: string }>();
    expect(await idsOf(`clusterId=${id}`)).toEqual(schools.slice(0, 2).map((school) => school.id));

    const changed = await send('PATCH', `clusters/${id}`, {
      name: 'All schools',
      add: [schools[2]!.id, schools[1]!.id],
      remove: [schools[0]!.id],
    });
    expect(changed.json()).toMatchObject({ name: 'All schools', recommendations: 2 });
    const events = await api.db.now.event.findMany({ where: { subjectIds: { has: id } }, orderBy: { id: 'asc' } });
    expect(events.map(({ name }) => name)).toEqual(['cluster.formed', 'cluster.changed']);
  });

  it('are refused when empty, double, or of several reviews', async () => {
    const { id: recommendationId, reviewId } = await aRecommendation(api.db);
    const elsewhere = await aRecommendation(api.db);
    const form = (facts: object) => send('POST', 'clusters', { reviewId, name: 'One', ...facts });
    expect((await form({ filter: { theme: 'Nowhere' } })).json()).toMatchObject({ code: 'cluster-would-be-empty' });
    expect((await form({ recommendationIds: [elsewhere.id] })).json()).toMatchObject({
      code: 'recommendation-outside-the-review',
      recommendationIds: [elsewhere.id],
    });
    expect((await form({})).statusCode).toBe(400);
    const all = await Promise.all(Array.from({ length: 5 }, () => form({ recommendationIds: [recommendationId] })));
    expect(all.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409, 409]);
    expect(await names(reviewId)).toMatchObject([{ name: 'One', recommendations: 1 }]);
  });
});
