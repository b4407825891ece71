import { Injectable } from '@nestjs/common';
import type { JobPayload } from '../catalogue/index.js';
import {
  Clock,
  Config,
  Database,
  later,
  Log,
  loggable,
  Outbox,
  system,
  type Lease,
  type Tx,
} from '../platform/index.js';
import { BouncesService } from './bounces.service.js';
import type { Receipt } from './correspondence.schemas.js';
import { ImapMailbox } from './mailbox.imap.js';

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
    const mailbox = new ImapMailbox(url);
    try {
      const unseen = await mailbox.unseen();
      const counts: Partial<Record<Receipt | 'SET_ASIDE', number>> = {};
      for (const uid of unseen.slice(0, handful)) {
        const outcome = await this.take(mailbox, uid);
        await mailbox.mark(uid, outcome === 'SET_ASIDE' ? ['\\Seen', '\\Flagged'] : ['\\Seen']);
        counts[outcome] = (counts[outcome] ?? 0) + 1;
      }
      if (unseen.length > 0) this.log.info(counts, 'the mailbox for returned mails was read');
      return { isMore: unseen.length > handful };
    } finally {
      await mailbox.close();
    }
  }

  /** A message that fails twice while mailbox and database answer is at fault itself: it is set aside, lest the others are never read. */
  private async take(mailbox: ImapMailbox, uid: number): Promise<Receipt | 'SET_ASIDE'> {
    const once = async () => {
      const source = await mailbox.source(uid);
      return source === null ? 'NO_REPORT' : (await this.bounces.receive(source, system)).outcome;
    };
    return once().catch(async () => {
      await mailbox.reach();
      await this.db.now.$queryRaw`SELECT 1`;
      return once().catch((error: unknown) => {
        this.log.warn({ uid, ...loggable(error) }, 'a message that mails came back with cannot be read: it is flagged');
        return 'SET_ASIDE' as const;
      });
    });
  }
}
