import { readdir } from 'node:fs/promises';
import { request as send, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { newId } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { aCountry } from '../support/country.js';
import { eventually } from '../support/eventually.js';

const megabyte = 1024 * 1024;
const boundary = 'the-end-of-a-part';
const part = (name: string, value: string, more = '') =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const fileBegins = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n`;

describe('an upload', () => {
  let api: Api;
  let headers: Record<string, string>;

  beforeAll(async () => {
    api = await anApi();
    const { people } = await aCountry(api.db);
    headers = await api.signIn(people.coordinator.id);
  });
  afterAll(() => api.close());

  const ask = async (path: string) => fetch((await api.app.getUrl()) + path, { headers });
  const post = async (path: string, body: FormData, more: Record<string, string> = {}) =>
    fetch((await api.app.getUrl()) + path, {
      method: 'POST',
      headers: { ...headers, ...more },
      body,
      redirect: 'manual',
    });
  const form = (content: string | Buffer, fields: Record<string, string> = {}) => {
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(Buffer.from(content))]), 'list.csv');
    // After the file, as some programs send them.
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    return body;
  };
  /** A request of which only the beginning is sent yet. */
  const begin = async (path: string, more: Record<string, string> = {}) => {
    const { hostname, port } = new URL(await api.app.getUrl());
    const request = send({
      hostname,
      port,
      path,
      method: 'POST',
      headers: { ...headers, ...more, 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
    const answer = new Promise<number>((resolve, reject) => {
      request.on('error', reject).on('response', (response: IncomingMessage) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      });
    });
    request.write(part('kind', 'RECOMMENDATIONS') + fileBegins + 'SuR,Recom');
    return {
      finish: () => {
        request.end(`mendation\r\n\r\n--${boundary}--\r\n`);
        return answer;
      },
      abort: async () => {
        request.destroy();
        await answer.catch(() => undefined);
      },
    };
  };
  const leftBehind = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('nmrf-upload-'));

  it('keeps nobody waiting however slow it is, and no transaction open', async () => {
    const slow = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        index % 2 ? begin('/imports') : begin('/api/v1/imports', { 'idempotency-key': newId() }),
      ),
    );
    const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await ask('/api/v1/imports')).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const [row] = await api.db.now.$queryRaw<{ open: number }[]>`
      SELECT count(*)::int AS open FROM pg_stat_activity
      WHERE datname = current_database() AND state LIKE 'idle in transaction%'`;
    expect(row?.open).toBe(0);
    const answers = await Promise.all(slow.map(({ finish }) => finish()));
    expect(answers.sort()).toEqual([...Array<number>(12).fill(202), ...Array<number>(12).fill(303)]);
  });

  it('is kept as it was sent, with the fields before or after the file', async () => {
    const content = Buffer.alloc(3 * megabyte, 'Recommendation,');
    const answer = await post('/api/v1/imports', form(content, { stateUnderReview: 'KHM', session: '32' }));
    const { id } = (await answer.json()) as { id: string };
    const { hints, file } = await api.db.now.import.findUniqueOrThrow({
      where: { id },
      include: { file: { include: { chunks: { orderBy: { n: 'asc' } } } } },
    });
    expect(hints).toEqual({ stateUnderReview: 'KHM', session: 32 });
    expect(file).toMatchObject({ name: 'list.csv', size: content.length });
    expect(Buffer.concat(file.chunks.map(({ bytes }) => bytes)).equals(content)).toBe(true);
  });

  it('sent again with its key is done once; another file or field with that key is refused', async () => {
    const key = { 'idempotency-key': newId() };
    const first = await post('/api/v1/imports', form('SuR,Recommendation\r\n'), key);
    const again = await post('/api/v1/imports', form('SuR,Recommendation\r\n'), key);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    for (const other of [form('SuR,Other\r\n'), form('SuR,Recommendation\r\n', { session: '32' })]) {
      const refused = await post('/api/v1/imports', other, key);
      expect(refused.status).toBe(409);
      expect(await refused.json()).toMatchObject({ code: 'idempotency-key-reused' });
    }
  });

  it('is refused in words when it is too large or holds no file, and what was entered is not lost', async () => {
    const before = await api.db.now.storedFile.count();
    const large = Buffer.alloc(500 * megabyte + 1, 65);
    const refused = await post('/api/v1/imports', form(large), { 'idempotency-key': newId() });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({ code: 'file-too-large', detail: 'The file is larger than 500 MB.' });
    const page = await post('/imports', form(large, { session: '32' }), { accept: 'text/html' });
    expect(page.status).toBe(409);
    expect(await page.text()).toMatch(/larger than 500 MB[^]*value="32"/);

    const empty = await post('/api/v1/imports', new FormData());
    expect(await empty.json()).toMatchObject({ code: 'no-file' });
    const json = await api.request({ method: 'POST', url: '/api/v1/imports', headers, payload: {} });
    expect(json.json()).toMatchObject({ code: 'no-file' });
    const cut = await api.request({
      method: 'POST',
      url: '/api/v1/imports',
      headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: `${fileBegins}SuR,Recom`,
    });
    expect(cut.statusCode).toBe(400);
    expect(cut.json()).toMatchObject({ code: 'upload-unreadable' });
    expect(await api.db.now.storedFile.count()).toBe(before);
  });

  it('leaves no temporary file behind, not even while it arrives', async () => {
    const before = await api.db.now.storedFile.count();
    const slow = await Promise.all([begin('/imports'), begin('/api/v1/imports')]);
    await eventually(async () => expect(await leftBehind()).toEqual([]));
    await Promise.all(slow.map(({ abort }) => abort()));
    await eventually(async () => expect(await leftBehind()).toEqual([]));
    expect(await api.db.now.storedFile.count()).toBe(before);
  });
});
