import { Injectable } from '@nestjs/common';
import { Outbox, type Actor, type Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';

const { sql } = Prisma;

/** What people have made of recommendations meanwhile: how many of each kind. */
export interface BuiltOn {
  assignments: number;
  clusters: number;
  commitments: number;
  consultations: number;
  positions: number;
  imports: number;
}

/** Takes back what an import did to the register, as long as nothing was built on it. */
@Injectable()
export class RegisterUndo {
  constructor(private readonly outbox: Outbox) {}

  /** A query for the rows (recommendation_id, before) of the recommendations in `ids`, a query of ids, as they are now. */
  snapshot(ids: Prisma.Sql): Prisma.Sql {
    return sql`
      SELECT r.id AS recommendation_id, jsonb_build_object(
        'text', r.text, 'fingerprint', r.fingerprint, 'sortKey', r.sort_key, 'position', r.current_position,
        'positions', (SELECT coalesce(jsonb_agg(p.id), '[]') FROM position p WHERE p.recommendation_id = r.id),
        'references', (SELECT coalesce(jsonb_agg(jsonb_build_array(f.scheme, f.value)), '[]')
                       FROM recommendation_reference f WHERE f.recommendation_id = r.id),
        'translations', (SELECT coalesce(jsonb_object_agg(t.language, t.text), '{}')
                         FROM recommendation_translation t WHERE t.recommendation_id = r.id),
        'states', (SELECT coalesce(jsonb_agg(s.state_code), '[]') FROM recommending_state s WHERE s.recommendation_id = r.id),
        'classifications', (SELECT coalesce(jsonb_agg(c.classification_id), '[]')
                            FROM recommendation_classification c WHERE c.recommendation_id = r.id)) AS before
      FROM recommendation r WHERE r.id IN (${ids})`;
  }

  /** What was built on an import since. Later imports count where they changed the same recommendations. */
  async builtOn(tx: Tx, importId: string): Promise<BuiltOn> {
    const touched = sql`(SELECT recommendation_id AS id, before FROM import_change WHERE import_id = ${importId}::uuid)`;
    const registered = sql`(SELECT recommendation_id FROM import_change WHERE import_id = ${importId}::uuid AND before IS NULL)`;
    const [found] = await tx.$queryRaw<BuiltOn[]>`
      SELECT
        (SELECT count(*)::int FROM assignment WHERE recommendation_id IN ${registered}) AS assignments,
        (SELECT count(*)::int FROM cluster_member WHERE recommendation_id IN ${registered}) AS clusters,
        (SELECT count(*)::int FROM commitment_recommendation WHERE recommendation_id IN ${registered}) AS commitments,
        (SELECT count(*)::int FROM consultation_subject WHERE subject_id IN ${registered}) AS consultations,
        (SELECT count(*)::int FROM ${touched} t
         WHERE (SELECT count(*) FROM position p WHERE p.recommendation_id = t.id
                AND NOT coalesce(t.before->'positions' ? p.id::text, false)) > 1) AS positions,
        (SELECT count(DISTINCT other.import_id)::int FROM ${touched} t
         JOIN import_change other ON other.recommendation_id = t.id AND other.import_id <> ${importId}::uuid
         JOIN import later ON later.id = other.import_id AND later.undone_at IS NULL
         JOIN import this ON this.id = ${importId}::uuid AND later.applied_at > this.applied_at) AS imports`;
    return found ?? { assignments: 0, clusters: 0, commitments: 0, consultations: 0, positions: 0, imports: 0 };
  }

  /** Puts everything back as the changes say it was; recommendations the import had registered are gone, and so are its reviews, where nothing is left in them. */
  async undo(tx: Tx, { importId, reviewIds, by }: { importId: string; reviewIds: string[]; by: Actor }): Promise<void> {
    const changed = sql`(SELECT recommendation_id AS id, before FROM import_change WHERE import_id = ${importId}::uuid AND before IS NOT NULL)`;
    await tx.$executeRaw`
      UPDATE recommendation r SET text = c.before->>'text', fingerprint = c.before->>'fingerprint',
        sort_key = c.before->>'sortKey', current_position = (c.before->>'position')::"PositionValue"
      FROM ${changed} c WHERE r.id = c.id`;
    await tx.$executeRaw`
      DELETE FROM position p USING ${changed} c
      WHERE p.recommendation_id = c.id AND NOT c.before->'positions' ? p.id::text`;
    await tx.$executeRaw`DELETE FROM recommendation_reference f USING ${changed} c WHERE f.recommendation_id = c.id`;
    await tx.$executeRaw`
      INSERT INTO recommendation_reference (id, recommendation_id, scheme, value)
      SELECT new_id(), c.id, (named->>0)::"ReferenceScheme", named->>1
      FROM ${changed} c, jsonb_array_elements(c.before->'references') AS named`;
    await tx.$executeRaw`DELETE FROM recommendation_translation t USING ${changed} c WHERE t.recommendation_id = c.id`;
    await tx.$executeRaw`
      INSERT INTO recommendation_translation (recommendation_id, language, text)
      SELECT c.id, said.* FROM ${changed} c, jsonb_each_text(c.before->'translations') AS said`;
    await tx.$executeRaw`
      DELETE FROM recommending_state s USING ${changed} c
      WHERE s.recommendation_id = c.id AND NOT c.before->'states' ? s.state_code`;
    await tx.$executeRaw`
      DELETE FROM recommendation_classification k USING ${changed} c
      WHERE k.recommendation_id = c.id AND NOT c.before->'classifications' ? k.classification_id::text`;
    const payload = { recommendationId: sql`recommendation_id`, importId: sql`import_id` };
    const change = sql`SELECT * FROM import_change WHERE import_id = ${importId}::uuid`;
    const about = { by };
    const restored = sql`(${change} AND before IS NOT NULL)`;
    await this.outbox.publishRows(tx, 'recommendation.restored', { from: restored, payload }, about);
    const removed = sql`(${change} AND before IS NULL)`;
    await this.outbox.publishRows(tx, 'recommendation.removed', { from: removed, payload }, about);
    await tx.$executeRaw`
      DELETE FROM recommendation WHERE id IN
        (SELECT recommendation_id FROM import_change WHERE import_id = ${importId}::uuid AND before IS NULL)`;
    const emptied = await tx.$queryRaw<{ reviewId: string }[]>`
      WITH emptied AS (
        SELECT id FROM review v WHERE id = ANY(${reviewIds}::uuid[])
          AND NOT EXISTS (SELECT 1 FROM recommendation WHERE review_id = v.id)
          AND NOT EXISTS (SELECT 1 FROM cluster WHERE review_id = v.id)
          AND NOT EXISTS (SELECT 1 FROM verification_round WHERE review_id = v.id)
          AND NOT EXISTS (SELECT 1 FROM anchor WHERE subject_id = v.id)
          AND NOT EXISTS (SELECT 1 FROM consultation_subject WHERE subject_id = v.id)
      ), papers AS (DELETE FROM review_document WHERE review_id IN (SELECT id FROM emptied))
      DELETE FROM review WHERE id IN (SELECT id FROM emptied) RETURNING id AS "reviewId"`;
    await this.outbox.publish(
      tx,
      'review.removed',
      emptied.map((fact) => ({ ...fact, importId })),
      about,
    );
  }
}
