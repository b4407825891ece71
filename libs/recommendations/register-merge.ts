import { Injectable } from '@nestjs/common';
import { Clock, Outbox, type Actor, type Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { classifications, comparison, placed, places, translations } from './register-comparison.js';
import { ReviewsService, type ReviewIdentity } from './reviews.service.js';

/** A recommendation as a file gives it; the shape of the `record` in a source of `RegisterMerge`. */
export interface StagedRecommendation {
  kind: 'RECOMMENDATION' | 'VOLUNTARY_PLEDGE' | 'OBSERVATION';
  mechanism: ReviewIdentity['mechanism'];
  /** The special procedure; null for the UPR and for treaty bodies. */
  body: string | null;
  stateUnderReview: string;
  session: number | null;
  cycle: number | null;
  /** Of the document it stands in. */
  symbol: string | null;
  /** The document's day, as `YYYY-MM-DD`. */
  publishedOn: string | null;
  /** UHRI's AnnotationId. */
  annotationId: string | null;
  /** The text in further languages, by BCP 47 code. */
  translations: Record<string, string>;
  paragraph: string | null;
  sortKey: string;
  text: string;
  fingerprint: string;
  recommendingStates: string[];
  position: 'SUPPORTED' | 'PARTIALLY_SUPPORTED' | 'NOTED' | 'UNDER_CONSIDERATION' | null;
  positionSource: { symbol: string; paragraph: string | null } | null;
  themes: string[];
  affectedPersons: string[];
  sdgs: string[];
}

/** Puts staged recommendations into the register, all in SQL: eight thousand rows or a quarter of a million, the way is the same. */
@Injectable()
export class RegisterMerge {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly reviews: ReviewsService,
  ) {}

  /** What applying the rows of `source` would do. */
  comparison = comparison;

  /**
   * Applies the NEW and CHANGED rows of `source` (n, record, verdict, match_id, where a NEW row's match_id is the id it shall have).
   * Every recommendation registered or corrected, and every new position, is an event.
   */
  async merge(tx: Tx, source: Prisma.Sql, { importId, by }: { importId: string; by: Actor }): Promise<void> {
    const now = this.clock.now();
    const changing = Prisma.sql`(SELECT * FROM ${source} c WHERE verdict <> 'UNCHANGED')`;
    await this.ensureReviews(tx, changing, by);
    // Found once, not with each statement below.
    await tx.$executeRaw`DROP TABLE IF EXISTS pg_temp.staged_review`;
    await tx.$executeRaw`CREATE TEMPORARY TABLE staged_review (n int PRIMARY KEY, review_id uuid NOT NULL) ON COMMIT DROP`;
    await tx.$executeRaw`INSERT INTO staged_review (n, review_id) SELECT * FROM (${placed(changing)}) p`;
    await tx.$executeRaw`ANALYZE staged_review`;
    const rows = Prisma.sql`
      (SELECT s.n, s.record, s.verdict, s.match_id, staged_review.review_id FROM ${source} s JOIN staged_review USING (n))`;
    const registered = await tx.$executeRaw`
      INSERT INTO recommendation (id, review_id, kind, text, fingerprint, sort_key, current_position, registered_at)
      SELECT match_id, review_id, (record->>'kind')::"RecommendationKind", record->>'text', record->>'fingerprint',
             record->>'sortKey', (record->>'position')::"PositionValue", ${now}
      FROM ${rows} r WHERE verdict = 'NEW' ORDER BY n`;
    const corrected = await tx.$executeRaw`
      UPDATE recommendation c SET
        text = CASE WHEN r.record->>'paragraph' IS NULL AND c.fingerprint = r.record->>'fingerprint' THEN c.text ELSE r.record->>'text' END,
        fingerprint = r.record->>'fingerprint',
        sort_key = CASE WHEN r.record->>'paragraph' IS NULL THEN c.sort_key ELSE r.record->>'sortKey' END
      FROM ${rows} r WHERE r.verdict = 'CHANGED' AND c.id = r.match_id`;
    await this.addFacets(tx, rows);
    await this.recordPositions(tx, rows, { importId, by });
    const recommendationId = Prisma.sql`match_id`;
    const ofImport = Prisma.sql`${importId}::text`;
    await this.outbox.publishRows(
      tx,
      'recommendation.registered',
      {
        from: Prisma.sql`(SELECT * FROM ${rows} r WHERE verdict = 'NEW' ORDER BY n)`,
        payload: { recommendationId, reviewId: Prisma.sql`review_id`, importId: ofImport },
      },
      { by },
    );
    await this.outbox.publishRows(
      tx,
      'recommendation.corrected',
      {
        from: Prisma.sql`(SELECT * FROM ${rows} r WHERE verdict = 'CHANGED' ORDER BY n)`,
        payload: { recommendationId, importId: ofImport },
      },
      { by },
    );
    if (registered + corrected === 0) return;
    // Without fresh figures the next comparison would be planned for the table as it was, and take a hundred times as long.
    await tx.$executeRaw`ANALYZE recommendation, recommendation_reference, recommending_state, classification, recommendation_classification, recommendation_translation`;
  }

  private async ensureReviews(tx: Tx, source: Prisma.Sql, by: Actor): Promise<void> {
    const missing = await tx.$queryRaw<ReviewIdentity[]>`
      SELECT mechanism, state AS "stateCode", session, CASE WHEN mechanism = 'UPR' AND session IS NOT NULL THEN NULL ELSE cycle END AS cycle,
             symbol, body
      FROM (${places(source)}) place WHERE review_id IS NULL ORDER BY key`;
    await this.reviews.ensureAll(tx, missing, by);
  }

  private async addFacets(tx: Tx, rows: Prisma.Sql): Promise<void> {
    await tx.$executeRaw`
      DELETE FROM recommendation_reference ref USING ${rows} r
      WHERE ref.recommendation_id = r.match_id AND ref.scheme = 'PARAGRAPH' AND r.record->>'paragraph' IS NOT NULL
        AND ref.value <> r.record->>'paragraph'`;
    await tx.$executeRaw`
      INSERT INTO recommendation_reference (id, recommendation_id, scheme, value)
      SELECT new_id(), match_id, 'PARAGRAPH', record->>'paragraph' FROM ${rows} r WHERE record->>'paragraph' IS NOT NULL
      ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO recommendation_reference (id, recommendation_id, scheme, value)
      SELECT new_id(), match_id, 'UHRI_ANNOTATION', record->>'annotationId' FROM ${rows} r WHERE record->>'annotationId' IS NOT NULL
      ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO recommendation_translation (recommendation_id, language, text)
      SELECT match_id, said.language, said.text FROM ${rows} r, ${translations(Prisma.sql`record`)} AS said (language, text)
      ON CONFLICT (recommendation_id, language) DO UPDATE SET text = excluded.text`;
    await tx.$executeRaw`
      INSERT INTO recommending_state (recommendation_id, state_code)
      SELECT DISTINCT match_id, code FROM ${rows} r, jsonb_array_elements_text(record->'recommendingStates') AS named (code)
      ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO review_document (id, review_id, symbol, published_on)
      SELECT new_id(), review_id, symbol, max(published_on)
      FROM (
        SELECT review_id, record->>'symbol' AS symbol, (record->>'publishedOn')::date AS published_on FROM ${rows} r
        UNION ALL
        SELECT review_id, record->'positionSource'->>'symbol', NULL FROM ${rows} r
      ) named
      WHERE symbol IS NOT NULL
      GROUP BY review_id, symbol ORDER BY review_id, symbol
      ON CONFLICT (review_id, symbol) DO UPDATE SET published_on = excluded.published_on
      WHERE review_document.published_on IS NULL AND excluded.published_on IS NOT NULL`;
    await tx.$executeRaw`
      INSERT INTO classification (id, kind, label)
      SELECT new_id(), kind::"ClassificationKind", label
      FROM (SELECT DISTINCT facet.kind, named.label FROM ${rows} r, ${classifications} AS facet (field, kind),
              jsonb_array_elements_text(record->facet.field) AS named (label)) labels
      ORDER BY kind, label
      ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO recommendation_classification (recommendation_id, classification_id)
      SELECT DISTINCT r.match_id, c.id FROM ${rows} r, ${classifications} AS facet (field, kind),
        jsonb_array_elements_text(record->facet.field) AS named (label)
      JOIN classification c ON c.label = named.label
      WHERE c.kind = facet.kind::"ClassificationKind"
      ON CONFLICT DO NOTHING`;
  }

  /** A position that differs from the newest one is added to the history; the history is never rewritten. */
  private async recordPositions(
    tx: Tx,
    rows: Prisma.Sql,
    { importId, by }: { importId: string; by: Actor },
  ): Promise<void> {
    await tx.$executeRaw`DROP TABLE IF EXISTS pg_temp.taken_position`;
    await tx.$executeRaw`CREATE TEMPORARY TABLE taken_position (recommendation_id uuid, value "PositionValue", source jsonb) ON COMMIT DROP`;
    await tx.$executeRaw`
      WITH moved AS (
        UPDATE recommendation c SET current_position = (r.record->>'position')::"PositionValue"
        FROM ${rows} r
        WHERE r.verdict = 'CHANGED' AND c.id = r.match_id AND r.record->>'position' IS NOT NULL
          AND c.current_position IS DISTINCT FROM (r.record->>'position')::"PositionValue"
        RETURNING c.id, r.record
      )
      INSERT INTO taken_position
      SELECT id, (record->>'position')::"PositionValue", record->'positionSource' FROM (
        SELECT id, record FROM moved
        UNION ALL
        SELECT match_id, record FROM ${rows} r WHERE verdict = 'NEW' AND record->>'position' IS NOT NULL
      ) taken`;
    await tx.$executeRaw`
      INSERT INTO position (id, recommendation_id, value, source_symbol, source_paragraph, recorded_at)
      SELECT new_id(), recommendation_id, value, source->>'symbol', source->>'paragraph', ${this.clock.now()} FROM taken_position`;
    const payload = { recommendationId: Prisma.sql`recommendation_id`, importId: Prisma.sql`${importId}::text` };
    await this.outbox.publishRows(tx, 'position.recorded', { from: Prisma.sql`taken_position`, payload }, { by });
  }
}
