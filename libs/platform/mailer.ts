import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport, type SentMessageInfo, type Transporter } from 'nodemailer';
import { z } from 'zod';
import { mails, type JobPayload, type MailName } from '../catalogue/index.js';
import { Clock } from './clock.js';
import { Config } from './config.js';
import { Database } from './database.js';
import { localeFor } from './i18n.js';
import type { MailStatus } from './generated/prisma/enums.js';
import { Links } from './links.js';
import { renderMail } from './mail-render.js';
import { judge } from './mailer.rules.js';
import { system } from './actor.js';
import { GiveUp, Outbox, type Lease } from './outbox.js';
import { returnPathFor } from './return-path.js';

const Refusal = z.object({
  responseCode: z.int().optional(),
  command: z.string().optional(),
  response: z.string().optional(),
});
/** Nothing is left to do for these. */
const settled: ReadonlySet<MailStatus> = new Set(['SENT', 'SUPPRESSED', 'WITHDRAWN']);

/** Anything that is no refusal of the server (a broken line, say) has none of its words. */
const refusalOf = (error: unknown) => Refusal.catch({}).parse(error);

const isMail = (name: string): name is MailName => Object.hasOwn(mails, name);

/**
 * Hands mails to the mail server. SMTP cannot join a transaction: should we die after the server's 250 and before our
 * record of it, the same mail goes again, with the same Message-ID.
 */
@Injectable()
export class Mailer implements OnApplicationShutdown {
  private readonly transport: Transporter<SentMessageInfo>;
  private readonly host: string;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly outbox: Outbox,
  ) {
    this.transport = createTransport({
      url: config.smtpUrl,
      pool: true,
      maxConnections: 5,
      maxMessages: 500,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    this.host = /@([^>\s]+)/.exec(config.mailFrom)?.[1] ?? 'localhost';
  }

  /** Sends one mail. A server that says "not now" is asked again; one that says "never" ends the mail, and the address if that is the cause. */
  async send({ mailId }: JobPayload<'mail.send'>, lease: Lease): Promise<void> {
    const mail = await this.db.now.mail.findUniqueOrThrow({ where: { id: mailId } });
    if (settled.has(mail.status)) return lease.pay(async () => {});
    const address = mail.address.toLowerCase();
    if (await this.db.now.suppression.findFirst({ where: { address } })) {
      return lease.pay(async (tx) => {
        await tx.mail.update({ where: { id: mailId }, data: { status: 'SUPPRESSED' } });
      });
    }
    if (await this.isTooLate(mail.props)) {
      return lease.pay(async (tx) => {
        await tx.mail.update({ where: { id: mailId }, data: { status: 'WITHDRAWN' } });
      });
    }
    if (!isMail(mail.name)) throw new GiveUp(`no mail is called ${mail.name}`);
    const mechanism = await this.db.now.mechanism.findFirst();
    const { subject, text, html } = renderMail(mail.name, mail.props, {
      locale: localeFor(mail.locale),
      mechanism: mechanism?.name ?? 'nmrf',
      home: this.config.publicUrl,
      link: (purpose, linkId) => this.links.url(purpose, linkId),
    });
    const thread = mail.threadId ? `<thread-${mail.threadId}@${this.host}>` : undefined;
    const returnPath = returnPathFor(mail.id, this.config);
    const accepted = await this.transport
      .sendMail({
        from: this.config.mailFrom,
        to: mail.address,
        subject,
        text,
        html,
        messageId: `<${mail.id}@${this.host}>`,
        date: mail.createdAt,
        ...(returnPath ? { envelope: { from: returnPath, to: mail.address } } : {}),
        ...(thread ? { references: thread, inReplyTo: thread } : {}),
        headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': localeFor(mail.locale) },
      })
      .catch(async (error: unknown) => {
        await this.record(mailId, address, error, lease);
        throw judge(refusalOf(error)) === 'later' ? error : new GiveUp(messageOf(error), { cause: error });
      });
    await lease.pay(async (tx) => {
      await tx.mail.update({
        where: { id: mailId },
        data: {
          status: 'SENT',
          attempts: { increment: 1 },
          sentAt: this.clock.now(),
          serverAnswer: accepted.response ?? null,
        },
      });
    });
  }

  /** After an outage of days a mail may hold a link that has ended: it would only make people wonder. */
  private async isTooLate(props: unknown): Promise<boolean> {
    const { linkId } = z.object({ linkId: z.uuid().nullish() }).parse(props);
    if (!linkId) return false;
    const link = await this.db.now.link.findUnique({ where: { id: linkId } });
    return !link || link.revokedAt !== null || link.usedAt !== null || link.expiresAt <= this.clock.now();
  }

  async onApplicationShutdown(): Promise<void> {
    this.transport.close();
  }

  private async record(mailId: string, address: string, error: unknown, { isLastTry }: Lease): Promise<void> {
    const verdict = judge(refusalOf(error));
    await this.db.transaction(async (tx) => {
      const { personId } = await tx.mail.update({
        where: { id: mailId },
        data: {
          attempts: { increment: 1 },
          lastError: messageOf(error),
          ...(verdict === 'later' && !isLastTry ? {} : { status: 'GAVE_UP' }),
        },
      });
      if (verdict !== 'no such address') return;
      const { count } = await tx.suppression.createMany({
        data: { address, reason: messageOf(error), createdAt: this.clock.now() },
        skipDuplicates: true,
      });
      if (count > 0 && personId) {
        await this.outbox.publish(tx, 'address.suppressed', { personId, mailId }, { by: system });
      }
    });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
