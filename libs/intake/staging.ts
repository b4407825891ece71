import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DirectoryService, MechanismService, type DirectoryRow } from '../directory/index.js';
import { Database, type Actor, type ImportKind, type Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { paragraphSortKey, RegisterMerge, type StagedRecommendation } from '../recommendations/index.js';
import { fingerprint } from './fingerprint.js';
import { readDirectory, readRecommendations, recognise } from './formats/index.js';
import { contradictions } from './hints.rules.js';
import type { StoredSummary, Summary } from './imports.schemas.js';
import type { DirectoryRecord, DirectoryReading, Problem, Reading } from './records.js';
import type { SourceFile } from './source-file.js';

const StoredHints = z.object({ stateUnderReview: z.string().exactOptional(), session: z.int().exactOptional() });

/** Rows written at once. */
const batchSize = 500;

export interface Filled {
  format: string | null;
  refused: boolean;
}

/** The waiting room of an import: rows as read, their problems, and what they would do to the register or the directory. */
@Injectable()
export class Staging {
  constructor(
    private readonly db: Database,
    private readonly merge: RegisterMerge,
    private readonly directory: DirectoryService,
    private readonly mechanism: MechanismService,
  ) {}

  /**
   * Reads a file into the waiting room, in place of what an earlier reading left there. Null where the import was
   * cancelled or another reading has begun: each batch is written only while this reading is the import's.
   */
  async fill(
    { importId, readingId }: { importId: string; readingId: string },
    { kind, hints, file }: { kind: ImportKind; hints: unknown; file: SourceFile },
    stillOurs: () => Promise<void>,
  ): Promise<Filled | null> {
    const write = (progress: number, batch: (tx: Tx) => Promise<void>) =>
      this.db.transaction(async (tx) => {
        const isOurs = await tx.import.updateMany({
          where: { id: importId, readingId, status: 'READING' },
          data: { progress },
        });
        if (isOurs.count > 0) await batch(tx);
        return isOurs.count > 0;
      });
    if (!(await write(0, (tx) => this.clear(tx, importId)))) return null;
    const known = StoredHints.parse(hints);
    const recognised = kind === 'DIRECTORY' ? { format: 'directory-csv' } : await recognise(file, known);
    const readings: AsyncIterable<Reading | DirectoryReading> =
      kind === 'DIRECTORY' ? readDirectory(file) : readRecommendations(file, known);
    const read = { states: new Set<string>(), sessions: new Set<number>() };
    let refused = false;
    let rows: { n: number; record: string }[] = [];
    let problems: Prisma.ImportProblemCreateManyInput[] = [];
    let n = 0;
    const flush = async (tx: Tx) => {
      await tx.$executeRaw`
        INSERT INTO import_row (import_id, n, record)
        SELECT ${importId}::uuid, n, record::jsonb
        FROM unnest(${rows.map((row) => row.n)}::int[], ${rows.map((row) => row.record)}::text[]) AS r (n, record)`;
      await tx.importProblem.createMany({ data: problems });
      rows = [];
      problems = [];
    };
    for await (const reading of readings) {
      n += 1;
      if (reading.kind === 'asked') continue;
      if (reading.kind === 'problem') {
        refused ||= reading.problem.severity === 'refused';
        problems.push({ importId, n, ...toRow(reading.problem) });
      } else {
        const record = 'institution' in reading.record ? reading.record : stage(reading.record);
        if (record === null) {
          problems.push({ importId, n, ...toRow(reviewUnknown) });
          refused = true;
          break;
        }
        if ('stateUnderReview' in record) {
          read.states.add(record.stateUnderReview);
          if (record.session !== null) read.sessions.add(record.session);
        }
        rows.push({ n, record: JSON.stringify(record) });
      }
      if (rows.length + problems.length < batchSize) continue;
      await stillOurs();
      if (!(await write(reading.progress, flush))) return null;
    }
    for (const problem of contradictions(known, read)) problems.push({ importId, n: ++n, ...toRow(problem) });
    if (!(await write(1, flush))) return null;
    // The planner has not heard of these rows: believing there are none, it would compare them for minutes instead of moments.
    await this.db.now.$executeRaw`ANALYZE import_row`;
    return { format: 'format' in recognised ? recognised.format : null, refused };
  }

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
      unreadable: severity('unreadable'),
      doubtful: severity('doubtful'),
      reviews: kind === 'DIRECTORY' ? [] : await this.reviews(tx, importId),
      work: await this.work(tx, importId),
    };
  }

  /** Puts the compared rows where they belong. */
  async apply(tx: Tx, importId: string, kind: ImportKind, by: Actor): Promise<void> {
    if (kind === 'DIRECTORY') {
      await this.directory.apply(tx, await this.directoryRows(tx, importId), { by });
      return;
    }
    await tx.$executeRaw`UPDATE import_row SET match_id = new_id() WHERE import_id = ${importId}::uuid AND verdict = 'NEW'`;
    await this.merge.merge(tx, rowsOf(importId), { importId, by });
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
        FROM import_row WHERE import_id = ${importId}::uuid
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

const reviewUnknown: Problem = { severity: 'refused', code: 'review-unknown', place: null, params: {} };

const toRow = ({ severity, code, place, params }: Problem) => ({
  severity,
  code,
  params,
  ...(place && { place: { ...place } }),
});

/** Null where nobody, neither the file nor the person, says which State was reviewed. */
const stage = ({
  places: _,
  ...record
}: Extract<Reading, { kind: 'record' }>['record']): StagedRecommendation | null => {
  const { kind, stateUnderReview, paragraph, text } = record;
  if (stateUnderReview === null) return null;
  return {
    ...record,
    kind: kind === 'OBSERVATION' ? 'RECOMMENDATION' : kind,
    stateUnderReview,
    fingerprint: fingerprint(text),
    sortKey: paragraph === null ? '' : paragraphSortKey(paragraph),
  };
};
