import { Readable } from 'node:stream';
import { CsvError, parse, type Options } from 'csv-parse';
import { CsvError as CsvErrorAtOnce, parse as parseAtOnce } from 'csv-parse/sync';
import { decode, decodeStart, encodingOf } from '../../platform/encoding.js';
import { headerOf, headerWithin, type Grid, type Headings, type Row } from './grid.js';
import { Refusal } from './refusal.js';
import { breathe } from './text.js';

const delimiters = [',', ';', '\t'] as const;

/** A cell longer than this is a quotation mark that nothing closes. */
const longestRecord = 2 * 1024 * 1024;

const pieceSize = 64 * 1024;

/** Excel's note to itself about the delimiter, which it does not show as a row. */
const separatorLine = /^"?sep=(.)"?(?:\r\n|\n|\r)/i;

const parserOptions = (delimiter: string): Options => ({
  delimiter,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  // A lone inch mark or an unescaped quotation inside a cell is no reason to refuse a list.
  relax_quotes: true,
  skip_empty_lines: false,
  max_record_size: longestRecord,
});

async function* csvRows(text: string, delimiter: string): AsyncGenerator<Row> {
  const bytes = Buffer.from(text, 'utf8');
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += pieceSize) yield bytes.subarray(at, at + pieceSize);
  };
  const parser = Readable.from(pieces(), { objectMode: false }).pipe(parse(parserOptions(delimiter)));
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++;
      yield { place: { row }, cells };
      if (row % 300 === 0) await breathe();
    }
  } catch (error) {
    if (error instanceof CsvError) throw new Refusal('file-cut-off');
    throw error;
  }
}

/** The first rows of a text, as far as they can be read. */
const firstRows = (text: string, delimiter: string): Row[] => {
  const rows: Row[] = [];
  const onRecord = (cells: string[]): null => {
    rows.push({ place: { row: rows.length + 1 }, cells });
    return null;
  };
  try {
    parseAtOnce(text, { ...parserOptions(delimiter), to: headerWithin, on_record: onRecord });
  } catch (error) {
    // A sample of a file ends anywhere, in a quotation too.
    if (!(error instanceof CsvErrorAtOnce)) throw error;
  }
  return rows;
};

const withoutSeparatorLine = (text: string): { text: string; delimiter: string | null } => {
  const match = separatorLine.exec(text);
  return match === null
    ? { text, delimiter: null }
    : { text: text.slice(match[0].length), delimiter: match[1] ?? null };
};

/** The delimiter that makes the most of the known headings appear in one row. */
const delimiterOf = <Column extends string>(text: string, headings: Headings<Column>): string => {
  let best: { delimiter: string; found: number } = { delimiter: ',', found: 0 };
  for (const delimiter of delimiters) {
    const rows = firstRows(text, delimiter);
    const found = Math.max(0, ...rows.map((row) => Object.keys(headerOf(row.cells, headings).at).length));
    if (found > best.found) best = { delimiter, found };
  }
  return best.delimiter;
};

/** The first rows of a CSV file, to see whether it is one we know. */
export const csvStart = <Column extends string>(file: Buffer, headings: Headings<Column>): Row[] => {
  const encoding = encodingOf(file);
  if (encoding === null) return [];
  const start = withoutSeparatorLine(decodeStart(file, encoding));
  return firstRows(start.text, start.delimiter ?? delimiterOf(start.text, headings));
};

/** Reads a CSV file as any program on any system writes it: its encoding, delimiter and line ends are found out. */
export const readCsv = <Column extends string>(file: Buffer, headings: Headings<Column>): Grid => {
  const encoding = encodingOf(file);
  if (encoding === null) throw new Refusal('file-is-unknown');
  const start = withoutSeparatorLine(decodeStart(file, encoding));
  const delimiter = start.delimiter ?? delimiterOf(start.text, headings);
  const whole = decode(file, encoding);
  if (whole === null) throw new Refusal('file-cut-off');
  const { text } = withoutSeparatorLine(whole);
  return { rows: () => csvRows(text, delimiter), endsCleanly: /[\r\n]$/.test(text) };
};
