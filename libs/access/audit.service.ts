import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, readCursor, toPage, type PageOf } from '../platform/index.js';
import type { EventFacts, EventQuery } from './access.schemas.js';

const portion = 1000;

/** Reads the audit trail: who did what, when, why, on whose behalf. */
@Injectable()
export class AuditService {
  constructor(private readonly db: Database) {}

  /** Newest first. */
  async list({ subjectId, name, cursor, limit }: EventQuery): Promise<PageOf<EventFacts>> {
    const [before, beforeId] = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()])) ?? [];
    const rows = await this.db.now.event.findMany({
      where: {
        ...(subjectId !== undefined && { subjectIds: { has: subjectId } }),
        ...(name.length > 0 && { name: { in: name } }),
        ...(before !== undefined && {
          OR: [{ occurredAt: { lt: before } }, { occurredAt: before, id: { lt: beforeId as string } }],
        }),
      },
      orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
      take: limit + 1,
    });
    const show = await this.shower(rows);
    return toPage(rows, limit, (row) => [row.occurredAt.toISOString(), row.id], show);
  }

  /** Every event from a moment until before another, oldest first, read in portions: the trail may be long. */
  async *all({ from, until }: { from: Date | null; until: Date | null }): AsyncGenerator<EventFacts> {
    const period = { ...(from && { gte: from }), ...(until && { lt: until }) };
    let last: Row | undefined;
    do {
      const rows: Row[] = await this.db.now.event.findMany({
        where: {
          occurredAt: period,
          ...(last && {
            OR: [{ occurredAt: { gt: last.occurredAt } }, { occurredAt: last.occurredAt, id: { gt: last.id } }],
          }),
        },
        orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
        take: portion,
      });
      yield* rows.map(await this.shower(rows));
      last = rows.length === portion ? rows.at(-1) : undefined;
    } while (last);
  }

  /** The names behind the ids, looked up once for all rows. */
  private async shower(rows: Row[]): Promise<(row: Row) => EventFacts> {
    const ids = (of: (row: Row) => string | null) => [...new Set(rows.flatMap((row) => of(row) ?? []))];
    const people = await this.db.now.person.findMany({ where: { id: { in: ids((row) => row.actorId) } } });
    const institutions = await this.db.now.institution.findMany({
      where: { id: { in: ids((row) => row.onBehalfOfId) } },
    });
    const names = new Map([...people, ...institutions].map(({ id, name }) => [id, name]));
    const named = (id: string | null) => (id === null ? null : { id, name: names.get(id) ?? null });
    return (row) => ({
      id: row.id,
      name: row.name,
      payload: row.payload as Record<string, unknown>,
      actor: named(row.actorId),
      onBehalfOf: named(row.onBehalfOfId),
      via: row.via,
      reason: row.reason,
      occurredAt: row.occurredAt.toISOString(),
    });
  }
}

interface Row {
  id: string;
  name: string;
  payload: unknown;
  actorId: string | null;
  onBehalfOfId: string | null;
  via: string;
  reason: string | null;
  occurredAt: Date;
}
