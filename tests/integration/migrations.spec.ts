import pg from 'pg';
import type { JobName } from '../../libs/catalogue/index.js';
import { Database, newId } from '../../libs/platform/index.js';
import { migrate } from '../../tools/migrate.mjs';
import { FixedClock } from '../support/clock.js';
import { emptyDatabase, type ClonedDatabase } from '../support/database.js';
import { aWorker } from '../support/stack.js';

/** The first version of the tables, and what is brought from it to the next. */
const before = '20261121220000_foundation';
const after = ['20261124170000_deadlines', '20261124170100_rules_and_plans', '20261124171000_correspondence'];

const id = {
  ...{ dara: newId(), bopha: newId(), channary: newId(), rith: newId() },
  ...{ education: newId(), justice: newId(), health: newId(), dated: newId(), undated: newId(), round: newId() },
  ...{ openList: newId(), answeredList: newId(), lateList: newId() },
  ...{ open: newId(), met: newId(), late: newId() },
  ...{ openMain: newId(), openAlternate: newId(), openEvening: newId(), openCoordinator: newId() },
  ...{ metMain: newId(), lateMain: newId(), lateCoordinator: newId() },
  ...{ reminded: newId(), lateReminder: newId(), escalated: newId(), untaken: newId(), farewell: newId() },
};

let database: ClonedDatabase;
let client: pg.Client;
const rows = async <T>(sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows as unknown as T[];
/** Some columns of some rows, as text, in the order of their ids here. */
const shown = async (table: string, columns: string, ids: string[]) => {
  const found = await rows<Record<string, unknown>>(
    `SELECT ${columns} FROM ${table} WHERE id = ANY($1) ORDER BY array_position($1::uuid[], id)`,
    [ids],
  );
  return found.map((row) => Object.values(row));
};
const utc = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS ${column}`;

/** A round that was opened on 2 March 2026, as the first version kept it eleven days later. */
const fillBefore = async () => {
  const add = (table: string, columns: string, ...lines: unknown[][]) =>
    Promise.all(
      lines.map((line) =>
        client.query(`INSERT INTO ${table} (${columns}) VALUES (${line.map((_, n) => `$${n + 1}`).join(', ')})`, line),
      ),
    );
  const zone = 'Asia/Phnom_Penh';
  await add('mechanism', 'name, state_code, time_zone, locale', ['Committee', 'KHM', zone, 'en']);
  await add(
    'person',
    'id, name, email, locale, time_zone',
    ...(['dara', 'bopha', 'channary', 'rith'] as const).map((name) => [
      id[name],
      name,
      `${name}@example.org`,
      'en',
      zone,
    ]),
  );
  const granted = '2026-01-05T00:00:00Z';
  const coordinators = [id.channary, id.rith].map((personId) => [personId, 'COORDINATOR', granted]);
  await add('role_grant', 'person_id, role, granted_at', ...coordinators);
  await add(
    'institution',
    'id, name, kind',
    ...(['education', 'justice', 'health'] as const).map((name) => [id[name], name, 'MINISTRY']),
  );
  await add(
    'mandate',
    'person_id, institution_id, role, starts_on',
    [id.dara, id.education, 'MAIN', '2026-01-05'],
    [id.bopha, id.education, 'ALTERNATE', '2026-01-05'],
    [id.dara, id.health, 'MAIN', '2026-01-05'],
  );
  await add(
    'review',
    'id, mechanism, state_code, session, reviewed_on',
    [id.dated, 'UPR', 'KHM', 58, '2027-11-08'],
    [id.undated, 'UPR', 'KHM', 32, null],
  );
  const openedAt = '2026-03-02T03:00:00Z';
  await add('verification_round', 'id, review_id, opened_at, due_on', [id.round, id.undated, openedAt, '2026-03-16']);
  await add(
    'verification',
    'id, round_id, institution_id, answered_at',
    [id.openList, id.round, id.education, null],
    [id.answeredList, id.round, id.justice, '2026-03-10T04:00:00Z'],
    [id.lateList, id.round, id.health, null],
  );
  await add(
    'deadline',
    'id, kind, subject_id, institution_id, due_on, status, closed_at',
    [id.open, 'VERIFICATION', id.openList, id.education, '2026-03-16', 'OPEN', null],
    [id.met, 'VERIFICATION', id.answeredList, id.justice, '2026-03-16', 'MET', '2026-03-10T04:00:00Z'],
    [id.late, 'VERIFICATION', id.lateList, id.health, '2026-03-02', 'OPEN', null],
  );
  await add(
    'reminder_step',
    'id, deadline_id, audience, send_at, mailed_at, stopped_at',
    [id.openMain, id.open, 'MAIN', '2026-03-12T01:00:00Z', '2026-03-12T01:00:02Z', null],
    [id.openAlternate, id.open, 'ALTERNATE', '2026-03-17T01:00:00Z', null, null],
    // Half past twelve at night where the mechanism works: the 20th, not the 19th.
    [id.openEvening, id.open, 'VALIDATING_AUTHORITY', '2026-03-19T17:30:00Z', null, null],
    [id.openCoordinator, id.open, 'COORDINATOR', '2026-03-23T01:00:00Z', null, null],
    [id.metMain, id.met, 'MAIN', '2026-03-12T01:00:00Z', null, '2026-03-10T04:00:01Z'],
    [id.lateMain, id.late, 'MAIN', '2026-02-26T01:00:00Z', '2026-02-26T01:00:02Z', null],
    [id.lateCoordinator, id.late, 'COORDINATOR', '2026-03-09T01:00:00Z', '2026-03-09T01:00:02Z', null],
  );
  const mail = (mailId: string, name: string, personId: string, status: string, createdAt: string) => [
    ...[mailId, name, {}, personId, 'somebody@example.org', 'en', status, createdAt],
  ];
  await add(
    'mail',
    'id, name, props, person_id, address, locale, status, created_at',
    mail(id.reminded, 'verification-reminder', id.dara, 'SENT', '2026-03-12T01:00:02Z'),
    mail(id.lateReminder, 'verification-reminder', id.dara, 'QUEUED', '2026-02-26T01:00:02Z'),
    mail(id.escalated, 'verification-escalation', id.channary, 'SENT', '2026-03-09T01:00:02Z'),
    mail(id.untaken, 'verification-escalation', id.rith, 'QUEUED', '2026-03-09T01:00:02Z'),
    mail(id.farewell, 'mandate-ended', id.dara, 'QUEUED', '2026-03-12T01:00:02Z'),
  );
  const told = (stepId: string, deadlineId: string, mailId: string, personId: string, at: string) => {
    const payload = { reminderStepId: stepId, deadlineId, institutionId: id.education, mailId, personId };
    return ['reminder.mailed', payload, Object.values(payload), 'system', at];
  };
  await add(
    'event',
    'name, payload, subject_ids, via, occurred_at',
    told(id.openMain, id.open, id.reminded, id.dara, '2026-03-12T01:00:02Z'),
    told(id.lateMain, id.late, id.lateReminder, id.dara, '2026-02-26T01:00:02Z'),
    told(id.lateCoordinator, id.late, id.escalated, id.channary, '2026-03-09T01:00:02Z'),
    told(id.lateCoordinator, id.late, id.untaken, id.rith, '2026-03-09T01:00:03Z'),
    // Of a step that is gone nothing can be known.
    told(newId(), newId(), newId(), id.dara, '2026-01-09T01:00:03Z'),
  );
  const alarms = ['2026-03-17T01:00:00Z', '2026-03-19T17:30:00Z', '2026-03-23T01:00:00Z'];
  await add('owed', 'name, payload, run_at, relay_at', ...alarms.map((at) => ['reminders.wake', {}, at, at]));
};

let applied: string[];
beforeAll(async () => {
  database = await emptyDatabase();
  expect(await migrate(database.url, { queue: false, until: before })).toEqual([before]);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await fillBefore();
  applied = await migrate(database.url, { queue: true });
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('a database of the first version', () => {
  it('is brought up to date once', async () => {
    expect(applied.slice(0, after.length)).toEqual(after);
    expect(await migrate(database.url, { queue: false })).toEqual([]);
  });

  it('keeps its deadlines: set when the round was opened, changed when they were closed, in the mechanism’s zone', async () => {
    const columns = `status, time_zone, ${utc('created_at')}, ${utc('changed_at')}, role, restricted, title`;
    expect(await shown('deadline', columns, [id.open, id.met, id.late])).toEqual([
      ['OPEN', 'Asia/Phnom_Penh', '2026-03-02 03:00', '2026-03-02 03:00', 'MAIN', false, null],
      ['MET', 'Asia/Phnom_Penh', '2026-03-02 03:00', '2026-03-10 04:00', 'MAIN', false, null],
      ['OPEN', 'Asia/Phnom_Penh', '2026-03-02 03:00', '2026-03-02 03:00', 'MAIN', false, null],
    ]);
  });

  it('keeps its reminders on their days, and what became of them', async () => {
    const columns = `key, due_on::text, send_on::text, ${utc('fell_due_at')}, stop_reason`;
    const { openMain, openAlternate, openEvening, openCoordinator, metMain, lateCoordinator } = id;
    const ids = [openMain, openAlternate, openEvening, openCoordinator, metMain, lateCoordinator];
    expect(await shown('reminder_step', columns, ids)).toEqual([
      ['before.2w', '2026-03-16', '2026-03-12', '2026-03-12 01:00', null],
      ['overdue.1', '2026-03-16', '2026-03-17', null, null],
      ['overdue.3', '2026-03-16', '2026-03-20', null, null],
      ['overdue.5', '2026-03-16', '2026-03-23', null, null],
      ['before.2w', '2026-03-16', '2026-03-12', null, 'CLOSED'],
      ['overdue.5', '2026-03-02', '2026-03-09', '2026-03-09 01:00', null],
    ]);
  });

  it('knows whom it has told, by which mail', async () => {
    const told = await rows<Record<string, unknown>>(
      `SELECT step_id, person_id, deadline_id, mail_id, ${utc('told_at')}, urgent FROM notice ORDER BY told_at`,
    );
    expect(told.map((row) => Object.values(row))).toEqual([
      [id.lateMain, id.dara, id.late, id.lateReminder, '2026-02-26 01:00', false],
      [id.lateCoordinator, id.channary, id.late, id.escalated, '2026-03-09 01:00', false],
      [id.lateCoordinator, id.rith, id.late, id.untaken, '2026-03-09 01:00', false],
      [id.openMain, id.dara, id.open, id.reminded, '2026-03-12 01:00', false],
    ]);
  });

  it('withdraws mails of kinds that are no longer sent, and no others', async () => {
    const mails = [id.reminded, id.lateReminder, id.escalated, id.untaken, id.farewell];
    expect((await shown('mail', 'status', mails)).flat()).toEqual(['SENT', 'WITHDRAWN', 'SENT', 'WITHDRAWN', 'QUEUED']);
  });

  it('notes the dates of its reviews as if they had just been entered', async () => {
    const noted = await rows<{ id: string; payload: object; subject_ids: string[] }>(
      `SELECT id, payload, subject_ids::text[] FROM event WHERE name = 'review.changed'`,
    );
    expect(noted).toMatchObject([{ payload: { reviewId: id.dated }, subject_ids: [id.dated] }]);
    const owed = await rows<{ payload: object }>(`SELECT payload FROM owed WHERE name = 'event.deliver'`);
    expect(owed).toEqual([{ payload: { eventId: noted[0]?.id, subscriber: 'deadlines.anchorReview' } }]);
  });

  it('has the rules of the mechanisms’ calendars and a plan for every kind of deadline', async () => {
    const kinds = await rows<{ kind: string }>(
      `SELECT unnest(enum_range(NULL::"DeadlineKind"))::text AS kind
       EXCEPT SELECT kind::text FROM reminder_plan WHERE replaced_at IS NULL`,
    );
    expect(kinds).toEqual([]);
    const [rules] = await rows<{ count: number }>('SELECT count(*)::int AS count FROM deadline_rule');
    expect(rules?.count).toBeGreaterThan(0);
  });
});

describe('the worker on such a database', () => {
  it('goes on where the first version was: dates have deadlines, and each rung is told on its day, to whoever was not told', async () => {
    const clock = new FixedClock('2026-11-24T03:00:00Z');
    const smtpUrl = 'smtp://127.0.0.1:9';
    const worker = await aWorker({ databaseUrl: database.url, backend: 'postgres', smtpUrl, clock });
    try {
      const db = worker.app.get(Database);
      const workAt = async (iso: string) => {
        clock.set(iso);
        const name = { not: 'mail.send' };
        for (;;) {
          const due = await db.now.owed.findMany({
            where: { name, runAt: { lte: clock.now() } },
            orderBy: { id: 'asc' },
          });
          if (due.length === 0) return;
          for (const owed of due) await worker.runner.run(owed.name as JobName, [owed.id]);
        }
      };
      const digests = async () =>
        (await db.now.mail.findMany({ where: { name: 'digest' }, orderBy: { id: 'asc' } })).map(
          ({ personId }) => personId,
        );
      // Work of the upgrade itself is owed since the moment of the upgrade.
      await client.query(`UPDATE owed SET run_at = '2026-03-13T03:00:00Z' WHERE name = 'event.deliver'`);
      await workAt('2026-03-13T03:00:00Z');
      const reckoned = await db.now.deadline.count({ where: { anchor: { subjectId: id.dated }, status: 'OPEN' } });
      expect(reckoned).toBe(7);
      await workAt('2026-03-17T00:59:59Z');
      expect((await digests()).filter((personId) => personId === id.dara || personId === id.bopha)).toEqual([]);
      await workAt('2026-03-17T01:00:00Z');
      expect((await digests()).filter((personId) => personId === id.dara || personId === id.bopha)).toEqual([id.bopha]);
    } finally {
      await worker.close();
    }
  });
});
