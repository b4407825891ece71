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
   * A recommendation is recognised within its review by its paragraph, else by its folded text; of several with the same
   * words, by the recommending States. A file adds what it knows; what it does not say is left as it is.
   */
  comparison(source: Prisma.Sql): Prisma.Sql {
    return Prisma.sql`
      WITH staged AS (
        SELECT s.n, s.record, review.id AS review_id, s.record->>'paragraph' AS paragraph,
               s.record->>'fingerprint' AS fingerprint, s.record->>'kind' AS kind, s.record->'recommendingStates' AS states
        FROM ${source} s
        LEFT JOIN review ON review.mechanism = 'UPR' AND review.state_code = s.record->>'stateUnderReview'
          AND review.session IS NOT DISTINCT FROM (s.record->>'session')::int
      ),
      -- A paragraph seldom stands twice in a file; where it does, its recommendations are told apart by their words.
      numbered AS (
        SELECT n, review_id, paragraph, row_number() OVER (PARTITION BY review_id, paragraph ORDER BY fingerprint, n) AS place
        FROM staged WHERE paragraph IS NOT NULL AND review_id IS NOT NULL
      ),
      registered AS (
        SELECT r.id, r.review_id, ref.value AS paragraph,
               row_number() OVER (PARTITION BY r.review_id, ref.value ORDER BY r.fingerprint, r.id) AS place
        FROM recommendation r JOIN recommendation_reference ref ON ref.recommendation_id = r.id AND ref.scheme = 'PARAGRAPH'
        WHERE r.review_id IN (SELECT review_id FROM numbered)
      ),
      by_paragraph AS (
        SELECT numbered.n, registered.id FROM numbered JOIN registered USING (review_id, paragraph, place)
      ),
      same_words AS (
        SELECT staged.n, staged.review_id, staged.fingerprint,
               row_number() OVER (PARTITION BY staged.review_id, staged.kind, staged.fingerprint ORDER BY (SELECT coalesce(jsonb_agg(code ORDER BY code), '[]') FROM jsonb_array_elements_text(staged.states) AS named (code))::text, staged.n) AS place,
               staged.kind
        FROM staged WHERE staged.n NOT IN (SELECT n FROM by_paragraph)
      ),
      candidates AS (
        SELECT r.id, r.review_id, r.fingerprint, r.kind::text AS kind,
               row_number() OVER (
                 PARTITION BY r.review_id, r.kind, r.fingerprint
                 ORDER BY (SELECT coalesce(jsonb_agg(state_code ORDER BY state_code), '[]') FROM recommending_state WHERE recommendation_id = r.id)::text, r.id
               ) AS place
        FROM recommendation r
        WHERE r.review_id IN (SELECT review_id FROM same_words) AND r.fingerprint IN (SELECT fingerprint FROM same_words)
          AND r.id NOT IN (SELECT id FROM by_paragraph)
      ),
      matched AS (
        SELECT n, id FROM by_paragraph
        UNION ALL
        SELECT same_words.n, candidates.id FROM same_words
        JOIN candidates USING (review_id, kind, fingerprint, place)
      )
      SELECT staged.n, matched.id AS match_id, staged.review_id,
        CASE
          WHEN matched.id IS NULL THEN 'NEW'
          WHEN (staged.paragraph IS NOT NULL AND by_paragraph.n IS NOT NULL AND r.text <> staged.record->>'text')
            OR (staged.record->>'position' IS NOT NULL AND r.current_position::text IS DISTINCT FROM staged.record->>'position')
            OR (staged.paragraph IS NOT NULL AND by_paragraph.n IS NULL)
            OR EXISTS (
              SELECT 1 FROM jsonb_array_elements_text(staged.states) AS named (code)
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
      LEFT JOIN by_paragraph ON by_paragraph.n = staged.n
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
       JOIN review ON review.mechanism = 'UPR' AND review.state_code = s.record->>'stateUnderReview'
         AND review.session IS NOT DISTINCT FROM (s.record->>'session')::int
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
