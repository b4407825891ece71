#!/usr/bin/env node
// npm run bench:reminders: whether the cost of waking, planning and digesting follows what is due, not what exists; what a queue
// on Redis holds of a million deadlines; how long a review with 500 dependent deadlines takes to move; and how fast a morning's
// 10,000 digests leave, compared with bare nodemailer sending the same mails over the same pool.
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import {
  AnchorsService,
  DeadlineRulesService,
  DeadlinesService,
  SetAnchor,
  SetDeadline,
  SetRule,
} from '../../dist/libs/deadlines/index.js';
import { newId } from '../../dist/libs/platform/index.js';
import { StepsService } from '../../dist/libs/reminders/index.js';
import { Relay } from '../../dist/libs/platform/worker.js';
import { startRedis } from '../../tools/redis.mjs';
import { openStage } from '../../tools/simulate/stage.mjs';
import { morningBurst } from './burst.mjs';

const { values } = parseArgs({
  options: {
    deadlines: { type: 'string', default: '1000000' },
    digests: { type: 'string', default: '10000' },
    /** The least ratio of the burst's rate to bare nodemailer's that passes. */
    floor: { type: 'string', default: '0.6' },
    /** How many times as long the same work may take with everything there, at the most. */
    ceiling: { type: 'string', default: '2.5' },
  },
});
const total = Number(values.deadlines);
const institutions = 2000;
/** Whose hours and places the measured work concerns. */
const due = 500;
const by = { personId: null, onBehalfOfId: null, via: 'command' };
const failures = [];
const line = (what, said) => console.log(`  ${what.padEnd(44)}${said}`);
const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`;

const timed = async (work) => {
  const since = performance.now();
  await work();
  return performance.now() - since;
};
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** So many more open deadlines with five steps each, due from a month after the measured days to four years later. */
async function fill(db, from, count) {
  for (let done = 0; done < count; done += 100_000) {
    const some = Math.min(100_000, count - done);
    await db.now.$executeRawUnsafe(`
      WITH made AS (
        INSERT INTO deadline (kind, title, institution_id, due_on, time_zone, created_at, changed_at)
        SELECT 'FREE', 'Something', i.id, date '2027-03-01' + (n % 1400), 'Asia/Phnom_Penh', now(), now()
        FROM generate_series(1, ${some}) n
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM institution) i ON i.place = n % ${institutions}
        RETURNING id, due_on
      )
      INSERT INTO reminder_step (deadline_id, key, audience, due_on, send_on)
      SELECT made.id, key, audience::"ReminderAudience", made.due_on, made.due_on + days
      FROM made CROSS JOIN (VALUES ('before.30', 'MAIN', -30), ('before.7', 'MAIN', -7), ('before.1', 'MAIN', -1),
                                   ('overdue.1', 'ALTERNATE', 1), ('overdue.5', 'COORDINATOR', 7)) AS s (key, audience, days)`);
  }
  await db.now.$executeRawUnsafe('ANALYZE deadline, reminder_step, notice, mandate');
}

/** Sets 500 deadlines, plans them, wakes for what is due of them, and composes their digests. Milliseconds of each. */
async function round(stage, country, day) {
  const { db, clock, get } = stage;
  const owed = async (name) =>
    (await db.now.owed.findMany({ where: { name, runAt: { lte: clock.now() } }, select: { id: true } })).map(
      ({ id }) => id,
    );
  const work = (name) =>
    timed(async () => {
      const ids = await owed(name);
      for (let n = 0; n < ids.length; n += 500) await stage.runner.run(name, ids.slice(n, n + 500));
    });
  clock.moment = new Date(`${day}T03:00:00Z`);
  const facts = SetDeadline.parse({
    title: 'Figures',
    institutionIds: country.slice(0, due),
    dueOn: dayAfter(day, 20),
  });
  const set = await timed(() => get(DeadlinesService).setBy(facts, by));
  const plan = await work('event.deliver');
  const wake = await work('reminders.wake');
  clock.moment = new Date(`${dayAfter(day, 1)}T01:00:00Z`);
  const digest = await work('digest.compose');
  await settle(db);
  return { set, plan, wake, digest };
}

/** All of it is answered: the next round finds as much to do as this one. */
async function settle(db) {
  await db.now.$executeRawUnsafe(`
    WITH met AS (UPDATE deadline SET status = 'MET' WHERE status = 'OPEN' AND title = 'Figures' RETURNING id)
    UPDATE reminder_step SET stopped_at = now(), stop_reason = 'CLOSED' FROM met
    WHERE deadline_id = met.id AND fell_due_at IS NULL AND stopped_at IS NULL`);
  await db.now.$executeRawUnsafe('DELETE FROM owed');
}

const dayAfter = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
/** Mondays to Wednesdays, so that each day after is worked. */
const days = [
  '2026-06-01',
  '2026-06-03',
  '2026-06-08',
  '2026-06-10',
  '2026-06-15',
  '2026-06-17',
  '2026-06-22',
  '2026-06-24',
  '2026-06-29',
  '2026-07-01',
];

async function country(stage) {
  const { db } = stage;
  await db.now.mechanism.create({
    data: { name: 'Mechanism', stateCode: 'KHM', timeZone: 'Asia/Phnom_Penh', locale: 'en' },
  });
  const made = Array.from({ length: institutions }, (_, n) => ({ id: newId(), personId: newId(), n }));
  await db.now.institution.createMany({
    data: made.map(({ id, n }) => ({ id, name: `Institution ${n}`, kind: 'MINISTRY' })),
  });
  await db.now.person.createMany({
    data: made.map(({ personId, n }) => ({
      id: personId,
      name: `Person ${n}`,
      email: `person-${n}@example.org`,
      locale: ['en', 'fr', 'km'][n % 3],
      timeZone: 'Asia/Phnom_Penh',
    })),
  });
  await db.now.mandate.createMany({
    data: made.map(({ id, personId }) => ({
      institutionId: id,
      personId,
      role: 'MAIN',
      startsOn: new Date('2026-01-01'),
    })),
  });
  return made.map(({ id }) => id);
}

async function costs(stage, ids) {
  console.log('Cost of the same work, with few deadlines and with all');
  await round(stage, ids, '2026-05-25'); // warms up
  const few = [];
  for (const day of days.slice(0, 5)) few.push(await round(stage, ids, day));
  const filling = await timed(() => fill(stage.db, ids, total));
  line(
    'open deadlines, steps',
    `${total.toLocaleString('en')}, ${(5 * total).toLocaleString('en')} (made in ${seconds(filling)})`,
  );
  const many = [];
  for (const day of days.slice(5)) many.push(await round(stage, ids, day));
  for (const [part, what] of [
    ['set', `set ${due} deadlines`],
    ['plan', `plan their steps`],
    ['wake', `find whom to tell`],
    ['digest', `compose ${due} digests`],
  ]) {
    const [before, after] = [few, many].map((list) => median(list.map((times) => times[part])));
    const ratio = after / before;
    line(what, `${seconds(before)} → ${seconds(after)}, ratio ${ratio.toFixed(2)}`);
    if (ratio > Number(values.ceiling))
      failures.push(`to ${what} takes ${ratio.toFixed(1)} times as long with all deadlines there`);
  }
}

/** What the queue holds when the relay has brought it all that is due within the hour. */
async function memory(stage) {
  console.log('Redis');
  const server = await startRedis({ install: false });
  if (server.missing) return line('memory', `not measured: ${server.missing}`);
  try {
    const redis = new Redis(server.url);
    const used = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    const days = await stage.db.now.$queryRaw`
      SELECT DISTINCT send_on::text AS day FROM reminder_step WHERE fell_due_at IS NULL AND stopped_at IS NULL`;
    await stage.db.transaction((tx) =>
      stage.get(StepsService).owe(
        tx,
        days.map(({ day }) => day),
      ),
    );
    const alarms = await stage.db.now.owed.count();
    const before = await used();
    const other = await openStage({ from: stage.clock.now(), databaseUrl: stage.databaseUrl, redisUrl: server.url });
    let taken;
    do taken = await other.app.get(Relay).round();
    while (taken > 0);
    const after = await used();
    await other.close();
    redis.disconnect();
    line('alarms owed for all of them', String(alarms));
    line('used memory before and after the relay', `${(before / 1e6).toFixed(1)} MB → ${(after / 1e6).toFixed(1)} MB`);
    if (after - before > 5e6) failures.push('Redis holds more than the next hour');
  } finally {
    await server.stop();
  }
}

/** A review with 500 dependent deadlines moves. */
async function move(stage, ids) {
  console.log('Moving a review’s date');
  const { db, get } = stage;
  const rule = SetRule.parse({
    code: 'BENCH-1',
    titles: { en: 'Contribution' },
    kind: 'REPORT',
    anchor: 'REVIEW',
    offset: -20,
    unit: 'WEEKS',
    roll: 'PREVIOUS',
    timeZone: 'Asia/Phnom_Penh',
    owner: 'ASKED_INSTITUTIONS',
    source: 'The benchmark',
  });
  await get(DeadlineRulesService).set(rule, { by, reason: 'To measure' });
  const review = await db.now.review.create({ data: { mechanism: 'UPR', stateCode: 'KHM', session: 55 } });
  const { anchor } = await get(AnchorsService).set(
    SetAnchor.parse({ kind: 'REVIEW', subjectId: review.id, title: 'UPR 55', day: '2028-05-03' }),
    by,
  );
  await get(AnchorsService).ask(anchor.id, { ruleCode: 'BENCH-1', institutionIds: ids.slice(0, 500) }, by);
  const times = [];
  for (const to of ['2028-05-10', '2028-05-17', '2028-05-24']) {
    times.push(await timed(() => get(AnchorsService).move(anchor.id, to, { by, reason: 'Another week' })));
  }
  line('500 and the nine of the UPR', seconds(median(times)));
  if (median(times) > 1000) failures.push('moving takes more than a second');
}

const stage = await openStage({ from: new Date('2026-05-25T03:00:00Z') });
try {
  const ids = await country(stage);
  await costs(stage, ids);
  await memory(stage);
  await move(stage, ids);
} finally {
  await stage.close();
}
console.log(`The morning burst of ${values.digests} digests`);
const { bare, ours, whole } = await morningBurst(Number(values.digests));
line('bare nodemailer, the same mails and pool', `${bare.toFixed(0)} mails a second`);
line('one worker, first to last mail', `${ours.toFixed(0)} mails a second, ratio ${(ours / bare).toFixed(2)}`);
line(
  'one worker, from the alarm to the last mail',
  `${whole.toFixed(0)} mails a second, ratio ${(whole / bare).toFixed(2)}`,
);
if (ours / bare < Number(values.floor))
  failures.push(`the burst leaves at ${(ours / bare).toFixed(2)} of the rate of bare nodemailer`);

for (const failure of failures) console.error(`NOT AS IT SHOULD BE: ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);
