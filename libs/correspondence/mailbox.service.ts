import { Injectable } from '@nestjs/common';
import type { JobPayload } from '../catalogue/index.js';
import { Clock, Config, Database, later, Log, Outbox, system, type Lease, type Tx } from '../platform/index.js';
import { BouncesService } from './bounces.service.js';
import { ImapMailbox } from './mailbox.imap.js';
import { readUnseen } from './mailbox.reading.js';

const minutesBetween = 5;
/** Read in one turn; the others have the next. */
const handful = 100;

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
    const { counts, isMore } = await readUnseen(new ImapMailbox(url, 'returned mails'), {
      most: handful,
      take: async (source) => (await this.bounces.receive(source, system)).outcome,
      isWell: () => this.db.now.$queryRaw`SELECT 1`,
      setAside: (facts) => this.log.warn(facts, 'a message that mails came back with cannot be read: it is flagged'),
    });
    if (counts.size > 0) this.log.info(Object.fromEntries(counts), 'the mailbox for returned mails was read');
    return { isMore };
  }
}
