import { RolesService } from '../../libs/access/index.js';
import { DirectoryService, MechanismService, type DirectoryRow } from '../../libs/directory/index.js';
import { Conflict, Links, system, toDay } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { FixedClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { aMandate, aMechanism, anInstitution, aPerson } from '../support/factories.js';

let api: Api;
let officer: Record<string, string>;
let administrator: Record<string, string>;

beforeAll(async () => {
  api = await anApi({ clock: new FixedClock('2026-03-10T03:00:00Z') });
  await aMechanism(api.db);
  officer = await api.signIn((await aPerson(api.db, { name: 'A', roles: ['OFFICER'] })).id);
  administrator = await api.signIn((await aPerson(api.db, { name: 'A', roles: ['ADMINISTRATOR'] })).id);
});
afterAll(() => api.close());
beforeEach(() => api.clock.set('2026-03-10T03:00:00Z'));

const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH', url: string, payload?: object, headers = officer) =>
  api.request({ method, url: `/api/v1/${url}`, headers, ...(payload && { payload }) });
const eventsOf = async (id: string) =>
  (await api.db.now.event.findMany({ where: { subjectIds: { has: id } }, orderBy: { id: 'asc' } })).map(
    ({ name }) => name,
  );

describe('the mechanism', () => {
  it('is described by an administrator, and tells which day it is', async () => {
    const described = { name: 'Comité', stateCode: 'KHM', timeZone: 'Pacific/Kiritimati', locale: 'km' };
    expect((await call('PUT', 'mechanism', described)).statusCode).toBe(403);
    expect((await call('PUT', 'mechanism', described, administrator)).json()).toEqual(described);
    expect((await call('GET', 'mechanism')).json()).toEqual(described);
    const mechanism = api.app.get(MechanismService);
    api.clock.set('2026-03-10T10:00:00Z');
    expect(await mechanism.today()).toBe('2026-03-11');
    const nowhere = { ...described, timeZone: 'Asia/Nowhere' };
    expect((await call('PUT', 'mechanism', nowhere, administrator)).statusCode).toBe(400);
    await aMechanism(api.db);
    expect(await mechanism.today()).toBe('2026-03-10');
  });

  it('must be described before anything else', async () => {
    const mechanism = api.app.get(MechanismService);
    await api.db.transaction(async (tx) => {
      await tx.mechanism.deleteMany();
      await expect(mechanism.get()).rejects.toBeInstanceOf(Conflict);
      await aMechanism(api.db);
    });
  });
});

describe('institutions', () => {
  it('are registered and changed, each name once', async () => {
    const registered = await call('POST', 'institutions', { name: '  Ministe\u0300re  des Mines ', kind: 'MINISTRY' });
    expect(registered.statusCode).toBe(201);
    const { id } = registered.json<{ id: string }>();
    expect(registered.json()).toEqual({
      id,
      name: 'Ministère des Mines',
      acronym: null,
      kind: 'MINISTRY',
      province: null,
      themes: [],
    });
    const again = await call('POST', 'institutions', { name: 'Ministère des Mines', kind: 'AGENCY' });
    expect(again.json()).toMatchObject({ code: 'institution-name-taken', status: 409 });
    expect((await call('PATCH', `institutions/${id}`, { acronym: 'MM' })).json()).toMatchObject({ acronym: 'MM' });
    expect(await eventsOf(id)).toEqual(['institution.registered', 'institution.changed']);
    const found = (await call('GET', 'institutions?q=mines&kind=MINISTRY')).json<{ items: object[] }>();
    expect(found.items).toMatchObject([{ id }]);
    expect((await call('PATCH', `institutions/01920000-0000-7000-8000-000000000001`, {})).statusCode).toBe(404);
  });

  it('come in pages, by name', async () => {
    for (const name of ['Zeta 1', 'Zeta 3', 'Zeta 2']) await anInstitution(api.db, { name });
    const first = (await call('GET', 'institutions?q=zeta&limit=2')).json<{
      items: { name: string }[];
      next: string;
    }>();
    expect(first.items.map(({ name }) => name)).toEqual(['Zeta 1', 'Zeta 2']);
    const second = (await call('GET', `institutions?q=zeta&limit=2&cursor=${first.next}`)).json();
    expect(second).toMatchObject({ items: [{ name: 'Zeta 3' }], next: null });
  });
});

describe('people', () => {
  const dara = { name: 'Sok Dara', email: 'Sok.DARA@Example.org', locale: 'km', timeZone: 'Asia/Phnom_Penh' };

  it('are registered once, under their address in lower case', async () => {
    const registered = await call('POST', 'people', dara);
    expect(registered.json()).toMatchObject({ email: 'sok.dara@example.org' });
    expect((await call('POST', 'people', { ...dara, email: 'SOK.dara@example.org' })).json()).toMatchObject({
      code: 'email-taken',
      status: 409,
    });
    const { id } = registered.json<{ id: string }>();
    expect((await call('PATCH', `people/${id}`, { locale: 'fr' })).json()).toMatchObject({ locale: 'fr' });
    expect(await eventsOf(id)).toEqual(['person.registered', 'person.changed']);
  });

  describe('an address', () => {
    const move = (id: string, email: string, as: Record<string, string>) =>
      call('PATCH', `people/${id}`, { email }, as);
    const addressOf = async (id: string) => (await api.db.now.person.findUniqueOrThrow({ where: { id } })).email;

    it.each(['ADMINISTRATOR', 'OFFICER', 'APPROVING_AUTHORITY', 'OBSERVER'] as const)(
      'of somebody with the role %s is changed by administrators only',
      async (role) => {
        const { id, email } = await aPerson(api.db, { roles: [role] });
        const coordinator = await api.signIn((await aPerson(api.db, { roles: ['COORDINATOR'] })).id);
        for (const headers of [officer, coordinator]) {
          expect((await move(id, `taken-${id}@example.org`, headers)).json()).toMatchObject({ code: 'forbidden' });
        }
        expect(await addressOf(id)).toBe(email);
        expect((await call('PATCH', `people/${id}`, { email, locale: 'fr' })).statusCode).toBe(200);
        expect((await move(id, `new-${id}@example.org`, administrator)).statusCode).toBe(200);
        expect(await addressOf(id)).toBe(`new-${id}@example.org`);
      },
    );

    it('cannot be changed while a role is being given', async () => {
      const { id, email } = await aPerson(api.db);
      const roles = api.app.get(RolesService);
      let asked: ReturnType<typeof move> | undefined;
      await api.db.transaction(async () => {
        await roles.give(id, ['ADMINISTRATOR'], { by: system, reason: null });
        asked = move(id, `taken-${id}@example.org`, officer);
        await eventually(async () => {
          const [waiting] = await api.db.now.$queryRaw<{ count: number }[]>`
            SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))`;
          expect(waiting?.count).toBe(1);
        });
      });
      expect((await asked)?.statusCode).toBe(403);
      expect(await addressOf(id)).toBe(email);
    });

    it('that changes ends what was sent to the old one, and says so there', async () => {
      const { personId: id } = await aMandate(api.db);
      const old = await addressOf(id);
      const theirs = await api.signIn(id);
      const links = api.app.get(Links);
      const [linkId = ''] = await links.make(api.db.now, [{ purpose: 'verify', personId: id }], { minutes: 20 });
      const token = links.url('verify', linkId).split('/').at(-1) ?? '';

      expect((await call('PATCH', `people/${id}`, { email: old, name: 'Sok Dara Rith' })).statusCode).toBe(200);
      expect((await api.request({ url: '/api/v1/me', headers: theirs })).statusCode).toBe(200);
      expect(await api.db.now.mail.count({ where: { personId: id } })).toBe(0);

      expect((await move(id, `new-${id}@example.org`, officer)).statusCode).toBe(200);
      expect((await api.request({ url: '/api/v1/me', headers: theirs })).statusCode).toBe(401);
      await expect(links.open('verify', token)).rejects.toMatchObject({ why: 'revoked' });
      const told = await api.db.now.mail.findMany({ where: { personId: id } });
      expect(told).toMatchObject([{ name: 'address-changed', address: old }]);
      expect(JSON.stringify(told[0]?.props)).not.toContain('@');
      expect(await eventsOf(id)).toEqual([
        'person.changed',
        'person.changed',
        'person.access-revoked',
        'link.revoked',
        'person.signed-out',
      ]);
    });
  });

  it.each([
    ['address', { email: 'sok.dara' }],
    ['language', { locale: 'de' }],
    ['time zone', { timeZone: 'UTC+7' }],
    ['name', { name: '  ' }],
  ])('need a real %s', async (_, wrong) => {
    expect((await call('POST', 'people', { ...dara, email: 'other@example.org', ...wrong })).statusCode).toBe(400);
  });

  it('show their address to the secretariat and to themselves only', async () => {
    const { personId, institutionId } = await aMandate(api.db);
    const { personId: colleague } = await aMandate(api.db, { institutionId, role: 'ALTERNATE' });
    const { personId: stranger } = await aMandate(api.db);
    const headers = await api.signIn(personId);
    const observer = await api.signIn((await aPerson(api.db, { roles: ['OBSERVER'] })).id);
    const emailOf = async (id: string, as: Record<string, string>) => {
      const answer = await call('GET', `people/${id}`, undefined, as);
      return answer.statusCode === 200 ? 'email' in answer.json<object>() : answer.statusCode;
    };
    expect(await emailOf(colleague, officer)).toBe(true);
    expect(await emailOf(colleague, observer)).toBe(false);
    expect(await emailOf(colleague, headers)).toBe(false);
    expect(await emailOf(personId, headers)).toBe(true);
    expect(await emailOf(stranger, headers)).toBe(404);
    const seen = (await call('GET', 'people', undefined, headers)).json<{ items: { id: string }[] }>();
    expect(new Set(seen.items.map(({ id }) => id))).toEqual(new Set([personId, colleague]));
    const there = (await call('GET', `people?institutionId=${institutionId}&limit=1`)).json<{ next: string }>();
    const rest = (await call('GET', `people?institutionId=${institutionId}&limit=1&cursor=${there.next}`)).json();
    expect(rest).toMatchObject({ items: [{ name: 'Sok Dara' }], next: null });
    const mandates = (await call('GET', 'mandates', undefined, headers)).json<{ items: object[] }>();
    expect(mandates.items).toHaveLength(2);
  });
});

describe('mandates', () => {
  it('are started, listed and ended', async () => {
    const person = await aPerson(api.db);
    const institution = await anInstitution(api.db);
    const facts = { personId: person.id, institutionId: institution.id, role: 'MAIN', startsOn: '2026-03-01' };
    const started = await call('POST', 'mandates', facts);
    expect(started.statusCode).toBe(201);
    expect(started.json()).toMatchObject({
      role: 'MAIN',
      startsOn: '2026-03-01',
      endsOn: null,
      person: { id: person.id, name: 'Sok Dara' },
      institution: { id: institution.id },
    });
    expect((await call('POST', 'mandates', facts)).json()).toMatchObject({ code: 'mandate-already-held' });
    const { id } = started.json<{ id: string }>();
    const ended = await call('POST', `mandates/${id}/end`, { endsOn: '2026-03-09', reason: 'Retired' });
    expect(ended.json()).toMatchObject({ id, endsOn: '2026-03-09' });
    expect(await eventsOf(id)).toEqual(['mandate.started', 'mandate.ended']);
    const on = async (day: string) =>
      (await call('GET', `mandates?institutionId=${institution.id}&on=${day}`)).json<{ items: object[] }>().items
        .length;
    expect([await on('2026-02-28'), await on('2026-03-01'), await on('2026-03-09'), await on('2026-03-10')]).toEqual([
      0, 1, 1, 0,
    ]);
    expect((await call('POST', 'mandates', { ...facts, endsOn: '2026-02-28' })).statusCode).toBe(400);
  });
});

describe('a list of the directory', () => {
  const row = (n: number, facts: Partial<DirectoryRow> = {}): DirectoryRow => ({
    institution: { name: `Office ${Math.ceil(n / 2)}`, acronym: null, kind: 'AGENCY' },
    person: { name: `Person ${n}`, email: `person.${n}@example.org`, locale: 'en', timeZone: 'Asia/Phnom_Penh' },
    mandate: { role: n % 2 ? 'MAIN' : 'ALTERNATE', startsOn: null, endsOn: null },
    ...facts,
  });
  const rows = [row(1), row(2), row(3), row(4, { person: null, mandate: null })];
  const apply = (list: DirectoryRow[]) =>
    api.db.transaction((tx) => api.app.get(DirectoryService).apply(tx, list, { by: system }));
  const compare = (list: DirectoryRow[]) => api.app.get(DirectoryService).compare(list);
  const mandateOf = (n: number) =>
    api.db.now.mandate.findFirstOrThrow({ where: { person: { email: `person.${n}@example.org` } } });

  it('is compared without a trace, and applied with events', async () => {
    const before = await api.db.now.institution.count();
    expect(await compare(rows)).toEqual(['NEW', 'NEW', 'NEW', 'UNCHANGED']);
    expect(await api.db.now.institution.count()).toBe(before);
    expect(await apply(rows)).toEqual(['NEW', 'NEW', 'NEW', 'UNCHANGED']);
    expect(await api.db.now.institution.count()).toBe(before + 2);
    const { id, startsOn, personId, institutionId } = await mandateOf(3);
    expect(toDay(startsOn)).toBe('2026-03-10');
    expect(await eventsOf(id)).toEqual(['mandate.started']);
    expect(await eventsOf(personId)).toEqual(['person.registered', 'mandate.started']);
    expect(await eventsOf(institutionId)).toEqual(['institution.registered', 'mandate.started']);
  });

  it('changes nothing the second time', async () => {
    const events = await api.db.now.event.count();
    api.clock.set('2026-04-01T03:00:00Z');
    expect(await apply(rows)).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED', 'UNCHANGED']);
    expect(await api.db.now.event.count()).toBe(events);
  });

  it('changes what differs, and ends mandates as people do', async () => {
    const changed = [
      row(1, { institution: { name: 'Office 1', acronym: 'O1', kind: 'AGENCY' } }),
      row(2, { person: { ...row(2).person!, name: 'Person Two' } }),
      row(3, { mandate: { role: 'MAIN', startsOn: null, endsOn: '2026-03-31' } }),
    ];
    expect(await apply(changed)).toEqual(['CHANGED', 'CHANGED', 'CHANGED']);
    expect(await api.db.now.institution.findUnique({ where: { name: 'Office 1' } })).toMatchObject({ acronym: 'O1' });
    const { id } = await mandateOf(3);
    expect(await eventsOf(id)).toEqual(['mandate.started', 'mandate.end-planned']);
    expect(await apply(changed)).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED']);

    const { id: past } = await mandateOf(1);
    await apply([row(1, { mandate: { role: 'MAIN', startsOn: null, endsOn: '2026-03-10' } })]);
    api.clock.set('2026-03-12T03:00:00Z');
    await api.db.now.mandate.update({ where: { id: past }, data: { endsOn: null } });
    await apply([row(1, { mandate: { role: 'MAIN', startsOn: null, endsOn: '2026-03-11' } })]);
    expect((await eventsOf(past)).at(-1)).toBe('mandate.ended');
  });
});
