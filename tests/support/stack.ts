import { randomUUID } from 'node:crypto';
import { Test } from '@nestjs/testing';
import { WorkerModule } from '../../apps/worker/src/worker.module.js';
import { Clock, readConfig } from '../../libs/platform/index.js';
import { Relay, Runner } from '../../libs/platform/worker.js';
import { startMailbox } from '../../tools/mailbox.mjs';
import { anApi } from './api.js';
import { FixedClock } from './clock.js';
import { setting } from './settings.js';

export type Backend = 'postgres' | 'redis';

/** Environment of a process of ours, for one test: its own queue, quick to notice what is wrong. */
export const environment = (options: { databaseUrl: string; backend: Backend; smtpUrl: string }) => ({
  DATABASE_URL: options.databaseUrl,
  ...(options.backend === 'redis' ? { REDIS_URL: setting('NMRF_TEST_REDIS_URL') } : {}),
  SMTP_URL: options.smtpUrl,
  MAIL_FROM: 'nmrf <nmrf@example.org>',
  PUBLIC_URL: 'http://nmrf.test',
  SECRET_KEY: 'a secret that only the tests know, and long enough',
  LOG_LEVEL: 'silent',
  QUEUE_PREFIX: `test-${randomUUID()}`,
  RELAY_POLL_SECONDS: '0.05',
  RELAY_REARM_SECONDS: '3',
  QUEUE_LOCK_SECONDS: '1',
  LEASE_SECONDS: '3',
  RETRY_SCALE: '0.01',
});

/** The worker in this process. `start` lets the relay run; without it, tests bring the work themselves. */
export async function aWorker({
  settings = {},
  ...options
}: {
  databaseUrl: string;
  backend: Backend;
  smtpUrl: string;
  clock: Clock;
  settings?: Record<string, string>;
}) {
  const config = readConfig({ ...environment(options), ...settings });
  const app = await Test.createTestingModule({ imports: [WorkerModule.with(config)] })
    .overrideProvider(Clock)
    .useValue(options.clock)
    .compile();
  app.useLogger(false);
  await app.init();
  return {
    app,
    runner: app.get(Runner),
    relay: app.get(Relay),
    start: () => app.get(Relay).start(),
    close: () => app.close(),
  };
}

/** API, worker, queue and mail server, as they run together. */
export async function aStack({
  backend,
  clock = new FixedClock(),
  settings = {},
}: {
  backend: Backend;
  clock?: FixedClock;
  /** Of the worker, besides the usual. */
  settings?: Record<string, string>;
}) {
  const mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
  const api = await anApi({ clock });
  const { databaseUrl } = api;
  const worker = await aWorker({ databaseUrl, backend, smtpUrl: mailbox.smtpUrl, clock, settings });
  return {
    ...api,
    worker,
    mailbox,
    async close() {
      await worker.close();
      await api.close();
      await mailbox.stop();
    },
  };
}
