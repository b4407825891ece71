import { MandatesService, validOn } from '../../libs/directory/index.js';
import { system, toDay } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aMandate, aMechanism, anInstitution, aPerson } from '../support/factories.js';

let api: Api;
let mandates: MandatesService;

beforeAll(async () => {
  api = await anApi();
  mandates = api.app.get(MandatesService);
  await aMechanism(api.db);
});
afterAll(() => api.close());
// In Phnom Penh it is ten in the morning of 10 March.
beforeEach(() => api.clock.set('2026-03-10T03:00:00Z'));

const eventsOf = (id: string) =>
  api.db.now.event.findMany({ where: { subjectIds: { has: id } }, orderBy: { id: 'asc' } });
const endsOf = async (id: string) => (await eventsOf(id)).filter(({ name }) => name === 'mandate.ended');
const alarmsOf = (mandateId: string) =>
  api.db.now.owed.findMany({ where: { name: 'mandate.expire', payload: { equals: { mandateId } } } });
const expire = (mandateId: string) => api.db.transaction((tx) => mandates.expire({ mandateId }, tx));
const stored = (id: string) => api.db.now.mandate.findUniqueOrThrow({ where: { id } });

describe('ending a mandate', () => {
  it('announces it at once when its last day has passed', async () => {
    const { id, personId, institutionId } = await aMandate(api.db);
    await mandates.end(id, { endsOn: '2026-03-09', reason: 'Moved abroad' }, system);
    expect(toDay((await stored(id)).endsOn!)).toBe('2026-03-09');
    expect(await endsOf(id)).toMatchObject([
      { payload: { mandateId: id, personId, institutionId, successorId: null }, reason: 'Moved abroad' },
    ]);
    expect(await alarmsOf(id)).toEqual([]);
  });

  it('waits for the day after the last one, as it begins where the mechanism works', async () => {
    const { id } = await aMandate(api.db);
    await mandates.end(id, { endsOn: '2026-03-10' }, system);
    expect(await endsOf(id)).toEqual([]);
    expect(await alarmsOf(id)).toMatchObject([{ runAt: new Date('2026-03-10T17:00:00Z') }]);

    api.clock.set('2026-03-10T16:59:59Z');
    await expire(id);
    expect(await endsOf(id)).toEqual([]);

    api.clock.set('2026-03-10T17:00:00Z');
    await expire(id);
    await expire(id);
    expect(await endsOf(id)).toHaveLength(1);
  });

  it('follows the last word when the end is moved, there and back', async () => {
    const { id } = await aMandate(api.db);
    await mandates.end(id, { endsOn: '2026-03-20' }, system);
    await mandates.end(id, { endsOn: '2026-03-25' }, system);
    api.clock.set('2026-03-21T03:00:00Z');
    await expire(id);
    expect(await endsOf(id)).toEqual([]);
    await mandates.end(id, { endsOn: '2026-03-21' }, system);
    api.clock.set('2026-03-26T03:00:00Z');
    for (const _ of await alarmsOf(id)) await expire(id);
    expect(await endsOf(id)).toHaveLength(1);
  });

  it('ends now what was planned for later', async () => {
    const { id } = await aMandate(api.db);
    await mandates.end(id, { endsOn: '2026-03-20' }, system);
    await mandates.end(id, { endsOn: '2026-03-09' }, system);
    expect(await endsOf(id)).toHaveLength(1);
    api.clock.set('2026-03-21T03:00:00Z');
    await expire(id);
    expect(await endsOf(id)).toHaveLength(1);
  });

  it('has one effect when ten end it at once', async () => {
    const { id } = await aMandate(api.db);
    const { id: successorPersonId } = await aPerson(api.db);
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => mandates.end(id, { endsOn: '2026-03-09', successorPersonId }, system)),
    );
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refusals).toHaveLength(9);
    expect(refusals).toEqual(Array(9).fill(expect.objectContaining({ code: 'mandate-already-ended', status: 409 })));
    expect(await endsOf(id)).toHaveLength(1);
    expect(await api.db.now.mandate.count({ where: { personId: successorPersonId } })).toBe(1);
  });

  it('has one effect when ten alarms ring at once', async () => {
    const { id } = await aMandate(api.db);
    await mandates.end(id, { endsOn: '2026-03-10' }, system);
    api.clock.set('2026-03-11T03:00:00Z');
    await Promise.all(Array.from({ length: 10 }, () => expire(id)));
    expect(await endsOf(id)).toHaveLength(1);
  });

  it.each([
    ['of which the last day is over', '2026-03-08', '2026-03-20', 'mandate-already-ended'],
    ['to the day it ends on anyway', '2026-03-20', '2026-03-20', 'mandate-end-already-planned'],
    ['before it starts', null, '2026-01-04', 'mandate-ends-before-it-starts'],
  ])('is refused for one %s', async (_, before, endsOn, code) => {
    const { id } = await aMandate(api.db, { endsOn: before });
    await expect(mandates.end(id, { endsOn }, system)).rejects.toMatchObject({ code });
    expect(await eventsOf(id)).toEqual([]);
  });
});

describe('a successor', () => {
  const heldBy = async (personId: string, institutionId: string) =>
    (await api.db.now.mandate.findMany({ where: { personId, institutionId } })).map(({ role, startsOn, endsOn }) => ({
      role,
      startsOn: toDay(startsOn),
      endsOn,
    }));

  it('holds the same mandate from the day after', async () => {
    const mandate = await aMandate(api.db, { role: 'VALIDATING_AUTHORITY' });
    const successor = await aPerson(api.db);
    await mandates.end(mandate.id, { endsOn: '2026-03-09', successorPersonId: successor.id }, system);
    expect(await heldBy(successor.id, mandate.institutionId)).toEqual([
      { role: 'VALIDATING_AUTHORITY', startsOn: '2026-03-10', endsOn: null },
    ]);
    expect((await eventsOf(successor.id)).map(({ name }) => name)).toEqual(['mandate.started', 'mandate.ended']);
    expect(await endsOf(mandate.id)).toMatchObject([{ payload: { successorId: successor.id } }]);
    const holdersOn = (day: string) =>
      api.db.now.mandate.findMany({ where: { institutionId: mandate.institutionId, ...validOn(day) } });
    expect(await holdersOn('2026-03-09')).toMatchObject([{ personId: mandate.personId }]);
    expect(await holdersOn('2026-03-10')).toMatchObject([{ personId: successor.id }]);
  });

  it('starts when the mandate now ends, if that is moved', async () => {
    const mandate = await aMandate(api.db);
    const successor = await aPerson(api.db);
    await mandates.end(mandate.id, { endsOn: '2026-03-20', successorPersonId: successor.id }, system);
    await mandates.end(mandate.id, { endsOn: '2026-03-31' }, system);
    expect(await heldBy(successor.id, mandate.institutionId)).toEqual([
      { role: 'MAIN', startsOn: '2026-04-01', endsOn: null },
    ]);
  });

  it('is not given a mandate they hold already', async () => {
    const mandate = await aMandate(api.db);
    const { personId } = await aMandate(api.db, { institutionId: mandate.institutionId });
    await mandates.end(mandate.id, { endsOn: '2026-03-20', successorPersonId: personId }, system);
    expect(await heldBy(personId, mandate.institutionId)).toHaveLength(1);
  });

  it('must be somebody else, of the directory', async () => {
    const mandate = await aMandate(api.db);
    const end = (successorPersonId: string) =>
      mandates.end(mandate.id, { endsOn: '2026-03-20', successorPersonId }, system);
    await expect(end('01920000-0000-7000-8000-000000000001')).rejects.toMatchObject({ code: 'successor-unknown' });
    await expect(end(mandate.personId)).rejects.toMatchObject({ code: 'successor-is-the-same' });
    expect((await stored(mandate.id)).endsOn).toBeNull();
  });
});

describe('starting a mandate', () => {
  it('is refused while the person holds it, also when ten ask at once', async () => {
    const person = await aPerson(api.db);
    const institution = await anInstitution(api.db);
    const facts = { personId: person.id, institutionId: institution.id, role: 'MAIN', startsOn: '2026-03-10' } as const;
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => mandates.start({ ...facts, endsOn: null }, system)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(mandates.start({ ...facts, endsOn: null }, system)).rejects.toMatchObject({
      code: 'mandate-already-held',
      status: 409,
    });
    await mandates.start({ ...facts, startsOn: '2025-01-01', endsOn: '2025-12-31' }, system);
    await mandates.start({ ...facts, role: 'ALTERNATE', endsOn: null }, system);
  });

  it('with a last day to come owes its end', async () => {
    const person = await aPerson(api.db);
    const institution = await anInstitution(api.db);
    const facts = { personId: person.id, institutionId: institution.id, role: 'MAIN', startsOn: '2026-03-10' } as const;
    const id = await mandates.start({ ...facts, endsOn: '2026-03-10' }, system);
    expect(await alarmsOf(id)).toHaveLength(1);
    api.clock.set('2026-03-11T03:00:00Z');
    await expire(id);
    expect(await endsOf(id)).toHaveLength(1);
  });
});

it('knows the coordinators', async () => {
  const { id } = await aPerson(api.db, { roles: ['COORDINATOR'] });
  await aPerson(api.db, { roles: ['OFFICER'] });
  expect((await mandates.coordinators(api.db.now)).map((person) => person.id)).toEqual([id]);
});
