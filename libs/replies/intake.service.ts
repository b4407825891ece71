import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { readMail } from '../correspondence/index.js';
import {
  Clock,
  Config,
  Database,
  later,
  newId,
  Outbox,
  subjectOfAnswerAddress,
  withoutNul,
  type InboundChannel,
} from '../platform/index.js';
import { itself, plainAddress } from './intake.rules.js';
import { readReplyMail } from './reply-mail.rules.js';

/** What is larger is no answer: listener and mailbox take no more. */
export const mostBytes = 2 * 1024 * 1024;

/** Anybody can write to the address without a sign. Of what nobody can match, so many are taken in a day; other servers keep the rest. */
export const mostUnmatched = 200;

/** Writes mails down as they come in, and owes their reading. What it has confirmed is not lost any more. */
@Injectable()
export class RepliesIntake {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly outbox: Outbox,
  ) {}

  /** Whether mails to an address are answers: it carries a sign that we made, or is the one without. */
  takes(address: string): boolean {
    return subjectOfAnswerAddress(address, this.config) !== null || address.toLowerCase() === plainAddress(this.config);
  }

  /** Whether there is room for a mail to these addresses: always where one has a sign. */
  async hasRoom(recipients: string[]): Promise<boolean> {
    if (recipients.some((address) => subjectOfAnswerAddress(address, this.config) !== null)) return true;
    const since = later(this.clock.now(), { days: -1 });
    const unmatched = { invitationId: null, receivedAt: { gt: since } };
    return (await this.db.now.inboundMail.count({ where: unmatched })) < mostUnmatched;
  }

  /** Brought twice, on one way or on two, a mail is one. `recipients`: to whom the envelope said it goes, where there was one. */
  async receive(
    source: Buffer,
    { via, recipients = [] }: { via: InboundChannel; recipients?: string[] },
  ): Promise<'RECEIVED' | 'SEEN_BEFORE'> {
    const id = newId();
    const digest = this.digestOf(source, recipients);
    return this.db.transaction(async (tx) => {
      const { count } = await tx.inboundMail.createMany({
        data: {
          id,
          digest,
          via,
          receivedAt: this.clock.now(),
          recipient: recipients.length === 0 ? null : withoutNul(recipients.join(' ')),
          source: Uint8Array.from(source),
        },
        skipDuplicates: true,
      });
      if (count === 0) return 'SEEN_BEFORE';
      await this.outbox.enqueue(tx, 'reply.take', { replyId: id });
      return 'RECEIVED';
    });
  }

  /** Servers on the way add to the header; the invitations it was sent to are part of what it says. */
  private digestOf(source: Buffer, recipients: string[]): string {
    const { head, body } = itself(source);
    const named = [...recipients, ...readReplyMail(readMail(source)).recipients];
    const subjects = named.flatMap((address) => subjectOfAnswerAddress(address, this.config) ?? []);
    const facts = [...head, ...[...new Set(subjects)].sort()];
    return createHash('sha256').update(JSON.stringify(facts)).update(body).digest('hex');
  }
}
