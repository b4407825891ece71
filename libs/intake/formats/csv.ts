import { Readable } from 'node:stream';
import { CsvError, parse, type Options } from 'csv-parse';
import { CsvError as CsvErrorAtOnce, parse as parseAtOnce } from 'csv-parse/sync';
import { decodeStart, EncodingSurvey, StreamDecoder, type Encoding } from '../../platform/encoding.js';
import { startOf, type SourceFile } from '../source-file.js';
import { headerOf, headerWithin, type Grid, type Headings, type Row } from './grid.js';
import { Refusal } from './refusal.js';
import { breathe } from './text.js';

const delimiters = [',', ';', '\t', '|'] as const;

/** A cell longer than this is a quotation mark that nothing closes. */
const longestRecord = 2 * 1024 * 1024;

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

/** What a text file looks like, found out by reading it once: one character in its last line can decide. */
interface Survey {
  encoding: Encoding;
  delimiter: string;
  /** Characters at its beginning that are no row. */
  skipped: number;
  endsCleanly: boolean;
}

async function* csvRows(file: SourceFile, { encoding, delimiter, skipped }: Survey): AsyncGenerator<Row> {
  let read = 0;
  const pieces = async function* () {
    const decoder = new StreamDecoder(encoding);
    let toSkip = skipped;
    for await (const piece of file.read()) {
      read += piece.length;
      const text = decoder.write(piece);
      yield text.slice(toSkip);
      toSkip = Math.max(0, toSkip - text.length);
    }
    const rest = decoder.end();
    if (rest === null) throw new Refusal('file-cut-off');
    yield rest;
  };
  const parser = parse(parserOptions(delimiter));
  const source = Readable.from(pieces(), { objectMode: false });
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let row = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++;
      yield { place: { row }, cells, progress: read / Math.max(1, file.size) };
      if (row % 300 === 0) await breathe();
    }
  } catch (error) {
    if (error instanceof CsvError) throw new Refusal('file-cut-off');
    throw error;
  } finally {
    source.destroy();
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

/** The delimiter that makes the most of the known headings appear in one row; where none is known, the one that parts rows most evenly. */
const delimiterOf = <Column extends string>(text: string, headings: Headings<Column>): string => {
  let best: { delimiter: string; found: number; evenness: number } = { delimiter: ',', found: 0, evenness: 0 };
  for (const delimiter of delimiters) {
    const rows = firstRows(text, delimiter);
    const found = Math.max(0, ...rows.map((row) => Object.keys(headerOf(row.cells, headings).at).length));
    const evenness = evennessOf(rows.map(({ cells }) => cells.length));
    if (found > best.found || (found === best.found && evenness > best.evenness)) best = { delimiter, found, evenness };
  }
  return best.delimiter;
};

/** The share of rows that are of the commonest width; nothing for a width of one. */
const evennessOf = (widths: number[]): number => {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  const [commonest] = [...counts].sort(([, a], [, b]) => b - a);
  return commonest === undefined || commonest[0] < 2 ? 0 : commonest[1] / widths.length;
};

const surveyOf = async <Column extends string>(
  file: SourceFile,
  headings: Headings<Column>,
): Promise<Survey | null> => {
  const survey = new EncodingSurvey();
  let last = Buffer.alloc(0);
  for await (const piece of file.read()) {
    survey.take(piece);
    last = Buffer.from(piece.subarray(-2));
  }
  const encoding = survey.result();
  if (encoding === null) return null;
  const start = decodeStart(await startOf(file), encoding);
  const match = separatorLine.exec(start);
  const skipped = match?.[0].length ?? 0;
  const delimiter = match?.[1] ?? delimiterOf(start.slice(skipped), headings);
  return { encoding, delimiter, skipped, endsCleanly: /[\r\n]/.test(last.toString('latin1')) };
};

/**
 * Opens a CSV file as any program on any system writes it: its encoding, delimiter and line ends are found out, with the help of the headings
 * that may be in it. Null for what is no text.
 */
export const openCsv = async <Column extends string>(
  file: SourceFile,
  headings: Headings<Column>,
): Promise<Grid | null> => {
  const survey = await surveyOf(file, headings);
  return survey && { rows: () => csvRows(file, survey), endsCleanly: survey.endsCleanly };
};
