#!/usr/bin/env node
// npm run bench:mail: how fast one worker takes owed mails to a mail server, compared with bare nodemailer and the same
// mails over the same pool. The two take turns, so that whatever slows the machine down slows both.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createTransport } from 'nodemailer';
import { Clock, Database, later, Links, newId, Outbox, Post, readConfig } from '../../dist/libs/platform/index.js';
import { messageOf, pool } from '../../dist/libs/platform/mail-message.js';
import { startChild } from '../../tools/child.mjs';
import { migrate } from '../../tools/migrate.mjs';
import { startPostgres } from '../../tools/postgres.mjs';
import { startRedis } from '../../tools/redis.mjs';

const { values } = parseArgs({
  options: {
    /** Mails a round, and rounds of each. */
    mails: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '5' },
    /** The least median ratio of the two rates that passes. */
    floor: { type: 'string', default: '0' },
    /** Where the queue is: postgres or redis. */
    backend: { type: 'string', default: 'postgres' },
  },
});
const [count, rounds, floor] = [values.mails, values.rounds, values.floor].map(Number);
const mechanism = 'Committee for Follow-up';

const closing = [];
async function closeAll() {
  for (const close of closing.splice(0).reverse()) await close();
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void closeAll().then(() => process.exit(1)));

/** A folder of this run; its name is one that the next start of a database sweeps, should we be killed. */
function aFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), `nmrf-postgres-${process.pid}-`));
  chmodSync(folder, 0o711);
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** As careful as in production: it waits for its disk. */
async function aDatabase(folder) {
  const postgres = await startPostgres({ dataDir: path.join(folder, 'data') });
  closing.push(postgres.stop);
  await migrate(postgres.url, { queue: true });
  return postgres.url;
}

async function aRedis() {
  if (values.backend !== 'redis') return {};
  const redis = await startRedis({ install: false, appendonly: true });
  if (redis.missing) throw new Error(redis.missing);
  closing.push(redis.stop);
  return { REDIS_URL: redis.url };
}

async function aSink() {
  const sink = fork(path.join(import.meta.dirname, 'sink.mjs'));
  closing.push(() => sink.kill());
  const [{ port }] = await once(sink, 'message');
  return {
    url: `smtp://127.0.0.1:${port}`,
    /** Mails a second, from the first acceptance to the last. */
    async rateOf(send) {
      sink.send(count);
      const taken = once(sink, 'message');
      await send();
      const [{ seconds }] = await taken;
      return (count - 1) / seconds;
    },
  };
}

/** What a digest is like: a few lines, to people of all our languages, with an end and a way out. */
const letters = (clock) =>
  Array.from({ length: count }, (_, n) => ({
    to: { id: newId(), email: `person-${n}@example.org`, locale: ['en', 'fr', 'km'][n % 3] },
    threadId: newId(),
    expiresAt: later(clock.now(), { hours: 12 }),
    props: {
      name: `Person ${n}`,
      audience: 'ALTERNATE',
      dueOn: '2026-12-04',
      items: ['Education', 'Justice', 'Health', 'the Interior', 'Labour'].map((name, i) => ({
        institution: `Ministry of ${name}`,
        open: 1 + ((n + i) % 40),
        dueOn: `2026-12-0${1 + i}`,
      })),
    },
  }));

async function main() {
  const folder = aFolder();
  const sink = await aSink();
  const env = {
    DATABASE_URL: await aDatabase(folder),
    SMTP_URL: sink.url,
    PUBLIC_URL: 'https://nmrf.example.org',
    SECRET_KEY: 'a secret that only the benchmark knows',
    LOG_LEVEL: 'warn',
    ...(await aRedis()),
  };
  const config = readConfig(env);
  const clock = new Clock();
  const db = new Database(config);
  closing.push(() => db.onApplicationShutdown());
  const links = new Links(config, clock, db);
  const post = new Post(clock, new Outbox(clock));
  await db.now.mechanism.create({ data: { name: mechanism, stateCode: 'KHM', timeZone: 'UTC', locale: 'en' } });
  const all = letters(clock);

  /** Has our worker send them: it finds them in the ledger once the transaction has ended. */
  const owe = () =>
    db.transaction(async (tx) => {
      const made = (purpose) =>
        links.make(
          tx,
          all.map(({ to }) => ({ purpose, personId: to.id })),
          { minutes: 720 },
        );
      const [linkIds, unsubscribeLinkIds] = [await made('verify'), await made('unsubscribe')];
      const own = all.map((letter, n) => ({
        ...letter,
        props: { ...letter.props, linkId: linkIds[n] },
        unsubscribeLinkId: unsubscribeLinkIds[n],
      }));
      await post.post(tx, 'verification-escalation', own);
    });

  /** The same as bare nodemailer gets them: rendered beforehand. */
  const letterhead = {
    from: config.mailFrom,
    mechanism,
    home: config.publicUrl,
    link: (purpose, linkId) => links.url(purpose, linkId),
  };
  const messages = all.map(({ to, props, threadId }) =>
    messageOf(
      {
        id: newId(),
        name: 'verification-escalation',
        props: { ...props, linkId: newId() },
        address: to.email,
        locale: to.locale,
        threadId,
        unsubscribeLinkId: newId(),
        createdAt: clock.now(),
      },
      letterhead,
    ),
  );
  const transport = createTransport({ url: sink.url, ...pool });
  closing.push(() => transport.close());
  const send = () => Promise.all(messages.map((message) => transport.sendMail(message)));

  const worker = startChild('worker', {
    env: { PATH: process.env.PATH, ...env },
    logFile: path.join(folder, 'worker.log'),
    onLine: console.error,
  });
  closing.push(worker.stop);
  await Promise.race([worker.ready, worker.died]);

  const ratios = [];
  for (let round = 0; round <= rounds; round++) {
    const bare = await sink.rateOf(send);
    const own = await Promise.race([sink.rateOf(owe), worker.died]);
    const line = `bare nodemailer ${Math.round(bare)} mails/s, nmrf ${Math.round(own)} mails/s, ratio ${(own / bare).toFixed(2)}`;
    console.log(round === 0 ? `warming up: ${line}` : `${round}: ${line}`);
    if (round > 0) ratios.push(own / bare);
  }
  const median = ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
  console.log(`median ratio ${median.toFixed(2)}${floor ? `, floor ${floor}` : ''}`);
  return median >= floor;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} finally {
  await closeAll();
}
