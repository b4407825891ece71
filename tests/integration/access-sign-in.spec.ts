import { Links, newId } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';

let api: Api;

beforeAll(async () => {
  api = await anApi();
});
afterAll(() => api.close());
beforeEach(() => api.clock.set('2026-03-02T03:00:00Z'));

const ours = { 'sec-fetch-site': 'same-origin', accept: 'text/html' };
const form = { ...ours, 'content-type': 'application/x-www-form-urlencoded' };

const aPerson = async () => {
  const id = newId();
  const email = `${id}@example.org`;
  await api.db.now.person.create({ data: { id, name: 'Sok Dara', email, locale: 'en', timeZone: 'UTC' } });
  await api.db.now.roleGrant.create({ data: { personId: id, role: 'OFFICER', grantedAt: api.clock.now() } });
  return { id, email };
};

const ask = (email: string, returnTo = '/') =>
  api.request({
    method: 'POST',
    url: '/sign-in',
    headers: form,
    payload: new URLSearchParams({ email, returnTo }).toString(),
  });

const mailsTo = (address: string) => api.db.now.mail.findMany({ where: { address } });

/** The address in the last mail to somebody, without the host. */
const linkTo = async (address: string) => {
  const mail = (await mailsTo(address)).at(-1)!;
  const { linkId } = mail.props as { linkId: string };
  return new URL(api.app.get(Links).url('sign-in', linkId)).pathname;
};

const signedInLink = async () => {
  const person = await aPerson();
  await ask(person.email);
  return { ...person, path: await linkTo(person.email) };
};

const press = (path: string, headers: Record<string, string> = {}) =>
  api.request({ method: 'POST', url: path, headers: { ...form, ...headers } });

const cookiesOf = (answer: Awaited<ReturnType<typeof press>>) =>
  answer.setCookies.map((cookie) => cookie.split(';')[0]).join('; ');

describe('signing in', () => {
  it('goes by a mail, a page, a button, and back to where one wanted to go', async () => {
    const { id, email } = await aPerson();
    const asked = await ask(`  ${email.toUpperCase()} `, '/tokens');
    expect(asked.statusCode).toBe(200);
    const path = await linkTo(email);

    const page = await api.request({ url: path, headers: ours });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(`action="${path}"`);

    const started = await press(path, { cookie: cookiesOf(asked) });
    expect(started.statusCode).toBe(303);
    expect(started.headers.location).toBe('/tokens');
    const cookie = started.setCookies.find((one) => one.startsWith('nmrf_session='))!;
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax/);
    const [pair = ''] = cookie.split(';');

    const home = await api.request({ url: '/', headers: { ...ours, cookie: pair } });
    expect(home.statusCode).toBe(200);
    const [session] = await api.db.now.session.findMany({ where: { personId: id } });
    expect(session!.tokenHash).not.toContain(pair.split('=')[1]);
    expect(await api.db.now.event.count({ where: { name: 'person.signed-in', actorId: id, via: 'link' } })).toBe(1);
  });

  it.each([
    ['fr', 'me@localhost', 'pas une adresse électronique complète'],
    ['km', 'sok dara', 'មិនមែនជាអាសយដ្ឋានអ៊ីមែលពេញលេញ'],
    ['en', 'a@b@c', 'not a whole e-mail address'],
  ])(
    'says in the reader’s language (%s) that “%s” is no address, and keeps what was entered',
    async (locale, email, said) => {
      const payload = new URLSearchParams({ email, returnTo: '/register' }).toString();
      const headers = { ...form, 'accept-language': locale };
      const answer = await api.request({ method: 'POST', url: '/sign-in', headers, payload });
      expect(answer.statusCode).toBe(422);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.body).toContain(`<html lang="${locale}"`);
      expect(answer.body).toContain(said);
      expect(answer.body).toContain(`value="${email}" aria-invalid="true"`);
      expect(answer.body).toContain('name="returnTo" value="/register"');
    },
  );

  it('never leads to another site', async () => {
    const { email } = await aPerson();
    const asked = await ask(email, '//evil.example');
    const started = await press(await linkTo(email), { cookie: cookiesOf(asked) });
    expect(started.headers.location).toBe('/');
  });

  it('works for programs too', async () => {
    const { id, email } = await aPerson();
    const asked = await api.request({ method: 'POST', url: '/api/v1/sign-in-links', payload: { email } });
    expect(asked.statusCode).toBe(202);
    expect(asked.json()).toEqual({ minutes: 20 });
    const token = (await linkTo(email)).split('/').at(-1);
    const started = await api.request({ method: 'POST', url: '/api/v1/sessions', payload: { token } });
    expect(started.statusCode).toBe(201);
    expect(started.json()).toMatchObject({ personId: id, rights: ['officer'] });
    const again = await api.request({ method: 'POST', url: '/api/v1/sessions', payload: { token } });
    expect(again.statusCode).toBe(410);
    expect(again.json()).toMatchObject({ code: 'link-unusable' });
  });

  it('says the same, and takes as long, whether the address is known or not', async () => {
    const { email } = await aPerson();
    const timed = async (address: string) => {
      const since = performance.now();
      const answer = await ask(address);
      return {
        ms: performance.now() - since,
        body: answer.body.replaceAll(address, 'address'),
        status: answer.statusCode,
      };
    };
    const known = await timed(email);
    const unknown = await timed(`nobody-${newId()}@example.org`);
    expect(unknown.body).toBe(known.body);
    expect(unknown.status).toBe(known.status);
    expect(Math.min(known.ms, unknown.ms)).toBeGreaterThanOrEqual(145);
  });

  it('sends at most five links an hour to one person, however many are asked for at once', async () => {
    const { email } = await aPerson();
    await Promise.all(Array.from({ length: 8 }, () => ask(email)));
    expect(await mailsTo(email)).toHaveLength(5);
    api.clock.set('2026-03-02T04:00:01Z');
    await ask(email);
    expect(await mailsTo(email)).toHaveLength(6);
  });

  it('is slowed down for an address that asks too often', async () => {
    const statuses = [];
    for (let n = 0; n < 32; n += 1) {
      const answer = await api.request({
        method: 'POST',
        url: '/api/v1/sign-in-links',
        payload: { email: 'x' },
        remoteAddress: '192.0.2.1',
      });
      statuses.push(answer.statusCode);
      if (answer.statusCode === 429) expect(answer.json()).toMatchObject({ code: 'too-many-requests' });
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });

  it('is slowed down whatever other addresses it claims to come from', async () => {
    const statuses = [];
    for (let n = 0; n < 32; n += 1) {
      const url = '/api/v1/sign-in-links';
      const claimed = `203.0.113.${n}, 192.0.2.2`;
      const answer = await api.request({ method: 'POST', url, payload: { email: 'x' }, remoteAddress: claimed });
      statuses.push(answer.statusCode);
    }
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });
});

describe('a link to sign in', () => {
  it('is not used up by opening it, as mail gateways do', async () => {
    const { path, id } = await signedInLink();
    for (let n = 0; n < 3; n += 1) expect((await api.request({ url: path, headers: ours })).statusCode).toBe(200);
    expect((await api.request({ method: 'HEAD', url: path, headers: ours })).statusCode).toBe(200);
    expect(await api.db.now.session.count({ where: { personId: id } })).toBe(0);
    expect((await press(path)).statusCode).toBe(303);
  });

  it('works once, even if pressed ten times at once', async () => {
    const { path, id } = await signedInLink();
    const answers = await Promise.all(Array.from({ length: 10 }, () => press(path)));
    expect(answers.filter(({ statusCode }) => statusCode === 303)).toHaveLength(1);
    expect(await api.db.now.session.count({ where: { personId: id } })).toBe(1);
    expect((await press(path)).body).toContain('it has been used');
  });

  it('ends after twenty minutes', async () => {
    const { path } = await signedInLink();
    api.clock.set('2026-03-02T03:20:00Z');
    const answer = await press(path);
    expect(answer.statusCode).toBe(410);
    expect(answer.body).toContain('valid for a limited time');
    expect(answer.body).toContain('href="/sign-in"');
  });

  it('can be revoked', async () => {
    const { path, id } = await signedInLink();
    await api.db.now.link.updateMany({ where: { personId: id }, data: { revokedAt: api.clock.now() } });
    expect((await press(path)).body).toContain('withdrawn');
  });

  it('cannot be made up or used for something else', async () => {
    const { path, id } = await signedInLink();
    const tampered = path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A');
    for (const wrong of [tampered, '/sign-in/nonsense', `/sign-in/${'a'.repeat(90)}`]) {
      expect((await press(wrong)).statusCode).toBe(410);
    }
    const links = api.app.get(Links);
    const [linkId = ''] = await links.make(api.db.now, [{ purpose: 'verify', personId: id }], { minutes: 5 });
    const token = links.url('verify', linkId).split('/').at(-1);
    expect((await press(`/sign-in/${token}`)).statusCode).toBe(410);
  });
});

describe('a session', () => {
  const me = (headers: Record<string, string>) => api.request({ url: '/api/v1/me', headers });

  it('lasts while it is used, and a week at the most', async () => {
    const { id } = await aPerson();
    const headers = await api.signIn(id);
    for (let hour = 11; hour < 7 * 24; hour += 11) {
      api.clock.set(new Date(Date.parse('2026-03-02T03:00:00Z') + hour * 3_600_000).toISOString());
      expect((await me(headers)).statusCode).toBe(200);
    }
    api.clock.set('2026-03-09T03:00:00Z');
    expect((await me(headers)).statusCode).toBe(401);
  });

  it('ends twelve hours after its last use', async () => {
    const { id } = await aPerson();
    const headers = await api.signIn(id);
    api.clock.set('2026-03-02T15:00:00Z');
    expect((await me(headers)).statusCode).toBe(401);
  });

  it('ends with signing out, which may be repeated', async () => {
    const { id } = await aPerson();
    const headers = await api.signIn(id);
    const out = () => api.request({ method: 'POST', url: '/sign-out', headers: { ...ours, ...headers } });
    expect((await out()).statusCode).toBe(303);
    expect((await out()).headers.location).toBe('/sign-in');
    expect((await me(headers)).statusCode).toBe(401);
    expect(await api.db.now.event.count({ where: { name: 'person.signed-out', actorId: id } })).toBe(1);
  });
});
