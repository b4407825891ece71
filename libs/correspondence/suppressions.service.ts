import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, NotFound, Outbox, readCursor, toPage, type Actor, type PageOf } from '../platform/index.js';
import type { Suppression, SuppressionQuery } from './correspondence.schemas.js';

interface Row {
  address: string;
  reason: string;
  createdAt: Date;
  mark: string;
  personId: string | null;
  name: string | null;
}

/** Addresses no mail goes to any more, since a server said for good that there is nobody. */
@Injectable()
export class SuppressionsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** The newest first. Where a page ends is said by a hash: an address is not to appear in a URL. */
  async list({ cursor, limit }: SuppressionQuery): Promise<PageOf<Suppression>> {
    const [before = null, mark = null] = readCursor(cursor, z.tuple([z.iso.datetime(), z.string()])) ?? [];
    const rows = await this.db.now.$queryRaw<Row[]>`
      SELECT s.address, s.reason, s.created_at AS "createdAt", md5(s.address) AS mark, p.id AS "personId", p.name
      FROM suppression s LEFT JOIN person p ON p.email = s.address
      WHERE ${before}::text IS NULL OR (s.created_at, md5(s.address)) < (${before}::timestamptz, ${mark})
      ORDER BY s.created_at DESC, md5(s.address) DESC LIMIT ${limit + 1}`;
    return toPage(
      rows,
      limit,
      (row) => [row.createdAt.toISOString(), row.mark],
      ({ address, reason, createdAt, personId, name }) => ({
        address,
        since: createdAt.toISOString(),
        reason,
        person: personId !== null && name !== null ? { id: personId, name } : null,
      }),
    );
  }

  /** Lets mails go to an address again; those that were withheld stay so. */
  async release(address: string, { by, reason }: { by: Actor; reason: string | null }): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { count } = await tx.suppression.deleteMany({ where: { address: address.toLowerCase() } });
      if (count === 0) throw new NotFound('address among those no mail goes to');
      const person = await tx.person.findUnique({ where: { email: address.toLowerCase() }, select: { id: true } });
      await this.outbox.publish(tx, 'address.released', { personId: person?.id ?? null }, { by, reason });
    });
  }
}
