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
  /** After this moment no server is to see it any more; should it come to that, `mail.expired` says so. */
  expiresAt?: Date;
  /** The link of purpose `unsubscribe` by which one press in a mail program ends mails like this one. */
  unsubscribeLinkId?: string;
}

/** Rows of one statement: many enough to be quick, few enough to lie in memory twice. */
const atOnce = 1000;

/** Writes mails into the ledger, in the caller's transaction, and owes their sending. */
@Injectable()
export class Post {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** One mail each. Returns the mails' ids, in the order of `letters`. */
  async post<N extends MailName>(tx: Tx, name: N, letters: Letter<N>[]): Promise<string[]> {
    const mailIds: string[] = [];
    for (let from = 0; from < letters.length; from += atOnce) {
      mailIds.push(...(await this.write(tx, name, letters.slice(from, from + atOnce))));
    }
    return mailIds;
  }

  private async write<N extends MailName>(tx: Tx, name: N, letters: Letter<N>[]): Promise<string[]> {
    const ids = letters.map(({ id }) => id ?? newId());
    const props = letters.map((letter) => JSON.stringify(mails[name].props.parse(letter.props)));
    await tx.$executeRaw`
      INSERT INTO mail (id, name, props, person_id, address, locale, thread_id, expires_at, unsubscribe_link_id, created_at)
      SELECT m.id, ${name}, m.props::jsonb, m.person_id, m.address, m.locale, m.thread_id, m.expires_at,
             m.unsubscribe_link_id, ${this.clock.now()}
      FROM unnest(${ids}::uuid[], ${props}::text[], ${letters.map(({ to }) => to.id)}::uuid[],
                  ${letters.map(({ to }) => to.email)}::text[], ${letters.map(({ to }) => to.locale)}::text[],
                  ${letters.map(({ threadId }) => threadId ?? null)}::uuid[],
                  ${letters.map(({ expiresAt }) => expiresAt ?? null)}::timestamptz[],
                  ${letters.map(({ unsubscribeLinkId }) => unsubscribeLinkId ?? null)}::uuid[])
           AS m (id, props, person_id, address, locale, thread_id, expires_at, unsubscribe_link_id)`;
    await this.outbox.enqueue(
      tx,
      'mail.send',
      ids.map((mailId) => ({ mailId })),
    );
    return ids;
  }

  /** Takes back mails no server has taken yet: what they are about is settled. `mail.withdrawn` says of each that none did. */
  async withdraw(tx: Tx, mailIds: string[]): Promise<void> {
    if (mailIds.length === 0) return;
    await tx.mail.updateMany({ where: { id: { in: mailIds }, status: 'QUEUED' }, data: { status: 'WITHDRAWN' } });
  }
}
