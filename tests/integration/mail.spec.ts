import { jobs } from '../../libs/catalogue/index.js';
import { Links, Outbox, Post, Upkeep, newId, system } from '../../libs/platform/index.js';
import { eventually } from '../support/eventually.js';
import { aLetter, aPostOffice, type PostOffice } from '../support/post-office.js';

describe('sending mail', () => {
  let office: PostOffice;
  let api: PostOffice['api'];
  let mailbox: PostOffice['mailbox'];
  let worker: PostOffice['worker'];
  let clock: PostOffice['clock'];

  beforeAll(async () => {
    office = await aPostOffice();
    ({ api, mailbox, worker, clock } = office);
  });
  afterAll(() => office.close());
  beforeEach(() => office.reset());

  const aMail: PostOffice['aMail'] = (...of) => office.aMail(...of);
  const eventsAbout = (id: string) => api.db.now.event.findMany({ where: { subjectIds: { has: id } } });

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

  it('says of a mail that was taken back that no server has it; of one a server was taking meanwhile it does not', async () => {
    const [back, gone] = [await aMail(), await aMail()];
    const takeBack = (mailId: string) => api.db.transaction((tx) => api.app.get(Post).withdraw(tx, [mailId]));
    await takeBack(back.mailId);
    expect(await eventsAbout(back.mailId)).toEqual([]);
    mailbox.behave(async ({ stage }) => {
      if (stage === 'data') await takeBack(gone.mailId);
      return undefined;
    });
    for (const mail of [back, gone]) await mail.send();
    expect([await back.status(), await gone.status()]).toEqual(['WITHDRAWN', 'SENT']);
    expect(await eventsAbout(back.mailId)).toMatchObject([{ name: 'mail.withdrawn', via: 'system' }]);
    expect(await eventsAbout(gone.mailId)).toEqual([]);
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
    expect(await eventsAbout(mailId)).toMatchObject([{ name: 'mail.withdrawn' }]);
    expect(mailbox.messages()).toHaveLength(0);
  });

  it('carries scripts and long subjects unharmed', async () => {
    await api.db.transaction((tx) =>
      api.app.get(Post).post(tx, 'address-changed', [
        {
          to: { id: newId(), email: 'khmer@example.org', locale: 'km' },
          props: { name: 'កែវ សុភា', mechanism: 'وزارة التعليم — ក្រសួងអប់រំ យុវជន និងកីឡា' },
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

  it('ends a mail that no server took while it was worth sending, and says so', async () => {
    const expiresAt = new Date('2026-03-02T04:00:00Z');
    const [stale, fresh] = [await aMail(undefined, { expiresAt }), await aMail(undefined, { expiresAt })];
    mailbox.behave(({ stage }) => (stage === 'rcpt' ? { reply: 451, text: '4.7.1 greylisted' } : undefined));
    await stale.send();
    expect(await stale.status()).toBe('QUEUED');
    mailbox.behave();
    clock.set('2026-03-02T03:59:59Z');
    await fresh.send();
    expect(await fresh.status()).toBe('SENT');

    clock.set('2026-03-02T04:00:00Z');
    await stale.send();
    expect(await stale.status()).toBe('EXPIRED');
    expect(await stale.owed()).toBeNull();
    expect(mailbox.messages({ to: stale.email })).toHaveLength(0);
    const [event] = await eventsAbout(stale.mailId);
    expect(event).toMatchObject({ name: 'mail.expired', payload: { mailId: stale.mailId }, via: 'system' });
    const delivery = { eventId: event?.id, subscriber: 'reminders.reclaim' };
    expect(await api.db.now.owed.count({ where: { payload: { equals: delivery } } })).toBe(1);
    expect(await eventsAbout(fresh.mailId)).toEqual([]);
  });

  it('tells once that nobody is at a person’s address, however many mails were under way', async () => {
    const email = 'gone@example.org';
    office.noSuchUser(email);
    const letters = Array.from({ length: 3 }, () => aLetter());
    for (const letter of letters) letter.to.email = email;
    const { mailIds, owedIds } = await office.owe(letters);
    await office.run(owedIds);
    expect(await office.statuses(mailIds)).toEqual(['GAVE_UP', 'GAVE_UP', 'GAVE_UP']);
    const told = await api.db.now.event.findMany({
      where: { name: 'address.suppressed', subjectIds: { hasSome: mailIds } },
    });
    expect(told).toHaveLength(1);
    const { mailId, personId } = told[0]?.payload as { mailId: string; personId: string };
    expect(letters[mailIds.indexOf(mailId)]?.to.id).toBe(personId);
    expect(await api.db.now.suppression.count({ where: { address: email } })).toBe(1);
  });

  it('lets a mail program end such mails with one press, where they can be ended', async () => {
    const personId = newId();
    const [unsubscribeLinkId = ''] = await api.app
      .get(Links)
      .make(api.db.now, [{ purpose: 'unsubscribe', personId }], { minutes: 60 });
    const [lasting, ended] = [await aMail(), await aMail(undefined, { unsubscribeLinkId })];
    await lasting.send();
    await ended.send();
    const [plain] = mailbox.messages({ to: lasting.email });
    expect(plain?.headers).not.toHaveProperty('list-unsubscribe');
    expect(plain?.headers).not.toHaveProperty('list-unsubscribe-post');

    const [mail] = mailbox.messages({ to: ended.email });
    const raw = String(mail?.source);
    // As it stands on the wire: one address in angle brackets, unbroken, and the other header word for word (RFC 8058).
    const [, token = ''] =
      /^List-Unsubscribe:(?:\r\n)? <http:\/\/nmrf\.test\/unsubscribe\/([\w-]+)>\r\n/m.exec(raw) ?? [];
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n/m);
    expect(await api.app.get(Links).open('unsubscribe', token)).toMatchObject({ id: unsubscribeLinkId, personId });
  });
});
