#!/usr/bin/env node
// npm run bench:invitations: how long it takes from the press of a button until the mail server has accepted the invitation of
// everybody, each with its calendar part, compared with bare nodemailer sending the same messages over the same pool.
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { createTransport } from 'nodemailer';
import { ApiModule } from '../../dist/apps/api/src/api.module.js';
import {
  ConsultationsService,
  DraftConsultation,
  ScheduleConsultation,
  SchedulingService,
} from '../../dist/libs/consultations/index.js';
import { InvitationsService } from '../../dist/libs/invitations/index.js';
import { Database, Links, newId, readConfig } from '../../dist/libs/platform/index.js';
import { messageOf, pool } from '../../dist/libs/platform/mail-message.js';
import { wireOf } from '../../dist/libs/platform/mail-wire.js';
import { aDatabase, aSink, startWorker } from './ground.mjs';

const { values } = parseArgs({
  options: {
    invitees: { type: 'string', default: '500' },
    /** Seconds that pass at the most. */
    within: { type: 'string', default: '60' },
    /** The least ratio to bare nodemailer's rate that passes. */
    floor: { type: 'string', default: '0.25' },
  },
});
const count = Number(values.invitees);
const by = { personId: null, onBehalfOfId: null, via: 'command' };
const line = (what, said) => console.log(`  ${what.padEnd(52)}${said}`);

/** So many organisations of civil society, each with somebody who answers for it. */
const populate = (db) =>
  db.now.$executeRawUnsafe(`
    WITH institution AS (
      INSERT INTO institution (name, kind) SELECT 'Organisation ' || n, 'CSO' FROM generate_series(1, ${count}) n RETURNING id, name
    ), person AS (
      INSERT INTO person (name, email, locale, time_zone)
      SELECT 'Person ' || n, 'person-' || n || '@example.org', (ARRAY['en', 'fr', 'km'])[n % 3 + 1], 'Asia/Phnom_Penh'
      FROM generate_series(1, ${count}) n RETURNING id, name
    )
    INSERT INTO mandate (person_id, institution_id, role, starts_on)
    SELECT p.id, i.id, 'MAIN', date '2026-01-01' FROM person p JOIN institution i ON split_part(i.name, ' ', 2) = split_part(p.name, ' ', 2)`);

/** A consultation in two months to which all are invited, though nobody has been told. */
async function aConsultation(app, db) {
  const day = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  const [host] = await db.now.person.findMany({ take: 1 });
  const facts = {
    title: 'Consultation on the draft national report',
    purpose: 'NATIONAL_REPORT',
    format: 'IN_PERSON',
    place: 'Phnom Penh',
  };
  const id = await app.get(ConsultationsService).draft(DraftConsultation.parse({ ...facts, hostIds: [host.id] }), by);
  const times = { from: `${day}T09:00`, until: `${day}T16:00` };
  await app.get(SchedulingService).schedule(id, ScheduleConsultation.parse(times), by);
  const institutions = await db.now.institution.findMany({ select: { id: true } });
  const whom = { listIds: [], institutionIds: institutions.map((each) => each.id), personIds: [] };
  await app.get(InvitationsService).invite(id, whom, by);
  return id;
}

const closing = [];
try {
  const sink = await aSink(closing);
  const env = {
    DATABASE_URL: await aDatabase(closing),
    SMTP_URL: sink.url,
    PUBLIC_URL: 'https://nmrf.example.org',
    SECRET_KEY: 'a secret that only the benchmark knows',
    MAIL_ANSWERS: 'answers+*@example.org',
    LOG_LEVEL: 'warn',
  };
  const config = readConfig(env);
  const app = await NestFactory.createApplicationContext(ApiModule.with(config), { logger: false });
  closing.push(() => app.close());
  const db = app.get(Database);
  await db.now.$executeRawUnsafe(`
    INSERT INTO mechanism (id, name, state_code, time_zone, locale) VALUES (1, 'Committee for Follow-up', 'KHM', 'Asia/Phnom_Penh', 'en')`);
  await populate(db);
  await startWorker(env, closing);
  const press = (id) => () => app.get(InvitationsService).sendOut(id, by);
  const [first, second] = [await aConsultation(app, db), await aConsultation(app, db)];
  // A worker has been running for long when somebody invites.
  await sink.rateOf(count, press(first));
  const ours = await sink.rateOf(count, press(second));

  const mails = await db.now.mail.findMany({ orderBy: { id: 'desc' }, take: count });
  const links = app.get(Links);
  const letterhead = {
    from: config.mailFrom,
    mechanism: 'Committee for Follow-up',
    home: config.publicUrl,
    link: (purpose, id) => links.url(purpose, id),
    answers: config,
  };
  const messages = mails
    .map((mail) => messageOf({ ...mail, id: newId() }, letterhead))
    .map((message) => ({ envelope: message.envelope, raw: wireOf(message) }));
  const transport = createTransport({ url: sink.url, ...pool });
  closing.push(() => transport.close());
  const send = () => Promise.all(messages.map((message) => transport.sendMail(message)));
  await sink.rateOf(count, send);
  const bare = await sink.rateOf(count, send);

  const took = count / ours.whole;
  const ratio = ours.whole / bare.whole;
  console.log(`${count} invitations`);
  line('from the button to the last acceptance', `${took.toFixed(2)} s`);
  line('bare nodemailer, the same messages', `${(count / bare.whole).toFixed(2)} s`);
  line('rate in relation to bare nodemailer', ratio.toFixed(2));
  if (took > Number(values.within) || ratio < Number(values.floor)) {
    console.log('too slow');
    process.exitCode = 1;
  }
} finally {
  for (const close of closing.reverse()) await close();
}
