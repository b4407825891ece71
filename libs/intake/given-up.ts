import { Injectable } from '@nestjs/common';
import { Database, Upkeep, type Actor, type Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';

/** Imports whose work nobody tries any more: what is owed says so, no second truth is kept. */
@Injectable()
export class GivenUpImports {
  constructor(
    private readonly db: Database,
    private readonly upkeep: Upkeep,
  ) {}

  /** Which of these imports it is. */
  async among(importIds: string[]): Promise<Set<string>> {
    const rows = await this.db.now.$queryRaw<{ importId: string }[]>`
      SELECT payload->>'importId' AS "importId" FROM owed WHERE ${workOf(importIds)}`;
    return new Set(rows.map(({ importId }) => importId));
  }

  /** Has the work tried again, as an administrator can; false where it was not given up, or somebody was quicker. */
  async tryAgain(importId: string, by: Actor): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM owed WHERE ${workOf([importId])} FOR UPDATE`;
      if (rows.length > 0) {
        await this.upkeep.retry(
          rows.map(({ id }) => id),
          by,
        );
      }
      return rows.length > 0;
    });
  }

  /** Strikes the work off, so that nobody tries it again; false where it was not given up. */
  async strikeOff(tx: Tx, importId: string): Promise<boolean> {
    return (await tx.$executeRaw`DELETE FROM owed WHERE ${workOf([importId])}`) > 0;
  }
}

const workOf = (importIds: string[]): Prisma.Sql => Prisma.sql`
  gave_up_at IS NOT NULL AND name IN ('import.read', 'import.apply') AND payload->>'importId' = ANY(${importIds})`;
