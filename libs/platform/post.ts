import { Injectable } from '@nestjs/common';
import { mails, type MailName, type MailProps } from '../catalogue/index.js';
import { Clock } from './clock.js';
import type { Tx } from './database.js';
import { newId } from './id.js';
import { Outbox } from './outbox.js';

export interface Letter<N extends MailName> {
  to: { id: string; email: string; locale: string };
  props: MailProps<N>;
  /** What the mail is about; mails about the same thing are shown together. */
  threadId?: string;
  /** Known beforehand where rows must name the mail. */
  id?: string;
  /** After this moment nobody would want it any more. */
  expiresAt?: Date;
  /** The link by which one press ends mails like this one. */
  unsubscribeLinkId?: string;
}

/** Writes mails into the ledger, in the caller's transaction, and owes their sending. */
@Injectable()
export class Post {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** One mail each. Returns the mails' ids, in the order of `letters`. */
  async post<N extends MailName>(tx: Tx, name: N, letters: Letter<N>[]): Promise<string[]> {
    if (letters.length === 0) return [];
    const rows = letters.map(({ to, props, threadId, id, expiresAt, unsubscribeLinkId }) => ({
      id: id ?? newId(),
      name,
      props: mails[name].props.parse(props),
      personId: to.id,
      address: to.email,
      locale: to.locale,
      threadId: threadId ?? null,
      expiresAt: expiresAt ?? null,
      unsubscribeLinkId: unsubscribeLinkId ?? null,
      createdAt: this.clock.now(),
    }));
    await tx.mail.createMany({ data: rows });
    await this.outbox.enqueue(
      tx,
      'mail.send',
      rows.map(({ id }) => ({ mailId: id })),
    );
    return rows.map(({ id }) => id);
  }

  /** Takes back mails no server has taken yet: what they are about is settled. */
  async withdraw(tx: Tx, mailIds: string[]): Promise<void> {
    if (mailIds.length === 0) return;
    await tx.mail.updateMany({ where: { id: { in: mailIds }, status: 'QUEUED' }, data: { status: 'WITHDRAWN' } });
  }
}
