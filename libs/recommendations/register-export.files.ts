import { byteOrderMark, csvLine, xlsxOf, xlsxType } from '../platform/index.js';
import type { ExportedRecommendation, ExportFormat } from './register-export.schemas.js';

type Pages = AsyncIterable<ExportedRecommendation[]>;

interface Column {
  heading: string;
  /** In characters, where the file shows columns. */
  width: number;
  of: (row: ExportedRecommendation) => string | number | null;
}

/** Labels may hold commas and semicolons: each value has a line of its own. */
const lines = (values: readonly string[]): string | null => (values.length === 0 ? null : values.join('\n'));

/** The headings are part of the API: programs and people's own tables rely on them, in every language. Add at the end, never rename. */
const columns: readonly Column[] = [
  { heading: 'Id', width: 38, of: ({ id }) => id },
  { heading: 'State under review (ISO code)', width: 12, of: ({ stateUnderReview }) => stateUnderReview.code },
  { heading: 'State under review', width: 20, of: ({ stateUnderReview }) => stateUnderReview.name },
  { heading: 'Mechanism', width: 12, of: ({ mechanism }) => mechanism },
  { heading: 'Session', width: 9, of: ({ session }) => session },
  { heading: 'Cycle', width: 9, of: ({ cycle }) => cycle },
  { heading: 'Document symbol', width: 22, of: ({ documentSymbols }) => lines(documentSymbols) },
  { heading: 'Paragraph', width: 11, of: ({ paragraph }) => paragraph },
  { heading: 'Recommendation', width: 80, of: ({ text }) => text },
  { heading: 'Kind', width: 18, of: ({ kind }) => kind },
  {
    heading: 'Recommending States (ISO codes)',
    width: 14,
    of: ({ recommendingStates }) => lines(recommendingStates.map(({ code }) => code)),
  },
  {
    heading: 'Recommending States',
    width: 24,
    of: ({ recommendingStates }) => lines(recommendingStates.map(({ name }) => name)),
  },
  { heading: 'Position', width: 22, of: ({ position }) => position },
  { heading: 'Position source symbol', width: 22, of: ({ positionSource }) => positionSource.symbol },
  { heading: 'Position source paragraph', width: 12, of: ({ positionSource }) => positionSource.paragraph },
  { heading: 'Themes', width: 36, of: ({ themes }) => lines(themes) },
  { heading: 'Affected persons', width: 30, of: ({ affectedPersons }) => lines(affectedPersons) },
  { heading: 'SDGs', width: 10, of: ({ sdgs }) => lines(sdgs) },
  { heading: 'UHRI annotation id', width: 38, of: ({ uhriAnnotationIds }) => lines(uhriAnnotationIds) },
];

const cells = (row: ExportedRecommendation) => columns.map(({ of }) => of(row));

async function* csv(pages: Pages): AsyncGenerator<string> {
  yield byteOrderMark + csvLine(columns.map(({ heading }) => heading));
  for await (const page of pages) yield page.map((row) => csvLine(cells(row))).join('');
}

async function* json(pages: Pages): AsyncGenerator<string> {
  yield '{"rows":[';
  let isFirst = true;
  for await (const page of pages) {
    for (const row of page) {
      yield (isFirst ? '\n' : ',\n') + JSON.stringify(row);
      isFirst = false;
    }
  }
  yield '\n]}\n';
}

async function* tableRows(pages: Pages) {
  for await (const page of pages) for (const row of page) yield cells(row);
}

/** How each kind of file is written, a page of the register at a time. Whoever stops reading it ends the pages. */
export const registerFiles: Record<
  ExportFormat,
  { type: string; write: (pages: Pages) => AsyncGenerator<string | Buffer> }
> = {
  xlsx: {
    type: xlsxType,
    write: (pages) => xlsxOf([{ name: 'Recommendations', columns, rows: tableRows(pages) }]),
  },
  csv: { type: 'text/csv; charset=utf-8', write: csv },
  json: { type: 'application/json; charset=utf-8', write: json },
};
