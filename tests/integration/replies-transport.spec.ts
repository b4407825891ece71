import { createConnection } from 'node:net';
import { createTransport } from 'nodemailer';
import { Database, Log, readConfig } from '../../libs/platform/index.js';
import { bare, calendar, programs } from '../../libs/replies/fixtures/calendar-replies.js';
import { plain } from '../../libs/replies/fixtures/plain-replies.js';
import { AnswersListener, mostUnmatched, RepliesIntake } from '../../libs/replies/index.js';
import { startMailbox } from '../../tools/mailbox.mjs';
import { eventually } from '../support/eventually.js';
import { anAnswersDesk, type AnswersDesk } from '../support/replies.js';
import { environment } from '../support/stack.js';

let desk: AnswersDesk;
beforeAll(async () => {
  desk = await anAnswersDesk({ protocol: 'smtp' });
});
afterAll(() => desk.close());
beforeEach(() => desk.reset());

const config = (more: Record<string, string>) => {
  const needed = { databaseUrl: 'postgresql://x', backend: 'postgres' as const, smtpUrl: 'smtp://127.0.0.1:9' };
  return readConfig({ ...environment(needed), ...more });
};

/** Speaks to the listener line by line. Returns what it answered to each, and its greeting first. */
const speak = (lines: string[]) =>
  new Promise<string[]>((resolve, reject) => {
    const said: string[] = [];
    const socket = createConnection({ host: '127.0.0.1', port: desk.port });
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('close', () => resolve(said));
    socket.on('data', (answer: string) => {
      said.push(answer.trim());
      socket.write(`${lines.shift() ?? 'QUIT'}\r\n`);
    });
  });

describe('the listener for answers', () => {
  it('knows its own addresses only, and sends nothing on', async () => {
    const invitee = await desk.anInvitee();
    const rcpt = (to: string) => `RCPT TO:<${to}>`;
    const forged = invitee.to.replace(/\+./, (start) => (start === '+a' ? '+b' : '+a'));
    const [, , , plainOne, own, upper, ...others] = await speak([
      'EHLO mail.example.org',
      'MAIL FROM:<sok.dara@example.org>',
      ...[
        'answers@example.org',
        invitee.to,
        invitee.to.toUpperCase(),
        'somebody@example.org',
        'answers@elsewhere.example',
        forged,
      ].map(rcpt),
    ]);
    expect([plainOne, own, upper].map((said) => said?.slice(0, 3))).toEqual(['250', '250', '250']);
    expect(others.slice(0, 3)).toEqual(Array(3).fill('550 5.1.1 No such address here'));
  });

  it('lets nobody sign in, and takes no more than ten recipients', async () => {
    const invitee = await desk.anInvitee();
    const [, greeting, auth, ...said] = await speak([
      'EHLO mail.example.org',
      'AUTH PLAIN AHRlc3QAdGVzdA==',
      'MAIL FROM:<sok.dara@example.org>',
      ...Array.from({ length: 12 }, (_, n) => `RCPT TO:<${invitee.to.replace('@', `@mx${n}.`)}>`),
    ]);
    expect(greeting).not.toMatch(/AUTH|STARTTLS/);
    expect(greeting).toContain('SIZE 2097152');
    expect(auth).toMatch(/^5/);
    expect(said.filter((each) => each.startsWith('452'))).toHaveLength(2);
  });

  it('takes nothing larger than an answer is', async () => {
    const invitee = await desk.anInvitee();
    const large = plain({ to: invitee.to, from: invitee.email, text: `Yes\n${'x'.repeat(3 * 1024 * 1024)}` });
    expect(await desk.bring(large, invitee)).toMatch(/552/);
    expect(await desk.replies()).toEqual([]);
  });

  it('confirms nothing it could not write down: the other server keeps it, and it is taken later', async () => {
    const invitee = await desk.anInvitee();
    const source = programs.thunderbird({ ...invitee, attendee: invitee.email });
    const lines: string[] = [];
    desk.listening.app.get(Log).error = (facts, message) => lines.push(JSON.stringify({ ...facts, message }));
    await desk.db.now.$executeRaw`ALTER TABLE inbound_mail RENAME TO out_of_reach`;
    expect(await desk.bring(source, invitee)).toMatch(/^451/);
    await desk.db.now.$executeRaw`ALTER TABLE out_of_reach RENAME TO inbound_mail`;
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/example\.org|Sok|Consultation/);
    expect(await desk.bring(source, invitee)).toMatch(/^250/);
    await desk.work();
    expect(await desk.outcomes()).toEqual(['TAKEN']);
  });

  it('takes so many mails a day that nobody can match, and leaves the rest with their servers; those with a sign come through', async () => {
    const { db, clock } = desk;
    const receivedAt = clock.now();
    const one = (n: number) => ({ digest: `unmatched ${n}`, via: 'LISTENER' as const, receivedAt });
    await db.now.inboundMail.createMany({ data: Array.from({ length: mostUnmatched }, (_, n) => one(n)) });
    const invitee = await desk.anInvitee();
    const to = 'answers@example.org';
    expect(await desk.bring(plain({ to, from: invitee.email, text: 'Yes' }), { to })).toMatch(/^451/);
    expect(await desk.bring(plain({ to: invitee.to, from: invitee.email, text: 'Yes' }), invitee)).toMatch(/^250/);
    clock.set('2026-03-04T03:00:00Z');
    expect(await desk.bring(plain({ to, from: invitee.email, text: 'Yes, later' }), { to })).toMatch(/^250/);
  });

  it('says of what nobody has looked at for ninety days no longer from whom it was', async () => {
    const invitee = await desk.anInvitee();
    const text = 'Perhaps we should talk about the agenda first';
    await desk.bring(plain({ to: invitee.to, from: invitee.email, text }), invitee);
    await desk.work();
    expect(await desk.replies()).toMatchObject([{ status: 'LISTED', sender: invitee.email }]);
    desk.clock.set('2026-06-02T03:00:00Z');
    await desk.work();
    expect(await desk.replies()).toMatchObject([
      { status: 'HANDLED', sender: null, subject: null, excerpt: null, recipient: null, source: null },
    ]);
  });

  it('owes the reading of what it has confirmed in the same transaction', async () => {
    const invitee = await desk.anInvitee();
    await desk.db.now.$executeRaw`ALTER TABLE owed RENAME TO out_of_reach`;
    expect(await desk.bring(plain({ to: invitee.to, from: invitee.email, text: 'Yes' }), invitee)).toMatch(/^451/);
    await desk.db.now.$executeRaw`ALTER TABLE out_of_reach RENAME TO owed`;
    expect(await desk.replies()).toEqual([]);
  });

  it('closes with the worker, and says so when its port is taken', async () => {
    const { app } = desk.listening;
    const second = new AnswersListener(
      config({ ANSWERS_LISTEN: `smtp://127.0.0.1:${desk.port}` }),
      app.get(Log),
      app.get(RepliesIntake),
    );
    await expect(second.onApplicationBootstrap()).rejects.toThrow(
      /ANSWERS_LISTEN: nothing can listen on port \d+ of 127.0.0.1 \(EADDRINUSE\)/,
    );
    const another = await desk.aListening();
    const port = another.app.get(AnswersListener).port ?? 0;
    const hanging = createConnection({ host: '127.0.0.1', port });
    await new Promise((resolve) => hanging.once('data', resolve));
    await another.close();
    await eventually(() => {
      expect(hanging.destroyed || hanging.readableEnded).toBe(true);
    });
    await expect(another.app.get(Database).now.$queryRaw`SELECT 1`).resolves.toBeDefined();
  });

  it('is not there without the setting', async () => {
    const worker = await desk.aListening({ ANSWERS_LISTEN: '' });
    expect(worker.app.get(AnswersListener).port).toBeNull();
    await worker.close();
  });
});

describe('the mailbox of npm start', () => {
  it('answers by calendar and in words, as mail programs do', async () => {
    const mailbox = await startMailbox({ answersUrl: `smtp://127.0.0.1:${desk.port}` });
    try {
      const invitee = await desk.anInvitee();
      const asked = bare(
        { ...invitee, attendee: invitee.email },
        calendar({ ...invitee, attendee: invitee.email, method: 'REQUEST' }),
      );
      const transport = createTransport({ url: mailbox.smtpUrl, ignoreTLS: true });
      const raw = asked
        .toString()
        .replace('method=REPLY', 'method=REQUEST')
        .replace(/^From: .*$/m, `From: <${invitee.to}>`);
      await transport.sendMail({ envelope: { from: 'nmrf@example.org', to: invitee.email }, raw });
      transport.close();
      const id = mailbox.messages()[0]?.id ?? '';
      const press = async (how: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
        const body = new URLSearchParams(fields);
        const url = `${mailbox.webUrl}/messages/${id}/${how}`;
        const { status, headers: got } = await fetch(url, { method: 'POST', body, redirect: 'manual', headers });
        return [status, got.get('location')];
      };
      expect(await (await fetch(`${mailbox.webUrl}/messages/${id}`)).text()).toContain('value="DECLINED"');
      expect(await press('calendar', { answer: 'ACCEPTED' }, { 'sec-fetch-site': 'cross-site' })).toEqual([403, null]);
      expect(await press('calendar', { answer: 'SOMETHING' })).toEqual([303, `/messages/${id}?said=refused`]);
      expect(await press('calendar', { answer: 'ACCEPTED' })).toEqual([303, `/messages/${id}?said=sent`]);
      await desk.work();
      expect(await invitee.answer()).toMatchObject({ answer: 'ACCEPTED', answeredVia: 'CALENDAR' });
      await desk.db.now.inboundMail.deleteMany(); // The mailbox writes by the real clock.
      expect(await press('reply', { text: 'Non, merci' })).toEqual([303, `/messages/${id}?said=sent`]);
      await desk.work();
      expect(await invitee.answer()).toMatchObject({ answer: 'DECLINED', answeredVia: 'MAIL' });
    } finally {
      await mailbox.stop();
    }
  });
});

describe('settings for answers', () => {
  const reading = (more: Record<string, string>) => () => config(more);

  it('refuse the mailbox that returned mails are read from', () => {
    const MAILBOX_URL = 'imaps://bounces:secret@mail.example.org/INBOX';
    for (const same of [
      MAILBOX_URL,
      'imaps://bounces:other@MAIL.example.org:993',
      'imaps://bounces@mail.example.org/inbox',
    ]) {
      expect(reading({ MAILBOX_URL, ANSWERS_MAILBOX_URL: same })).toThrow(
        /ANSWERS_MAILBOX_URL: is the mailbox of MAILBOX_URL/,
      );
    }
    expect(
      reading({ MAILBOX_URL, ANSWERS_MAILBOX_URL: 'imaps://answers:secret@mail.example.org/INBOX' }),
    ).not.toThrow();
    expect(reading({ ANSWERS_MAILBOX_URL: MAILBOX_URL })).not.toThrow();
  });

  it('want a port to listen on', () => {
    expect(reading({ ANSWERS_LISTEN: 'lmtp://0.0.0.0' })).toThrow(/ANSWERS_LISTEN: must name a port/);
    expect(reading({ ANSWERS_LISTEN: 'http://0.0.0.0:80' })).toThrow(/ANSWERS_LISTEN/);
  });
});
