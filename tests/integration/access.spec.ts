import { ModulesContainer } from '@nestjs/core';
import { ALLOWED, PUBLIC } from '../../libs/access/index.js';
import { newId, type MandateRole, type Role } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';

let api: Api;

beforeAll(async () => {
  api = await anApi();
  await api.db.now.mechanism.create({
    data: { name: 'Human Rights Committee', stateCode: 'KHM', timeZone: 'Asia/Phnom_Penh', locale: 'en' },
  });
});
afterAll(() => api.close());
beforeEach(() => api.clock.set('2026-03-02T03:00:00Z'));

const aPerson = async ({ roles = [], locale = 'en' }: { roles?: Role[]; locale?: string } = {}) => {
  const id = newId();
  const email = `${id}@example.org`;
  await api.db.now.person.create({ data: { id, name: 'Sok Dara', email, locale, timeZone: 'Asia/Phnom_Penh' } });
  await api.db.now.roleGrant.createMany({
    data: roles.map((role) => ({ personId: id, role, grantedAt: api.clock.now() })),
  });
  return { id, email };
};

const aMandate = async (personId: string, role: MandateRole, endsOn: string | null = null) => {
  const institution = await api.db.now.institution.create({ data: { name: `Ministry ${newId()}`, kind: 'MINISTRY' } });
  await api.db.now.mandate.create({
    data: {
      personId,
      institutionId: institution.id,
      role,
      startsOn: new Date('2026-01-01'),
      endsOn: endsOn === null ? null : new Date(endsOn),
    },
  });
  return institution;
};

const eventsOf = async (subjectId: string) =>
  (await api.db.now.event.findMany({ where: { subjectIds: { has: subjectId } }, orderBy: { id: 'asc' } })).map(
    ({ name }) => name,
  );

describe('every route', () => {
  it('says who may use it', () => {
    const open: string[] = [];
    for (const module of api.app.get(ModulesContainer).values()) {
      for (const { metatype } of module.controllers.values()) {
        const controller = metatype as { name: string; prototype: Record<string, () => unknown> };
        for (const name of Object.getOwnPropertyNames(controller.prototype).slice(1)) {
          const handler = controller.prototype[name]!;
          if (!Reflect.hasMetadata('path', handler)) continue;
          const says = (key: string) => Reflect.hasMetadata(key, handler) || Reflect.hasMetadata(key, controller);
          if (!says(ALLOWED) && !says(PUBLIC)) open.push(`${controller.name}.${name}`);
        }
      }
    }
    expect(open).toEqual([]);
  });

  it('is closed to strangers unless it is made for them', async () => {
    const api401 = await api.request({ url: '/api/v1/me' });
    expect(api401.statusCode).toBe(401);
    expect(api401.headers['content-type']).toContain('application/problem+json');
    expect(api401.json()).toMatchObject({ code: 'unauthenticated', status: 401, type: '/problems/unauthenticated' });

    const page = await api.request({ url: '/tokens?x=1', headers: { accept: 'text/html' } });
    expect(page.statusCode).toBe(303);
    expect(page.headers.location).toBe('/sign-in?returnTo=%2Ftokens%3Fx%3D1');
  });

  it('is closed to people without the right', async () => {
    const { id } = await aPerson({ roles: ['OBSERVER'] });
    const answer = await api.request({ url: `/api/v1/people/${id}/roles`, headers: await api.signIn(id) });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toMatchObject({ code: 'forbidden' });
  });
});

describe('rights', () => {
  const rightsOf = async (personId: string) => {
    const answer = await api.request({ url: '/api/v1/me', headers: await api.signIn(personId) });
    return answer.statusCode === 200 ? answer.json<{ rights: string[] }>().rights : answer.statusCode;
  };

  it('come from roles and from mandates, by the day where the mechanism works', async () => {
    const { id } = await aPerson({ roles: ['OFFICER'] });
    await aMandate(id, 'VALIDATING_AUTHORITY', '2026-03-31');
    expect(await rightsOf(id)).toEqual(['officer', 'validating-authority']);
    api.clock.set('2026-03-31T16:59:59Z'); // a second before midnight in Phnom Penh
    expect(await rightsOf(id)).toEqual(['officer', 'validating-authority']);
    api.clock.set('2026-03-31T17:00:00Z');
    expect(await rightsOf(id)).toEqual(['officer']);
  });

  it('end with the only mandate', async () => {
    const { id } = await aPerson();
    await aMandate(id, 'ALTERNATE', '2026-03-01');
    expect(await rightsOf(id)).toBe(403);
  });
});

describe('the home page', () => {
  it('tells people who they are here', async () => {
    const { id, email } = await aPerson();
    const institution = await aMandate(id, 'MAIN');
    const page = await api.request({ url: '/', headers: { accept: 'text/html', ...(await api.signIn(id)) } });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    for (const text of [email, institution.name, 'focal point', 'Human Rights Committee']) {
      expect(page.body).toContain(text);
    }
  });
});

describe('another site', () => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{}],
  ])('cannot press our buttons with a person’s cookie: %j', async (headers) => {
    const { id } = await aPerson({ roles: ['ADMINISTRATOR'] });
    const { cookie } = await api.signIn(id);
    const answer = await api.request({
      method: 'POST',
      url: '/tokens',
      headers: { cookie, ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'name=x&scope=read&days=1',
    });
    expect(answer.statusCode).toBe(403);
    expect(await api.db.now.accessToken.count({ where: { personId: id } })).toBe(0);
  });

  it('cannot sign people in or out either', async () => {
    for (const url of ['/sign-out', '/sign-in']) {
      const answer = await api.request({ method: 'POST', url, headers: { 'sec-fetch-site': 'cross-site' } });
      expect(answer.statusCode).toBe(403);
    }
  });
});

describe('roles', () => {
  const give = async (by: string, personId: string, roles: Role[]) =>
    api.request({
      method: 'PUT',
      url: `/api/v1/people/${personId}/roles`,
      headers: await api.signIn(by),
      payload: { roles, reason: 'New in the secretariat' },
    });

  it('are given by administrators, with the reason kept', async () => {
    const admin = await aPerson({ roles: ['ADMINISTRATOR'] });
    const { id } = await aPerson({ roles: ['OBSERVER'] });
    const answer = await give(admin.id, id, ['COORDINATOR', 'OFFICER']);
    expect(answer.json()).toEqual({ roles: ['COORDINATOR', 'OFFICER'] });
    expect(await eventsOf(id)).toEqual(['role.granted', 'role.granted', 'role.revoked']);

    const trail = await api.request({
      url: `/api/v1/events?subjectId=${id}&limit=2`,
      headers: await api.signIn(admin.id),
    });
    const page = trail.json<{ items: Record<string, unknown>[]; next: string }>();
    expect(page.items[0]).toMatchObject({
      name: 'role.revoked',
      payload: { personId: id, role: 'OBSERVER' },
      actor: { id: admin.id, name: 'Sok Dara' },
      via: 'session',
      reason: 'New in the secretariat',
    });
    const rest = await api.request({
      url: `/api/v1/events?subjectId=${id}&name=role.granted&name=role.revoked&cursor=${page.next}`,
      headers: await api.signIn(admin.id),
    });
    expect(rest.json()).toMatchObject({ items: [{ payload: { role: 'COORDINATOR' } }], next: null });
  });

  it('are not given by others', async () => {
    const { id } = await aPerson({ roles: ['COORDINATOR'] });
    expect((await give(id, id, ['ADMINISTRATOR'])).statusCode).toBe(403);
  });

  it('cannot be taken from the last administrator, even by two who remove each other at once', async () => {
    await api.db.now.roleGrant.deleteMany({ where: { role: 'ADMINISTRATOR' } });
    const [one, two] = [await aPerson({ roles: ['ADMINISTRATOR'] }), await aPerson({ roles: ['ADMINISTRATOR'] })];
    const answers = await Promise.all([give(one.id, two.id, []), give(two.id, one.id, [])]);
    expect(answers.map(({ statusCode }) => statusCode).filter((status) => status === 200)).toHaveLength(1);
    expect(await api.db.now.roleGrant.count({ where: { role: 'ADMINISTRATOR' } })).toBe(1);

    const [{ personId } = { personId: '' }] = await api.db.now.roleGrant.findMany({ where: { role: 'ADMINISTRATOR' } });
    const refused = await give(personId, personId, ['OBSERVER']);
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ code: 'last-administrator' });
  });
});
