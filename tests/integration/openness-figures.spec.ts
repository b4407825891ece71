import { parse } from 'csv-parse/sync';
import type { ConsultationFigures, PeriodFigures } from '../../libs/openness/figures.schemas.js';
import { fromDay, newId } from '../../libs/platform/index.js';
import { anInstitution, aPerson, aReview } from '../support/factories.js';
import { aPublicApi, type PublicApi } from '../support/published.js';

let on: PublicApi;
beforeAll(async () => {
  on = await aPublicApi();
});
afterAll(() => on.api.close());
beforeEach(() => on.api.clock.set('2026-03-02T03:00:00Z'));

const came = { attendance: 'ATTENDED', attendedVia: 'LIST' } as const;
const told = { toldAt: new Date('2026-01-21T00:00:00Z') };

/** An earlier consultation, and one to count by hand. */
const aWorld = async () => {
  await on.db.consultation.updateMany({ data: { status: 'CANCELLED' } });
  const earlier = await on.aHeld({ title: 'The first one', startsAt: '2025-11-10T02:00:00Z' });
  const { id } = await on.aHeld({ title: '=The second one' });
  const [veteran, newcomer, absent, delegator, silent, maybe] = [
    await on.aStakeholder(),
    await on.aStakeholder(),
    await on.aStakeholder(),
    await on.aStakeholder({ kind: 'MINISTRY' }),
    await on.aStakeholder({ kind: 'MINISTRY' }),
    await on.aStakeholder({ kind: 'JUDICIARY' }),
  ].map(({ institution: _, ...who }) => who);
  await on.anInvitation(earlier.id, { ...veteran, ...told, ...came, answer: 'ACCEPTED' });
  // Invited before, but never came.
  await on.anInvitation(earlier.id, { ...newcomer, ...told, answer: 'ACCEPTED', attendance: 'ABSENT' });
  const woman = { gender: 'WOMAN', hasDisability: true } as const;
  await on.anInvitation(id, { ...veteran, ...told, ...came, ...woman, answer: 'ACCEPTED', province: 'Siem Reap' });
  await on.anInvitation(id, {
    ...newcomer,
    ...told,
    ...came,
    answer: 'ACCEPTED',
    gender: 'MAN',
    province: 'Siem Reap',
  });
  await on.anInvitation(id, { ...absent, ...told, answer: 'DECLINED', attendance: 'ABSENT', province: 'Kampot' });
  const named = await on.anInvitation(id, { ...delegator, ...told, answer: 'DELEGATED' });
  const delegate = await aPerson(on.api.db);
  const { institutionId, kind } = delegator!;
  await on.anInvitation(id, {
    institutionId,
    kind,
    personId: delegate.id,
    delegateOfId: named.id,
    ...told,
    ...came,
    answer: 'ACCEPTED',
  });
  await on.anInvitation(id, { ...silent, ...told });
  await on.anInvitation(id, { ...maybe, answer: 'TENTATIVE' });
  // Forgotten: still invited, told, and there.
  await on.anInvitation(id, { kind: 'CSO', ...told, ...came, answer: 'ACCEPTED', forgottenAt: on.api.clock.now() });
  // Came uninvited: one unknown, one of an institution that is known.
  await on.anInvitation(id, { walkInName: 'Somebody', ...came, attendedVia: 'WALK_IN' });
  const walkIn = await on.aStakeholder();
  await on.anInvitation(id, {
    ...{ personId: walkIn.personId, institutionId: walkIn.institutionId, kind: 'CSO' },
    ...{ ...came, attendedVia: 'WALK_IN' },
  });
  // Taken back: not invited any more.
  await on.anInvitation(id, { ...told, kind: 'NHRI', withdrawnAt: on.api.clock.now() });
  return { id, earlier };
};

const figuresOf = async (id: string, headers: Record<string, string>) =>
  (await on.get(`/api/v1/consultations/${id}/figures`, headers)).json<ConsultationFigures>();

describe('the figures of a consultation', () => {
  it('are those one counts by hand', async () => {
    const { id, earlier } = await aWorld();
    const { headers } = await on.signedIn();
    const figures = await figuresOf(id, headers);
    expect(figures.total).toEqual({
      invited: 7,
      told: 6,
      yes: 3,
      maybe: 1,
      no: 1,
      delegated: 1,
      none: 1,
      came: 6,
      delegates: 1,
      walkIns: 2,
      // The newcomer, the delegate and the known walk-in.
      firstTimers: 3,
      institutionsInvited: 6,
      institutionsCame: 4,
      institutionsFirst: 3,
    });
    const group = (of: keyof typeof figures.groups) =>
      Object.fromEntries(figures.groups[of].map((one) => [String(one.value), [one.invited, one.yes, one.came]]));
    expect(group('kind')).toEqual({
      CSO: [4, 3, 4],
      MINISTRY: [2, 0, 1],
      JUDICIARY: [1, 0, 0],
      null: [0, 0, 1],
    });
    expect(group('province')).toEqual({ 'Siem Reap': [2, 2, 2], Kampot: [1, 0, 0], null: [4, 1, 4] });
    expect(group('gender')).toEqual({ WOMAN: [1, 1, 1], MAN: [1, 1, 1], null: [5, 1, 4] });
    expect(group('disability')).toEqual({ YES: [1, 1, 1], null: [6, 2, 5] });
    expect(figures.former).toMatchObject({
      consultationId: earlier.id,
      total: { invited: 2, came: 1, firstTimers: 1 },
    });
  });

  it('compare with the one before of the series, or else of the same purpose', async () => {
    const { id, earlier } = await aWorld();
    const { headers } = await on.signedIn();
    const series = await on.db.consultationSeries.create({ data: { everyMonths: 3, createdAt: on.api.clock.now() } });
    const former = async () => (await figuresOf(id, headers)).former?.consultationId;
    const nearer = await on.aHeld({ startsAt: '2025-12-10T02:00:00Z' });
    await on.aHeld({ startsAt: '2025-12-20T02:00:00Z', purpose: 'DRAFT_LAW' });
    await on.aHeld({ startsAt: '2025-12-21T02:00:00Z', status: 'CANCELLED' });
    expect(await former()).toBe(nearer.id);
    await on.db.consultation.updateMany({ where: { id: { in: [id, earlier.id] } }, data: { seriesId: series.id } });
    expect(await former()).toBe(earlier.id);
  });

  it('are for those who hold or keep it', async () => {
    const { id } = await aWorld();
    const host = await on.signedIn({});
    await on.db.consultationHost.create({ data: { consultationId: id, personId: host.person.id, position: 0 } });
    const office = await anInstitution(on.api.db);
    await on.db.mandate.create({
      data: { personId: host.person.id, institutionId: office.id, role: 'MAIN', startsOn: fromDay('2026-01-01') },
    });
    const observer = await on.signedIn({ roles: ['OBSERVER'] });
    const paths = ['', '.csv'].map((end) => `/consultations/${id}/figures${end}`);
    for (const path of [...paths, `/api/v1/consultations/${id}/figures`]) {
      expect((await on.get(path, host.headers)).statusCode).toBe(200);
      expect((await on.get(path, observer.headers)).statusCode).toBe(404);
      expect((await on.get(path, { accept: 'application/json' })).statusCode).toBe(401);
    }
  });

  it('stand on a page with tables that say what their cells are about, without names', async () => {
    const { id } = await aWorld();
    await on.db.inclusionReference.create({
      data: {
        label: `NGOs ${id}`,
        tookPart: 50,
        population: 200,
        kind: 'CSO',
        source: 'A study',
        addedAt: on.api.clock.now(),
      },
    });
    const { headers } = await on.signedIn();
    const { body, statusCode } = await on.get(`/consultations/${id}/figures`, headers);
    expect(statusCode).toBe(200);
    expect(Buffer.byteLength(body)).toBeLessThan(50_000);
    expect(body.match(/<table/g)).toHaveLength(body.match(/<caption>/g)?.length ?? 0);
    expect(body.match(/<th(?! scope)[ >]/g)).toBeNull();
    expect(body).not.toContain(' style=');
    expect(body).not.toMatch(/Chan Sophea|Somebody/);
    expect(body).toMatch(new RegExp(`NGOs ${id}</th><td>–</td><td>50<svg.*?</svg></td><td>200</td>`));
    expect(body).toContain('<th scope="row">of them, uninvited</th><td>2</td><td>33 %');
  });

  it('leave the house without what is few, and run no formulas', async () => {
    const { id } = await aWorld();
    const { headers } = await on.signedIn();
    const { body, headers: answered } = await on.get(`/consultations/${id}/figures.csv`, headers);
    expect(answered['content-disposition']).toBe('attachment; filename="figures.csv"');
    const lines: string[][] = parse(body, { bom: true, relax_column_count: true, skip_empty_lines: true });
    expect(lines[1]).toEqual(['All', '', '7', '3', '6', '6', '4']);
    const kinds = lines.filter(([about]) => about === 'Kind of institution').map(([, ...cells]) => cells.slice(0, 4));
    expect(kinds).toEqual([
      // With the total, three would tell that nobody else said yes.
      ['Civil-society organizations', '4', 'not shown', '4'],
      ['Ministries', 'fewer than 3', 'not shown', 'fewer than 3'],
      ['Not given', 'fewer than 3', 'not shown', 'fewer than 3'],
      ['Judiciary', 'fewer than 3', 'not shown', 'fewer than 3'],
    ]);
    expect(lines.flat().filter((cell) => ['1', '2'].includes(cell))).toEqual([]);
    const period = (await on.get('/consultation-figures.csv?from=2025-01-01', headers)).body;
    expect(period).toContain("'=The second one,2026-02-10,");
  });
});

describe('the figures of several consultations', () => {
  it('are of a period or about a review, exact for the secretariat and without what is few for onlookers', async () => {
    const { id, earlier } = await aWorld();
    const restricted = await on.aHeld({ restricted: true, title: 'About a letter' });
    const { headers } = await on.signedIn();
    const observer = await on.signedIn({ roles: ['OBSERVER'] });
    const of = async (query: string, as = headers) =>
      (await on.get(`/api/v1/consultation-figures${query}`, as)).json<PeriodFigures>();
    const ids = ({ consultations }: PeriodFigures) => consultations.map((one) => one.consultationId);
    expect(ids(await of('')).sort()).toEqual([id, restricted.id].sort());
    expect(ids(await of('?from=2025-11-10&until=2025-11-10'))).toEqual([earlier.id]);
    const both = await of('?from=2025-01-01&until=2026-02-10');
    expect(both.total).toMatchObject({
      invited: 9,
      came: 7,
      firstTimers: 4,
      institutionsCame: 4,
      institutionsFirst: 4,
    });
    const seen = await of('?from=2025-01-01&until=2026-02-10', observer.headers);
    expect(ids(seen)).toEqual([id, earlier.id]);
    expect(seen.total).toMatchObject({ invited: 9, walkIns: 'FEW' });
    expect(seen.consultations.map((one) => one.came)).toEqual(['WITHHELD', 'FEW']);
    const review = await aReview(on.api.db);
    const cluster = await on.db.cluster.create({ data: { id: newId(), reviewId: review.id, name: 'Schools' } });
    await on.db.consultationSubject.create({
      data: { consultationId: earlier.id, kind: 'CLUSTER', subjectId: cluster.id },
    });
    expect(ids(await of(`?reviewId=${review.id}`))).toEqual([earlier.id]);
    const focalPoint = await on.signedIn({});
    expect((await on.get('/api/v1/consultation-figures', focalPoint.headers)).statusCode).toBe(403);
    for (const as of [headers, observer.headers]) {
      const { body, statusCode } = await on.get('/consultation-figures?from=2025-01-01', as);
      expect(statusCode).toBe(200);
      expect(body.includes('About a letter')).toBe(as === headers);
    }
  });

  it('of sixty consultations with a hundred and fifty people each are counted within seconds', async () => {
    await on.db.consultation.updateMany({ data: { status: 'CANCELLED' } });
    const institutions = await Promise.all(Array.from({ length: 30 }, () => anInstitution(on.api.db, { kind: 'CSO' })));
    const people = Array.from({ length: 150 }, () => newId());
    await on.db.person.createMany({
      data: people.map((id) => ({ id, name: 'Person', email: `${id}@example.org`, locale: 'km', timeZone: 'UTC' })),
    });
    for (let n = 0; n < 60; n += 1) {
      const day = `2027-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 5) * 5 + 1).padStart(2, '0')}`;
      const { id: consultationId } = await on.aHeld({ startsAt: `${day}T02:00:00Z` });
      await on.db.invitation.createMany({
        data: people.map((personId, index) => ({
          ...{ id: newId(), consultationId, personId, institutionId: institutions[index % 30]?.id ?? null },
          ...{ kind: 'CSO' as const, invitedAt: fromDay('2026-01-20'), ...told, ...came, answer: 'ACCEPTED' as const },
        })),
      });
    }
    await on.db.$executeRaw`ANALYZE`;
    const { headers } = await on.signedIn();
    const asked = performance.now();
    const { body } = await on.get('/api/v1/consultation-figures?from=2027-01-01&until=2027-12-31', headers);
    const milliseconds = performance.now() - asked;
    const figures = JSON.parse(body) as PeriodFigures;
    expect(figures.consultations).toHaveLength(60);
    expect(figures.total).toMatchObject({ invited: 9000, came: 9000, firstTimers: 150, institutionsCame: 30 });
    expect(milliseconds).toBeLessThan(5000);
  }, 60_000);
});

describe('figures from before', () => {
  const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
  const asForm = (headers: Record<string, string>) => ({
    ...headers,
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'text/html',
  });
  const path = '/consultation-figures/references';
  const entered = { label: 'NGOs, earlier cycle', kind: 'CSO', tookPart: '50', population: '200', source: 'A study' };

  it('are added once, with their source, and removed', async () => {
    const { headers } = await on.signedIn();
    const send = (fields: Record<string, string>, to = path) =>
      on.api.request({ method: 'POST', url: to, headers: asForm(headers), payload: form(fields) });
    expect((await send(entered)).headers['location']).toBe(`${path}?done=added`);
    const again = await send(entered);
    expect([again.statusCode, again.body.includes('There is a figure with this name already.')]).toEqual([409, true]);
    const reference = await on.db.inclusionReference.findUniqueOrThrow({ where: { label: entered.label } });
    expect(reference).toMatchObject({ year: null, invited: null, tookPart: 50, population: 200, kind: 'CSO' });
    expect((await on.get(path, headers)).body).toContain('Took part: 50 out of 200');
    expect((await send({}, `${path}/${reference.id}/remove`)).statusCode).toBe(303);
    expect((await send({}, `${path}/${reference.id}/remove`)).statusCode).toBe(404);
    const events = await on.db.event.findMany({ where: { subjectIds: { has: reference.id } }, orderBy: { id: 'asc' } });
    expect(events.map(({ name }) => name)).toEqual(['inclusion-reference.added', 'inclusion-reference.removed']);
  });

  it.each([
    [{ tookPart: '' }, 'Enter how many took part.'],
    [{ tookPart: '300' }, 'Enter a whole number that is not below those who took part, or nothing.'],
    [{ year: 'long ago' }, 'Enter a year such as 2014, or nothing.'],
    [{ source: ' ' }, 'Say where the figure comes from.'],
  ])('are not taken with %j', async (wrong, said) => {
    const { headers } = await on.signedIn();
    const { statusCode, body } = await on.api.request({
      method: 'POST',
      url: path,
      headers: asForm(headers),
      payload: form({ ...entered, ...wrong }),
    });
    expect(statusCode).toBe(422);
    expect(body).toContain(said);
    expect(await on.db.inclusionReference.count({ where: { label: entered.label } })).toBe(0);
  });

  it('are for those who keep consultations', async () => {
    const { headers } = await on.signedIn({ roles: ['OBSERVER'] });
    expect((await on.get(path, headers)).statusCode).toBe(403);
  });
});
