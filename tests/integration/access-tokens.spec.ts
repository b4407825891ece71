import { newId } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';

let api: Api;

beforeAll(async () => {
  api = await anApi();
});
afterAll(() => api.close());
beforeEach(() => api.clock.set('2026-03-02T03:00:00Z'));

const anAdministrator = async () => {
  const id = newId();
  await api.db.now.person.create({
    data: { id, name: 'Sok Dara', email: `${id}@example.org`, locale: 'en', timeZone: 'UTC' },
  });
  await api.db.now.roleGrant.create({ data: { personId: id, role: 'ADMINISTRATOR', grantedAt: api.clock.now() } });
  return { id, headers: await api.signIn(id) };
};

interface Made {
  id: string;
  token: string;
}

const make = async (
  headers: Record<string, string>,
  payload: object = { name: 'Report', scopes: ['read'], days: 30 },
) => {
  const answer = await api.request({ method: 'POST', url: '/api/v1/access-tokens', headers, payload });
  expect(answer.statusCode).toBe(201);
  return answer.json<Made>();
};

const bearing = ({ token }: Made) => ({ authorization: `Bearer ${token}` });
const me = (made: Made) => api.request({ url: '/api/v1/me', headers: bearing(made) });

describe('an access token', () => {
  it('is shown once, kept as a hash, and acts for its person', async () => {
    const { id, headers } = await anAdministrator();
    const made = await make(headers);
    expect(made.token).toMatch(/^nmrf_pat_/);
    expect((await me(made)).json()).toMatchObject({ personId: id, rights: ['administrator'] });
    const kept = JSON.stringify(await api.db.now.accessToken.findMany({ where: { personId: id } }));
    expect(kept).not.toContain(made.token.slice('nmrf_pat_'.length));
    const listed = await api.request({ url: '/api/v1/access-tokens', headers });
    expect(listed.json()).toMatchObject({ items: [{ id: made.id, name: 'Report', scopes: ['read'] }] });
    expect(listed.body).not.toContain(made.token);
  });

  it('with the scope "read" changes nothing', async () => {
    const { id, headers } = await anAdministrator();
    const payload = { roles: ['ADMINISTRATOR', 'OFFICER'], reason: 'Helps out' };
    const put = (made: Made) =>
      api.request({ method: 'PUT', url: `/api/v1/people/${id}/roles`, headers: bearing(made), payload });
    const refused = await put(await make(headers));
    expect(refused.statusCode).toBe(403);
    expect(refused.json<{ detail: string }>().detail).toContain('"read" only');
    // No page of another site can send it, so it needs no proof of where the request began.
    const done = await put(await make(headers, { name: 'Sync', scopes: ['write'], days: 1 }));
    expect(done.statusCode).toBe(200);
    expect(await api.db.now.event.count({ where: { subjectIds: { has: id }, via: 'token' } })).toBe(1);
  });

  it('ends with its last day, and when it is revoked', async () => {
    const { headers } = await anAdministrator();
    const short = await make(headers, { name: 'Short', scopes: ['read'], days: 1 });
    const revoked = await make(headers);
    const revoke = () => api.request({ method: 'DELETE', url: `/api/v1/access-tokens/${revoked.id}`, headers });
    expect((await revoke()).statusCode).toBe(204);
    expect((await revoke()).statusCode).toBe(204);
    expect((await me(revoked)).statusCode).toBe(401);
    expect(
      await api.db.now.event.count({ where: { name: 'access-token.revoked', subjectIds: { has: revoked.id } } }),
    ).toBe(1);
    api.clock.set('2026-03-03T03:00:00Z');
    expect((await me(short)).statusCode).toBe(401);
  });

  it('is refused when it is none of ours, whatever cookie comes with it', async () => {
    const { headers } = await anAdministrator();
    for (const authorization of ['Bearer nmrf_pat_wrong', 'Bearer x', 'Basic abc', '']) {
      expect((await api.request({ url: '/api/v1/me', headers: { ...headers, authorization } })).statusCode).toBe(401);
    }
  });

  it('is no cookie, nor a cookie a token', async () => {
    const { headers } = await anAdministrator();
    const made = await make(headers);
    const asCookie = await api.request({ url: '/api/v1/me', headers: { cookie: `nmrf_session=${made.token}` } });
    expect(asCookie.statusCode).toBe(401);
  });

  it('cannot make another token, so a leaked one cannot outlive its end', async () => {
    const { headers } = await anAdministrator();
    const made = await make(headers, { name: 'Sync', scopes: ['read', 'write'], days: 1 });
    const payload = { name: 'Again', scopes: ['write'], days: 365 };
    const answer = await api.request({ method: 'POST', url: '/api/v1/access-tokens', headers: bearing(made), payload });
    expect(answer.statusCode).toBe(403);
  });

  it('of somebody else cannot be revoked', async () => {
    const [one, two] = [await anAdministrator(), await anAdministrator()];
    const made = await make(one.headers);
    const answer = await api.request({
      method: 'DELETE',
      url: `/api/v1/access-tokens/${made.id}`,
      headers: two.headers,
    });
    expect(answer.statusCode).toBe(404);
    expect((await me(made)).statusCode).toBe(200);
  });

  it('notes its use once a minute', async () => {
    const { headers } = await anAdministrator();
    const made = await make(headers);
    const usedAt = async () => (await api.db.now.accessToken.findUniqueOrThrow({ where: { id: made.id } })).lastUsedAt;
    for (const [now, noted] of [
      ['03:00:00', '03:00:00'],
      ['03:00:59', '03:00:00'],
      ['03:01:00', '03:01:00'],
    ]) {
      api.clock.set(`2026-03-02T${now}Z`);
      await me(made);
      expect(await usedAt()).toEqual(new Date(`2026-03-02T${noted}Z`));
    }
  });

  it('can be made and revoked on a page', async () => {
    const { headers } = await anAdministrator();
    const form = { ...headers, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
    const payload = 'name=Monthly+%3Cb%3E&scope=write&days=90';
    const made = await api.request({ method: 'POST', url: '/tokens', headers: form, payload });
    expect(made.statusCode).toBe(200);
    expect(made.body).not.toContain('<b>');
    const token = /nmrf_pat_[\w-]+/.exec(made.body)![0];
    expect((await me({ id: '', token })).statusCode).toBe(200);
    const page = await api.request({ url: '/tokens', headers: form });
    expect(page.body).not.toContain(token);
    const [, action] = /action="(\/tokens\/[^"]+\/revoke)"/.exec(page.body)!;
    expect((await api.request({ method: 'POST', url: action!, headers: form })).statusCode).toBe(303);
    expect((await me({ id: '', token })).statusCode).toBe(401);
  });
});
