import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, readCursor, toPage, type PageOf } from '../platform/index.js';
import type { EventFacts, EventQuery } from './access.schemas.js';

interface Row {
  id: string;
  name: string;
  payload: Record<string, unknown>;
  actorId: string | null;
  actorName: string | null;
  onBehalfOfId: string | null;
  onBehalfOfName: string | null;
  via: string;
  reason: string | null;
  occurredAt: Date;
}

/** Reads the audit trail: who did what, when, why, on whose behalf. */
@Injectable()
export class AuditService {
  constructor(private readonly db: Database) {}

  /** Newest first. */
  async list({ subjectId, name, cursor, limit }: EventQuery): Promise<PageOf<EventFacts>> {
    const [before = null, beforeId = null] = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()])) ?? [];
    const names = name.length > 0 ? name : null;
    const rows = await this.db.now.$queryRaw<Row[]>`
      SELECT e.id, e.name, payload, actor_id AS "actorId", person.name AS "actorName",
             on_behalf_of_id AS "onBehalfOfId", institution.name AS "onBehalfOfName",
             via, reason, occurred_at AS "occurredAt"
      FROM event e
      LEFT JOIN person ON person.id = actor_id
      LEFT JOIN institution ON institution.id = on_behalf_of_id
      WHERE (${subjectId ?? null}::uuid IS NULL OR subject_ids @> ARRAY[${subjectId ?? null}::uuid])
        AND (${names}::text[] IS NULL OR e.name = ANY(${names}::text[]))
        AND (${before}::timestamptz IS NULL OR (occurred_at, e.id) < (${before}::timestamptz, ${beforeId}::uuid))
      ORDER BY occurred_at DESC, e.id DESC LIMIT ${limit + 1}`;
    return toPage(rows, limit, (row) => [row.occurredAt.toISOString(), row.id], show);
  }
}

const show = (row: Row): EventFacts => ({
  id: row.id,
  name: row.name,
  payload: row.payload,
  actor: row.actorId === null ? null : { id: row.actorId, name: row.actorName },
  onBehalfOf: row.onBehalfOfId === null ? null : { id: row.onBehalfOfId, name: row.onBehalfOfName },
  via: row.via,
  reason: row.reason,
  occurredAt: row.occurredAt.toISOString(),
});
