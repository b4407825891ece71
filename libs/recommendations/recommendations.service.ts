import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { seesAll, type Caller } from '../access/index.js';
import { Database, NotFound, readCursor, toDay, toPage, type PageOf } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { fits, lookedThrough, visibleTo } from './recommendations.queries.js';
import type {
  Classification,
  ClassificationQuery,
  HistoryEntry,
  RecommendationDetail,
  RecommendationItem,
  RecommendationQuery,
} from './recommendations.schemas.js';
import { asReview } from './reviews.queries.js';
import { stateName } from './states.js';

const { sql } = Prisma;

interface ItemRow extends Pick<RecommendationItem, 'id' | 'kind' | 'paragraph' | 'text' | 'position' | 'themes'> {
  sortKey: string;
  registeredAt: Date;
  states: string[];
  review: Parameters<typeof asReview>[0];
}

/**
 * What lists show of the recommendations whose ids `page` finds, all in one statement: a statement for each relation would take
 * several times as long as finding them. Of a paragraph that was corrected the newest number counts.
 */
const items = (page: Prisma.Sql, order: Prisma.Sql): Prisma.Sql => sql`
  SELECT r.id, r.kind::text AS kind, r.text, r.current_position::text AS position, r.sort_key AS "sortKey",
         r.registered_at AS "registeredAt",
         (SELECT value FROM recommendation_reference ref WHERE ref.recommendation_id = r.id AND ref.scheme = 'PARAGRAPH'
          ORDER BY ref.id DESC LIMIT 1) AS paragraph,
         ARRAY(SELECT state_code FROM recommending_state s WHERE s.recommendation_id = r.id ORDER BY state_code) AS states,
         ARRAY(SELECT c.label FROM recommendation_classification rc JOIN classification c ON c.id = rc.classification_id
               WHERE rc.recommendation_id = r.id AND c.kind = 'THEME') AS themes,
         jsonb_build_object('id', v.id, 'mechanism', v.mechanism, 'stateCode', v.state_code, 'cycle', v.cycle,
           'session', v.session, 'symbol', v.symbol, 'body', v.body, 'reviewedOn', v.reviewed_on) AS review
  FROM (${page}) page JOIN recommendation r ON r.id = page.id JOIN review v ON v.id = r.review_id ORDER BY ${order}`;

/** The register: what was recommended, by whom, and what became of it. */
@Injectable()
export class RecommendationsService {
  constructor(private readonly db: Database) {}

  async list(
    { sort, cursor, limit, q, ...filter }: RecommendationQuery,
    caller: Caller,
  ): Promise<PageOf<RecommendationItem>> {
    const { after, order, cursorOf } = sorts[sort];
    const found = sql`
      SELECT r.id FROM ${await lookedThrough(this.db.now, q)}
      WHERE ${visibleTo(caller)} AND ${fits(filter)} AND ${after(cursor)} ORDER BY ${order} LIMIT ${limit + 1}`;
    const rows = await this.db.now.$queryRaw<ItemRow[]>(items(found, order));
    return toPage(rows, limit, cursorOf, (row) => asItem(row, caller.locale));
  }

  /** The ids of all that fit, for use cases that take many at once. */
  async ids(
    filter: Partial<Omit<RecommendationQuery, 'sort' | 'cursor' | 'limit'>>,
    caller: Caller,
  ): Promise<string[]> {
    const rows = await this.db.now.$queryRaw<{ id: string }[]>`
      SELECT r.id FROM recommendation r WHERE ${visibleTo(caller)} AND ${fits(filter)}`;
    return rows.map(({ id }) => id);
  }

  async get(id: string, caller: Caller): Promise<RecommendationDetail> {
    const found = sql`SELECT r.id FROM recommendation r WHERE r.id = ${id}::uuid AND ${visibleTo(caller)}`;
    const [item] = await this.db.now.$queryRaw<ItemRow[]>(items(found, sql`r.id`));
    if (!item) throw new NotFound('recommendation');
    const row = await this.db.now.recommendation.findUniqueOrThrow({
      where: { id },
      include: {
        translations: { orderBy: { language: 'asc' } },
        references: { orderBy: [{ scheme: 'asc' }, { id: 'desc' }] },
        classifications: { include: { classification: true } },
        positions: { orderBy: [{ recordedAt: 'asc' }, { id: 'asc' }] },
        clusters: { include: { cluster: { select: { id: true, name: true } } } },
        assignments: {
          include: { institution: { select: { id: true, name: true } } },
          orderBy: [{ proposedAt: 'asc' }, { id: 'asc' }],
        },
      },
    });
    const labels = (kind: string) =>
      row.classifications.flatMap(({ classification }) => (classification.kind === kind ? [classification.label] : []));
    return {
      ...asItem(item, caller.locale),
      registeredAt: row.registeredAt.toISOString(),
      translations: row.translations.map(({ language, text }) => ({ language, text })),
      references: row.references.map(({ scheme, value }) => ({ scheme, value })),
      positions: row.positions.map(({ value, takenOn, recordedAt, sourceSymbol, sourceParagraph }) => ({
        value,
        takenOn: takenOn === null ? null : toDay(takenOn),
        recordedAt: recordedAt.toISOString(),
        source: { symbol: sourceSymbol, paragraph: sourceParagraph },
      })),
      affectedPersons: labels('AFFECTED_PERSONS').sort(),
      sdgs: labels('SDG').sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
      clusters: row.clusters.map(({ cluster }) => cluster),
      assignments: row.assignments.map(({ institution, role, status, contestReason, ...assignment }) => ({
        id: assignment.id,
        institution,
        role,
        status,
        contestReason: speaksFor(caller, institution.id) ? contestReason : null,
      })),
      history: await this.history([id, ...row.assignments.map((assignment) => assignment.id)], caller),
    };
  }

  /** Themes, affected persons and SDG targets in use, each with how many recommendations the caller would find under it. */
  async classifications({ kind, reviewId }: ClassificationQuery, caller: Caller): Promise<{ items: Classification[] }> {
    const items = await this.db.now.$queryRaw<Classification[]>`
      SELECT c.kind, c.label, count(*)::int AS recommendations
      FROM classification c JOIN recommendation_classification rc ON rc.classification_id = c.id
      JOIN recommendation r ON r.id = rc.recommendation_id
      WHERE ${visibleTo(caller)} AND ${kind ? sql`c.kind::text = ${kind}` : sql`true`} AND ${fits(reviewId ? { reviewId } : {})}
      GROUP BY c.id ORDER BY c.kind, c.label`;
    return { items };
  }

  /** What happened to these things: who, when, why, on whose behalf; the oldest first. Who and why are for those they concern. */
  private async history(subjectIds: string[], caller: Caller): Promise<HistoryEntry[]> {
    const rows = await this.db.now.$queryRaw<(Omit<HistoryEntry, 'at'> & { at: Date })[]>`
      SELECT e.occurred_at AS at, e.name AS event, e.via, e.reason AS why,
             CASE WHEN who.id IS NOT NULL THEN jsonb_build_object('id', who.id, 'name', who.name) END AS who,
             CASE WHEN behalf.id IS NOT NULL THEN jsonb_build_object('id', behalf.id, 'name', behalf.name) END AS "onBehalfOf",
             CASE WHEN about.id IS NOT NULL THEN jsonb_build_object('id', about.id, 'name', about.name) END AS institution
      FROM event e LEFT JOIN person who ON who.id = e.actor_id LEFT JOIN institution behalf ON behalf.id = e.on_behalf_of_id
      LEFT JOIN institution about ON about.id = (e.payload->>'institutionId')::uuid
      WHERE e.subject_ids && ${subjectIds}::uuid[] ORDER BY e.occurred_at, e.id`;
    return rows.map(({ at, who, why, ...entry }) => {
      const mayKnow = speaksFor(caller, entry.onBehalfOf?.id) || who?.id === caller.personId;
      return { ...entry, at: at.toISOString(), who: mayKnow ? who : null, why: mayKnow ? why : null };
    });
  }
}

/** Whether what was said for an institution, and by whom, is the caller's to know. */
const speaksFor = (caller: Caller, institutionId: string | undefined): boolean =>
  seesAll(caller) || (institutionId !== undefined && caller.institutionIds.includes(institutionId));

const asItem = ({ states, themes, review, ...row }: ItemRow, locale: string): RecommendationItem => ({
  id: row.id,
  kind: row.kind,
  paragraph: row.paragraph,
  text: row.text,
  position: row.position,
  recommendingStates: states.map((code) => ({ code, name: stateName(code, locale) })),
  themes: themes.sort(),
  review: asReview(review, locale),
});

/** Keyset pages: where a page goes on after the last row of the one before. */
const sorts = {
  paragraph: {
    order: sql`r.review_id, r.sort_key, r.id`,
    after: (cursor: string | undefined) => {
      const last = readCursor(cursor, z.tuple([z.uuid(), z.string(), z.uuid()]));
      return last ? sql`(r.review_id, r.sort_key, r.id) > (${last[0]}::uuid, ${last[1]}, ${last[2]}::uuid)` : sql`true`;
    },
    cursorOf: ({ review, sortKey, id }: ItemRow) => [review.id, sortKey, id],
  },
  newest: {
    order: sql`r.registered_at DESC, r.id DESC`,
    after: (cursor: string | undefined) => {
      const last = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      return last ? sql`(r.registered_at, r.id) < (${last[0]}::timestamptz, ${last[1]}::uuid)` : sql`true`;
    },
    cursorOf: ({ registeredAt, id }: ItemRow) => [registeredAt.toISOString(), id],
  },
};
