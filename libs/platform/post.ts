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

const keepingHours = Object.values(mails).flatMap(({ name, keepsHours }) => (keepsHours ? [name] : []));

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
      mails[name].keepsHours ? 'mail.hold' : 'mail.send',
      ids.map((mailId) => ({ mailId })),
    );
    return ids;
  }

  /** Owes the sending of mails that were held, each till its moment. */
  async release(tx: Tx, held: { mailId: string; expiresAt: Date | null }[]): Promise<void> {
    await tx.$executeRaw`
      UPDATE mail SET expires_at = h.expires_at
      FROM unnest(${held.map(({ mailId }) => mailId)}::uuid[], ${held.map(({ expiresAt }) => expiresAt)}::timestamptz[])
           AS h (id, expires_at)
      WHERE mail.id = h.id`;
    await this.outbox.enqueue(
      tx,
      'mail.send',
      held.map(({ mailId }) => ({ mailId })),
    );
  }

  /** Of these mails, those that keep hours and have expired: no server took them in those hours, and they wait for the next ones. */
  async holdAgain(tx: Tx, mailIds: string[]): Promise<void> {
    const again = await tx.$queryRaw<{ mailId: string }[]>`
      UPDATE mail SET status = 'QUEUED'
      WHERE id = ANY(${mailIds}::uuid[]) AND status = 'EXPIRED' AND name = ANY(${keepingHours})
      RETURNING id AS "mailId"`;
    await this.outbox.enqueue(tx, 'mail.hold', again);
  }

  /** Takes back mails no server has taken yet: what they are about is settled. `mail.withdrawn` says of each that none did. */
  async withdraw(tx: Tx, mailIds: string[]): Promise<void> {
    if (mailIds.length === 0) return;
    await tx.mail.updateMany({ where: { id: { in: mailIds }, status: 'QUEUED' }, data: { status: 'WITHDRAWN' } });
  }
}
