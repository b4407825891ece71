// The stage: the product itself on a database of its own, a mail server, and a clock that is moved from alarm to alarm.
import { Test } from '@nestjs/testing';
import { WorkerModule } from '../../dist/apps/worker/src/worker.module.js';
import { Clock, Database, readConfig } from '../../dist/libs/platform/index.js';
import { groupIntoTurns } from '../../dist/libs/platform/relay.rules.js';
import { Runner } from '../../dist/libs/platform/worker.js';
import { migrate } from '../migrate.mjs';
import { startPostgres } from '../postgres.mjs';
import { startSink } from './sink.mjs';

class StageClock extends Clock {
  moment;
  now() {
    return new Date(this.moment);
  }
}

/** How much work one look takes. */
const handful = 2000;

/** With a database of somebody else's, only the product is the stage's own. `isRead`: what arrives is kept, not only that it has. */
export async function openStage({ from, databaseUrl, redisUrl, isRead = false }) {
  const clock = new StageClock();
  clock.moment = new Date(from);
  const postgres = databaseUrl === undefined ? await startPostgres({ database: 'nmrf' }) : null;
  const url = databaseUrl ?? postgres.url;
  const sink = await startSink(clock, { isRead });
  if (postgres) await migrate(url, { queue: true });
  const config = readConfig({
    DATABASE_URL: url,
    ...(redisUrl && { REDIS_URL: redisUrl }),
    SMTP_URL: sink.url,
    PUBLIC_URL: 'http://nmrf.test',
    SECRET_KEY: 'the play has a secret of its own, and a long one',
    LOG_LEVEL: 'silent',
  });
  const app = await Test.createTestingModule({ imports: [WorkerModule.with(config)] })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  app.useLogger(false);
  await app.init();
  const db = app.get(Database);
  const runner = app.get(Runner);

  /** What people do, by moment. */
  const plans = [];
  let isWorkerAway = false;
  const get = (service) => app.get(service, { strict: false });
  const count = { alarms: 0, actions: 0 };

  /** What is owed, the earliest first: a handful of it. */
  const owed = async () =>
    isWorkerAway
      ? []
      : db.now.$queryRaw`
          SELECT id, name, greatest(run_at, coalesce(leased_until, run_at)) AS "runAt" FROM owed
          WHERE gave_up_at IS NULL ORDER BY 3, id LIMIT ${handful}`;

  const work = async (due) => {
    for (const { turns } of groupIntoTurns(due, clock.now())) {
      for (const { name, ids } of turns) {
        count.alarms += 1;
        // What fails is written down in its row and tried again later, as with the queue.
        await runner.run(name, ids).catch(() => {});
      }
    }
  };

  return {
    app,
    clock,
    db,
    sink,
    runner,
    databaseUrl: url,
    get,
    count,
    /** At that moment somebody does something. */
    at(moment, action) {
      plans.push({ moment: new Date(moment), action });
      plans.sort((one, other) => one.moment - other.moment);
    },
    /** The worker is switched off: nothing rings till it comes back. */
    switchWorker(isOn) {
      isWorkerAway = !isOn;
    },
    /** Moves the clock from one alarm or action to the next, till the end. `afterwards` looks at what each has brought about. */
    async play(until, afterwards) {
      for (;;) {
        const alarms = await owed();
        const alarm = alarms[0]?.runAt ?? null;
        const planned = plans[0]?.moment ?? null;
        const next = alarm === null || (planned !== null && planned <= alarm) ? planned : alarm;
        if (next === null || next > until) break;
        if (next > clock.moment) clock.moment = next;
        const due = alarms.filter(({ runAt }) => runAt <= clock.moment);
        if (next === planned) {
          const [{ action }] = plans.splice(0, 1);
          count.actions += 1;
          await action();
        } else await work(due);
        await afterwards();
      }
      clock.moment = until;
    },
    async close() {
      await app.close();
      await sink.stop();
      await postgres?.stop();
    },
  };
}
