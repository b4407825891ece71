// What a benchmark of mails stands on: a database that waits for its disk, a mail server of its own process, a real worker.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '../../tools/migrate.mjs';
import { startPostgres } from '../../tools/postgres.mjs';
import { root } from '../../tools/stale.mjs';

/** A database as careful as in production: it waits for its disk. */
export async function aDatabase(closing) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `nmrf-postgres-${process.pid}-`)); // swept, should we be killed
  chmodSync(folder, 0o711);
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  const postgres = await startPostgres({ dataDir: path.join(folder, 'data') });
  closing.push(postgres.stop);
  await migrate(postgres.url, { queue: true });
  return postgres.url;
}

export async function aSink(closing) {
  const sink = fork(path.join(import.meta.dirname, 'sink.mjs'));
  closing.push(() => sink.kill());
  const [{ port }] = await once(sink, 'message');
  return {
    url: `smtp://127.0.0.1:${port}`,
    /** Mails a second, from the first acceptance to the last, and from the beginning of `send` to the last. */
    async rateOf(count, send) {
      sink.send(count);
      const done = once(sink, 'message');
      const since = performance.now();
      await send();
      const [{ seconds }] = await done;
      return { rate: (count - 1) / seconds, whole: count / ((performance.now() - since) / 1000) };
    },
  };
}

export async function startWorker(env, closing) {
  const flags = ['--enable-source-maps', '--max-semi-space-size=4'];
  const worker = spawn(process.execPath, [...flags, path.join(root, 'dist/apps/worker/src/main.js')], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(worker, 'exit');
  closing.push(async () => {
    worker.kill();
    await ended;
  });
  await Promise.race([
    once(worker, 'message'),
    ended.then(() => Promise.reject(new Error('the worker did not start'))),
  ]);
}
