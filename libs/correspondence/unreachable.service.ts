import { Injectable } from '@nestjs/common';
import type { EventPayload, MailProps } from '../catalogue/index.js';
import { MandatesService, MechanismService } from '../directory/index.js';
import { Post, type Tx } from '../platform/index.js';

type Item = MailProps<'address-unreachable'>['items'][0];

/** Mails that did not arrive, and the report that says so, if one came back. */
interface Lost {
  mailId: string;
  bounceId: string | null;
  isFinal: boolean;
}

/** Tells the coordinators whom mails do not reach. */
@Injectable()
export class UnreachableService {
  constructor(
    private readonly mandates: MandatesService,
    private readonly mechanism: MechanismService,
    private readonly post: Post,
  ) {}

  /** For `mail.bounced`. */
  tellOfBounces(facts: EventPayload<'mail.bounced'>[], tx: Tx): Promise<void> {
    return this.tell(
      facts.flatMap(({ mailId, ...fact }) => (mailId === null ? [] : [{ mailId, ...fact }])),
      tx,
    );
  }

  /** For `address.suppressed`. */
  tellOfSuppressed(facts: EventPayload<'address.suppressed'>[], tx: Tx): Promise<void> {
    return this.tell(
      facts.map(({ mailId }) => ({ mailId, bounceId: null, isFinal: true })),
      tx,
    );
  }

  /** One mail to each coordinator for all of them; to nobody about the address the mail itself would go to. */
  private async tell(lost: Lost[], tx: Tx): Promise<void> {
    const items = await this.itemsOf(lost, tx);
    const letters = (await this.mandates.coordinators(tx))
      .map((to) => ({
        to,
        props: { name: to.name, items: items.filter(({ address }) => address !== to.email.toLowerCase()) },
      }))
      .filter(({ props }) => props.items.length > 0);
    await this.post.post(tx, 'address-unreachable', letters);
  }

  /**
   * Each address once. Passed over: mails of this very kind, so that no mail about mails that come back leads to another; and addresses
   * that are no longer those of their people, for they were corrected already.
   */
  private async itemsOf(lost: Lost[], tx: Tx): Promise<Item[]> {
    if (lost.length === 0) return [];
    const today = await this.mechanism.today();
    return tx.$queryRaw<Item[]>`
      SELECT DISTINCT ON (p.name, p.email) p.name AS person, p.email AS address, l.is_final AS "isFinal",
             coalesce(b.diagnostic, b.status, s.reason, m.last_error, '–') AS said,
             ARRAY(SELECT DISTINCT i.name FROM mandate t JOIN institution i ON i.id = t.institution_id
                   WHERE t.person_id = p.id AND t.starts_on <= ${today}::date
                     AND (t.ends_on IS NULL OR t.ends_on >= ${today}::date) ORDER BY i.name) AS institutions
      FROM unnest(${lost.map(({ mailId }) => mailId)}::uuid[], ${lost.map(({ bounceId }) => bounceId)}::uuid[],
                  ${lost.map(({ isFinal }) => isFinal)}::boolean[]) AS l (mail_id, bounce_id, is_final)
      JOIN mail m ON m.id = l.mail_id JOIN person p ON p.id = m.person_id AND p.email = lower(m.address)
      LEFT JOIN bounce b ON b.id = l.bounce_id LEFT JOIN suppression s ON s.address = p.email
      WHERE m.name <> 'address-unreachable'
      ORDER BY p.name, p.email, l.is_final DESC, m.id`;
  }
}
