import { Injectable } from '@nestjs/common';
import { DirectoryService, MechanismService, type DirectoryRow } from '../directory/index.js';
import type { Actor, ImportKind, Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { RegisterMerge, RegisterUndo } from '../recommendations/index.js';
import type { StoredSummary, Summary } from './imports.schemas.js';
import type { DirectoryRecord } from './records.js';

/** The waiting room of an import: rows as read, their problems, and what they would do to the register or the directory. */
@Injectable()
export class Staging {
  constructor(
    private readonly merge: RegisterMerge,
    private readonly undo: RegisterUndo,
    private readonly directory: DirectoryService,
    private readonly mechanism: MechanismService,
  ) {}

  /** Writes into every row what applying it would do, and sums it up. */
  async compare(tx: Tx, importId: string, kind: ImportKind): Promise<StoredSummary> {
    if (kind === 'DIRECTORY') await this.compareDirectory(tx, importId);
    else {
      await tx.$executeRaw`
        UPDATE import_row i SET verdict = c.verdict::"ImportVerdict", match_id = c.match_id
        FROM (${this.merge.comparison(rowsOf(importId))}) c
        WHERE i.import_id = ${importId}::uuid AND i.n = c.n`;
    }
    const verdicts = await tx.importRow.groupBy({ by: ['verdict'], where: { importId }, _count: true });
    const severities = await tx.importProblem.groupBy({ by: ['severity'], where: { importId }, _count: true });
    const verdict = (name: string) => verdicts.find((row) => row.verdict === name)?._count ?? 0;
    const severity = (name: string) => severities.find((row) => row.severity === name)?._count ?? 0;
    return {
      read: verdicts.reduce((sum, { _count }) => sum + _count, 0),
      new: verdict('NEW'),
      changed: verdict('CHANGED'),
      unchanged: verdict('UNCHANGED'),
      merged: kind === 'DIRECTORY' ? 0 : await this.merged(tx, importId),
      unreadable: severity('unreadable'),
      doubtful: severity('doubtful'),
      asked: await tx.importQuestion.count({ where: { importId, isOpen: true } }),
      reviews: kind === 'DIRECTORY' ? [] : await this.reviews(tx, importId),
      work: await this.work(tx, importId),
    };
  }

  /** Puts the compared rows where they belong, and returns the reviews that were registered. */
  async apply(tx: Tx, importId: string, kind: ImportKind, by: Actor): Promise<string[]> {
    if (kind === 'DIRECTORY') {
      await this.directory.apply(tx, await this.directoryRows(tx, importId), { by });
      return [];
    }
    await tx.$executeRaw`UPDATE import_row SET match_id = new_id() WHERE import_id = ${importId}::uuid AND verdict = 'NEW'`;
    await tx.$executeRaw`
      INSERT INTO import_change (import_id, recommendation_id, before)
      SELECT ${importId}::uuid, match_id, was.before
      FROM import_row LEFT JOIN (${this.undo.snapshot(
        Prisma.sql`SELECT match_id FROM import_row WHERE import_id = ${importId}::uuid AND verdict = 'CHANGED'`,
      )}) was ON was.recommendation_id = match_id
      WHERE import_id = ${importId}::uuid AND verdict <> 'UNCHANGED'
      ON CONFLICT DO NOTHING`;
    const known = await tx.review.findMany({ select: { id: true } });
    await this.merge.merge(tx, rowsOf(importId), { importId, by });
    const registered = await tx.review.findMany({
      where: { id: { notIn: known.map(({ id }) => id) } },
      select: { id: true },
    });
    return registered.map(({ id }) => id);
  }

  /** Empties the waiting room; the problems stay as long as the import, for whoever asks later. */
  async clear(tx: Tx, importId: string): Promise<void> {
    await tx.importRow.deleteMany({ where: { importId } });
    await tx.importProblem.deleteMany({ where: { importId, import: { status: 'READING' } } });
  }

  private async compareDirectory(tx: Tx, importId: string): Promise<void> {
    const rows = await tx.importRow.findMany({ where: { importId }, select: { n: true }, orderBy: { n: 'asc' } });
    const verdicts = await this.directory.compare(await this.directoryRows(tx, importId));
    await tx.$executeRaw`
      UPDATE import_row i SET verdict = c.verdict::"ImportVerdict"
      FROM unnest(${rows.map(({ n }) => n)}::int[], ${verdicts}::text[]) AS c (n, verdict)
      WHERE i.import_id = ${importId}::uuid AND i.n = c.n`;
  }

  private async directoryRows(tx: Tx, importId: string): Promise<DirectoryRow[]> {
    const rows = await tx.importRow.findMany({ where: { importId }, orderBy: { n: 'asc' } });
    const { locale, timeZone } = await this.mechanism.get();
    return rows.map(({ record }) => {
      // Written by `fill` from the same type.
      const { institution, person, mandate } = record as unknown as StoredRecord;
      return {
        institution: {
          name: institution.name,
          acronym: institution.acronym,
          kind: institution.kind,
          province: institution.province ?? null,
          themes: institution.themes ?? [],
        },
        person: person && {
          ...person,
          locale: person.locale ?? locale,
          timeZone: person.timeZone ?? timeZone,
        },
        mandate,
      } as DirectoryRow;
    });
  }

  /** Rows of the file that went into the recommendation of another row. */
  private async merged(tx: Tx, importId: string): Promise<number> {
    const [row] = await tx.$queryRaw<{ merged: number }[]>`
      SELECT coalesce(sum((record->>'rows')::int - 1), 0)::int AS merged
      FROM import_row WHERE import_id = ${importId}::uuid AND (record->>'rows')::int > 1`;
    return row?.merged ?? 0;
  }

  private async work(tx: Tx, importId: string): Promise<string> {
    const [row] = await tx.$queryRaw<{ work: string }[]>`
      SELECT md5(coalesce(string_agg(concat_ws(' ', n, verdict, match_id), ',' ORDER BY n), '')) AS work
      FROM import_row WHERE import_id = ${importId}::uuid`;
    return row?.work ?? '';
  }

  private reviews(tx: Tx, importId: string): Promise<Summary['reviews']> {
    return tx.$queryRaw`
      SELECT review.id AS "reviewId", 'UPR' AS mechanism, s.state AS "stateCode", s.session,
             count(*) FILTER (WHERE recommended)::int AS recommendations,
             count(*) FILTER (WHERE recommended AND position = 'SUPPORTED')::int AS supported,
             count(*) FILTER (WHERE recommended AND position = 'PARTIALLY_SUPPORTED')::int AS "partiallySupported",
             count(*) FILTER (WHERE recommended AND position = 'NOTED')::int AS noted,
             count(*) FILTER (WHERE recommended AND position IS NULL)::int AS none,
             count(*) FILTER (WHERE NOT recommended)::int AS pledges
      FROM (
        SELECT record->>'stateUnderReview' AS state, (record->>'session')::int AS session,
               record->>'kind' = 'RECOMMENDATION' AS recommended, record->>'position' AS position
        FROM import_row WHERE import_id = ${importId}::uuid AND record->>'stateUnderReview' <> ''
      ) s
      LEFT JOIN review ON review.mechanism = 'UPR' AND review.state_code = s.state
        AND review.session IS NOT DISTINCT FROM s.session
      GROUP BY review.id, s.state, s.session
      ORDER BY s.state, s.session`;
  }
}

/** Rows that were read before there were such columns lack them. */
type StoredRecord = Omit<DirectoryRecord, 'institution'> & {
  institution: Omit<DirectoryRecord['institution'], 'province' | 'themes'> &
    Partial<Pick<DirectoryRecord['institution'], 'province' | 'themes'>>;
};

const rowsOf = (importId: string): Prisma.Sql =>
  Prisma.sql`(SELECT n, record, verdict::text, match_id FROM import_row WHERE import_id = ${importId}::uuid)`;
