import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { intakeTexts, type Locale } from '../catalogue/index.js';
import { Database, readCursor, toPage, translator, type PageOf } from '../platform/index.js';
import type { ListImports, ProblemView } from './imports.schemas.js';
import type { Place, ProblemCode } from './records.js';

@Injectable()
export class ProblemsService {
  constructor(private readonly db: Database) {}

  /** What is wrong with a file, in the order of the file and in words for the reader; `severity` leaves out the rest. */
  async list(
    importId: string,
    { cursor, limit, severity }: ListImports & { severity?: ProblemView['severity'] },
    locale: Locale,
  ): Promise<PageOf<ProblemView>> {
    const after = readCursor(cursor, z.tuple([z.int()]));
    const rows = await this.db.now.importProblem.findMany({
      where: { importId, ...(severity && { severity }), ...(after && { n: { gt: after[0] } }) },
      orderBy: { n: 'asc' },
      take: limit + 1,
    });
    const t = translator(intakeTexts, locale);
    return toPage(
      rows,
      limit,
      ({ n }) => [n],
      ({ code, place, params, ...problem }) => ({
        severity: problem.severity as ProblemView['severity'],
        code,
        place: place as Place | null,
        sentence: t(`intake.problem.${code as ProblemCode}`, params as Record<string, string | number>),
      }),
    );
  }
}
