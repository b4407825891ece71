import { newId } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aMechanism, aReview } from '../support/factories.js';

let api: Api;
let admin: string;
let headers: Record<string, string>;

beforeAll(async () => {
  api = await anApi();
  admin = await aPerson();
  await api.db.now.roleGrant.create({ data: { personId: admin, role: 'ADMINISTRATOR', grantedAt: api.clock.now() } });
  headers = await api.signIn(admin);
});
afterAll(() => api.close());

const aPerson = async () => {
  const id = newId();
  await api.db.now.person.create({
    data: { id, name: 'Chan Thy', email: `${id}@example.org`, locale: 'km', timeZone: 'UTC' },
  });
  return id;
};

const register = (email: string, key: string, more: Record<string, string> = {}) =>
  api.request({
    method: 'POST',
    url: '/api/v1/people',
    headers: { ...headers, 'idempotency-key': key, ...more },
    payload: { name: 'Kim Srey', email, locale: 'km', timeZone: 'Asia/Phnom_Penh' },
  });

const anAddress = () => `${newId()}@example.org`;

describe('a request with an Idempotency-Key', () => {
  it('sent again gets its first answer again', async () => {
    const [email, key] = [anAddress(), newId()];
    const first = await register(email, key);
    const again = await register(email, key);
    expect(first.statusCode).toBe(201);
    expect(again.statusCode).toBe(201);
    expect(again.body).toBe(first.body);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(again.headers['idempotent-replayed']).toBe('true');
  });

  it('has one effect, even ten times at once', async () => {
    const [email, key] = [anAddress(), newId()];
    const answers = await Promise.all(Array.from({ length: 10 }, () => register(email, key)));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    expect(await api.db.now.person.count({ where: { email } })).toBe(1);
    const { id } = answers[0]!.json<{ id: string }>();
    expect(await api.db.now.event.count({ where: { subjectIds: { has: id } } })).toBe(1);
  });

  it('is refused with a key that was used for something else', async () => {
    const key = newId();
    await register(anAddress(), key);
    const other = await register(anAddress(), key);
    expect(other.statusCode).toBe(409);
    expect(other.json()).toMatchObject({ code: 'idempotency-key-reused' });
  });

  it('that failed is not remembered: it can be sent again when it can succeed', async () => {
    const [email, key] = [anAddress(), newId()];
    const inTheWay = (await register(email, newId())).json<{ id: string }>();
    const refused = await register(email, key);
    expect(refused.statusCode).toBe(409);
    expect(refused.json()).toMatchObject({ code: 'email-taken' });
    await api.db.now.person.update({ where: { id: inTheWay.id }, data: { email: anAddress() } });
    const done = await register(email, key);
    expect(done.statusCode).toBe(201);
    expect(done.headers['idempotent-replayed']).toBeUndefined();
  });

  it('does not see the keys of other people', async () => {
    const key = newId();
    const other = await aPerson();
    await api.db.now.roleGrant.create({ data: { personId: other, role: 'COORDINATOR', grantedAt: api.clock.now() } });
    await register(anAddress(), key);
    expect((await register(anAddress(), key, await api.signIn(other))).statusCode).toBe(201);
  });

  it('needs a key of reasonable length', async () => {
    const answer = await register(anAddress(), 'k'.repeat(201));
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'idempotency-key-unusable' });
  });

  it('is refused where the answer shows a secret, which must not be kept', async () => {
    const answer = await api.request({
      method: 'POST',
      url: '/api/v1/access-tokens',
      headers: { ...headers, 'idempotency-key': newId() },
      payload: { name: 'Report', scopes: ['read'] },
    });
    expect(answer.statusCode).toBe(400);
    expect(await api.db.now.accessToken.count()).toBe(0);
  });

  it('is for programs: a page answers each time, and nothing of it is kept', async () => {
    const twice = async (url: string, payload: string) => {
      const form = { ...headers, accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' };
      const send = () =>
        api.request({ method: 'POST', url, payload, headers: { ...form, 'idempotency-key': `key of ${url}` } });
      return [await send(), await send()];
    };
    for (const answer of await twice('/tokens', 'name=Report&scope=read&days=90')) {
      expect(answer.statusCode).toBe(200);
      expect(answer.body).toContain('nmrf_pat_');
    }
    await aMechanism(api.db);
    const { id: reviewId } = await aReview(api.db);
    for (const answer of await twice(`/work/${reviewId}/verification`, 'workingDays=many')) {
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.body).toContain('id="refusal"');
    }
    expect(await api.db.now.idempotentRequest.count({ where: { key: { startsWith: 'key of' } } })).toBe(0);
  });

  it('is forgotten after two days', async () => {
    const [email, key] = [anAddress(), newId()];
    await register(email, key);
    api.clock.set('2026-03-04T03:00:01Z');
    headers = await api.signIn(admin);
    await register(anAddress(), newId());
    expect(await api.db.now.idempotentRequest.count({ where: { key } })).toBe(0);
  });
});
