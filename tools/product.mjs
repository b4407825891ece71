// The whole product on this machine: database, mailbox, api, worker. start.mjs is its face in the terminal; the
// demonstration and the administration commands use it too.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startChild } from './child.mjs';
import { startMailbox } from './mailbox.mjs';
import { migrate } from './migrate.mjs';
import { choosePort } from './ports.mjs';
import { startPostgres } from './postgres.mjs';
import { claim } from './run-file.mjs';
import { root } from './stale.mjs';

export const defaultDataDir = path.join(root, '.data');

/** A secret made once and kept in a file that only its owner can read. */
function keptSecret(file) {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(file, 'utf8').trim();
}

/** The database in DATABASE_URL, or else our own in the data folder, as it is. */
export async function openDatabase(dataDir, env = process.env) {
  if (env.DATABASE_URL) return { url: env.DATABASE_URL, isOwn: false, stop: async () => {} };
  const own = await startPostgres({
    dataDir: path.join(dataDir, 'postgres'),
    password: keptSecret(path.join(dataDir, 'postgres.secret')),
  });
  return { url: own.url, isOwn: true, stop: own.stop };
}

/** The same, brought up to date. */
export async function startDatabase(dataDir, env = process.env) {
  const database = await openDatabase(dataDir, env);
  try {
    await migrate(database.url, { queue: !env.REDIS_URL });
    return database;
  } catch (error) {
    await database.stop();
    const which = database.isOwn ? '' : `at ${new URL(database.url).host} `;
    throw new Error(`The database ${which}cannot be used. ${error.message || error.code}`, { cause: error });
  }
}

/** The environment every one of our programs reads; what the caller has set himself stays as it is. */
export function programEnv(dataDir, { databaseUrl, smtpUrl, apiUrl }, env = process.env) {
  return {
    ...env,
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtpUrl,
    MAIL_FROM: env.MAIL_FROM ?? 'nmrf <nmrf@example.org>',
    SECRET_KEY: env.SECRET_KEY ?? keptSecret(path.join(dataDir, 'secret')),
    PUBLIC_URL: env.PUBLIC_URL ?? apiUrl,
    HOST: env.HOST ?? '127.0.0.1',
    PORT: new URL(apiUrl).port || '80',
  };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function untilReady(api, worker, apiUrl, signal) {
  let over = false;
  const apiReady = async () => {
    while (!over && !(await answers(`${apiUrl}/readyz`))) await wait(50);
  };
  const tooLong = wait(90_000, null, { ref: false }).then(() => {
    throw new Error('The api and the worker did not get ready within 90 seconds; see the logs folder.');
  });
  const brokenOff = new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  try {
    await Promise.race([Promise.all([apiReady(), worker.ready]), api.died, worker.died, tooLong, brokenOff]);
  } finally {
    over = true;
  }
}

/**
 * Starts everything and waits until it is ready. Nothing is left running if that fails.
 * `beforeApps(env)` runs between the migrations and the start of the processes; `onLine` gets errors from their logs.
 * `died` rejects when a process ends by itself; `signal` breaks the start off.
 */
export async function startProduct({ dataDir = defaultDataDir, beforeApps = async () => {}, onLine, signal } = {}) {
  const run = claim(dataDir);
  const started = [];
  // Asked twice (Ctrl-C while it stops already), it still stops once, one part after the other.
  let stopping;
  const stop = () =>
    (stopping ??= (async () => {
      while (started.length) await started.pop().stop();
      run.release();
    })());
  const kill = () => {
    for (const part of started) (part.kill ?? part.stop)();
    run.release();
  };

  try {
    const port = await choosePort('PORT', 3000);
    const apiUrl = `http://127.0.0.1:${port}`;

    const database = await startDatabase(dataDir);
    started.push(database);
    let mailbox = null;
    let answering = {};
    if (!process.env.SMTP_URL) {
      // What is answered in the mailbox comes back to the worker.
      const { MAIL_ANSWERS = 'answers+*@example.org', ANSWERS_LISTEN } = process.env;
      const answersUrl = ANSWERS_LISTEN ?? `smtp://127.0.0.1:${await choosePort('ANSWERS_PORT', 2525)}`;
      answering = { MAIL_ANSWERS, ANSWERS_LISTEN: answersUrl };
      mailbox = await startMailbox({
        smtpPort: await choosePort('SMTP_PORT', 1025),
        httpPort: await choosePort('MAILBOX_PORT', 8025),
        dir: path.join(dataDir, 'mails'),
        answersUrl: answersUrl.startsWith('smtp:') ? answersUrl : undefined,
      });
      started.push(mailbox);
    }

    const smtpUrl = mailbox?.smtpUrl ?? process.env.SMTP_URL;
    const env = { ...programEnv(dataDir, { databaseUrl: database.url, smtpUrl, apiUrl }), ...answering };
    signal?.throwIfAborted();
    await beforeApps({ env, database });
    signal?.throwIfAborted();

    const logs = path.join(dataDir, 'logs');
    mkdirSync(logs, { recursive: true, mode: 0o700 });
    const [worker, api] = ['worker', 'api'].map((name) => {
      const child = startChild(name, { env, logFile: path.join(logs, `${name}.log`), onLine });
      started.push(child);
      return child;
    });
    await untilReady(api, worker, apiUrl, signal);

    const mailboxUrl = mailbox?.webUrl ?? null;
    const redisUrl = process.env.REDIS_URL ?? null;
    run.announce({ apiUrl, mailboxUrl, databaseUrl: database.url, smtpUrl, redisUrl });
    return { apiUrl, mailboxUrl, env, database, died: Promise.race([api.died, worker.died]), stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}
