import { Test } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { newAdapter, prepare } from '../../apps/api/src/api.js';
import { ApiModule } from '../../apps/api/src/api.module.js';
import { hashOf } from '../../libs/access/callers.service.js';
import { sessionCookie } from '../../libs/access/index.js';
import { Clock, Database, later, newId, readConfig } from '../../libs/platform/index.js';
import { FixedClock } from './clock.js';
import { cloneDatabase } from './database.js';

/** Requests of our own pages say where they come from, as browsers do. */
const fromOurPage = { 'sec-fetch-site': 'same-origin' };

/** The whole API in this process, on a database of its own. */
export async function anApi({ clock = new FixedClock() }: { clock?: FixedClock } = {}) {
  const database = await cloneDatabase();
  const config = readConfig({
    DATABASE_URL: database.url,
    SMTP_URL: 'smtp://127.0.0.1:9',
    PUBLIC_URL: 'http://nmrf.test',
    SECRET_KEY: 'a secret that only the tests know, and long enough',
    TRUST_PROXY: '1',
    LOG_LEVEL: 'silent',
  });
  const module = await Test.createTestingModule({ imports: [ApiModule.with(config)] })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(newAdapter(config), { logger: false });
  await prepare(app);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const db = app.get(Database);

  return {
    app,
    databaseUrl: database.url,
    clock,
    db,
    /** Each address has its own rate limit: tests that are not about limits come from many. */
    request: (asked: Asked) => request(url, asked),
    /** A session as signing in makes it, without the mail. Returns headers that a browser then sends. */
    async signIn(personId: string) {
      const secret = newId();
      const now = clock.now();
      await db.now.session.create({
        data: { tokenHash: hashOf(secret), personId, createdAt: now, expiresAt: later(now, { hours: 12 }) },
      });
      return { cookie: `${sessionCookie}=${secret}`, ...fromOurPage };
    },
    async close() {
      await app.close();
      await database.drop();
    },
  };
}

export type Api = Awaited<ReturnType<typeof anApi>>;

interface Asked {
  method?: string;
  url: string;
  headers?: Record<string, string>;
  /** A string or bytes go as they are, anything else as JSON. */
  payload?: unknown;
  remoteAddress?: string;
}

async function request(base: string, { method = 'GET', url, headers, payload, remoteAddress = nextAddress() }: Asked) {
  const raw = typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? new Uint8Array(payload) : null;
  const json = payload !== undefined && raw === null;
  const answer = await fetch(base + url, {
    method,
    redirect: 'manual',
    headers: { 'x-forwarded-for': remoteAddress, ...(json && { 'content-type': 'application/json' }), ...headers },
    ...(payload !== undefined && { body: raw ?? JSON.stringify(payload) }),
  });
  const body = await answer.text();
  return {
    statusCode: answer.status,
    headers: Object.fromEntries(answer.headers) as Record<string, string | undefined>,
    setCookies: answer.headers.getSetCookie(),
    body,
    json: <T = Record<string, unknown>>() => JSON.parse(body) as T,
  };
}

let addresses = 0;
const nextAddress = () => {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
};
