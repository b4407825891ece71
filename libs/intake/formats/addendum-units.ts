import { isPageMark } from './report-head.js';
import type { ReportLine } from './report-lines.js';
import { closesDocument, isHeading, withDots } from './report-words.js';

/** A piece of the document that is read as a whole: a paragraph, an item of a list, a row of a table. */
export interface Unit {
  text: string;
  source: string | null;
  cells: string[] | null;
}

/** A paragraph longer than this is none: it is cut, not kept. */
const longestUnit = 20_000;

const topLevel = /^(\d{1,3})\.(?!\d)\s*/;
const beginsWithNumber = /^\d{1,3}\.\d{1,3}(?![\d%])/;
/** `Recommendation 119.1` above its answer, and `Response:` before one. */
const beginsAnew =
  /^(?:(?:recommendations?|recommandations?|recomendaci(?:ón|ones))(?: n[o°º]s?\.?)? ?\d{1,3}\.\d|(?:response|réponse|respuesta|answer|reply|position)\s?:)/i;
/** What a line that goes on in the next one ends in. */
const goesOn =
  /(?:[,–—-]|\b(?:and|to|et|à|y|a|e|recommendations?|recommandations?|recomendaci(?:ón|ones)|nos?|paragraphs?|paras?)\.?)$/i;

/** Parts the lines into pieces: at empty lines, at numbers, at headings, and row by row. */
export function* unitsOf(lines: readonly ReportLine[]): Generator<Unit> {
  let source: string | null = null;
  let text = '';
  let row: number | null = null;
  let cells: string[] = [];
  const flushed = (): Unit[] => {
    const units: Unit[] = [];
    if (text !== '') units.push({ text, source, cells: null });
    if (cells.length > 0) units.push({ text: cells.join(' | '), source, cells });
    text = '';
    cells = [];
    return units;
  };
  for (const line of lines) {
    if (line.row !== null) {
      if (row !== line.row) yield* flushed();
      row = line.row;
      cells.push(line.text.slice(0, longestUnit));
      continue;
    }
    const own = withDots(line.text);
    if (line.isAside || (own !== '' && isPageMark(own))) continue;
    if (closesDocument(own)) break;
    const top = topLevel.exec(own.slice(0, 8));
    const startsItem =
      (beginsWithNumber.test(own.slice(0, 12)) && !goesOn.test(text.slice(-30))) ||
      (beginsAnew.test(own.slice(0, 40)) && /(?:^|[.;:)])$/.test(text.slice(-1)));
    if (own === '' || line.begins || top !== null || startsItem || isHeading(own)) yield* flushed();
    if (top !== null) source = top[1] ?? null;
    const words = top === null ? own : own.slice(top[0].length);
    if (text.length < longestUnit) text = text === '' ? words : `${text} ${words}`;
    if (text.length > longestUnit) text = text.slice(0, longestUnit);
  }
  yield* flushed();
}
