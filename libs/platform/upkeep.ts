import { Injectable } from '@nestjs/common';
import type { Actor } from './actor.js';
import { Clock } from './clock.js';
import { Database } from './database.js';
import { NotFound } from './errors.js';
import { Outbox } from './outbox.js';

export interface GivenUp {
  id: string;
  job: string;
  attempts: number;
  error: string | null;
  since: Date;
}

/** What an administrator can see and do about work that was given up. */
@Injectable()
export class Upkeep {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** Work nobody tries any more, the longest given up first. */
  async givenUp(): Promise<GivenUp[]> {
    return this.db.now.$queryRaw<GivenUp[]>`
      SELECT id, name AS job, attempts, last_error AS error, gave_up_at AS since
      FROM owed WHERE gave_up_at IS NOT NULL ORDER BY gave_up_at, id`;
  }

  /** How much work waits, by kind: how much of it is due, and since when. */
  async waiting(): Promise<{ job: string; due: number; later: number; oldest: Date | null }[]> {
    const now = this.clock.now();
    return this.db.now.$queryRaw<{ job: string; due: number; later: number; oldest: Date | null }[]>`
      SELECT name AS job, (count(*) FILTER (WHERE run_at <= ${now}))::int AS due,
             (count(*) FILTER (WHERE run_at > ${now}))::int AS later,
             min(run_at) FILTER (WHERE run_at <= ${now}) AS oldest
      FROM owed WHERE gave_up_at IS NULL GROUP BY name ORDER BY name`;
  }

  /** Has work that was given up tried again, as if for the first time. Returns how much. */
  async retry(ids: string[] | 'all', by: Actor): Promise<number> {
    const now = this.clock.now();
    const chosen = ids === 'all' ? null : ids;
    return this.db.transaction(async (tx) => {
      const again = await tx.$queryRaw<{ owedId: string }[]>`
        UPDATE owed SET gave_up_at = NULL, attempts = 0, leased_until = NULL, run_at = ${now}, relay_at = ${now}
        WHERE gave_up_at IS NOT NULL AND (${chosen}::uuid[] IS NULL OR id = ANY(${chosen}::uuid[]))
        RETURNING id AS "owedId"`;
      await tx.$executeRaw`
        UPDATE mail SET status = 'QUEUED' FROM owed
        WHERE owed.id = ANY(${again.map(({ owedId }) => owedId)}::uuid[]) AND owed.name = 'mail.send'
          AND mail.id = (owed.payload->>'mailId')::uuid AND mail.status = 'GAVE_UP'`;
      const missing = chosen?.filter((id) => !again.some(({ owedId }) => owedId === id)) ?? [];
      if (missing.length > 0) throw new NotFound(`work given up: ${missing.join(', ')}`);
      await this.outbox.publish(tx, 'work.retried', again, { by });
      return again.length;
    });
  }
}
