import { Test, type TestingModule } from '@nestjs/testing';
import { AdminModule } from '../../apps/admin/src/admin.module.js';
import { findCommand } from '../../apps/admin/src/commands.js';
import { Clock, Database, newId, Outbox, readConfig, system } from '../../libs/platform/index.js';
import { FixedClock } from '../support/clock.js';
import { cloneDatabase, type ClonedDatabase } from '../support/database.js';

let database: ClonedDatabase;
let app: TestingModule;
let db: Database;
const clock = new FixedClock();

beforeAll(async () => {
  database = await cloneDatabase();
  const config = readConfig({
    DATABASE_URL: database.url,
    SMTP_URL: 'smtp://127.0.0.1:9',
    PUBLIC_URL: 'http://nmrf.test',
    SECRET_KEY: 'a secret that only the tests know, and long enough',
    LOG_LEVEL: 'silent',
  });
  app = await Test.createTestingModule({ imports: [AdminModule.with(config)] })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  db = app.get(Database);
});
afterAll(async () => {
  await app.close();
  await database.drop();
});

/** Runs a line as the program does; returns what it printed. */
const run = async (line: string, values: Record<string, unknown> = {}) => {
  const { command, rest } = findCommand(line.split(' '))!;
  const said: string[] = [];
  await command.run({ app, say: async (text) => void said.push(text) }, values, rest);
  return said.join('\n');
};

const eve = 'eve@example.org';

it('sets up an installation: first the mechanism, then the first administrator', async () => {
  await expect(run('create-administrator', { email: eve, name: 'Eve' })).rejects.toMatchObject({
    code: 'mechanism-missing',
  });
  await run('set-up', { name: 'Committee', state: 'KHM', 'time-zone': 'Asia/Phnom_Penh', locale: 'km' });
  await run('create-administrator', { email: 'Eve@Example.org', name: 'Eve' });
  await run('create-administrator', { email: eve, name: 'Eve' });
  const person = await db.now.person.findUniqueOrThrow({ where: { email: eve }, include: { roles: true } });
  expect(person).toMatchObject({ locale: 'km', timeZone: 'Asia/Phnom_Penh', roles: [{ role: 'ADMINISTRATOR' }] });
  expect(await db.now.event.count({ where: { name: 'role.granted', via: 'command' } })).toBe(1);
});

it('gives and takes roles, but not the last administrator’s', async () => {
  await run('role grant COORDINATOR', { email: eve, reason: 'Deputy' });
  await expect(run('role revoke ADMINISTRATOR', { email: eve })).rejects.toMatchObject({ code: 'last-administrator' });
  await run('role revoke COORDINATOR', { email: eve });
  const { roles } = await db.now.person.findUniqueOrThrow({ where: { email: eve }, include: { roles: true } });
  expect(roles.map(({ role }) => role)).toEqual(['ADMINISTRATOR']);
  await expect(run('role grant KING', { email: eve })).rejects.toThrow('expected one of');
});

it('shows work that was given up, and has it tried again', async () => {
  await db.now.owed.deleteMany();
  await app.get(Outbox).enqueue(db.now, 'mail.send', [{ mailId: newId() }, { mailId: newId() }, { mailId: newId() }]);
  const rows = await db.now.owed.findMany({ orderBy: { id: 'asc' } });
  await db.now.owed.updateMany({
    where: { id: { in: [rows[0]!.id, rows[1]!.id] } },
    data: { gaveUpAt: clock.now(), attempts: 128, lastError: 'Error: 550 no such user' },
  });
  const shown = await run('owed list');
  expect(shown).toContain('Given up: 2');
  expect(shown).toMatch(new RegExp(`${rows[0]!.id} +mail.send +128 .*550 no such user`));
  expect(shown).toContain('Waiting: 1');

  clock.set('2026-03-03T03:00:00Z');
  await run(`owed retry ${rows[0]!.id}`);
  await expect(run(`owed retry ${rows[0]!.id}`)).rejects.toMatchObject({ code: 'not-found' });
  await run('owed retry', { all: true });
  expect(await run('owed list')).toContain('Given up: 0');
  const again = await db.now.owed.findUniqueOrThrow({ where: { id: rows[0]!.id } });
  expect(again).toMatchObject({ attempts: 0, gaveUpAt: null, runAt: clock.now(), relayAt: clock.now() });
});

it('lets mails go to an address again', async () => {
  await db.now.suppression.create({ data: { address: eve, reason: '550', createdAt: clock.now() } });
  expect(await run('mails suppressed')).toContain(eve);
  await run(`mails release ${eve}`);
  expect(await run('mails suppressed')).toContain('Suppressed: 0');
  await expect(run(`mails release ${eve}`)).rejects.toMatchObject({ code: 'not-found' });
});

it('exports the audit trail whole and in order, by the days of the mechanism', async () => {
  const exported = async (period: { from?: string; to?: string } = {}) =>
    (await run('audit export', period))
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { id: string }).id);

  clock.set('2026-04-01T16:59:59Z'); // the last second of the day in Phnom Penh
  const many = Array.from({ length: 2100 }, () => ({ personId: newId() }));
  await app.get(Outbox).publish(db.now, 'person.changed', many, { by: system });
  clock.set('2026-04-01T17:00:00Z');
  await app.get(Outbox).publish(db.now, 'person.changed', { personId: newId() }, { by: system });

  const whole = await db.now.event.findMany({ orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }], select: { id: true } });
  expect(await exported()).toEqual(whole.map(({ id }) => id));
  expect(await exported({ from: '2026-04-01', to: '2026-04-01' })).toHaveLength(2100);
  expect(await exported({ from: '2026-04-02' })).toHaveLength(1);
});
