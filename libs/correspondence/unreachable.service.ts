import { Injectable } from '@nestjs/common';
import type { EventPayload, JobPayload, MailProps } from '../catalogue/index.js';
import { heldOn, MandatesService, MechanismService, type Recipient } from '../directory/index.js';
import { Clock, groupBy, later, Outbox, Post, type Tx } from '../platform/index.js';
import { HoursService } from '../reminders/index.js';

type Item = MailProps<'address-unreachable'>['items'][0];

/** What nobody could be told of for longer stands in the ledger only. */
const daysBack = 31;

/** Tells the coordinators whom mails do not reach: one mail a day to each in their own hours, however many came back. */
@Injectable()
export class UnreachableService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mandates: MandatesService,
    private readonly mechanism: MechanismService,
    private readonly hours: HoursService,
    private readonly post: Post,
  ) {}

  /** For `mail.bounced` and `address.suppressed`: owes each coordinator the mail of their next hours. */
  async noteLost(tx: Tx): Promise<void> {
    const coordinators = await this.mandates.coordinators(tx);
    await this.owe(
      tx,
      coordinators.map(({ id }) => id),
    );
  }

  /** For `mail.expired`: what no server took in a coordinator's hours, they are told in the next ones, with what came back since. */
  async tellAgain(facts: EventPayload<'mail.expired'>[], tx: Tx): Promise<void> {
    const untaken = await tx.mail.findMany({
      where: { id: { in: facts.map(({ mailId }) => mailId) }, name: 'address-unreachable' },
      select: { personId: true },
    });
    await this.owe(
      tx,
      untaken.flatMap(({ personId }) => personId ?? []),
    );
  }

  /**
   * One mail to each of these coordinators for all that were lost since the last one; to nobody about the address the mail itself would
   * go to. Whose hours or leaves have changed meanwhile is told when their next hours begin.
   */
  async tell(alarms: JobPayload<'unreachable.tell'>[], tx: Tx): Promise<void> {
    const wanted = new Set(alarms.map(({ personId }) => personId));
    const coordinators = (await this.mandates.coordinators(tx)).filter(({ id }) => wanted.has(id));
    const hours = await this.hours.of(tx, [...wanted]);
    const untilOf = ({ id }: Recipient) => hours.get(id)?.until ?? null;
    await this.owe(
      tx,
      coordinators.filter((to) => untilOf(to) === null).map(({ id }) => id),
    );
    const reached = coordinators.filter((to) => untilOf(to) !== null);
    const untold = groupBy(await this.untold(tx, reached), ({ readerId }) => readerId);
    const letters = reached.flatMap((to) => {
      const [items, expiresAt] = [untold.get(to.id), untilOf(to)];
      return items && expiresAt
        ? [{ to, expiresAt, props: { name: to.name, items: items.map(({ readerId: _, ...item }) => item) } }]
        : [];
    });
    await this.post.post(tx, 'address-unreachable', letters);
  }

  private async owe(tx: Tx, personIds: string[]): Promise<void> {
    if (personIds.length === 0) return;
    const hours = await this.hours.of(tx, personIds);
    await this.outbox.enqueue(
      tx,
      'unreachable.tell',
      [...hours.keys()].map((personId) => ({ personId })),
      { runAt: ({ personId }) => hours.get(personId)?.next ?? this.clock.now(), key: ({ personId }) => personId },
    );
  }

  /**
   * Each address once to each of these readers. Passed over: what a mail told of since, them or whoever was coordinator before them; mails
   * of this very kind, so that no mail about mails that come back leads to another; and addresses that are no longer those of their
   * people, for they were corrected already.
   */
  private async untold(tx: Tx, readers: Recipient[]): Promise<(Item & { readerId: string })[]> {
    const today = await this.mechanism.today();
    return tx.$queryRaw<(Item & { readerId: string })[]>`
      SELECT DISTINCT ON (p.name, p.email, r.id) r.id AS "readerId", p.name AS person, p.email AS address,
             s.address IS NOT NULL AS "isFinal", coalesce(b.diagnostic, b.status, s.reason, m.last_error, '–') AS said,
             ARRAY(SELECT DISTINCT i.name FROM mandate m JOIN institution i ON i.id = m.institution_id
                   WHERE m.person_id = p.id AND ${heldOn(today)} ORDER BY i.name) AS institutions
      FROM event e
      JOIN mail m ON m.id = (e.payload->>'mailId')::uuid JOIN person p ON p.id = m.person_id AND p.email = lower(m.address)
      JOIN unnest(${readers.map(({ id }) => id)}::uuid[], ${readers.map(({ email }) => email.toLowerCase())}::text[])
           AS r (id, email) ON r.email <> p.email
      JOIN role_grant g ON g.person_id = r.id AND g.role = 'COORDINATOR'
      LEFT JOIN bounce b ON b.id = (e.payload->>'bounceId')::uuid LEFT JOIN suppression s ON s.address = p.email
      WHERE e.name IN ('mail.bounced', 'address.suppressed') AND e.occurred_at > ${later(this.clock.now(), { days: -daysBack })}
        AND m.name <> 'address-unreachable'
        AND NOT EXISTS (
          SELECT 1 FROM mail told
          WHERE told.name = 'address-unreachable' AND told.status <> 'EXPIRED' AND told.created_at >= e.occurred_at
            AND (told.person_id = r.id OR told.created_at <= g.granted_at)
            AND told.props->'items' @> jsonb_build_array(jsonb_build_object('address', p.email)))
      ORDER BY p.name, p.email, r.id, e.id DESC`;
  }
}
