import { jobs } from '../../libs/catalogue/index.js';
import { Links, Outbox, Post, Upkeep, newId, system, type MailStatus } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { FixedClock } from '../support/clock.js';
import { eventually } from '../support/eventually.js';
import { aWorker } from '../support/stack.js';
import { startMailbox, type Mailbox } from '../../tools/mailbox.mjs';

/** The ledger and the mail server, without the queue: the tests bring the work themselves. */
describe('sending mail', () => {
  let api: Api;
  let mailbox: Mailbox;
  let worker: Awaited<ReturnType<typeof aWorker>>;
  const clock = new FixedClock('2026-03-02T03:00:00Z');

  beforeAll(async () => {
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
    api = await anApi({ clock });
    worker = await aWorker({ databaseUrl: api.databaseUrl, backend: 'postgres', smtpUrl: mailbox.smtpUrl, clock });
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
    await mailbox.stop();
  });
  beforeEach(() => {
    clock.set('2026-03-02T03:00:00Z');
    mailbox.behave();
    mailbox.clear();
  });

  let people = 0;
  /** Owes a mail to somebody new, and says how to send it and what became of it. */
  const aMail = async (email = `somebody-${++people}@example.org`) => {
    const [mailId = ''] = await api.db.transaction((tx) =>
      api.app.get(Post).post(tx, 'mandate-ended', [
        {
          to: { id: newId(), email, locale: 'en' },
          props: { name: 'Sok Dara', institution: 'Ministry of Education', successor: null },
        },
      ]),
    );
    const owed = await api.db.now.owed.findFirstOrThrow({ where: { payload: { path: ['mailId'], equals: mailId } } });
    return {
      mailId,
      email,
      send: () => worker.runner.run('mail.send', [owed.id]).catch((error: unknown) => error),
      status: async (): Promise<MailStatus> =>
        (await api.db.now.mail.findUniqueOrThrow({ where: { id: mailId } })).status,
      owed: () => api.db.now.owed.findUnique({ where: { id: owed.id } }),
    };
  };

  it('records the server’s own answer', async () => {
    const mail = await aMail();
    await mail.send();
    const row = await api.db.now.mail.findUniqueOrThrow({ where: { id: mail.mailId } });
    expect(row).toMatchObject({ status: 'SENT', attempts: 1, sentAt: clock.now() });
    expect(row.serverAnswer).toMatch(/^250/);
    expect(await mail.owed()).toBeNull();
    expect(mailbox.messages()[0]?.messageId).toBe(`<${mail.mailId}@example.org>`);
  });

  it('asks a server that says "later" again, a little later each time', async () => {
    mailbox.behave(({ stage }) => (stage === 'rcpt' ? { reply: 451, text: '4.7.1 greylisted' } : undefined));
    const mail = await aMail();
    await mail.send();
    const first = await mail.owed();
    expect(first).toMatchObject({ attempts: 1, gaveUpAt: null, leasedUntil: null });
    expect(first?.runAt.getTime()).toBeGreaterThan(clock.now().getTime());
    await mail.send();
    expect((await mail.owed())?.attempts).toBe(1); // Not due yet: asked too early, nothing happens.

    mailbox.behave();
    clock.set('2026-03-02T04:00:00Z');
    await mail.send();
    expect(await mail.status()).toBe('SENT');
    expect(mailbox.messages()).toHaveLength(1);
  });

  it('writes no more to an address the server says does not exist', async () => {
    mailbox.behave(({ stage }) => (stage === 'rcpt' ? { reply: 550, text: '5.1.1 no such user' } : undefined));
    const mail = await aMail();
    await mail.send();
    expect(await mail.status()).toBe('GAVE_UP');
    expect((await mail.owed())?.gaveUpAt).toEqual(clock.now());

    mailbox.behave();
    const next = await aMail(mail.email);
    await next.send();
    expect(await next.status()).toBe('SUPPRESSED');
    expect(mailbox.messages()).toHaveLength(0);
  });

  it('gives up a refused mail, and not its address', async () => {
    mailbox.behave(({ stage }) => (stage === 'data' ? { reply: 554, text: '5.7.1 refused' } : undefined));
    const mail = await aMail();
    await mail.send();
    expect(await mail.status()).toBe('GAVE_UP');

    mailbox.behave();
    const next = await aMail(mail.email);
    await next.send();
    expect(await next.status()).toBe('SENT');
  });

  it('sends again with the same Message-ID when the line breaks before the answer', async () => {
    mailbox.behave(({ stage }) => (stage === 'data' ? { cut: 'after' } : undefined));
    const mail = await aMail();
    await mail.send();
    expect(await mail.status()).toBe('QUEUED');
    mailbox.behave();
    clock.set('2026-03-02T04:00:00Z');
    await mail.send();
    expect(await mail.status()).toBe('SENT');
    const ids = mailbox.messages().map(({ messageId }) => messageId);
    expect(ids).toEqual([`<${mail.mailId}@example.org>`, `<${mail.mailId}@example.org>`]);
  });

  it('keeps a second worker away while the first is sending, and lets it in when the first has died', async () => {
    const mail = await aMail();
    const dead = new Date('2026-03-02T03:00:03Z');
    await api.db.now.owed.updateMany({
      where: { payload: { path: ['mailId'], equals: mail.mailId } },
      data: { leasedUntil: dead },
    });
    await mail.send();
    expect(mailbox.messages()).toHaveLength(0);
    clock.set('2026-03-02T03:00:03Z');
    await mail.send();
    expect(mailbox.messages()).toHaveLength(1);
  });

  it('keeps the work for as long as it is at it, however slow the server', async () => {
    const slow = await aMail();
    const moment = new Date('2026-03-02T03:00:00Z').getTime();
    // While the server hesitates the clock passes the end of the lease, and a second worker asks for the mail.
    mailbox.behave(async ({ stage }) => {
      if (stage !== 'data') return undefined;
      await eventually(async () => {
        const { leasedUntil } = await api.db.now.owed.findFirstOrThrow({
          where: { payload: { path: ['mailId'], equals: slow.mailId } },
        });
        clock.set(new Date(moment + 2_000).toISOString());
        expect(leasedUntil?.getTime()).toBeGreaterThan(moment + 4_000);
      });
      clock.set(new Date(moment + 4_000).toISOString());
      mailbox.behave();
      await slow.send();
      return undefined;
    });
    await slow.send();
    expect(await slow.status()).toBe('SENT');
    expect(mailbox.messages()).toHaveLength(1);
  });

  it('says so in the ledger when the last try has failed, and when it is to be tried again', async () => {
    mailbox.behave(({ stage }) => (stage === 'rcpt' ? { reply: 451, text: '4.7.1 greylisted' } : undefined));
    const mail = await aMail();
    await api.db.now.owed.updateMany({
      where: { payload: { path: ['mailId'], equals: mail.mailId } },
      data: { attempts: jobs['mail.send'].retry.attempts - 1 },
    });
    await mail.send();
    expect((await mail.owed())?.gaveUpAt).toEqual(clock.now());
    expect(await mail.status()).toBe('GAVE_UP');
    await new Upkeep(api.db, clock, api.app.get(Outbox)).retry('all', system);
    expect(await mail.status()).toBe('QUEUED');
    mailbox.behave();
    await mail.send();
    expect(await mail.status()).toBe('SENT');
  });

  it('withdraws a mail whose link has ended before a server took it', async () => {
    const [linkId = ''] = await api.app
      .get(Links)
      .make(api.db.now, [{ purpose: 'sign-in', personId: newId() }], { minutes: 20 });
    const [mailId = ''] = await api.db.transaction((tx) =>
      api.app.get(Post).post(tx, 'sign-in', [
        {
          to: { id: newId(), email: 'late@example.org', locale: 'en' },
          props: { name: 'Sok Dara', mechanism: 'Committee', minutes: 20, linkId },
        },
      ]),
    );
    const owed = await api.db.now.owed.findFirstOrThrow({ where: { payload: { path: ['mailId'], equals: mailId } } });
    clock.set('2026-03-02T03:20:00Z');
    await worker.runner.run('mail.send', [owed.id]);
    expect((await api.db.now.mail.findUniqueOrThrow({ where: { id: mailId } })).status).toBe('WITHDRAWN');
    expect(mailbox.messages()).toHaveLength(0);
  });

  it('carries scripts and long subjects unharmed', async () => {
    await api.db.transaction((tx) =>
      api.app.get(Post).post(tx, 'mandate-ended', [
        {
          to: { id: newId(), email: 'khmer@example.org', locale: 'km' },
          props: { name: 'កែវ សុភា', institution: 'وزارة التعليم — ក្រសួងអប់រំ យុវជន និងកីឡា', successor: null },
        },
      ]),
    );
    const owed = await api.db.now.owed.findFirstOrThrow({ orderBy: { id: 'desc' } });
    await worker.runner.run('mail.send', [owed.id]);
    const [mail] = mailbox.messages({ to: 'khmer@example.org' });
    expect(mail?.subject).toContain('وزارة التعليم — ក្រសួងអប់រំ យុវជន និងកីឡា');
    expect(mail?.text).toContain('កែវ សុភា');
    expect(mail?.html).toContain('<html lang="km"');
  });
});
