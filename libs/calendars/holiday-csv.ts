import { CsvError, parse, type Info } from 'csv-parse/sync';
import { short, type HolidayLines } from './holiday-lines.js';

type Column = 'day' | 'name' | 'nationalName' | 'source';

/** Headings by which a column is known, folded: letters only, lower case, without accents. */
const headings: Record<Column, readonly string[]> = {
  day: ['day', 'date', 'holidaydate', 'jour', 'datum', 'fecha', 'ថ្ងៃ', 'ថ្ងៃទី', 'ថ្ងៃខែឆ្នាំ', 'កាលបរិច្ឆេទ'],
  name: [
    ...['name', 'holiday', 'holidayname', 'publicholiday', 'title', 'summary', 'description', 'subject'],
    ...['english', 'englishname', 'nameenglish', 'nameinenglish', 'nameen', 'nom', 'nomanglais', 'nomenanglais'],
  ],
  nationalName: [
    ...['nationalname', 'namenational', 'nameinnationallanguage', 'nationallanguage', 'localname', 'namelocal'],
    ...['nativename', 'khmer', 'khmername', 'namekhmer', 'nameinkhmer', 'namekm', 'french', 'frenchname'],
    ...['nameinfrench', 'namefr', 'arabic', 'arabicname', 'nameinarabic', 'namear', 'nomnational', 'nomlocal'],
    ...['nomkhmer', 'nomenkhmer', 'ឈ្មោះ', 'ឈ្មោះខ្មែរ', 'ឈ្មោះបុណ្យ', 'ឈ្មោះជាភាសាខ្មែរ'],
  ],
  source: ['source', 'reference', 'legalbasis', 'subdecree', 'basis', 'ប្រភព'],
};
const columns = Object.keys(headings) as Column[];

const fold = (heading: string): string =>
  heading
    .normalize('NFKD')
    .replace(/[^\p{L}\p{M}]|[\u0300-\u036f]/gu, '')
    .toLowerCase()
    .normalize('NFC');

const columnsOf = (cells: string[]): Map<Column, number> => {
  const at = new Map<Column, number>();
  cells.forEach((cell, index) => {
    const column = columns.find((name) => headings[name].includes(fold(cell)));
    if (column !== undefined && !at.has(column)) at.set(column, index);
  });
  return at;
};

interface Row {
  line: number;
  cells: string[];
}

const rowsOf = (text: string, delimiter: string, lines: HolidayLines): Row[] => {
  const rows: Row[] = [];
  let read = 0;
  const onRecord = (cells: string[], info: Info): null => {
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: read + 1, cells });
    read = info.lines;
    return null;
  };
  try {
    parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true, on_record: onRecord });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // A quotation mark that nothing closes swallows the rest: it is where the first line was not read any more.
    lines.refuse(read + 1, 'quotation-broken');
  }
  return rows;
};

/** The delimiter with which the first line names the most columns. */
const delimiterOf = (firstLine: string): string => {
  const named = (delimiter: string) =>
    columnsOf(firstLine.split(delimiter).map((cell) => cell.replaceAll('"', ''))).size;
  return [',', ';', '\t'].reduce((best, delimiter) => (named(delimiter) > named(best) ? delimiter : best));
};

const khmerDigits = (text: string): string =>
  text.replace(/[\u17e0-\u17e9]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0));

/** Year first, in one of the forms that mean the same day everywhere. */
const dayForm = /^(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})$/;

/** Reads a table of holidays; its line ends are `\n`. */
export const readCsv = (text: string, lines: HolidayLines): void => {
  // Excel's note to itself about the delimiter counts as a line, which it does not show.
  const note = /^"?sep=(.)"?\n/i.exec(text);
  const table = note === null ? text : text.slice(note[0].length);
  const skipped = note === null ? 0 : 1;
  const start = table.search(/\S/);
  const firstLine = table.slice(Math.max(0, start)).split('\n', 1)[0] ?? '';
  const [header, ...rows] = rowsOf(table, note?.[1] ?? delimiterOf(firstLine), lines);
  if (header === undefined) return;
  const at = columnsOf(header.cells);
  if (!at.has('day') || !at.has('name')) {
    lines.refuse(header.line + skipped, at.has('day') ? 'heading-name' : at.has('name') ? 'heading-day' : 'headings');
    return;
  }
  for (const { line, cells } of rows) {
    if (lines.isFull) return;
    readRow(line + skipped, (column) => cells[at.get(column) ?? -1] ?? '', lines);
  }
};

const readRow = (line: number, cell: (column: Column) => string, lines: HolidayLines): void => {
  const written = khmerDigits(cell('day').trim());
  if (written === '') {
    lines.refuse(line, 'day-missing');
    return;
  }
  const [, year = '', separator, month = '', date = ''] = dayForm.exec(written) ?? [];
  // Without separators every digit must be there: 2026111 is two days.
  if (year === '' || (separator === '' && written.length !== 8)) {
    lines.refuse(line, 'day-unreadable', { day: short(written) });
    return;
  }
  const day = lines.day(line, written, [year, month, date]);
  if (day === null) return;
  lines.add([day], { line, name: cell('name'), nationalName: cell('nationalName'), source: cell('source') });
};
