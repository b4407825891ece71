import { DomainError, Outbox, newId, system } from '../../libs/platform/index.js';
import { JOB_HANDLERS, type JobHandlers } from '../../libs/platform/worker.js';
import { anApi, type Api } from '../support/api.js';
import { FixedClock } from '../support/clock.js';
import { aWorker } from '../support/stack.js';

class RuleSaysNo extends DomainError {
  readonly code = 'rule-says-no';
}

describe('what is owed', () => {
  let api: Api;
  let worker: Awaited<ReturnType<typeof aWorker>>;
  let handlers: JobHandlers;
  const clock = new FixedClock('2026-03-02T03:00:00Z');

  beforeAll(async () => {
    api = await anApi({ clock });
    worker = await aWorker({
      databaseUrl: api.databaseUrl,
      backend: 'postgres',
      smtpUrl: 'smtp://127.0.0.1:9',
      clock,
    });
    await api.db.now.mechanism.create({
      data: { name: 'Committee', stateCode: 'KHM', timeZone: 'Asia/Phnom_Penh', locale: 'en' },
    });
    handlers = worker.app.get<JobHandlers>(JOB_HANDLERS);
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });
  beforeEach(() => clock.set('2026-03-02T03:00:00Z'));

  const outbox = () => api.app.get(Outbox);
  const owe = async (count: number, runAt?: Date) => {
    await api.db.now.owed.deleteMany();
    await api.db.transaction((tx) =>
      outbox().enqueue(
        tx,
        'mandate.expire',
        Array.from({ length: count }, () => ({ mandateId: newId() })),
        runAt ? { runAt } : {},
      ),
    );
    return (await api.db.now.owed.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);
  };
  const run = (ids: string[]) => worker.runner.run('mandate.expire', ids).catch((error: unknown) => error);

  it('is not owed when the transaction is rolled back, nor is the event kept', async () => {
    const before = await api.db.now.event.count();
    await api.db
      .transaction(async (tx) => {
        await outbox().publish(
          tx,
          'verification-round.opened',
          { roundId: newId(), reviewId: newId(), dueOn: '2026-04-01' },
          { by: system },
        );
        throw new Error('rolled back');
      })
      .catch(() => {});
    expect(await api.db.now.event.count()).toBe(before);
    expect(await api.db.now.owed.count({ where: { name: 'event.deliver' } })).toBe(0);
  });

  it('can be found by every id the event names', async () => {
    const [roundId, reviewId] = [newId(), newId()];
    await api.db.transaction((tx) =>
      outbox().publish(
        tx,
        'verification-round.opened',
        { roundId, reviewId, dueOn: '2026-04-01' },
        { by: system, reason: 'time' },
      ),
    );
    for (const id of [roundId, reviewId]) {
      expect(await api.db.now.event.findMany({ where: { subjectIds: { has: id } } })).toMatchObject([
        { name: 'verification-round.opened', reason: 'time', via: 'system', occurredAt: clock.now() },
      ]);
    }
  });

  it('is written in ink: events can be neither changed nor deleted', async () => {
    await expect(api.db.now.event.updateMany({ data: { reason: 'another' } })).rejects.toThrow('append-only');
    await expect(api.db.now.event.deleteMany()).rejects.toThrow('append-only');
  });

  it('is tried again later after a fault, and given up in public after the last try', async () => {
    const [id = ''] = await owe(1);
    const broken = handlers['mandate.expire'];
    handlers['mandate.expire'] = () => Promise.reject(new Error('the disk is on fire'));
    for (let attempt = 1; attempt <= 8; attempt++) {
      await run([id]);
      const row = await api.db.now.owed.findUniqueOrThrow({ where: { id } });
      expect(row).toMatchObject({ attempts: attempt, lastError: 'Error: the disk is on fire' });
      expect(row.gaveUpAt === null).toBe(attempt < 8);
      expect(row.relayAt).toEqual(row.runAt);
      clock.set(row.runAt.toISOString());
    }
    handlers['mandate.expire'] = broken;
    await run([id]);
    expect(await api.db.now.owed.count({ where: { id } })).toBe(1); // Given up stays given up until somebody says otherwise.
  });

  it('is given up at once when a rule says no: it will not change its mind', async () => {
    const [id = ''] = await owe(1);
    const working = handlers['mandate.expire'];
    handlers['mandate.expire'] = () => Promise.reject(new RuleSaysNo('No.'));
    await run([id]);
    handlers['mandate.expire'] = working;
    expect(await api.db.now.owed.findUniqueOrThrow({ where: { id } })).toMatchObject({
      attempts: 1,
      gaveUpAt: clock.now(),
    });
  });

  it('is set apart when it fails among others: they are done', async () => {
    const ids = await owe(5);
    const poison = ids[2] ?? '';
    const { payload } = await api.db.now.owed.findUniqueOrThrow({ where: { id: poison } });
    const poisoned = (payload as { mandateId: string }).mandateId;
    const working = handlers['mandate.expire'];
    handlers['mandate.expire'] = (jobs, tx) =>
      jobs.some(({ mandateId }) => mandateId === poisoned) ? Promise.reject(new Error('poison')) : working(jobs, tx);
    expect(await run(ids)).toMatchObject({ errors: [{ message: 'poison' }] });
    handlers['mandate.expire'] = working;
    expect((await api.db.now.owed.findMany()).map(({ id }) => id)).toEqual([poison]);
  });

  it('waits for its time, even if the queue brings it early', async () => {
    const [id = ''] = await owe(1, new Date('2026-03-02T04:00:00Z'));
    await run([id]);
    expect(await api.db.now.owed.findUniqueOrThrow({ where: { id } })).toMatchObject({
      attempts: 0,
      relayAt: new Date('2026-03-02T04:00:00Z'),
    });
    clock.set('2026-03-02T04:00:00Z');
    await run([id]);
    expect(await api.db.now.owed.count()).toBe(0);
  });

  it('goes to the queue within the hour of its time, and again when the queue has not brought it', async () => {
    await owe(1, new Date('2026-03-02T05:00:00Z'));
    expect(await worker.relay.round()).toBe(0);
    clock.set('2026-03-02T04:00:00Z');
    expect(await worker.relay.round()).toBe(1);
    expect(await worker.relay.round()).toBe(0);
    clock.set('2026-03-02T05:00:02Z');
    expect(await worker.relay.round()).toBe(0);
    clock.set('2026-03-02T05:00:03Z'); // The re-arm time of the tests.
    expect(await worker.relay.round()).toBe(1);
  });

  it('goes to the queue once when several relays look at once', async () => {
    await owe(50, new Date('2026-03-02T03:30:00Z'));
    const taken = await Promise.all(Array.from({ length: 5 }, () => worker.relay.round()));
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(50);
  });
});
