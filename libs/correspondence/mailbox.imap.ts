import type { ImapFlow, ImapFlowOptions } from 'imapflow';
import { z } from 'zod';

const megabyte = 1024 * 1024;

/** Says what is wrong without the name, the address or the password of the mailbox. */
class MailboxUnreadable extends Error {
  override readonly name = 'MailboxUnreadable';
  constructor(
    readonly code: string,
    purpose: string,
    cause: unknown,
  ) {
    super(`the mailbox for ${purpose} cannot be read: ${code}`, { cause });
  }
}

/** A folder on an IMAP server. A line that broke is opened anew with the next question: some servers hang up over a message they cannot read. */
export class ImapMailbox {
  private client: ImapFlow | null = null;

  constructor(
    private readonly url: URL,
    /** What arrives in it, for whoever reads why it cannot be read. */
    private readonly purpose: string,
    /** Of a message, what comes after so many bytes is not needed. */
    private readonly longest = megabyte,
  ) {}

  async reach(): Promise<void> {
    await this.ask((client) => client.noop());
  }

  /** The messages nobody has marked as seen, in the order of the folder. */
  unseen(): Promise<number[]> {
    return this.ask(async (client) => (await client.search({ seen: false }, { uid: true })) || []);
  }

  /** A message as it travelled, or its beginning; null where it is gone. */
  source(uid: number): Promise<Buffer | null> {
    return this.ask(async (client) => {
      const message = await client.fetchOne(uid, { source: { maxLength: this.longest } }, { uid: true });
      return (message && message.source) || null;
    });
  }

  async mark(uid: number, flags: ('\\Seen' | '\\Flagged')[]): Promise<void> {
    await this.ask((client) => client.messageFlagsAdd(uid, flags, { uid: true }));
  }

  async close(): Promise<void> {
    await this.client?.logout().catch(() => {});
    this.client?.close();
  }

  /** Throws MailboxUnreadable. */
  private async ask<T>(question: (client: ImapFlow) => Promise<T>): Promise<T> {
    try {
      return await question(await this.open());
    } catch (error) {
      throw new MailboxUnreadable(codeOf(error), this.purpose, error);
    }
  }

  private async open(): Promise<ImapFlow> {
    if (this.client?.usable) return this.client;
    // Loaded by whoever reads a mailbox only, not by every process.
    const { ImapFlow } = await import('imapflow');
    this.client?.close();
    this.client = new ImapFlow(connectionOf(this.url, this.longest));
    // Without a listener, a line that breaks between two commands would end the process; the next command fails anyway.
    this.client.on('error', () => {});
    await this.client.connect();
    await this.client.mailboxOpen(decodeURIComponent(this.url.pathname.slice(1)) || 'INBOX');
    return this.client;
  }
}

const connectionOf = (url: URL, longest: number): ImapFlowOptions => {
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
