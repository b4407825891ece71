import { later, newId } from '../../libs/platform/index.js';
import { Mailer } from '../../libs/platform/worker.js';
import { aLetter, aPostOffice, type PostOffice } from '../support/post-office.js';

describe('mails by the hundred', () => {
  let office: PostOffice;
  let api: PostOffice['api'];
  let mailbox: PostOffice['mailbox'];
  let clock: PostOffice['clock'];

  beforeAll(async () => {
    office = await aPostOffice();
    ({ api, mailbox, clock } = office);
  });
  afterAll(() => office.close());
  beforeEach(() => office.reset());

  it('are written in the order asked for', async () => {
    const letters = Array.from({ length: 2500 }, (_, n) =>
      aLetter({ threadId: newId(), ...(n % 2 ? { expiresAt: later(clock.now(), { hours: n }) } : {}) }),
    );
    const { mailIds, owedIds } = await office.owe(letters);
    expect(new Set(owedIds).size).toBe(2500);
    const rows = await api.db.now.mail.findMany({ where: { id: { in: mailIds } } });
    const rowOf = new Map(rows.map((row) => [row.id, row]));
    for (const [n, letter] of letters.entries()) {
      expect(rowOf.get(mailIds[n]!)).toMatchObject({
        name: 'address-changed',
        props: letter.props,
        personId: letter.to.id,
        address: letter.to.email,
        threadId: letter.threadId,
        expiresAt: letter.expiresAt ?? null,
        unsubscribeLinkId: null,
        status: 'QUEUED',
        attempts: 0,
      });
    }
    await api.db.now.owed.deleteMany({ where: { id: { in: owedIds } } });
  });

  const many = (count: number) => office.owe(Array.from({ length: count }, () => aLetter()));

  it('lets none suffer from what befalls another', async () => {
    const { mailIds, owedIds } = await many(60);
    const [refused, broken, missing, unrecorded] = [7, 21, 35, 49].map((n) => mailIds[n]!);
    const { address } = await api.db.now.mail.findUniqueOrThrow({ where: { id: refused! } });
    office.noSuchUser(address);
    await api.db.now.mail.update({ where: { id: broken! }, data: { props: { name: 'nothing else' } } });
    await api.db.now.mail.delete({ where: { id: missing! } });
    // A row no statement may mark as sent: whatever is recorded with it must still be.
    await api.db.now.$executeRawUnsafe(
      `ALTER TABLE mail ADD CONSTRAINT stubborn CHECK (id <> '${unrecorded!}' OR status <> 'SENT')`,
    );
    expect(await office.run(owedIds)).toMatchObject({ message: '4 of 60 failed' });
    await api.db.now.$executeRaw`ALTER TABLE mail DROP CONSTRAINT stubborn`;

    const now = await office.statuses(mailIds);
    const exceptions = { 7: 'GAVE_UP', 21: 'QUEUED', 35: undefined, 49: 'QUEUED' };
    expect(now).toEqual(
      Object.assign(
        Array.from({ length: 60 }, () => 'SENT'),
        exceptions,
      ),
    );
    const left = await api.db.now.owed.findMany({ where: { id: { in: owedIds } } });
    const gaveUp = new Map(
      left.map(({ id, gaveUpAt, attempts }) => [owedIds.indexOf(id), [gaveUpAt !== null, attempts]]),
    );
    expect([...gaveUp].sort(([a], [b]) => a - b)).toEqual([
      [7, [true, 1]],
      [21, [false, 1]],
      [35, [true, 1]],
      [49, [false, 1]],
    ]);
    expect(left.every(({ leasedUntil }) => leasedUntil === null)).toBe(true);

    clock.set('2026-03-02T04:00:00Z');
    mailbox.behave();
    await office.run(owedIds);
    expect((await office.statuses(mailIds))[49]).toBe('SENT');
    expect(mailbox.messages()).toHaveLength(58); // The one that could not be recorded went twice, under one Message-ID.
    expect(new Set(mailbox.messages().map(({ messageId }) => messageId)).size).toBe(57);
  });

  it('are tried again when what they depend on cannot be read', async () => {
    const { mailIds, owedIds } = await many(50);
    await api.db.now.$executeRaw`ALTER TABLE suppression RENAME TO mislaid`;
    expect(await office.run(owedIds)).toMatchObject({ message: '50 of 50 failed' });
    await api.db.now.$executeRaw`ALTER TABLE mislaid RENAME TO suppression`;
    const left = await api.db.now.owed.findMany({ where: { id: { in: owedIds } } });
    expect(left).toHaveLength(50);
    for (const row of left) expect(row).toMatchObject({ attempts: 1, gaveUpAt: null, leasedUntil: null });
    clock.set('2026-03-02T04:00:00Z');
    await office.run(owedIds);
    expect(new Set(await office.statuses(mailIds))).toEqual(new Set(['SENT']));
    expect(mailbox.messages()).toHaveLength(50);
  });

  it('records together what ends together', async () => {
    const { mailIds, owedIds } = await many(100);
    await office.run(owedIds);
    const [{ transactions } = { transactions: 0 }] = await api.db.now.$queryRaw<{ transactions: number }[]>`
        SELECT count(DISTINCT xmin::text)::int AS transactions FROM mail
        WHERE id = ANY(${mailIds}::uuid[]) AND status = 'SENT'`;
    expect(transactions).toBeGreaterThan(0);
    expect(transactions).toBeLessThan(60);
    expect(await office.statuses(mailIds)).toEqual(Array.from({ length: 100 }, () => 'SENT'));
  });

  it('records nothing of one that another worker has taken over meanwhile', async () => {
    const { mailIds, owedIds } = await many(10);
    const [id = ''] = owedIds;
    const theirs = new Date('2026-03-02T09:00:00Z');
    mailbox.behave(async ({ stage }) => {
      if (stage !== 'rcpt') return undefined;
      await api.db.now.owed.updateMany({ where: { id }, data: { leasedUntil: theirs } });
      return undefined;
    });
    expect(await office.run(owedIds)).toMatchObject({ message: '1 of 10 failed' });
    expect(await office.statuses(mailIds)).toEqual(['QUEUED', ...Array.from({ length: 9 }, () => 'SENT')]);
    expect(await api.db.now.owed.findUnique({ where: { id } })).toMatchObject({ leasedUntil: theirs, attempts: 0 });
  });

  it('lets go of those not yet begun when the worker is asked to stop', async () => {
    const { mailIds, owedIds } = await many(100);
    const leaving = await office.newWorker();
    mailbox.behave(({ stage }) => {
      if (stage === 'data') leaving.app.get(Mailer).onModuleDestroy();
      return undefined;
    });
    await leaving.runner.run('mail.send', owedIds);
    await leaving.close();
    const accepted = mailbox.messages().length;
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(30);
    expect((await office.statuses(mailIds)).filter((status) => status === 'SENT')).toHaveLength(accepted);
    const left = await api.db.now.owed.findMany({ where: { id: { in: owedIds } } });
    expect(left).toHaveLength(100 - accepted);
    for (const row of left) expect(row).toMatchObject({ leasedUntil: null, attempts: 0, relayAt: clock.now() });

    mailbox.behave();
    await office.run(owedIds);
    expect(mailbox.messages()).toHaveLength(100);
  });
});
