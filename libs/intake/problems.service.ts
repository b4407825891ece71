import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { intakeTexts, type Locale } from '../catalogue/index.js';
import { Database, readCursor, toPage, translator, type PageOf } from '../platform/index.js';
import { stateName } from '../recommendations/index.js';
import type { ListImports, ProblemView } from './imports.schemas.js';
import type { Place, ProblemCode } from './records.js';

type Params = Record<string, string | number>;

/** States are kept as codes, so that everybody reads their names in a language of her own. */
const inWords = (code: string, params: Params, locale: Locale): Params => {
  if (code !== 'state-differs') return params;
  const names = (codes: string) => codes.split(' ').map((state) => stateName(state, locale));
  const list = new Intl.ListFormat(locale);
  return { said: list.format(names(String(params['said']))), found: list.format(names(String(params['found']))) };
};

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
        sentence: t(`intake.problem.${code as ProblemCode}`, inWords(code, params as Params, locale)),
      }),
    );
  }
}
