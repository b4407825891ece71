import * as reports from '../../libs/correspondence/fixtures/reports.js';
import { nearestWorkingDay } from '../../libs/calendars/index.js';
import type { JobName, MailProps } from '../../libs/catalogue/index.js';
import { addDays, newId, Post, returnPathFor, toDay, type MailStatus } from '../../libs/platform/index.js';
import { anApi, type Api } from '../support/api.js';
import { FixedClock } from '../support/clock.js';
import { aMandate, aMechanism, anInstitution, aPerson } from '../support/factories.js';
import { aWorker } from '../support/stack.js';
import { startMailbox, type Mailbox } from '../../tools/mailbox.mjs';

const own = {
  mailReturnPath: 'bounces+*@reporting.example.org',
  secretKey: 'a secret that only the tests know, and long enough',
};

describe('mails that come back', () => {
  let api: Api;
  let mailbox: Mailbox;
  let worker: Awaited<ReturnType<typeof aWorker>>;
  let coordinator: { id: string; email: string };
  let headers: Record<string, string>;
  let envelopes: string[] = [];
  const clock = new FixedClock('2026-03-02T03:00:00Z');

  beforeAll(async () => {
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
    api = await anApi({ clock });
    worker = await aWorker({
      databaseUrl: api.databaseUrl,
      backend: 'postgres',
      smtpUrl: mailbox.smtpUrl,
      clock,
      settings: { MAIL_RETURN_PATH: own.mailReturnPath },
    });
    await aMechanism(api.db);
    coordinator = await aPerson(api.db, { name: 'Kim Channary', roles: ['COORDINATOR'] });
    const session = await api.signIn(coordinator.id);
    const made = await api.request({
      method: 'POST',
      url: '/api/v1/access-tokens',
      headers: session,
      payload: { name: 'Mail service', scopes: ['write'] },
    });
    headers = { authorization: `Bearer ${made.json<{ token: string }>().token}` };
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
    await mailbox.stop();
  });
  beforeEach(async () => {
    mailbox.clear();
    envelopes = [];
    mailbox.behave(({ stage, from }) => {
      if (stage === 'data') envelopes.push(from);
      return undefined;
    });
    await api.db.now.suppression.deleteMany();
  });

  /** Does all that is due; `mail.send` too, if asked. */
  const work = async ({ send = false } = {}) => {
    for (;;) {
      const due = await api.db.now.owed.findMany({
        where: { runAt: { lte: clock.now() }, gaveUpAt: null, ...(send ? {} : { name: { not: 'mail.send' } }) },
        orderBy: { id: 'asc' },
      });
      if (due.length === 0) return;
      for (const { id, name } of due) await worker.runner.run(name as JobName, [id]).catch(() => {});
    }
  };

  /** Somebody new who acts for an institution, and a mail a server took for them. */
  const aSentMail = async (email = `${newId()}@example.org`) => {
    const person = await aPerson(api.db, { name: 'Sok Dara', email });
    const institution = await anInstitution(api.db);
    await aMandate(api.db, { personId: person.id, institutionId: institution.id });
    const [mailId = ''] = await api.db.transaction((tx) =>
      api.app
        .get(Post)
        .post(tx, 'address-changed', [{ to: person, props: { name: 'Sok Dara', mechanism: institution.name } }]),
    );
    await work({ send: true });
    return {
      mailId,
      recipient: email,
      person,
      institution,
      signed: returnPathFor(mailId, own) ?? '',
      state: async (): Promise<MailStatus> =>
        (await api.db.now.mail.findUniqueOrThrow({ where: { id: mailId } })).status,
      isSuppressed: async () => (await api.db.now.suppression.count({ where: { address: email.toLowerCase() } })) > 0,
      bounces: () => api.db.now.bounce.findMany({ where: { mailId }, orderBy: { id: 'asc' } }),
      events: async () =>
        (
          await api.db.now.event.findMany({
            where: { name: 'mail.bounced', subjectIds: { has: mailId } },
            orderBy: { id: 'asc' },
          })
        ).map(({ payload }) => payload as { isFinal: boolean }),
    };
  };

  /** Hands a report in as a mail service does. */
  const report = async (source: Buffer) => {
    const answer = await api.request({
      method: 'POST',
      url: '/api/v1/bounces',
      headers: { ...headers, 'content-type': 'message/rfc822' },
      payload: source,
    });
    expect(answer.statusCode).toBe(200);
    return answer.json<{ outcome: string; mailId: string | null }>();
  };

  it('leave with a return address of their own', async () => {
    const mail = await aSentMail();
    expect(await mail.state()).toBe('SENT');
    expect(envelopes).toEqual([mail.signed]);
    expect(mailbox.messages({ to: mail.recipient })[0]?.from).toContain('nmrf@example.org');
  });

  it.each(['postfix', 'exim', 'eximWithoutMime', 'exchangeOnline', 'gmail', 'qmail'] as const)(
    'suppress an address at which nobody is, as %s reports it',
    async (shape) => {
      const mail = await aSentMail();
      expect(await report(reports[shape](mail))).toEqual({ outcome: 'NOBODY', mailId: mail.mailId });
      expect(await mail.state()).toBe('BOUNCED');
      expect(await mail.isSuppressed()).toBe(true);
      expect(await mail.bounces()).toMatchObject([
        { action: 'failed', address: mail.recipient, receivedAt: clock.now() },
      ]);
      expect(await mail.events()).toMatchObject([{ isFinal: true, personId: mail.person.id }]);
    },
  );

  it('keep the address where the mailbox is only full, or a policy says no', async () => {
    for (const [status, diagnostic] of [
      ['5.2.2', 'smtp; 552 5.2.2 Mailbox full'],
      ['5.7.1', 'smtp; 550 5.7.1 Refused by policy'],
      ['4.4.7', 'smtp; 421 4.4.7 Delivery time expired'],
    ] as const) {
      const mail = await aSentMail();
      expect((await report(reports.postfix({ ...mail, status, diagnostic }))).outcome).toBe('RETURNED');
      expect(await mail.state()).toBe('BOUNCED');
      expect(await mail.isSuppressed()).toBe(false);
      expect(await mail.events()).toMatchObject([{ isFinal: false }]);
    }
  });

  it('are on their way still where another server only says that it takes longer', async () => {
    const mail = await aSentMail();
    const late = { ...mail, action: 'delayed', status: '4.4.1', diagnostic: 'smtp; 421 4.4.1 Connection timed out' };
    expect((await report(reports.postfix({ ...late, id: 'late@mail.example.org' }))).outcome).toBe('DELAYED');
    expect(await mail.state()).toBe('SENT');
    expect(await mail.bounces()).toMatchObject([{ action: 'delayed', status: '4.4.1' }]);
    expect(await mail.events()).toEqual([]);
    // And what came of it in the end counts.
    expect((await report(reports.postfix(mail))).outcome).toBe('NOBODY');
    expect(await mail.events()).toHaveLength(1);
  });

  it('count once, however often a report is read, and by however many at once', async () => {
    const mail = await aSentMail();
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => report(reports.postfix(mail))));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['NOBODY', ...Array<string>(4).fill('SEEN_BEFORE')]);
    expect(await mail.bounces()).toHaveLength(1);
    // Another report about the same mail is recorded, and says nothing new.
    expect((await report(reports.gmail(mail))).outcome).toBe('NOBODY');
    expect(await mail.bounces()).toHaveLength(2);
    expect(await mail.events()).toHaveLength(1);
  });

  describe('in a forged report', () => {
    const nothingFollows = async (mail: Awaited<ReturnType<typeof aSentMail>>) => {
      expect(await mail.isSuppressed()).toBe(false);
      expect(await mail.state()).toBe('SENT');
      expect(await mail.events()).toEqual([]);
      expect(await mail.bounces()).toEqual([]);
    };

    it('do not suppress an address by its name alone', async () => {
      const mail = await aSentMail();
      const forged = reports.postfix({ mailId: newId(), recipient: mail.recipient });
      expect(await report(forged)).toEqual({ outcome: 'NOT_OURS', mailId: null });
      await nothingFollows(mail);
      expect(await api.db.now.bounce.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
        mailId: null,
        address: null,
      });
    });

    it('do not suppress another address than the one the mail went to', async () => {
      const mine = await aSentMail();
      const victim = await aSentMail();
      expect((await report(reports.postfix({ mailId: mine.mailId, recipient: victim.recipient }))).outcome).toBe(
        'NOT_OURS',
      );
      await nothingFollows(mine);
      await nothingFollows(victim);
    });

    it('are not believed for a return address whose sign another key made', async () => {
      const mail = await aSentMail();
      const to = returnPathFor(mail.mailId, { ...own, secretKey: 'what a stranger takes for our secret key' }) ?? '';
      expect((await report(reports.postfix({ mailId: newId(), recipient: 'x@example.org', to }))).outcome).toBe(
        'NOT_OURS',
      );
      await nothingFollows(mail);
    });

    it('do not use up the place of the true report', async () => {
      const mail = await aSentMail();
      const id = 'known-beforehand@mail.example.org';
      expect((await report(reports.postfix({ mailId: newId(), recipient: mail.recipient, id }))).outcome).toBe(
        'NOT_OURS',
      );
      expect((await report(reports.postfix({ ...mail, id }))).outcome).toBe('NOBODY');
    });
  });

  it('are known by the sign in the return address, where the mail was forwarded and its own headers are gone', async () => {
    const mail = await aSentMail();
    const source = reports.postfix({ mailId: newId(), recipient: 'elsewhere@example.org', to: mail.signed });
    expect(await report(source)).toEqual({ outcome: 'NOBODY', mailId: mail.mailId });
    // What we wrote to is what we write to no more.
    expect(await mail.isSuppressed()).toBe(true);
    expect(await api.db.now.suppression.count()).toBe(1);
  });

  it('are not out-of-office notes, and complaints are recorded only', async () => {
    const mail = await aSentMail();
    expect((await report(reports.outOfOffice({ ...mail, to: mail.signed }))).outcome).toBe('NO_REPORT');
    expect((await report(reports.forwarded(reports.postfix(mail)))).outcome).toBe('NO_REPORT');
    expect(await mail.bounces()).toEqual([]);
    expect((await report(reports.complaint(mail))).outcome).toBe('COMPLAINT');
    expect(await mail.bounces()).toMatchObject([{ action: 'complaint' }]);
    expect(await mail.state()).toBe('SENT');
    expect(await mail.isSuppressed()).toBe(false);
  });

  describe('reported by a mail service', () => {
    const facts = (mail: { mailId: string; recipient: string }) => ({
      messageId: `<${mail.mailId}@example.org>`,
      recipient: mail.recipient,
      action: 'failed',
      status: '5.1.1',
      diagnostic: '550 5.1.1 User unknown',
    });
    const tell = (payload: unknown, with_ = headers) =>
      api.request({ method: 'POST', url: '/api/v1/bounces', headers: with_, payload });

    it('may come as facts, told again without effect', async () => {
      const mail = await aSentMail();
      expect((await tell(facts(mail))).json()).toEqual({ outcome: 'NOBODY', mailId: mail.mailId });
      expect((await tell(facts(mail))).json()['outcome']).toBe('SEEN_BEFORE');
      expect(await mail.events()).toHaveLength(1);
      expect((await tell({ ...facts(mail), recipient: 'other@example.org' })).json()['outcome']).toBe('NOT_OURS');
    });

    it('are taken from whoever may write for the secretariat only', async () => {
      const mail = await aSentMail();
      expect((await tell(facts(mail), {})).statusCode).toBe(401);
      const observer = await aPerson(api.db, { roles: ['OBSERVER'] });
      expect((await tell(facts(mail), await api.signIn(observer.id))).statusCode).toBe(403);
      expect(await mail.state()).toBe('SENT');
    });

    it('are refused when they are no report by their form, or too large', async () => {
      expect((await tell({ recipient: 'x' })).statusCode).toBe(400);
      const large = { ...headers, 'content-type': 'message/rfc822' };
      expect((await tell(Buffer.alloc(1024 * 1024 + 1, 'a'), large)).statusCode).toBe(413);
      const largest = await tell(Buffer.alloc(1024 * 1024, 'a'), large);
      expect([largest.statusCode, largest.json()['outcome']]).toEqual([200, 'NO_REPORT']);
    });
  });

  describe('are told to the coordinators', () => {
    const told = async (personId: string) => {
      const rows = await api.db.now.mail.findMany({
        where: { name: 'address-unreachable', personId },
        orderBy: { id: 'asc' },
      });
      return rows.map(({ props }) => (props as MailProps<'address-unreachable'>).items);
    };
    /** What comes after what was told before. */
    const toldBy = async (act: () => Promise<unknown>, personId = coordinator.id) => {
      await nextMorning();
      const before = (await told(personId)).length;
      await act();
      await nextMorning();
      return (await told(personId)).slice(before);
    };
    /** Eight o'clock in Phnom Penh is one in Greenwich. */
    const nextMorning = async () => {
      await work();
      const tomorrow = addDays(toDay(clock.now()), 1);
      clock.set(`${nearestWorkingDay(tomorrow, 1, { weekend: [6, 7], holidays: new Set() })}T01:00:00Z`);
      await work({ send: true });
    };

    it('in one mail for all of them, each with whom it should have reached and what the server said', async () => {
      const [gone, full] = [await aSentMail(), await aSentMail()];
      await work();
      const mails = await toldBy(async () => {
        await report(reports.postfix(gone));
        await report(reports.postfix({ ...full, status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Mailbox full' }));
      });
      expect(mails).toHaveLength(1);
      expect(mails[0]).toHaveLength(2);
      expect(mails[0]).toEqual(
        expect.arrayContaining([
          {
            person: 'Sok Dara',
            institutions: [gone.institution.name],
            address: gone.recipient,
            said: `550 5.1.1 <${gone.recipient}>: Recipient address rejected: User unknown in virtual mailbox table`,
            isFinal: true,
          },
          expect.objectContaining({ address: full.recipient, said: '552 5.2.2 Mailbox full', isFinal: false }),
        ]),
      );
    });

    it('in one mail a day, however many come back and whenever, and each once', async () => {
      const mails = await toldBy(async () => {
        for (let n = 0; n < 30; n += 1) {
          await report(reports.postfix(await aSentMail()));
          await work();
        }
      });
      expect(mails.map(({ length }) => length)).toEqual([30]);
      expect(await api.db.now.owed.count({ where: { name: 'unreachable.tell' } })).toBe(0);
      // The next one is told of alone, and one that comes back once more again.
      const [full, gone] = [await aSentMail(), await aSentMail()];
      const isFull = { status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Mailbox full' };
      expect(await toldBy(() => report(reports.postfix({ ...full, ...isFull })))).toMatchObject([
        [{ address: full.recipient, isFinal: false }],
      ]);
      expect(await toldBy(() => report(reports.postfix(gone)))).toMatchObject([[{ address: gone.recipient }]]);
      expect(await toldBy(() => report(reports.postfix({ ...full, id: 'another@example.org' })))).toMatchObject([
        [{ address: full.recipient, isFinal: true }],
      ]);
    });

    it('is owed by the hour of the coordinator, on the same day if that is to come', async () => {
      const runAt = async () => (await api.db.now.owed.findFirstOrThrow({ where: { name: 'unreachable.tell' } })).runAt;
      await work();
      const mail = await aSentMail();
      const day = toDay(clock.now());
      clock.set(`${day}T00:59:00Z`);
      await report(reports.postfix(mail));
      await work();
      expect(await runAt()).toEqual(new Date(`${day}T01:00:00Z`));
      await nextMorning();
    });

    it('also when the first server itself says that nobody is there', async () => {
      let email = '';
      mailbox.behave(({ stage, to }) =>
        stage === 'rcpt' && to[0] === email ? { reply: 550, text: '5.1.1 no such user' } : undefined,
      );
      const mails = await toldBy(async () => {
        const person = await aPerson(api.db, { name: 'Sok Dara' });
        email = person.email;
        await api.db.transaction((tx) =>
          api.app
            .get(Post)
            .post(tx, 'address-changed', [
              { to: person, props: { name: 'Sok Dara', mechanism: 'Ministry of Education' } },
            ]),
        );
        const { id } = await api.db.now.owed.findFirstOrThrow({
          where: { name: 'mail.send' },
          orderBy: { id: 'desc' },
        });
        await worker.runner.run('mail.send', [id]).catch(() => {});
      });
      expect(mails).toMatchObject([[{ address: email, isFinal: true }]]);
      expect(mails[0]?.[0]?.said).toContain('5.1.1 no such user');
    });

    it('except to whom the mail itself could not reach, and never about a mail of this kind', async () => {
      const other = await aPerson(api.db, { name: 'Prak Rith' });
      await api.db.now.roleGrant.create({ data: { personId: other.id, role: 'COORDINATOR', grantedAt: clock.now() } });
      const [mailId = ''] = await api.db.transaction((tx) =>
        api.app
          .get(Post)
          .post(tx, 'address-changed', [
            { to: other, props: { name: 'Prak Rith', mechanism: 'Ministry of Education' } },
          ]),
      );
      await work({ send: true });
      const toMe = await toldBy(async () => {
        expect((await report(reports.postfix({ mailId, recipient: other.email }))).outcome).toBe('NOBODY');
      });
      expect(toMe).toMatchObject([[{ person: 'Prak Rith', address: other.email }]]);
      expect(await told(other.id)).toEqual([]);

      // The mail that tells of it comes back itself: recorded, and that is all.
      await work({ send: true });
      const about = await api.db.now.mail.findFirstOrThrow({
        where: { name: 'address-unreachable', personId: coordinator.id, status: 'SENT' },
        orderBy: { id: 'desc' },
      });
      const again = await toldBy(async () => {
        const source = reports.postfix({
          mailId: about.id,
          recipient: coordinator.email,
          status: '5.2.2',
          diagnostic: 'full',
        });
        expect((await report(source)).outcome).toBe('RETURNED');
      }, other.id);
      expect(again).toEqual([]);
      await api.db.now.roleGrant.deleteMany({ where: { personId: other.id } });
    });

    it('not about an address that was corrected in the meantime', async () => {
      const mail = await aSentMail();
      await api.db.now.person.update({ where: { id: mail.person.id }, data: { email: `${newId()}@example.org` } });
      expect(await toldBy(() => report(reports.postfix(mail)))).toEqual([]);
      expect(await mail.isSuppressed()).toBe(true);
    });
  });

  describe('end in addresses no mail goes to', () => {
    const release = (payload: object) =>
      api.request({ method: 'POST', url: '/api/v1/suppressions/release', headers, payload });

    it('which are listed with whose they are, newest first, without an address in the address of a page', async () => {
      const [first, second] = [await aSentMail(), await aSentMail()];
      await report(reports.postfix(first));
      await report(reports.gmail(second));
      const pageOf = async (query: string) =>
        (await api.request({ url: `/api/v1/suppressions${query}`, headers })).json<{
          items: { address: string; person: object | null; reason: string }[];
          next: string | null;
        }>();
      const one = await pageOf('?limit=1');
      const two = await pageOf(`?limit=1&cursor=${one.next ?? ''}`);
      const all = [...one.items, ...two.items];
      expect(new Set(all.map(({ address }) => address))).toEqual(new Set([first.recipient, second.recipient]));
      expect(all.every(({ person }) => person !== null)).toBe(true);
      expect(two.next).toBeNull();
      expect(Buffer.from(one.next ?? '', 'base64url').toString()).not.toContain('@');
    });

    it('and which are released with a reason that is kept', async () => {
      const mail = await aSentMail();
      await report(reports.postfix(mail));
      expect((await release({ address: mail.recipient, reason: '' })).statusCode).toBe(400);
      const released = await release({ address: mail.recipient.toUpperCase(), reason: 'The mailbox was set up again' });
      expect(released.statusCode).toBe(204);
      expect(await mail.isSuppressed()).toBe(false);
      const event = await api.db.now.event.findFirstOrThrow({
        where: { name: 'address.released' },
        orderBy: { id: 'desc' },
      });
      expect(event).toMatchObject({
        reason: 'The mailbox was set up again',
        payload: { personId: mail.person.id },
        via: 'token',
      });
      expect((await release({ address: mail.recipient, reason: 'Once more' })).statusCode).toBe(404);
    });

    it('and which a page releases too, or says what is missing', async () => {
      const mail = await aSentMail();
      await report(reports.postfix(mail));
      const session = { ...(await api.signIn(coordinator.id)), accept: 'text/html' };
      const press = (fields: Record<string, string>) =>
        api.request({
          method: 'POST',
          url: '/mails/suppressed/release',
          headers: { ...session, 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams(fields).toString(),
        });
      const wrong = await press({ address: mail.recipient, reason: ' ' });
      expect([wrong.statusCode, wrong.body.includes('Nothing was released')]).toEqual([422, true]);
      const right = await press({ address: mail.recipient, reason: 'It works again' });
      expect([right.statusCode, right.headers['location']]).toEqual([303, '/mails/suppressed?released=1']);
      expect(await mail.isSuppressed()).toBe(false);
    });
  });
});
