/** Programs that guess take a file with this mark as UTF-8. */
export const byteOrderMark = '\uFEFF';

/** A row of a CSV file (RFC 4180). Spreadsheet programs run cells that begin like a formula: an apostrophe before them makes them text. */
export const csvLine = (cells: readonly (string | number | null)[]): string =>
  `${cells.map((cell) => csvCell(cell)).join(',')}\r\n`;

const csvCell = (cell: string | number | null): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  // Blanks before it do not stop some programs; neither does the wide sign of East Asian keyboards.
  const safe = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
