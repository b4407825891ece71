import { Conflict, newId, readConfig, renderPage } from '../../libs/platform/index.js';
import { ErrorPage } from '../../apps/api/src/error.page.js';
import { describeApi } from '../../apps/api/src/openapi.js';
import { problemOf } from '../../apps/api/src/problem.js';
import { anApi, type Api } from '../support/api.js';
import { aMandate } from '../support/factories.js';

let api: Api;
let headers: Record<string, string>;

beforeAll(async () => {
  api = await anApi();
  const id = newId();
  await api.db.now.person.create({
    data: { id, name: 'Sok Dara', email: 'dara@example.org', locale: 'fr', timeZone: 'UTC' },
  });
  await api.db.now.roleGrant.create({ data: { personId: id, role: 'ADMINISTRATOR', grantedAt: api.clock.now() } });
  headers = await api.signIn(id);
});
afterAll(() => api.close());

const cursorOf = (...last: string[]) => Buffer.from(JSON.stringify(last)).toString('base64url');

const html = { accept: 'text/html,application/xhtml+xml' };

describe('a problem', () => {
  it('names every value that does not fit', async () => {
    const answer = await api.request({
      method: 'POST',
      url: '/api/v1/access-tokens',
      headers,
      payload: { name: '', scopes: ['admin'], days: 0, more: 1 },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    const problem = answer.json<{ errors: { path: string; message: string }[] }>();
    expect(problem).toMatchObject({ type: '/problems/invalid-input', status: 400, code: 'invalid-input' });
    expect(problem.errors.map(({ path }) => path)).toEqual(['name', 'scopes.0', 'days', '']);
    expect(answer.headers['x-request-id']).toBe(String(answer.json()['instance']).replace('urn:uuid:', ''));
  });

  it.each([
    ['/api/v1/nothing', 'GET', undefined, {}, 404, 'not-found'],
    ['/api/v1/people/1/roles', 'GET', undefined, {}, 400, 'invalid-input'],
    ['/api/v1/access-tokens', 'POST', '{"name":', { 'content-type': 'application/json' }, 400, 'request-unreadable'],
    ['/api/v1/access-tokens', 'POST', 'a;b', { 'content-type': 'text/csv' }, 415, 'media-type-unsupported'],
    [
      '/api/v1/access-tokens',
      'POST',
      `"${'x'.repeat(1_100_000)}"`,
      { 'content-type': 'application/json' },
      413,
      'request-too-large',
    ],
    ['/api/v1/events?cursor=nonsense', 'GET', undefined, {}, 400, 'cursor-unreadable'],
  ])('is said in the same form for %s %s', async (url, method, payload, more, status, code) => {
    const answer = await api.request({ url, method, payload, headers: { ...headers, ...more } });
    expect(answer.json()).toMatchObject({ status, code, type: `/problems/${code}` });
    expect(answer.statusCode).toBe(status);
  });

  it.each([
    ['GET', '/api/v1/people?q=a%00b', undefined, 'invalid-input'],
    ['GET', '/api/v1/recommendations?theme=%00', undefined, 'invalid-input'],
    ['GET', '/api/v1/reviews/%00', undefined, 'invalid-input'],
    ['GET', '/register?q=a%00b', undefined, 'invalid-input'],
    ['POST', '/api/v1/institutions', { name: 'Ministry\0', kind: 'MINISTRY' }, 'invalid-input'],
    ['POST', '/api/v1/clusters', { reviewId: newId(), name: 'A', filter: { theme: 'a\0' } }, 'invalid-input'],
    ['POST', '/api/v1/institutions', [['\0'.repeat(3)]], 'invalid-input'],
    ['POST', '/api/v1/sign-in-links', { email: '\0@example.org' }, 'invalid-input'],
    ['GET', `/api/v1/people?cursor=${cursorOf('a\0', newId())}`, undefined, 'cursor-unreadable'],
  ])('is the caller’s where they send the character NUL: %s %s', async (method, url, payload, code) => {
    const answer = await api.request({ method, url, headers, ...(payload && { payload }) });
    expect(answer.json()).toMatchObject({ status: 400, code });
  });

  it('names where the character NUL is, however deep', async () => {
    const [deep, end] = ['{"a":['.repeat(20_000), ']}'.repeat(20_000)];
    const send = (payload: string) =>
      api.request({
        method: 'POST',
        url: '/api/v1/institutions',
        headers: { ...headers, 'content-type': 'application/json' },
        payload,
      });
    expect((await send('{"kind":["a",{"b":"\\u0000"}]}')).json()).toMatchObject({ errors: [{ path: 'kind.1.b' }] });
    expect((await send(`${deep}"\\u0000"${end}`)).statusCode).toBe(400);
  });

  it('on a page is a page, in the reader’s language', async () => {
    const stranger = await api.request({ url: '/nowhere', headers: { ...html, 'accept-language': 'km, en;q=0.5' } });
    expect(stranger.statusCode).toBe(404);
    expect(stranger.headers['content-type']).toContain('text/html');
    expect(stranger.body).toContain('<html lang="km"');
    const reader = await api.request({ method: 'POST', url: '/tokens', headers: { ...headers, ...html }, payload: {} });
    expect(reader.statusCode).toBe(400);
    expect(reader.body).toContain('<html lang="fr"');
  });

  it.each([
    ['GET', '/register?cursor=nonsense', 400, 'L’adresse de cette partie de la liste'],
    ['GET', '/register/1', 400, 'Une valeur nécessaire manque'],
    ['POST', '/tokens', 400, 'Une valeur nécessaire manque'],
  ])('on a page says why in the reader’s language: %s %s', async (method, url, status, said) => {
    const focalPoint = await aMandate(api.db);
    await api.db.now.person.update({ where: { id: focalPoint.personId }, data: { locale: 'fr' } });
    const theirs = await api.signIn(focalPoint.personId);
    const answer = await api.request({ method, url, headers: { ...theirs, ...html } });
    expect(answer.statusCode).toBe(status);
    expect(answer.body).toContain(said);
    expect(answer.body).not.toContain('lang="en"');
  });

  it.each([
    ['fr', 'mechanism-missing', 'Le mécanisme qui travaille ici'],
    ['km', 'mechanism-missing', 'យន្តការណាធ្វើការនៅទីនេះ'],
    ['fr', 'never-heard-of', 'indiquez cette raison : never-heard-of'],
    ['km', 'never-heard-of', 'សូមប្រាប់ហេតុផលនេះ៖ never-heard-of'],
  ] as const)('on a page has words (%s) for the code %s, or names it', (locale, code, said) => {
    const error = new Conflict(code, 'An English sentence.');
    const page = renderPage(ErrorPage({ problem: problemOf(error, newId()), error, locale, path: '/' }));
    expect(page).toContain(said);
    expect(page).not.toContain('English');
  });

  it('that is ours says nothing of our insides', async () => {
    await api.db.now.$executeRaw`ALTER TABLE access_token RENAME TO elsewhere`;
    const answer = await api.request({ url: '/api/v1/access-tokens', headers });
    await api.db.now.$executeRaw`ALTER TABLE elsewhere RENAME TO access_token`;
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({ code: 'internal-error', detail: 'Something went wrong on our side.' });
    expect(answer.body).not.toContain('access_token');
  });
});

describe('the process', () => {
  it('says that it is alive and ready', async () => {
    for (const url of ['/healthz', '/readyz']) {
      expect((await api.request({ url })).json()).toEqual({ status: 'ok' });
    }
  });

  it('serves one style sheet, which browsers keep until it changes', async () => {
    const page = await api.request({ url: '/sign-in', headers: html });
    const [, href = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(page.body) ?? [];
    const style = await api.request({ url: href });
    expect(style.headers['cache-control']).toContain('immutable');
    expect(style.body.length).toBeLessThan(8000);
    expect(page.body).not.toContain('<script');
  });

  it('names all settings that are wrong, not only the first', () => {
    expect(() => readConfig({ SMTP_URL: 'http://x', PORT: '99999', PUBLIC_URL: '', SECRET_KEY: 'short' })).toThrow(
      /DATABASE_URL: is not set\n.*SMTP_URL: .+\n.*SECRET_KEY: must be at least 32 characters\n.*PUBLIC_URL: is not set\n.*PORT: /,
    );
  });
});

describe('the setting TRUST_PROXY', () => {
  const read = (wanted?: string) =>
    readConfig({
      DATABASE_URL: 'postgresql://127.0.0.1/x',
      SMTP_URL: 'smtp://127.0.0.1:9',
      PUBLIC_URL: 'http://nmrf.test',
      SECRET_KEY: 'a secret that only the tests know, and long enough',
      TRUST_PROXY: wanted,
    }).trustedProxies;

  it.each([
    [undefined, 0],
    ['false', 0],
    ['0', 0],
    ['true', 1],
    ['1', 1],
    ['2', 2],
  ])('%s trusts so many proxies: %d', (wanted, proxies) => {
    expect(read(wanted)).toBe(proxies);
  });

  it.each(['all', '-1', '1.5'])('cannot be %s', (wanted) => {
    expect(() => read(wanted)).toThrow(/TRUST_PROXY/);
  });
});

describe('the description of the interface', () => {
  it('says of every operation who may use it, what it answers, and how it fails', () => {
    const { paths, openapi } = describeApi(api.app);
    expect(openapi).toBe('3.1.0');
    const lacking = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, Record<string, unknown>>).flatMap(([method, operation]) => {
        const isPublic = JSON.stringify(operation['security'] ?? []).includes('{}');
        const responses = Object.keys(operation['responses'] as object);
        const said = (isPublic || operation['x-allowed']) && responses.some((status) => status.startsWith('2'));
        return said && responses.includes('default') ? [] : [`${method} ${path}`];
      }),
    );
    expect(lacking).toEqual([]);
    expect(Object.keys(paths).filter((path) => !path.startsWith('/api/v1/') && !path.endsWith('z'))).toEqual([]);
  });
});
