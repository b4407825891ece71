import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { JobPayload } from '../catalogue/index.js';
import {
  Clock,
  Database,
  Files,
  newId,
  NotFound,
  Outbox,
  readCursor,
  toPage,
  type Actor,
  type Lease,
  type PageOf,
  type Tx,
} from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { largestFile } from './formats/recognise.js';
import { GivenUpImports } from './given-up.js';
import {
  ColumnsDiffer,
  MeaningUnknown,
  NothingToCancel,
  NothingToTryAgain,
  NoTextColumn,
  NotPreviewed,
  QuestionsOpen,
} from './imports.errors.js';
import { underWay } from './imports.rules.js';
import {
  Mapping,
  StoredSummary,
  Summary,
  type Explain,
  type ImportFields,
  type ImportView,
  type ListImports,
  type QuestionView,
} from './imports.schemas.js';
import { KnowledgeService } from './knowledge.service.js';
import { canMean, meaningsOf } from './questions.js';
import { ImportReading } from './reading.js';
import { askedAbout } from './records.js';
import { Staging } from './staging.js';

/** Another reading of the same file has begun meanwhile; this one has left nothing behind. */
class ReadingOvertaken extends Error {}

/** Shares of the work at the steps of applying a file: comparing it once more, writing it, and what is left to be said of it. */
const applied = { begun: 0.1, compared: 0.4, written: 0.9 } as const;
const applying = ['APPLYING'] as const;
const AskedAboutSchema = z.enum(askedAbout);
const withFile = { file: { select: { name: true } } } as const;

/** Files on their way in: received, read into a preview that writes nothing else, and applied all or nothing. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly files: Files,
    private readonly outbox: Outbox,
    private readonly reading: ImportReading,
    private readonly staging: Staging,
    private readonly knowledge: KnowledgeService,
    private readonly givenUp: GivenUpImports,
  ) {}

  /** Keeps the file, which has arrived whole, and owes its reading. Throws FileTooLarge. */
  async receive(
    { kind, stateUnderReview, session }: ImportFields,
    file: { name: string; stream: AsyncIterable<Buffer> },
    by: Actor & { personId: string },
  ): Promise<ImportView> {
    const id = newId();
    await this.db.transaction(async (tx) => {
      const fileId = await this.files.store(tx, file.name, file.stream, largestFile);
      const hints = { ...(stateUnderReview && { stateUnderReview }), ...(session && { session }) };
      await tx.import.create({
        data: { id, kind, fileId, hints, createdById: by.personId, createdAt: this.clock.now() },
      });
      await this.outbox.publish(tx, 'import.received', { importId: id }, { by });
      await this.outbox.enqueue(tx, 'import.read', { importId: id });
    });
    return this.find(id);
  }

  /** Reads the file into the staging rows, compares them with what we have, and writes nothing else. May be begun again at any time. */
  async read({ importId }: JobPayload<'import.read'>, lease: Lease): Promise<void> {
    const readingId = newId();
    const begun = await this.db.now.import.updateMany({
      where: { id: importId, status: { in: ['RECEIVED', 'READING'] } },
      data: { status: 'READING', progress: 0, readingId },
    });
    if (begun.count === 0) return lease.pay(async () => {});
    const { kind, fileId, hints } = await this.db.now.import.findUniqueOrThrow({ where: { id: importId } });
    const file = await this.files.open(fileId);
    const filled = await this.reading.fill({ importId, readingId }, { kind, hints, file }, lease.renew);
    await lease.pay(async (tx) => {
      const [now] = await tx.$queryRaw<{ readingId: string; status: string }[]>`
        SELECT reading_id AS "readingId", status FROM import WHERE id = ${importId}::uuid FOR UPDATE`;
      // The work stays owed: the reading that took over strikes it off.
      if (now?.readingId !== readingId) throw new ReadingOvertaken();
      if (filled === null || now.status !== 'READING') return this.staging.clear(tx, importId);
      const refused = filled.format === null || filled.refused;
      const summary = refused ? null : await this.staging.compare(tx, importId, kind);
      const { createdById } = await tx.import.update({
        where: { id: importId },
        data: {
          status: refused ? 'REFUSED' : 'PREVIEWED',
          format: filled.format,
          mapping: filled.mapping
            ? { ...filled.mapping, columns: filled.mapping.columns.map((c) => ({ ...c })) }
            : Prisma.DbNull,
          progress: 1,
          ...(summary && { summary }),
        },
      });
      const by: Actor = { personId: createdById, onBehalfOfId: null, via: 'system' };
      await this.outbox.publish(tx, refused ? 'import.refused' : 'import.previewed', { importId }, { by });
    });
  }

  /**
   * Takes what a person explains about the file, keeps it for the next of its kind, and owes another reading. Throws NotPreviewed,
   * MeaningUnknown, ColumnsDiffer.
   */
  async explain(importId: string, { words, columns }: Explain, by: Actor & { personId: string }): Promise<ImportView> {
    for (const { about, meaning } of words) {
      if (meaning !== null && !canMean(about, meaning)) throw new MeaningUnknown(about, meaning);
    }
    await this.db.transaction(async (tx) => {
      const item = await tx.import.findUnique({ where: { id: importId } });
      if (!item) throw new NotFound('import');
      if (columns !== undefined) {
        const mapping = Mapping.nullable().parse(item.mapping);
        if (mapping?.columns.length !== columns.length) {
          throw new ColumnsDiffer(mapping?.columns.length ?? 0, columns.length);
        }
        await this.knowledge.map(tx, mapping.layout, columns, by.personId);
      }
      await this.knowledge.explain(tx, words, by.personId);
      const moved = await tx.import.updateMany({
        where: { id: importId, status: 'PREVIEWED' },
        data: { status: 'RECEIVED', progress: 0 },
      });
      if (moved.count === 0) throw new NotPreviewed(item.status);
      await this.outbox.publish(tx, 'import.explained', { importId }, { by });
      await this.outbox.enqueue(tx, 'import.read', { importId });
    });
    return this.find(importId);
  }

  /** What is asked about the file, what is open first. */
  async questions(importId: string): Promise<QuestionView[]> {
    const rows = await this.db.now.importQuestion.findMany({
      where: { importId },
      orderBy: [{ isOpen: 'desc' }, { uses: 'desc' }, { about: 'asc' }, { value: 'asc' }],
    });
    return rows.map((row) => {
      const about = AskedAboutSchema.parse(row.about);
      const { value, uses, isOpen, meaning } = row;
      return { about, value, uses, isOpen, meaning, meanings: meaningsOf(about) };
    });
  }

  private async assertExplained(tx: Tx, importId: string): Promise<void> {
    const open = await tx.importQuestion.count({ where: { importId, isOpen: true, import: { status: 'PREVIEWED' } } });
    if (open > 0) throw new QuestionsOpen(open);
    const item = await tx.import.findUnique({ where: { id: importId } });
    const mapping = Mapping.nullable().parse(item?.mapping ?? null);
    if (mapping && !mapping.columns.some(({ role }) => role === 'text')) throw new NoTextColumn();
  }

  /** Says that the preview is right and owes its application. Said twice, it is applied once. */
  async approve(importId: string, by: Actor): Promise<ImportView> {
    await this.db.transaction(async (tx) => {
      await this.assertExplained(tx, importId);
      const moved = await tx.import.updateMany({
        where: { id: importId, status: 'PREVIEWED' },
        data: { status: 'APPLYING', progress: 0 },
      });
      if (moved.count === 0) {
        await this.givenUp.tryAgain(importId, by);
        const { status } = await this.find(importId);
        if (status === 'APPLYING' || status === 'APPLIED') return;
        throw new NotPreviewed(status);
      }
      await this.outbox.publish(tx, 'import.approved', { importId }, { by });
      await this.outbox.enqueue(tx, 'import.apply', { importId });
    });
    return this.find(importId);
  }

  /** Applies the preview, all or nothing. Where the register has moved since, it is shown anew instead. */
  async apply({ importId }: JobPayload<'import.apply'>, tx: Tx): Promise<void> {
    const { status, kind, summary, createdById } = await tx.import.findUniqueOrThrow({ where: { id: importId } });
    if (status !== 'APPLYING') return;
    const reach = (progress: number) =>
      this.db.apart.import.updateMany({ where: { id: importId, status: 'APPLYING' }, data: { progress } });
    await reach(applied.begun);
    // One import at a time: between comparing and writing nothing may be registered.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('import.apply', 0))`;
    const now = await this.staging.compare(tx, importId, kind);
    if (StoredSummary.parse(summary).work !== now.work) {
      await tx.import.update({ where: { id: importId }, data: { status: 'PREVIEWED', summary: now, progress: 1 } });
      return;
    }
    await reach(applied.compared);
    const by: Actor = { personId: createdById, onBehalfOfId: null, via: 'system' };
    const reviewIds = await this.staging.apply(tx, importId, kind, by);
    await reach(applied.written);
    await tx.import.update({
      where: { id: importId },
      data: { status: 'APPLIED', progress: 1, appliedAt: this.clock.now(), reviewIds },
    });
    await this.outbox.publish(tx, 'import.applied', { importId }, { by });
    await this.staging.clear(tx, importId);
  }

  /** Takes up again what failed: reading the file, or applying it. Pressed twice, it is taken up once. */
  async tryAgain(importId: string, by: Actor): Promise<ImportView> {
    const isTakenUp = await this.givenUp.tryAgain(importId, by);
    const now = await this.find(importId);
    if (!isTakenUp && !underWay.includes(now.status)) throw new NothingToTryAgain(now.status);
    return now;
  }

  /** Ends an import that is not applied yet, nor about to be; reading stops within moments. */
  async cancel(importId: string, by: Actor): Promise<ImportView> {
    await this.db.transaction(async (tx) => {
      const { status } = await this.find(importId);
      if (status === 'CANCELLED') return;
      const hadFailed = await this.givenUp.strikeOff(tx, importId);
      const moved = await tx.import.updateMany({
        where: { id: importId, status: { in: ['RECEIVED', 'READING', 'PREVIEWED', ...(hadFailed ? applying : [])] } },
        data: { status: 'CANCELLED' },
      });
      if (moved.count === 0) throw new NothingToCancel(status);
      await this.staging.clear(tx, importId);
      await this.outbox.publish(tx, 'import.cancelled', { importId }, { by });
    });
    return this.find(importId);
  }

  async find(importId: string): Promise<ImportView> {
    const row = await this.db.now.import.findUnique({ where: { id: importId }, include: withFile });
    if (!row) throw new NotFound('import');
    const failed = await this.givenUp.among([importId]);
    return toView(row, failed);
  }

  /** Imports, the newest first. */
  async list({ cursor, limit }: ListImports): Promise<PageOf<ImportView>> {
    const before = readCursor(cursor, z.tuple([z.uuid()]));
    const rows = await this.db.now.import.findMany({
      where: before ? { id: { lt: before[0] } } : {},
      orderBy: { id: 'desc' },
      take: limit + 1,
      include: withFile,
    });
    const failed = await this.givenUp.among(rows.map(({ id }) => id));
    return toPage(
      rows,
      limit,
      ({ id }) => [id],
      (row) => toView(row, failed),
    );
  }
}

type ImportWithFile = Prisma.ImportGetPayload<{ include: typeof withFile }>;

const toView = (
  { id, kind, status, format, progress, mapping, summary, createdAt, appliedAt, file }: ImportWithFile,
  failed: Set<string>,
): ImportView => ({
  id,
  kind,
  status: failed.has(id) ? 'FAILED' : status,
  fileName: file.name,
  format,
  progress,
  summary: summary === null ? null : Summary.parse(summary),
  columns: Mapping.nullable().parse(mapping)?.columns ?? null,
  createdAt: createdAt.toISOString(),
  appliedAt: appliedAt?.toISOString() ?? null,
});
