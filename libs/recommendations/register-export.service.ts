import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { Database } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { fits, visibleTo } from './recommendations.queries.js';
import type { ExportedRecommendation, RegisterExportQuery } from './register-export.schemas.js';
import { stateName } from './states.js';

const { sql } = Prisma;

/** Large enough that the queries for a page cost little beside its rows, small enough to hold. */
const pageSize = 1000;

const exported = {
  review: { include: { documents: { orderBy: { symbol: 'asc' } } } },
  // A paragraph that was corrected has two numbers: the newest counts.
  references: { orderBy: { id: 'desc' } },
  recommending: { orderBy: { stateCode: 'asc' } },
  positions: { orderBy: [{ recordedAt: 'desc' }, { id: 'desc' }], take: 1 },
  classifications: { include: { classification: true } },
} as const satisfies Prisma.RecommendationInclude;

type Exported = Prisma.RecommendationGetPayload<{ include: typeof exported }>;

interface Key {
  id: string;
  reviewId: string;
  sortKey: string;
}

/** Gives the register out, as far as a caller sees it. */
@Injectable()
export class RegisterExportService {
  constructor(private readonly db: Database) {}

  /** All that fit, in the order of reviews and paragraphs, a page at a time: as many queries a page, however many rows. */
  async *pages(
    filter: Omit<RegisterExportQuery, 'format'>,
    caller: Caller,
  ): AsyncGenerator<ExportedRecommendation[], void> {
    for (let last: Key | undefined; ;) {
      const keys: Key[] = await this.db.now.$queryRaw<Key[]>`
        SELECT r.id, r.review_id AS "reviewId", r.sort_key AS "sortKey" FROM recommendation r
        WHERE ${visibleTo(caller)} AND ${fits(filter)} AND ${after(last)}
        ORDER BY r.review_id, r.sort_key, r.id LIMIT ${pageSize}`;
      if (keys.length > 0) yield await this.rows(keys, caller.locale);
      if (keys.length < pageSize) return;
      last = keys.at(-1);
    }
  }

  private async rows(keys: Key[], locale: string): Promise<ExportedRecommendation[]> {
    const ids = keys.map(({ id }) => id);
    const found = await this.db.now.recommendation.findMany({ where: { id: { in: ids } }, include: exported });
    const byId = new Map(found.map((row) => [row.id, row]));
    return ids.flatMap((id) => {
      const row = byId.get(id);
      return row ? [asExported(row, locale)] : [];
    });
  }
}

const after = (last: Key | undefined): Prisma.Sql =>
  last === undefined
    ? sql`true`
    : sql`(r.review_id, r.sort_key, r.id) > (${last.reviewId}::uuid, ${last.sortKey}, ${last.id}::uuid)`;

const asExported = (row: Exported, locale: string): ExportedRecommendation => {
  const { review, references, classifications } = row;
  const named = (code: string) => ({ code, name: stateName(code, locale) });
  const values = (scheme: string) => references.flatMap((each) => (each.scheme === scheme ? [each.value] : []));
  const labels = (kind: string) =>
    classifications
      .flatMap(({ classification }) => (classification.kind === kind ? [classification.label] : []))
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const newest = row.positions.find(({ value }) => value === row.currentPosition);
  return {
    id: row.id,
    stateUnderReview: named(review.stateCode),
    mechanism: review.mechanism,
    session: review.session,
    cycle: review.cycle,
    documentSymbols: review.documents.map(({ symbol }) => symbol),
    paragraph: values('PARAGRAPH')[0] ?? null,
    text: row.text,
    kind: row.kind,
    recommendingStates: row.recommending.map(({ stateCode }) => named(stateCode)),
    position: row.currentPosition,
    positionSource: { symbol: newest?.sourceSymbol ?? null, paragraph: newest?.sourceParagraph ?? null },
    themes: labels('THEME'),
    affectedPersons: labels('AFFECTED_PERSONS'),
    sdgs: labels('SDG'),
    uhriAnnotationIds: values('UHRI_ANNOTATION'),
  };
};
