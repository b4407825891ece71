import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, type ImportKind, type Tx } from '../platform/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { paragraphSortKey, type StagedRecommendation } from '../recommendations/index.js';
import { fingerprint } from './fingerprint.js';
import { readDirectory, readRecommendations } from './formats/index.js';
import { contradictions } from './hints.rules.js';
import { KnowledgeService } from './knowledge.service.js';
import { Questions } from './questions.js';
import type { DirectoryReading, Mapping, Problem, Reading } from './records.js';
import type { SourceFile } from './source-file.js';

const StoredHints = z.object({ stateUnderReview: z.string().exactOptional(), session: z.int().exactOptional() });

/** Rows written at once. */
const batchSize = 500;

/** Enough for a person to find a recommendation in the file. */
const mostPlaces = 5;

export interface Filled {
  format: string | null;
  mapping: Mapping | null;
  refused: boolean;
}

/** Reads a file into the waiting room: rows as read, what is wrong with them, and what a person is asked. */
@Injectable()
export class ImportReading {
  constructor(
    private readonly db: Database,
    private readonly knowledge: KnowledgeService,
  ) {}

  /**
   * In place of what an earlier reading left there. Null where the import was cancelled or another reading has begun: each batch is
   * written only while this reading is the import's.
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
    if (!(await write(0, (tx) => this.empty(tx, importId)))) return null;
    const known = StoredHints.parse(hints);
    const questions = new Questions(await this.knowledge.meanings());
    const filled: Filled = { format: kind === 'DIRECTORY' ? 'directory-csv' : null, mapping: null, refused: false };
    const batch = new Batch(importId);
    for await (const reading of kind === 'DIRECTORY'
      ? readDirectory(file)
      : readRecommendations(file, {
          ...known,
          rolesSaid: await this.knowledge.roles(),
          meaningOf: questions.meaningOf,
        })) {
      if (reading.kind === 'format') filled.format = reading.format;
      else if (reading.kind === 'columns') filled.mapping = reading.mapping;
      else if (reading.kind === 'asked') questions.ask(reading);
      else if (reading.kind === 'problem') {
        filled.refused ||= reading.problem.severity === 'refused';
        batch.say(reading.problem);
      } else if (!batch.take(reading.record)) {
        batch.say(reviewUnknown);
        filled.refused = true;
        break;
      }
      if (batch.size < batchSize) continue;
      await stillOurs();
      if (!(await write(reading.progress, (tx) => batch.flush(tx)))) return null;
    }
    for (const problem of contradictions(known, batch)) batch.say(problem);
    const isOurs = await write(1, async (tx) => {
      await batch.flush(tx);
      await tx.importQuestion.createMany({ data: questions.all().map((question) => ({ importId, ...question })) });
    });
    if (!isOurs) return null;
    // The planner has not heard of these rows: believing there are none, it would compare them for minutes instead of moments.
    await this.db.now.$executeRaw`ANALYZE import_row`;
    return filled;
  }

  private async empty(tx: Tx, importId: string): Promise<void> {
    await tx.importRow.deleteMany({ where: { importId } });
    await tx.importProblem.deleteMany({ where: { importId } });
    await tx.importQuestion.deleteMany({ where: { importId } });
  }
}

/** What was read and not written yet. */
class Batch {
  private rows: { n: number; record: string }[] = [];
  private problems: Prisma.ImportProblemCreateManyInput[] = [];
  private n = 0;
  /** Of all that was read. */
  readonly states = new Set<string>();
  readonly sessions = new Set<number>();

  constructor(private readonly importId: string) {}

  get size(): number {
    return this.rows.length + this.problems.length;
  }

  say({ severity, code, place, params }: Problem): void {
    const where = place && { place: { ...place } };
    this.problems.push({ importId: this.importId, n: ++this.n, severity, code, params, ...where });
  }

  /** False where nobody, neither the file nor the person, says which State was reviewed. */
  take(record: Extract<Reading | DirectoryReading, { kind: 'record' }>['record']): boolean {
    if ('institution' in record) {
      this.rows.push({ n: ++this.n, record: JSON.stringify(record) });
      return true;
    }
    const { places, stateUnderReview, ...rest } = record;
    if (stateUnderReview === null && !record.isHeld) return false;
    const staged: StagedRecommendation = {
      ...rest,
      // Where the State is asked about, no State's review is meant.
      stateUnderReview: stateUnderReview ?? '',
      fingerprint: fingerprint(record.text),
      sortKey: record.paragraph === null ? '' : paragraphSortKey(record.paragraph),
    };
    if (stateUnderReview !== null) this.states.add(stateUnderReview);
    if (record.session !== null) this.sessions.add(record.session);
    this.rows.push({
      n: ++this.n,
      record: JSON.stringify({ ...staged, places: places.slice(0, mostPlaces), rows: places.length }),
    });
    return true;
  }

  async flush(tx: Tx): Promise<void> {
    const { rows, problems, importId } = this;
    this.rows = [];
    this.problems = [];
    await tx.$executeRaw`
      INSERT INTO import_row (import_id, n, record)
      SELECT ${importId}::uuid, n, record::jsonb
      FROM unnest(${rows.map((row) => row.n)}::int[], ${rows.map((row) => row.record)}::text[]) AS r (n, record)`;
    await tx.importProblem.createMany({ data: problems });
  }
}

const reviewUnknown: Problem = { severity: 'refused', code: 'review-unknown', place: null, params: {} };
