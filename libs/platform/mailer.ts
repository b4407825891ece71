import { Injectable, type OnApplicationShutdown, type OnModuleDestroy } from '@nestjs/common';
import { createTransport, type SentMessageInfo, type Transporter } from 'nodemailer';
import { z } from 'zod';
import type { JobPayload } from '../catalogue/index.js';
import { system } from './actor.js';
import { Clock } from './clock.js';
import { Config } from './config.js';
import { Database, type Tx } from './database.js';
import type { MailStatus } from './generated/prisma/enums.js';
import { Links } from './links.js';
import { messageOf, pool, type LedgerMail, type Letterhead } from './mail-message.js';
import { wireOf } from './mail-wire.js';
import { judge } from './mailer.rules.js';
import { withoutNul } from './nul.js';
import { returnPathFor } from './return-path.js';
import { GiveUp, Outbox, type Leased, type Recorder } from './outbox.js';

/**
 * Mails are read in groups, for speed. Two groups at a time, so that one is read while the other is sent, and few of each
 * in the hands of nodemailer: enough for every connection to find its next, and no more text in memory than that.
 */
const pace = { mailsInGroup: 20, groups: 2, mails: 4 };

/** A mail as it stands when its turn has come. */
interface DueMail extends LedgerMail {
  personId: string | null;
  status: MailStatus;
  expiresAt: Date | null;
  isSuppressed: boolean;
  isLinkOver: boolean;
  mechanism: string | null;
}

/** What became of a mail, as the ledger is told. */
interface Result {
  mail: DueMail;
  /** Null: as it was. */
  status: MailStatus | null;
  /** Whether a server was asked. */
  isTry: boolean;
  answer?: string | undefined;
  error?: string;
  isAddressGone?: boolean;
}

const idsOf = (results: Result[]) => results.map(({ mail }) => ({ mailId: mail.id }));

type Work = Leased<JobPayload<'mail.send'>>;

const Refusal = z.object({
  responseCode: z.int().optional(),
  command: z.string().optional(),
  response: z.string().optional(),
});
/** Anything that is no refusal of the server (a broken line, say) has none of its words. */
const refusalOf = (error: unknown) => Refusal.catch({}).parse(error);

/** Nothing is left to do for these. */
const settled: ReadonlySet<MailStatus> = new Set(['SENT', 'SUPPRESSED', 'WITHDRAWN', 'EXPIRED', 'BOUNCED']);

/** Does something with each, so many at a time. */
const inLanes = async <T>(lanes: number, items: T[], work: (item: T) => Promise<void>): Promise<void> => {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const item of rest) await work(item);
    }),
  );
};

/**
 * Hands mails to the mail server. SMTP cannot join a transaction: should we die after the server's 250 and before our
 * record of it, the same mail goes again, with the same Message-ID.
 */
@Injectable()
export class Mailer implements OnModuleDestroy, OnApplicationShutdown {
  private readonly transport: Transporter<SentMessageInfo>;
  private isStopping = false;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly outbox: Outbox,
  ) {
    this.transport = createTransport({ url: config.smtpUrl, ...pool });
  }

  /**
   * Sends mails. A server that says "not now" is asked again; one that says "never" ends the mail, and the address if
   * that is the cause. What was not begun when we are asked to stop is owed as before.
   */
  async send(work: Work[]): Promise<void> {
    const groups: Work[][] = [];
    for (let from = 0; from < work.length; from += pace.mailsInGroup)
      groups.push(work.slice(from, from + pace.mailsInGroup));
    const ends: Promise<void>[] = [];
    await inLanes(pace.groups, groups, (group) => this.sendGroup(group, ends));
    await Promise.all(ends);
  }

  onModuleDestroy(): void {
    this.isStopping = true;
  }

  async onApplicationShutdown(): Promise<void> {
    this.transport.close();
  }

  /** Returns when the server has answered for each. `ends`: the recording of that, which goes on while the next are sent. */
  private async sendGroup(group: Work[], ends: Promise<void>[]): Promise<void> {
    if (this.isStopping) return;
    const mails = await this.read(group.map(({ payload }) => payload.mailId)).catch((error: unknown) => {
      for (const work of group) ends.push(work.fail(error).catch(() => {}));
    });
    if (!mails) return;
    await inLanes(pace.mails, group, async (work) => {
      if (this.isStopping) return;
      const mail = mails.get(work.payload.mailId);
      const end = mail
        ? await this.outcomeOf(mail, work)
        : () => work.fail(new GiveUp('no such mail is in the ledger'));
      // What cannot be recorded fails, and by itself; the runner knows of it.
      ends.push(
        end()
          .catch((error: unknown) => work.fail(error))
          .catch(() => {}),
      );
    });
  }

  /** Has the mail sent, if it is to be. Returns how its work ends. */
  private async outcomeOf(mail: DueMail, work: Work): Promise<() => Promise<void>> {
    const unsent = this.reasonNotToSend(mail);
    if (unsent) return () => work.payTogether(this.record, { mail, status: unsent, isTry: false });
    try {
      const message = messageOf(mail, this.letterhead(mail));
      const { response } = await this.transport.sendMail({ envelope: message.envelope, raw: wireOf(message) });
      const answer = response && withoutNul(response);
      return () => work.payTogether(this.record, { mail, status: 'SENT', isTry: true, answer });
    } catch (error) {
      const verdict = judge(refusalOf(error));
      const words = withoutNul(error instanceof Error ? error.message : String(error));
      const cause = verdict === 'later' ? error : new GiveUp(words, { cause: error });
      const status = cause instanceof GiveUp || work.isLastTry ? 'GAVE_UP' : null;
      const isAddressGone = verdict === 'no such address';
      return () => work.failTogether(this.record, { mail, status, isTry: true, error: words, isAddressGone }, cause);
    }
  }

  /** The status of a mail no server is to see any more. */
  private reasonNotToSend(mail: DueMail): MailStatus | null {
    if (settled.has(mail.status)) return mail.status;
    if (mail.isSuppressed) return 'SUPPRESSED';
    // After an outage of days a mail may hold a link that has ended: it would only make people wonder.
    if (mail.isLinkOver) return 'WITHDRAWN';
    return mail.expiresAt && mail.expiresAt <= this.clock.now() ? 'EXPIRED' : null;
  }

  private letterhead({ mechanism }: DueMail): Letterhead {
    return {
      from: this.config.mailFrom,
      mechanism: mechanism ?? 'nmrf',
      home: this.config.publicUrl,
      link: (purpose, linkId) => this.links.url(purpose, linkId),
      returnPath: (mailId) => returnPathFor(mailId, this.config),
      answers: this.config,
    };
  }

  /** Everything a mail's turn depends on, as it is now. */
  private async read(mailIds: string[]): Promise<Map<string, DueMail>> {
    const mails = await this.db.now.$queryRaw<DueMail[]>`
      SELECT m.id, m.name, m.props, m.person_id AS "personId", m.address, m.locale, m.thread_id AS "threadId",
             m.unsubscribe_link_id AS "unsubscribeLinkId", m.status, m.created_at AS "createdAt", m.expires_at AS "expiresAt",
             EXISTS (SELECT FROM suppression s WHERE s.address = lower(m.address)) AS "isSuppressed",
             held.id IS NOT NULL AND NOT EXISTS (
               SELECT FROM link l WHERE l.id = held.id AND l.revoked_at IS NULL AND l.used_at IS NULL
                                    AND l.expires_at > ${this.clock.now()}) AS "isLinkOver",
             (SELECT name FROM mechanism LIMIT 1) AS mechanism
      FROM mail m, LATERAL (
        SELECT CASE WHEN m.props->>'linkId' ~ '^[0-9a-f-]{36}$' THEN (m.props->>'linkId')::uuid END AS id) held
      WHERE m.id = ANY(${mailIds}::uuid[])`;
    return new Map(mails.map((mail) => [mail.id, mail]));
  }

  /** Writes into the ledger what became of mails, and announces what others must know. */
  private readonly record: Recorder<Result> = async (tx, results) => {
    await tx.$executeRaw`
      UPDATE mail SET status = coalesce(r.status::"MailStatus", mail.status), attempts = mail.attempts + r.tries,
                      sent_at = CASE WHEN r.tries = 1 AND r.status = 'SENT' THEN ${this.clock.now()}::timestamptz ELSE sent_at END,
                      server_answer = coalesce(r.answer, server_answer), last_error = coalesce(r.error, last_error)
      FROM unnest(${results.map(({ mail }) => mail.id)}::uuid[], ${results.map(({ status }) => status)}::text[],
                  ${results.map(({ isTry }) => Number(isTry))}::int[], ${results.map(({ answer }) => answer ?? null)}::text[],
                  ${results.map(({ error }) => error ?? null)}::text[]) AS r (id, status, tries, answer, error)
      WHERE mail.id = r.id`;
    const expired = results.filter(({ mail, status }) => status === 'EXPIRED' && mail.status !== 'EXPIRED');
    await this.outbox.publish(tx, 'mail.expired', idsOf(expired), { by: system });
    // Only now is it certain: while a server was being asked, a mail that was taken back may have left all the same.
    const withdrawn = results.filter(({ status }) => status === 'WITHDRAWN');
    await this.outbox.publish(tx, 'mail.withdrawn', idsOf(withdrawn), { by: system });
    await this.suppress(
      tx,
      results.filter(({ isAddressGone }) => isAddressGone),
    );
  };

  /** No more mail to these addresses. Said of an address that was written to for a person, the coordinators must find them another way. */
  private async suppress(tx: Tx, refused: Result[]): Promise<void> {
    if (refused.length === 0) return;
    const byAddress = new Map(refused.map((result) => [result.mail.address.toLowerCase(), result]));
    // In one order for everybody, so that no two workers wait for each other.
    const addresses = [...byAddress.keys()].sort();
    const added = await tx.suppression.createManyAndReturn({
      data: addresses.map((address) => ({
        address,
        reason: byAddress.get(address)?.error ?? '',
        createdAt: this.clock.now(),
      })),
      skipDuplicates: true,
    });
    const facts = added.flatMap(({ address }) => {
      const { id: mailId, personId } = byAddress.get(address)?.mail ?? { id: '', personId: null };
      return personId === null ? [] : [{ personId, mailId }];
    });
    await this.outbox.publish(tx, 'address.suppressed', facts, { by: system });
  }
}
