/** Programs that guess take a file with this mark as UTF-8. */
export const byteOrderMark = '\uFEFF';

/**
 * A row of a CSV file (RFC 4180). Spreadsheet programs run cells that begin like a formula: an apostrophe before them makes them text. A text
 * that has apostrophes before such a beginning gets one more, so that `fromCsvCell` can tell and take exactly the one away.
 */
export const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`;

/** Blanks before it do not stop some programs; neither does the wide sign of East Asian keyboards. */
const likeFormula = String.raw`(?:[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])`;
const needsApostrophe = new RegExp(`^'*${likeFormula}`);
const hasApostrophe = new RegExp(`^'+${likeFormula}`);

const csvCell = (cell: string | number | null): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = needsApostrophe.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The text that `csvLine` was given, of a cell as a reader of CSV gives it: without the apostrophe that was put before it. */
export const fromCsvCell = (cell: string): string => (hasApostrophe.test(cell) ? cell.slice(1) : cell);
