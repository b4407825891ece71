import { createTransport } from 'nodemailer';
import { answerAddressFor, newId, uidFor } from '../../libs/platform/index.js';
import { AnswersListener } from '../../libs/replies/index.js';
import { aDesk } from './desk.js';
import { aPerson, anInstitution } from './factories.js';
import { aWorker } from './stack.js';

const settings = {
  MAIL_ANSWERS: 'answers+*@example.org',
  secretKey: 'a secret that only the tests know, and long enough',
  publicUrl: 'http://nmrf.test',
};

/** A desk whose worker takes answers in by SMTP or LMTP, and may read a mailbox. */
export async function anAnswersDesk({
  protocol = 'lmtp',
  mailboxUrl,
}: { protocol?: 'lmtp' | 'smtp'; mailboxUrl?: string } = {}) {
  const desk = await aDesk();
  const { db, api, clock } = desk;
  const aListening = (more: Record<string, string> = {}) =>
    aWorker({
      databaseUrl: api.databaseUrl,
      backend: 'postgres',
      smtpUrl: 'smtp://127.0.0.1:9',
      clock,
      settings: {
        MAIL_ANSWERS: settings.MAIL_ANSWERS,
        ANSWERS_LISTEN: `${protocol}://127.0.0.1:0`,
        ...(mailboxUrl === undefined ? {} : { ANSWERS_MAILBOX_URL: mailboxUrl }),
        ...more,
      },
    });
  const listening = await aListening();
  const port = listening.app.get(AnswersListener).port ?? 0;

  /** Hands a mail over as a mail server does. Returns what the listener said. */
  const bring = async (
    source: Buffer,
    { from = 'sok.dara@example.org', to }: { from?: string; to: string | string[] },
  ) => {
    const transport = createTransport({ host: '127.0.0.1', port, lmtp: protocol === 'lmtp', ignoreTLS: true });
    try {
      return (await transport.sendMail({ envelope: { from, to }, raw: source })).response;
    } catch (error) {
      return (error as { response?: string }).response ?? String(error);
    } finally {
      transport.close();
    }
  };

  return {
    ...desk,
    listening,
    aListening,
    port,
    bring,
    /** Somebody who was invited to a meeting on 20 April 2026, nine o'clock in Phnom Penh, and told so. */
    async anInvitee({ capacity = null, sequence = 0 }: { capacity?: number | null; sequence?: number } = {}) {
      const person = await aPerson(db);
      const now = clock.now();
      const consultation = await db.now.consultation.create({
        data: {
          title: 'Consultation on the draft national report',
          purpose: 'NATIONAL_REPORT',
          format: 'IN_PERSON',
          status: 'INVITING',
          startsAt: new Date('2026-04-20T02:00:00Z'),
          endsAt: new Date('2026-04-20T05:00:00Z'),
          timeZone: 'Asia/Phnom_Penh',
          place: 'Hall of the Ministry of Justice',
          capacity,
          sequence,
          timeSequence: sequence,
          createdAt: now,
          changedAt: now,
        },
      });
      const institution = await anInstitution(db);
      const invitation = await db.now.invitation.create({
        data: {
          consultationId: consultation.id,
          personId: person.id,
          institutionId: institution.id,
          invitedAt: now,
          toldAt: now,
        },
      });
      const mailId = newId();
      await db.now.mail.create({
        data: {
          id: mailId,
          name: 'consultation-invitation',
          props: { meeting: { sequence } },
          address: person.email,
          personId: person.id,
          locale: 'en',
          status: 'SENT',
          threadId: invitation.id,
          createdAt: now,
        },
      });
      const keys = { mailAnswers: settings.MAIL_ANSWERS, secretKey: settings.secretKey, publicUrl: settings.publicUrl };
      return {
        person,
        consultation,
        invitationId: invitation.id,
        mailId,
        email: person.email,
        to: answerAddressFor(invitation.id, keys) ?? '',
        uid: uidFor(invitation.id, keys),
        answer: () => db.now.invitation.findUniqueOrThrow({ where: { id: invitation.id } }),
      };
    },
    /** All mails that came in, in order; in short: what became of each. */
    replies: () => db.now.inboundMail.findMany({ orderBy: { id: 'asc' } }),
    outcomes: async (): Promise<string[]> =>
      (await db.now.inboundMail.findMany({ orderBy: { id: 'asc' } })).map(({ status, cause }) =>
        cause === null ? status : `${status} ${cause}`,
      ),
    async reset() {
      clock.set('2026-03-02T03:00:00Z');
      await db.now.inboundMail.deleteMany();
      await db.now.owed.deleteMany();
    },
    async close() {
      await listening.close();
      await desk.close();
    },
  };
}

export type AnswersDesk = Awaited<ReturnType<typeof anAnswersDesk>>;
export type Invitee = Awaited<ReturnType<AnswersDesk['anInvitee']>>;
