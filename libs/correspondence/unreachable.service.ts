import { Injectable } from '@nestjs/common';
import type { MailProps } from '../catalogue/index.js';
import { MandatesService, MechanismService } from '../directory/index.js';
import { addDays, Clock, later, momentAt, Outbox, Post, type Day, type Tx } from '../platform/index.js';

type Item = MailProps<'address-unreachable'>['items'][0];

/** When the day's mail is written, where the mechanism works. */
const hour = '08:00';
/** What nobody could be told of for longer stands in the ledger only. */
const daysBack = 31;

/** Tells the coordinators whom mails do not reach: one mail a day, however many came back. */
@Injectable()
export class UnreachableService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mandates: MandatesService,
    private readonly mechanism: MechanismService,
    private readonly post: Post,
  ) {}

  /** For `mail.bounced` and `address.suppressed`: owes the mail of the next morning. */
  async noteLost(tx: Tx): Promise<void> {
    const { timeZone } = await this.mechanism.get();
    const today = await this.mechanism.today();
    const morning = (day: Day) => momentAt(day, hour, timeZone);
    const runAt = morning(today) > this.clock.now() ? morning(today) : morning(addDays(today, 1));
    await this.outbox.enqueue(tx, 'unreachable.tell', {}, { runAt, key: () => 'coordinators' });
  }

  /** One mail to each coordinator for all that were lost since the last one; to nobody about the address the mail itself would go to. */
  async tell(tx: Tx): Promise<void> {
    const items = await this.untold(tx);
    const letters = (await this.mandates.coordinators(tx))
      .map((to) => ({
        to,
        props: { name: to.name, items: items.filter(({ address }) => address !== to.email.toLowerCase()) },
      }))
      .filter(({ props }) => props.items.length > 0);
    await this.post.post(tx, 'address-unreachable', letters);
  }

  /**
   * Each address once. Passed over: what a mail told of since; mails of this very kind, so that no mail about mails that come back leads to
   * another; and addresses that are no longer those of their people, for they were corrected already.
   */
  private async untold(tx: Tx): Promise<Item[]> {
    const today = await this.mechanism.today();
    return tx.$queryRaw<Item[]>`
      SELECT DISTINCT ON (p.name, p.email) p.name AS person, p.email AS address, s.address IS NOT NULL AS "isFinal",
             coalesce(b.diagnostic, b.status, s.reason, m.last_error, '–') AS said,
             ARRAY(SELECT DISTINCT i.name FROM mandate t JOIN institution i ON i.id = t.institution_id
                   WHERE t.person_id = p.id AND t.starts_on <= ${today}::date
                     AND (t.ends_on IS NULL OR t.ends_on >= ${today}::date) ORDER BY i.name) AS institutions
      FROM event e
      JOIN mail m ON m.id = (e.payload->>'mailId')::uuid JOIN person p ON p.id = m.person_id AND p.email = lower(m.address)
      LEFT JOIN bounce b ON b.id = (e.payload->>'bounceId')::uuid LEFT JOIN suppression s ON s.address = p.email
      WHERE e.name IN ('mail.bounced', 'address.suppressed') AND e.occurred_at > ${later(this.clock.now(), { days: -daysBack })}
        AND m.name <> 'address-unreachable'
        AND NOT EXISTS (
          SELECT 1 FROM mail told WHERE told.name = 'address-unreachable' AND told.created_at >= e.occurred_at
            AND told.props->'items' @> jsonb_build_array(jsonb_build_object('address', p.email)))
      ORDER BY p.name, p.email, e.id DESC`;
  }
}
