import { Injectable } from '@nestjs/common';
import type { JobPayload } from '../catalogue/index.js';
import { ImapMailbox, readUnseen } from '../correspondence/index.js';
import { Clock, Config, Database, later, Log, Outbox, type Lease, type Tx } from '../platform/index.js';
import { mostBytes, RepliesIntake } from './intake.service.js';

/** Whoever answers looks at the page soon after. */
const minutesBetween = 1;
/** Read in one turn; the others have the next. */
const handful = 100;

/** Reads the mailbox that answers come to, every minute, if there is one. */
@Injectable()
export class AnswersMailbox {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
    private readonly outbox: Outbox,
    private readonly intake: RepliesIntake,
  ) {}

  /** Owes the first reading, unless it is owed already or there is no mailbox. */
  async begin(): Promise<void> {
    if (this.config.answersMailboxUrl === undefined) return;
    await this.db.transaction((tx) => this.owe(tx, this.clock.now()));
  }

  /** Writes down what is new, and owes the next reading. */
  async read(_: JobPayload<'answers.read'>, lease: Lease): Promise<void> {
    const url = this.config.answersMailboxUrl;
    if (url === undefined) return lease.pay(async () => {});
    const { counts, isMore } = await readUnseen(new ImapMailbox(new URL(url), 'answers', mostBytes), {
      most: handful,
      take: (source) => this.intake.receive(source, { via: 'MAILBOX' }),
      isWell: () => this.db.now.$queryRaw`SELECT 1`,
      setAside: (facts) => this.log.warn(facts, 'a message among the answers cannot be read: it is flagged'),
    });
    if (counts.size > 0) this.log.info(Object.fromEntries(counts), 'the mailbox for answers was read');
    const now = this.clock.now();
    await lease.pay((tx) => this.owe(tx, isMore ? now : later(now, { minutes: minutesBetween })));
  }

  private owe(tx: Tx, runAt: Date): Promise<void> {
    return this.outbox.enqueue(tx, 'answers.read', {}, { runAt, key: () => 'mailbox' });
  }
}
