import * as reports from '../../libs/correspondence/fixtures/reports.js';
import { Log, newId } from '../../libs/platform/index.js';
import { startDovecot, type Dovecot } from '../../tools/dovecot.mjs';
import { freePort } from '../../tools/ports.mjs';
import { anApi, type Api } from '../support/api.js';
import { FixedClock } from '../support/clock.js';
import { describeWithDovecot } from '../support/settings.js';
import { aWorker } from '../support/stack.js';

describeWithDovecot('the mailbox that mails come back to', () => {
  let api: Api;
  let imap: Dovecot;
  let worker: Awaited<ReturnType<typeof aWorker>>;
  const clock = new FixedClock('2026-03-02T03:00:00Z');

  const aWorkerThatReads = (mailboxUrl: string | undefined) =>
    aWorker({
      databaseUrl: api.databaseUrl,
      backend: 'postgres',
      smtpUrl: 'smtp://127.0.0.1:9',
      clock,
      settings: mailboxUrl === undefined ? {} : { MAILBOX_URL: mailboxUrl },
    });

  beforeAll(async () => {
    imap = await startDovecot();
    api = await anApi({ clock });
  });
  afterAll(async () => {
    await api.close();
    await imap.stop();
  });
  beforeEach(() => clock.set('2026-03-02T03:00:00Z'));
  afterEach(async () => {
    await worker.close();
    await api.db.now.owed.deleteMany();
  });

  const owed = () => api.db.now.owed.findMany({ where: { name: 'bounces.read' } });
  const read = async () => {
    const [row] = await owed();
    return worker.runner.run('bounces.read', [row?.id ?? '']).catch((error: unknown) => error);
  };
  /** A mail a server took; its report is still to come. */
  const aSentMail = async () => {
    const mailId = newId();
    const recipient = `${mailId}@example.org`;
    await api.db.now.mail.create({
      data: {
        id: mailId,
        name: 'mandate-ended',
        props: {},
        address: recipient,
        locale: 'en',
        status: 'SENT',
        createdAt: clock.now(),
      },
    });
    return { mailId, recipient };
  };
  const statusOf = async ({ mailId }: { mailId: string }) =>
    (await api.db.now.mail.findUniqueOrThrow({ where: { id: mailId } })).status;

  it('is read from the start of the worker on, by one at a time', async () => {
    worker = await aWorkerThatReads(imap.url);
    expect(await owed()).toMatchObject([{ runAt: clock.now(), key: 'mailbox' }]);
    const second = await aWorkerThatReads(imap.url);
    expect(await owed()).toHaveLength(1);
    await second.close();
  });

  it('is not read where none is set', async () => {
    worker = await aWorkerThatReads(undefined);
    expect(await owed()).toEqual([]);
    await api.db.now.owed.create({
      data: { name: 'bounces.read', payload: {}, key: 'mailbox', runAt: clock.now(), relayAt: clock.now() },
    });
    await read(); // Owed by a worker that still had one.
    expect(await owed()).toEqual([]);
  });

  it('is read again five minutes later, and each message once', async () => {
    worker = await aWorkerThatReads(imap.url);
    const [gone, late, away] = [await aSentMail(), await aSentMail(), await aSentMail()];
    imap.deliver(reports.postfix(gone));
    imap.deliver(reports.postfix({ ...late, action: 'delayed', status: '4.4.1' }));
    imap.deliver(reports.outOfOffice(away));
    await read();
    expect(await Promise.all([gone, late, away].map(statusOf))).toEqual(['BOUNCED', 'SENT', 'SENT']);
    expect(imap.flags()).toEqual(['S', 'S', 'S']);
    expect(await owed()).toMatchObject([{ runAt: new Date('2026-03-02T03:05:00Z'), key: 'mailbox', attempts: 0 }]);

    clock.set('2026-03-02T03:05:00Z');
    const another = await aSentMail();
    imap.deliver(reports.gmail(another));
    // Read before, and not marked: the worker died in between.
    imap.deliver(reports.postfix(gone));
    await read();
    expect(await statusOf(another)).toBe('BOUNCED');
    expect(await api.db.now.bounce.count({ where: { mailId: gone.mailId } })).toBe(1);
    expect(imap.flags().every((flags) => flags === 'S')).toBe(true);
    expect(await owed()).toMatchObject([{ runAt: new Date('2026-03-02T03:10:00Z') }]);
  });

  it('is read further at once where there is more than one turn takes', async () => {
    worker = await aWorkerThatReads(imap.url);
    const mails = await Promise.all(Array.from({ length: 103 }, aSentMail));
    for (const mail of mails) imap.deliver(reports.qmail(mail));
    const returned = () =>
      api.db.now.mail.count({ where: { id: { in: mails.map(({ mailId }) => mailId) }, status: 'BOUNCED' } });
    await read();
    expect(await returned()).toBe(100);
    expect(await owed()).toMatchObject([{ runAt: clock.now() }]);
    await read();
    expect(await returned()).toBe(103);
    expect(await owed()).toMatchObject([{ runAt: new Date('2026-03-02T03:05:00Z') }]);
  });

  describe('with a message that cannot be read before all others', () => {
    const hostile = (head: string, body = '') => Buffer.from(`${head}\r\nMIME-Version: 1.0\r\n\r\n${body}`, 'latin1');
    const nested = Array.from(
      { length: 2000 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    );

    it.each([
      ['nothing in it', Buffer.from('')],
      ['a header without an end', hostile(`X-Long: ${'x'.repeat(3_000_000)}`)],
      ['a header of a million folds', hostile(`Subject: x${'\r\n y'.repeat(500_000)}`)],
      ['MIME without its parts', hostile('Content-Type: multipart/report; boundary=')],
      ['MIME without an end to its nesting', hostile(nested.join(''))],
      [
        'a character set nobody knows',
        hostile('Content-Type: message/delivery-status; charset="x-\u0000"', '\xff\xfe\x00'),
      ],
      ['base64 that is none', hostile('Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64', '=*\x00*=')],
      [
        'a thousand who were not reached, and a long text about them',
        hostile(
          Array.from({ length: 50 }, () => `X-Failed-Recipients: ${'a@b,'.repeat(490)}`).join('\r\n'),
          'x'.repeat(900_000),
        ),
      ],
    ])('reads the others: %s', async (_, message) => {
      worker = await aWorkerThatReads(imap.url);
      const gone = await aSentMail();
      imap.deliver(message);
      imap.deliver(reports.postfix(gone));
      const since = performance.now();
      await read();
      expect(performance.now() - since).toBeLessThan(15_000);
      expect(await statusOf(gone)).toBe('BOUNCED');
      expect(imap.flags()).not.toContain('');
      expect(await owed()).toMatchObject([{ attempts: 0, runAt: new Date('2026-03-02T03:05:00Z') }]);
    });

    it.each([
      ['the server', async () => imap.deliver(reports.postfix(await aSentMail()), { unreadable: true })],
      ['we', async () => imap.deliver(reports.postfix({ ...(await aSentMail()), diagnostic: 'smtp; 550 poison' }))],
    ])('sets aside what %s cannot read, once and without a word of it', async (_, deliver) => {
      worker = await aWorkerThatReads(imap.url);
      const lines: string[] = [];
      const log = worker.app.get(Log);
      log.warn = (facts, message) => lines.push(JSON.stringify({ ...facts, message }));
      await api.db.now
        .$executeRaw`ALTER TABLE bounce ADD CONSTRAINT palatable CHECK (diagnostic NOT LIKE '%poison%') NOT VALID`;
      const flagged = () => imap.flags().filter((flags) => flags === 'FS').length;
      const before = flagged();
      const gone = await aSentMail();
      await deliver();
      imap.deliver(reports.postfix(gone));
      await read();
      await api.db.now.$executeRaw`ALTER TABLE bounce DROP CONSTRAINT palatable`;
      expect(await statusOf(gone)).toBe('BOUNCED');
      expect(flagged()).toBe(before + 1);
      expect(lines).toEqual([expect.stringContaining('a message that mails came back with cannot be read')]);
      expect(lines[0]).not.toMatch(/example\.org|poison/);
      await read();
      expect(lines).toHaveLength(1);
    });
  });

  it('is tried again while it cannot be reached, and nothing of its name or password is kept', async () => {
    worker = await aWorkerThatReads(`imap://bounces:secret-word@127.0.0.1:${await freePort()}/INBOX`);
    await read();
    const [row] = await owed();
    expect(row).toMatchObject({ attempts: 1, gaveUpAt: null, key: 'mailbox' });
    expect(row?.lastError).toBe('MailboxUnreadable: the mailbox for returned mails cannot be read: ECONNREFUSED');
  });

  it('says so when it does not let us in, or there is no such folder', async () => {
    worker = await aWorkerThatReads(imap.url.replace(/bounces:[^@]*@/, 'bounces:secret-word@'));
    await read();
    expect((await owed())[0]?.lastError).toMatch(/AUTHENTICATIONFAILED$/);
    await worker.close();
    await api.db.now.owed.deleteMany();
    worker = await aWorkerThatReads(imap.url.replace('INBOX', 'Returned%20mails'));
    await read();
    expect((await owed())[0]?.lastError).toMatch(/NO_SUCH_FOLDER$/);
  });

  it('is never logged into in the clear on another machine', async () => {
    // The same server, which offers no TLS, under an address that is not known to be this machine's.
    worker = await aWorkerThatReads(imap.url.replace('127.0.0.1', '[::ffff:127.0.0.1]'));
    await read();
    expect((await owed())[0]?.lastError).toMatch(/TLS_FAILED$/);
  });
});
