import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { anApi, type Api } from '../support/api.js';
import { aCountry, type Country } from '../support/country.js';
import { startProcess, type OurProcess } from '../support/processes.js';
import { environment } from '../support/stack.js';

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

describe('the api, killed in the middle of requests', () => {
  let api: Api;
  let country: Country;
  let process_: OurProcess;
  let port: number;
  let cookie: Record<string, string>;

  const start = async () => {
    const env = environment({ databaseUrl: api.databaseUrl, backend: 'postgres', smtpUrl: 'smtp://127.0.0.1:9' });
    process_ = await startProcess('api', { ...env, PORT: String(port) });
  };

  beforeAll(async () => {
    api = await anApi();
    country = await aCountry(api.db, { today: '2020-01-01' });
    const now = new Date();
    // The process has the real time, so the session must be of today.
    api.clock.set(now.toISOString());
    cookie = await api.signIn(country.people.coordinator.id);
    port = await freePort();
    await start();
  });
  afterAll(async () => {
    await process_.kill();
    await api.close();
  });

  /** Sends a file to be imported; its name tells it from the others. Null when no answer came. */
  const send = async (name: string): Promise<{ status: number; id: string; replayed: boolean } | null> => {
    const body = new FormData();
    body.append('kind', 'RECOMMENDATIONS');
    body.append('file', new Blob(['SuR,Recommendation\r\n']), name);
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/imports`, {
        method: 'POST',
        headers: { ...cookie, 'idempotency-key': name },
        body,
      });
      const { id } = (await answer.json()) as { id: string };
      return { status: answer.status, id, replayed: answer.headers.get('idempotent-replayed') === 'true' };
    } catch {
      return null;
    }
  };

  it('keeps what it confirmed, leaves nothing half done, and does a repeated request once', async () => {
    const names = Array.from({ length: 120 }, () => `${randomUUID()}.csv`);
    const confirmed = new Map<string, string>();
    let unanswered = 0;
    let killed: Promise<void> | undefined;
    await Promise.all(
      names.map(async (name) => {
        const answer = await send(name);
        if (answer?.status === 202) confirmed.set(name, answer.id);
        else unanswered += 1;
        if (confirmed.size === 15) killed ??= process_.kill();
      }),
    );
    expect(killed).toBeDefined();
    await killed;
    expect(confirmed.size).toBeGreaterThanOrEqual(15);
    expect(unanswered).toBeGreaterThan(0);

    const kept = await api.db.now.import.findMany({ include: { file: { include: { chunks: true } } } });
    const keptIds = new Set(kept.map(({ id }) => id));
    expect([...confirmed.values()].filter((id) => !keptIds.has(id))).toEqual([]);
    for (const { id, file } of kept) {
      expect(file.chunks.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(file.size);
      expect(await api.db.now.owed.count({ where: { payload: { path: ['importId'], equals: id } } })).toBe(1);
    }

    await start();
    for (const name of names) {
      const answer = await send(name);
      expect(answer?.status).toBe(202);
      if (confirmed.has(name)) expect(answer).toMatchObject({ id: confirmed.get(name), replayed: true });
    }
    const files = await api.db.now.storedFile.groupBy({ by: ['name'], _count: true });
    expect(files).toHaveLength(names.length);
    expect(files.every(({ _count }) => _count === 1)).toBe(true);
  });
});
