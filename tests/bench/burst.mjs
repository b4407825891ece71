// A morning on which everybody has something to hear: one real worker process takes it from the alarm to the mail server, and
// bare nodemailer sends the same mails over the same pool. The mail server is a process of its own, the same for both.
import { createTransport } from 'nodemailer';
import { Clock, Database, Links, newId, Outbox, readConfig } from '../../dist/libs/platform/index.js';
import { messageOf, pool } from '../../dist/libs/platform/mail-message.js';
import { aDatabase, aSink, startWorker } from './ground.mjs';

/** What each person is told of. */
const itemsEach = 3;

/** So many people, each the focal point of an institution of which three things are due in a week; they may hear of it at any hour. */
async function populate(db, count) {
  const today = new Date().toISOString().slice(0, 10);
  const weekend = ((new Date(today).getUTCDay() + 3) % 7) + 1; // neither yesterday, today nor tomorrow
  await db.now.$executeRawUnsafe(`
    INSERT INTO mechanism (id, name, state_code, time_zone, locale) VALUES (1, 'Committee for Follow-up', 'KHM', 'UTC', 'en')`);
  await db.now.$executeRawUnsafe(`INSERT INTO calendar VALUES ('KHM', '{${weekend}}', 'The benchmark')`);
  await db.now.$executeRawUnsafe(`
    WITH institution AS (
      INSERT INTO institution (name, kind) SELECT 'Ministry ' || n, 'MINISTRY' FROM generate_series(1, ${count}) n RETURNING id, name
    ), person AS (
      INSERT INTO person (name, email, locale, time_zone)
      SELECT 'Person ' || n, 'person-' || n || '@example.org', (ARRAY['en', 'fr', 'km'])[n % 3 + 1], 'UTC' FROM generate_series(1, ${count}) n
      RETURNING id, name
    ), preference AS (
      INSERT INTO reminder_preference (person_id, hour, quiet_from) SELECT id, '00:00', '23:59' FROM person
    ), mandate AS (
      INSERT INTO mandate (person_id, institution_id, role, starts_on)
      SELECT p.id, i.id, 'MAIN', date '2026-01-01' FROM person p JOIN institution i ON split_part(i.name, ' ', 2) = split_part(p.name, ' ', 2)
    )
    INSERT INTO deadline (kind, title, institution_id, due_on, time_zone, created_at, changed_at)
    SELECT 'INFORMATION_REQUEST', 'Figures on the right to education, part ' || n, id, date '${today}' + 7, 'UTC', now(), now()
    FROM institution CROSS JOIN generate_series(1, ${itemsEach}) n`);
}

/** The day has come on which so many more of them are to be told. */
async function fallDue(db, count) {
  await db.now.$executeRawUnsafe(`
    INSERT INTO reminder_step (deadline_id, key, audience, due_on, send_on)
    SELECT id, 'before.7', 'MAIN', due_on, due_on - 7 FROM deadline d
    WHERE institution_id IN (SELECT id FROM institution i
                             WHERE NOT EXISTS (SELECT FROM deadline d JOIN reminder_step s ON s.deadline_id = d.id WHERE d.institution_id = i.id)
                             LIMIT ${count})`);
  await db.now.$executeRawUnsafe('ANALYZE');
}

/** The mails of the morning as they lie in the ledger, written out beforehand for whoever only sends. */
async function writtenOut(db, config, links, count) {
  const mails = await db.now.mail.findMany({ where: { name: 'digest' }, orderBy: { id: 'desc' }, take: count });
  const letterhead = {
    from: config.mailFrom,
    mechanism: 'Committee for Follow-up',
    home: config.publicUrl,
    link: (purpose, id) => links.url(purpose, id),
    answers: config,
  };
  return mails.map((mail) => messageOf({ ...mail, id: newId() }, letterhead));
}

/** Rates in mails a second: bare nodemailer's, ours from the first mail to the last, and ours from the alarm to the last mail. */
export async function morningBurst(count) {
  const warming = Math.ceil(count / 4);
  const closing = [];
  try {
    const sink = await aSink(closing);
    const env = {
      DATABASE_URL: await aDatabase(closing),
      SMTP_URL: sink.url,
      PUBLIC_URL: 'https://nmrf.example.org',
      SECRET_KEY: 'a secret that only the benchmark knows',
      LOG_LEVEL: 'warn',
    };
    const config = readConfig(env);
    const db = new Database(config);
    closing.push(() => db.onApplicationShutdown());
    const clock = new Clock();
    await populate(db, warming + count);
    await startWorker(env, closing);
    const outbox = new Outbox(clock);
    const ring = () => db.transaction((tx) => outbox.enqueue(tx, 'reminders.wake', {}));
    // A worker has been running for long when the morning comes.
    await fallDue(db, warming);
    await sink.rateOf(warming, ring);
    await fallDue(db, count);
    const ours = await sink.rateOf(count, ring);
    const messages = await writtenOut(db, config, new Links(config, clock, db), count);
    const transport = createTransport({ url: sink.url, ...pool });
    closing.push(() => transport.close());
    const send = () => Promise.all(messages.map((message) => transport.sendMail(message)));
    await sink.rateOf(count, send); // warm, as ours is
    const { rate: bare } = await sink.rateOf(count, send);
    return { bare, ours: ours.rate, whole: ours.whole };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}
