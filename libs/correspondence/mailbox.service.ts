import { Injectable } from '@nestjs/common';
import type { ImapFlowOptions } from 'imapflow';
import { z } from 'zod';
import type { JobPayload } from '../catalogue/index.js';
import { Clock, Config, Database, later, Log, Outbox, system, type Lease, type Tx } from '../platform/index.js';
import { BouncesService } from './bounces.service.js';
import type { Receipt } from './correspondence.schemas.js';

const minutesBetween = 5;
/** Read in one turn; the others have the next. */
const handful = 100;
/** The report stands before the mail it returns: what is longer is not needed. */
const longest = 1024 * 1024;

/** Says what is wrong without the name, the address or the password of the mailbox. */
class MailboxUnreadable extends Error {
  override readonly name = 'MailboxUnreadable';
  constructor(
    readonly code: string,
    cause: unknown,
  ) {
    super(`the mailbox for returned mails cannot be read: ${code}`, { cause });
  }
}

/** Reads the mailbox that mails come back to, every few minutes, if there is one. */
@Injectable()
export class MailboxService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
    private readonly outbox: Outbox,
    private readonly bounces: BouncesService,
  ) {}

  /** Owes the first reading, unless it is owed already or there is no mailbox. */
  async begin(): Promise<void> {
    if (this.config.mailboxUrl === undefined) return;
    await this.db.transaction((tx) => this.owe(tx, this.clock.now()));
  }

  /** Reads what is new, and owes the next reading. A message counts as read once its report is recorded: a crash in between reads it again. */
  async read(_: JobPayload<'bounces.read'>, lease: Lease): Promise<void> {
    const url = this.config.mailboxUrl;
    if (url === undefined) return lease.pay(async () => {});
    const { isMore } = await this.readSome(new URL(url));
    const now = this.clock.now();
    await lease.pay((tx) => this.owe(tx, isMore ? now : later(now, { minutes: minutesBetween })));
  }

  private owe(tx: Tx, runAt: Date): Promise<void> {
    return this.outbox.enqueue(tx, 'bounces.read', {}, { runAt, key: () => 'mailbox' });
  }

  private async readSome(url: URL): Promise<{ isMore: boolean }> {
    // Loaded by whoever reads a mailbox only, not by every process.
    const { ImapFlow } = await import('imapflow');
    const client = new ImapFlow(connectionOf(url));
    // Without a listener, a line that breaks between two commands would end the process; the next command fails anyway.
    client.on('error', () => {});
    try {
      await reaching(client.connect());
      await reaching(client.mailboxOpen(decodeURIComponent(url.pathname.slice(1)) || 'INBOX'));
      const unseen = (await reaching(client.search({ seen: false }, { uid: true }))) || [];
      const counts: Partial<Record<Receipt, number>> = {};
      for (const uid of unseen.slice(0, handful)) {
        const message = await reaching(client.fetchOne(uid, { source: { maxLength: longest } }, { uid: true }));
        if (message && message.source) {
          const { outcome } = await this.bounces.receive(message.source, system);
          counts[outcome] = (counts[outcome] ?? 0) + 1;
        }
        await reaching(client.messageFlagsAdd(uid, ['\\Seen'], { uid: true }));
      }
      if (unseen.length > 0) this.log.info(counts, 'the mailbox for returned mails was read');
      return { isMore: unseen.length > handful };
    } finally {
      await client.logout().catch(() => {});
      client.close();
    }
  }
}

const connectionOf = (url: URL): ImapFlowOptions => {
  const secure = url.protocol === 'imaps:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: url.port === '' ? (secure ? 993 : 143) : Number(url.port),
    secure,
    // A password travels in the clear on this machine only.
    doSTARTTLS: !secure && !['localhost', '127.0.0.1', '::1'].includes(host),
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 20_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    maxLiteralSize: 4 * longest,
    maxResponseSize: 8 * longest,
    maxLineLength: longest,
  };
};

const reaching = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw new MailboxUnreadable(codeOf(error), error);
  });

/** What the client says of a failure, besides sentences of servers, which may name people. */
const Failure = z.object({
  serverResponseCode: z.string().optional(),
  code: z.string().optional(),
  authenticationFailed: z.literal(true).optional(),
  mailboxMissing: z.literal(true).optional(),
  tlsFailed: z.literal(true).optional(),
});

/** A word such as ECONNREFUSED or AUTHENTICATIONFAILED. */
const codeOf = (error: unknown): string => {
  const { serverResponseCode, code, ...failure } = Failure.catch({}).parse(error);
  if (failure.authenticationFailed) return 'AUTHENTICATIONFAILED';
  if (failure.mailboxMissing) return 'NO_SUCH_FOLDER';
  if (failure.tlsFailed) return 'TLS_FAILED';
  return [serverResponseCode, code].find((word) => word !== undefined && /^\w{1,40}$/.test(word)) ?? 'REFUSED';
};
