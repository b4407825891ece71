import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, readCursor, toPage, type PageOf } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { RowView, type ListRows } from './imports.schemas.js';

const { sql } = Prisma;

/** What an import would do, recommendation by recommendation: as the file gives it, and as the register has it. */
@Injectable()
export class RowsService {
  constructor(private readonly db: Database) {}

  /** In the order of the file. Empty once the import is applied: the register's history then says what it did. */
  async list(importId: string, { verdict, cursor, limit }: ListRows): Promise<PageOf<RowView>> {
    const after = readCursor(cursor, z.tuple([z.int()]));
    const rows = await this.db.now.$queryRaw<unknown[]>`
      SELECT i.n, i.verdict::text AS verdict, i.record->'places' AS places,
        jsonb_build_object('paragraph', i.record->'paragraph', 'text', i.record->'text', 'position', i.record->'position',
          'stateUnderReview', i.record->'stateUnderReview', 'session', i.record->'session',
          'recommendingStates', i.record->'recommendingStates', 'themes', i.record->'themes') AS "inFile",
        CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('id', r.id, 'text', r.text, 'position', r.current_position,
          'paragraph', (SELECT min(f.value) FROM recommendation_reference f WHERE f.recommendation_id = r.id AND f.scheme = 'PARAGRAPH'),
          'recommendingStates', (SELECT coalesce(jsonb_agg(s.state_code ORDER BY s.state_code), '[]')
                                 FROM recommending_state s WHERE s.recommendation_id = r.id),
          'themes', (SELECT coalesce(jsonb_agg(c.label ORDER BY c.label), '[]') FROM recommendation_classification k
                     JOIN classification c ON c.id = k.classification_id AND c.kind = 'THEME' WHERE k.recommendation_id = r.id)
        ) END AS "inRegister"
      FROM import_row i LEFT JOIN recommendation r ON r.id = i.match_id AND i.verdict <> 'NEW'
      WHERE i.import_id = ${importId}::uuid AND i.record ? 'text'
        AND ${verdict ? sql`i.verdict = ${verdict}::"ImportVerdict"` : sql`true`}
        AND ${after ? sql`i.n > ${after[0]}` : sql`true`}
      ORDER BY i.n LIMIT ${limit + 1}`;
    return toPage(
      rows.map((row) => RowView.parse(row)),
      limit,
      ({ n }) => [n],
      (row) => row,
    );
  }
}
