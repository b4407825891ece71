import { Injectable } from '@nestjs/common';
import { Clock, Outbox, type Actor, type Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { ReviewsService } from './reviews.service.js';

/** A recommendation as a file gives it; the shape of the `record` in a source of `RegisterMerge`. */
export interface StagedRecommendation {
  kind: 'RECOMMENDATION' | 'VOLUNTARY_PLEDGE';
  stateUnderReview: string;
  session: number | null;
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

/** The facets of a staged record that are classifications, and their kinds. */
const classifications = Prisma.sql`(VALUES ('themes', 'THEME'), ('affectedPersons', 'AFFECTED_PERSONS'), ('sdgs', 'SDG'))`;

/** The review a staged record `s` belongs to. A file that names no session belongs to the review whose session and cycle are unknown. */
const sameReview = Prisma.sql`
  review.mechanism = 'UPR' AND review.state_code = s.record->>'stateUnderReview'
  AND review.session IS NOT DISTINCT FROM (s.record->>'session')::int
  AND (review.session IS NOT NULL OR review.cycle IS NULL)`;

/** Puts staged recommendations into the register, all in SQL: eight thousand rows or a quarter of a million, the way is the same. */
@Injectable()
export class RegisterMerge {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly reviews: ReviewsService,
  ) {}

  /**
   * A query that says of each row of `source` (n, record) what applying it would do: (n, verdict, match_id, review_id).
   * A recommendation is recognised within its review by its folded text (of several with the same words, by number and by
   * the recommending States), else by its paragraph: a paragraph number alone is not an identity. A file adds what it knows; what it does not say is left as it is.
   */
  comparison(source: Prisma.Sql): Prisma.Sql {
    return Prisma.sql`
      WITH staged AS (
        SELECT s.n, s.record, review.id AS review_id, s.record->>'paragraph' AS paragraph,
               s.record->>'fingerprint' AS fingerprint, s.record->>'kind' AS kind,
               (SELECT coalesce(jsonb_agg(code ORDER BY code), '[]')
                FROM jsonb_array_elements_text(s.record->'recommendingStates') AS named (code))::text AS states
        FROM ${source} s LEFT JOIN review ON ${sameReview}
      ),
      registered AS (
        SELECT r.id, r.review_id, r.fingerprint, r.kind::text AS kind,
               (SELECT min(value) FROM recommendation_reference WHERE recommendation_id = r.id AND scheme = 'PARAGRAPH') AS paragraph,
               (SELECT coalesce(jsonb_agg(state_code ORDER BY state_code), '[]') FROM recommending_state WHERE recommendation_id = r.id)::text AS states
        FROM recommendation r WHERE r.review_id IN (SELECT review_id FROM staged)
      ),
      -- First what has both its words and its number; then the same words, wherever they stand now (a report is renumbered
      -- between draft and adoption); only what is left is known by its number, its words having been corrected.
      exactly AS (
        SELECT s.n, r.id
        FROM (SELECT *, row_number() OVER (PARTITION BY review_id, kind, fingerprint, paragraph ORDER BY n) AS place
              FROM staged WHERE paragraph IS NOT NULL) s
        JOIN (SELECT *, row_number() OVER (PARTITION BY review_id, kind, fingerprint, paragraph ORDER BY id) AS place
              FROM registered WHERE paragraph IS NOT NULL) r USING (review_id, kind, fingerprint, paragraph, place)
      ),
      by_words AS (
        SELECT s.n, r.id
        FROM (SELECT *, row_number() OVER (PARTITION BY review_id, kind, fingerprint ORDER BY states, n) AS place
              FROM staged WHERE n NOT IN (SELECT n FROM exactly)) s
        JOIN (SELECT *, row_number() OVER (PARTITION BY review_id, kind, fingerprint ORDER BY states, id) AS place
              FROM registered WHERE id NOT IN (SELECT id FROM exactly)) r USING (review_id, kind, fingerprint, place)
      ),
      known AS (SELECT * FROM exactly UNION ALL SELECT * FROM by_words),
      by_number AS (
        SELECT s.n, r.id
        FROM (SELECT *, row_number() OVER (PARTITION BY review_id, paragraph ORDER BY n) AS place
              FROM staged WHERE paragraph IS NOT NULL AND n NOT IN (SELECT n FROM known)) s
        JOIN (SELECT *, row_number() OVER (PARTITION BY review_id, paragraph ORDER BY id) AS place
              FROM registered WHERE id NOT IN (SELECT id FROM known)) r USING (review_id, paragraph, place)
      ),
      matched AS (SELECT n, id FROM known UNION ALL SELECT n, id FROM by_number)
      SELECT staged.n, matched.id AS match_id, staged.review_id,
        CASE
          WHEN matched.id IS NULL THEN 'NEW'
          WHEN (by_number.n IS NOT NULL)
            OR (staged.record->>'position' IS NOT NULL AND r.current_position::text IS DISTINCT FROM staged.record->>'position')
            OR (staged.paragraph IS NOT NULL AND registered.paragraph IS DISTINCT FROM staged.paragraph)
            OR EXISTS (
              SELECT 1 FROM jsonb_array_elements_text(staged.record->'recommendingStates') AS named (code)
              WHERE NOT EXISTS (SELECT 1 FROM recommending_state rs WHERE rs.recommendation_id = r.id AND rs.state_code = named.code))
            OR EXISTS (
              SELECT 1 FROM ${classifications} AS facet (field, kind),
                jsonb_array_elements_text(staged.record->facet.field) AS named (label)
              WHERE NOT EXISTS (
                SELECT 1 FROM recommendation_classification rc JOIN classification c ON c.id = rc.classification_id
                WHERE rc.recommendation_id = r.id AND c.kind = facet.kind::"ClassificationKind" AND c.label = named.label))
          THEN 'CHANGED'
          ELSE 'UNCHANGED'
        END AS verdict
      FROM staged
      LEFT JOIN matched ON matched.n = staged.n
      LEFT JOIN by_number ON by_number.n = staged.n
      LEFT JOIN registered ON registered.id = matched.id
      LEFT JOIN recommendation r ON r.id = matched.id`;
  }

  /**
   * Applies the NEW and CHANGED rows of `source` (n, record, verdict, match_id, where a NEW row's match_id is the id it shall have).
   * Every recommendation registered or corrected, and every new position, is an event.
   */
  async merge(tx: Tx, source: Prisma.Sql, { importId, by }: { importId: string; by: Actor }): Promise<void> {
    const now = this.clock.now();
    await this.ensureReviews(tx, source, by);
    const rows = Prisma.sql`
      (SELECT s.n, s.record, s.verdict, s.match_id, review.id AS review_id FROM ${source} s
       JOIN review ON ${sameReview}
       WHERE s.verdict <> 'UNCHANGED')`;
    const registered = await tx.$queryRaw<{ recommendationId: string; reviewId: string }[]>`
      INSERT INTO recommendation (id, review_id, kind, text, fingerprint, sort_key, current_position, registered_at)
      SELECT match_id, review_id, (record->>'kind')::"RecommendationKind", record->>'text', record->>'fingerprint',
             record->>'sortKey', (record->>'position')::"PositionValue", ${now}
      FROM ${rows} r WHERE verdict = 'NEW' ORDER BY n
      RETURNING id AS "recommendationId", review_id AS "reviewId"`;
    const corrected = await tx.$queryRaw<{ recommendationId: string }[]>`
      UPDATE recommendation c SET
        text = CASE WHEN r.record->>'paragraph' IS NULL THEN c.text ELSE r.record->>'text' END,
        fingerprint = CASE WHEN r.record->>'paragraph' IS NULL THEN c.fingerprint ELSE r.record->>'fingerprint' END,
        sort_key = CASE WHEN r.record->>'paragraph' IS NULL THEN c.sort_key ELSE r.record->>'sortKey' END
      FROM ${rows} r WHERE r.verdict = 'CHANGED' AND c.id = r.match_id
      RETURNING c.id AS "recommendationId"`;
    await this.addFacets(tx, rows);
    const positions = await this.recordPositions(tx, rows, now);
    await this.outbox.publish(
      tx,
      'recommendation.registered',
      registered.map((fact) => ({ ...fact, importId })),
      { by },
    );
    await this.outbox.publish(
      tx,
      'recommendation.corrected',
      corrected.map((fact) => ({ ...fact, importId })),
      { by },
    );
    await this.outbox.publish(
      tx,
      'position.recorded',
      positions.map((fact) => ({ ...fact, importId })),
      { by },
    );
    if (registered.length + corrected.length === 0) return;
    // Without fresh figures the next comparison would be planned for the table as it was, and take a hundred times as long.
    await tx.$executeRaw`ANALYZE recommendation, recommendation_reference, recommending_state, classification, recommendation_classification`;
  }

  private async ensureReviews(tx: Tx, source: Prisma.Sql, by: Actor): Promise<void> {
    const named = await tx.$queryRaw<{ stateCode: string; session: number | null }[]>`
      SELECT DISTINCT record->>'stateUnderReview' AS "stateCode", (record->>'session')::int AS session
      FROM ${source} s WHERE verdict <> 'UNCHANGED' ORDER BY 1, 2`;
    for (const { stateCode, session } of named) {
      await this.reviews.ensure(tx, { mechanism: 'UPR', stateCode, session, cycle: null }, by);
    }
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
      INSERT INTO recommending_state (recommendation_id, state_code)
      SELECT DISTINCT match_id, code FROM ${rows} r, jsonb_array_elements_text(record->'recommendingStates') AS named (code)
      ON CONFLICT DO NOTHING`;
    await tx.$executeRaw`
      INSERT INTO review_document (id, review_id, symbol)
      SELECT new_id(), review_id, symbol
      FROM (SELECT DISTINCT review_id, record->'positionSource'->>'symbol' AS symbol FROM ${rows} r) named
      WHERE symbol IS NOT NULL
      ON CONFLICT DO NOTHING`;
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
  private recordPositions(tx: Tx, rows: Prisma.Sql, now: Date): Promise<{ recommendationId: string }[]> {
    return tx.$queryRaw`
      WITH moved AS (
        UPDATE recommendation c SET current_position = (r.record->>'position')::"PositionValue"
        FROM ${rows} r
        WHERE r.verdict = 'CHANGED' AND c.id = r.match_id AND r.record->>'position' IS NOT NULL
          AND c.current_position IS DISTINCT FROM (r.record->>'position')::"PositionValue"
        RETURNING c.id, r.record
      ), taken AS (
        SELECT id, record FROM moved
        UNION ALL
        SELECT match_id, record FROM ${rows} r WHERE verdict = 'NEW' AND record->>'position' IS NOT NULL
      )
      INSERT INTO position (id, recommendation_id, value, source_symbol, source_paragraph, recorded_at)
      SELECT new_id(), id, (record->>'position')::"PositionValue", record->'positionSource'->>'symbol',
             record->'positionSource'->>'paragraph', ${now}
      FROM taken
      RETURNING recommendation_id AS "recommendationId"`;
  }
}
