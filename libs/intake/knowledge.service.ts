import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock, Database, type Tx } from '../platform/index.js';
import { foldedValue, meaningKey, type Meanings } from './questions.js';
import { columnRoles, type AskedAbout, type ColumnRole, type RolesSaid } from './records.js';

const Roles = z.array(z.enum(columnRoles).nullable());

export interface Explained {
  about: AskedAbout;
  value: string;
  /** Null: it means nothing, and is left empty. */
  meaning: string | null;
}

/** What people have explained about files: words, and what columns hold. The next file of the kind need not ask again. */
@Injectable()
export class KnowledgeService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async meanings(): Promise<Meanings> {
    const rows = await this.db.now.importMeaning.findMany();
    return new Map(rows.map(({ about, value, meaning }) => [meaningKey(about, value), meaning]));
  }

  async roles(): Promise<RolesSaid> {
    const rows = await this.db.now.importLayout.findMany();
    const said = new Map(rows.map(({ layout, roles }) => [layout, Roles.parse(roles)]));
    return (layout) => said.get(layout);
  }

  /** Keeps what a person said, in place of what was said of the same words before. */
  async explain(tx: Tx, explained: Explained[], personId: string): Promise<void> {
    const now = this.clock.now();
    for (const { about, value, meaning } of explained) {
      const decided = { meaning, decidedById: personId, decidedAt: now };
      const key = { about, value: foldedValue(value) };
      await tx.importMeaning.upsert({ where: { about_value: key }, create: { ...key, ...decided }, update: decided });
    }
  }

  /** Keeps what the columns of a layout hold. */
  async map(tx: Tx, layout: string, roles: (ColumnRole | null)[], personId: string): Promise<void> {
    const decided = { roles, decidedById: personId, decidedAt: this.clock.now() };
    await tx.importLayout.upsert({ where: { layout }, create: { layout, ...decided }, update: decided });
  }
}
