import { simpleParser } from 'mailparser';
import { mails, type MailProps } from '../../libs/catalogue/index.js';
import { Links, newId, Post, subjectOfAnswerAddress, subjectOfUid } from '../../libs/platform/index.js';
import { aPerson } from '../support/factories.js';
import { aPostOffice, type PostOffice } from '../support/post-office.js';
import { aWorker } from '../support/stack.js';

type Invitation = MailProps<'consultation-invitation'>;

const secretKey = 'a secret that only the tests know, and long enough';
const locales = ['en', 'fr', 'km'];

describe('invitations by mail', () => {
  let office: PostOffice;
  let worker: Awaited<ReturnType<typeof aWorker>>;

  beforeAll(async () => {
    office = await aPostOffice();
    worker = await aWorker({
      databaseUrl: office.api.databaseUrl,
      backend: 'postgres',
      smtpUrl: office.mailbox.smtpUrl,
      clock: office.clock,
      settings: { MAIL_ANSWERS: 'answers+*@example.org' },
    });
  });
  afterAll(async () => {
    await worker.close();
    await office.close();
  });
  beforeEach(() => office.reset());

  /** Writes so many into the ledger, to as many people. */
  const invite = async (count: number, props: Partial<Invitation> = {}) => {
    const { db, app } = office.api;
    const reader = await aPerson(db);
    const invited = Array.from({ length: count }, (_, n) => ({
      invitationId: newId(),
      to: { id: newId(), email: `invited-${n}@example.org`, locale: locales[n % locales.length] ?? 'en' },
    }));
    const mailIds = await db.transaction(async (tx) => {
      const links = invited.map(({ invitationId }) => ({
        purpose: 'invitation' as const,
        personId: reader.id,
        subjectId: invitationId,
      }));
      const linkIds = await app.get(Links).make(tx, links, { minutes: 60 });
      const letters = invited.map(({ invitationId, to }, n) => ({
        to,
        threadId: invitationId,
        props: { ...mails['consultation-invitation'].example, ...props, invitationId, linkId: linkIds[n] ?? '' },
      }));
      return app.get(Post).post(tx, 'consultation-invitation', letters);
    });
    const owed = await db.now.owed.findMany({ where: { name: 'mail.send', gaveUpAt: null } });
    return { invited, mailIds, owedIds: owed.map(({ id }) => id) };
  };

  it('reach five hundred people, each once, each with an event of their own', async () => {
    const { invited, mailIds, owedIds } = await invite(500);
    await worker.runner.run('mail.send', owedIds);

    expect(new Set(await office.statuses(mailIds))).toEqual(new Set(['SENT']));
    const messages = office.mailbox.messages();
    expect(messages).toHaveLength(500);
    const taken = new Map(messages.map((message) => [message.to.join(), message]));
    expect(new Set(messages.map(({ messageId }) => messageId)).size).toBe(500);
    for (const { invitationId, to } of invited) {
      const message = taken.get(to.email);
      expect(subjectOfAnswerAddress(message?.headers['reply-to'] ?? '', { secretKey })).toBe(invitationId);
      expect(message?.attachments.map(({ contentType }) => contentType)).toEqual(['text/calendar', 'application/ics']);
    }
    // Three of them read in full, one in each language.
    for (const { invitationId, to } of invited.slice(0, locales.length)) {
      const { attachments } = await simpleParser(taken.get(to.email)?.source ?? '');
      const ics = attachments[0]?.content.toString().replaceAll('\r\n ', '') ?? '';
      expect(ics.match(/^ATTENDEE.*$/gm)).toEqual([expect.stringMatching(new RegExp(`mailto:${to.email}$`))]);
      expect(subjectOfUid(/^UID:(.*)$/m.exec(ics)?.[1] ?? '', { secretKey })).toBe(invitationId);
    }
  });

  it('are not sent again by work that is brought twice', async () => {
    const { mailIds, owedIds } = await invite(20);
    await Promise.all([worker.runner.run('mail.send', owedIds), worker.runner.run('mail.send', owedIds)]);
    expect(new Set(await office.statuses(mailIds))).toEqual(new Set(['SENT']));
    expect(office.mailbox.messages()).toHaveLength(20);
  });

  it('are the same message when the server took one and we never heard of it', async () => {
    const { mailIds, owedIds } = await invite(1);
    await worker.runner.run('mail.send', owedIds);
    const [mailId = ''] = mailIds;
    // As if we had died between its answer and our record.
    await office.api.db.transaction(async (tx) => {
      await tx.mail.update({ where: { id: mailId }, data: { status: 'QUEUED', sentAt: null } });
      await tx.owed.create({
        data: { name: 'mail.send', payload: { mailId }, runAt: office.clock.now(), relayAt: office.clock.now() },
      });
    });
    const again = await office.api.db.now.owed.findMany({ where: { name: 'mail.send' } });
    await worker.runner.run(
      'mail.send',
      again.map(({ id }) => id),
    );
    const [first, second] = office.mailbox.messages();
    expect(second?.source.toString()).toBe(first?.source.toString());
  });
});
