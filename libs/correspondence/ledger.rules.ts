/** Takes addresses out of what a server said: they are for the secretariat only. */
export const withoutAddresses = (text: string): string =>
  text.replace(/[^\s<>()"',;:]{1,64}@[^\s<>()"',;:]{1,255}/g, '…');

/** A title by language, as rules have them; English where the language is missing. */
export const titleIn = (locale: string, titles: unknown): string | null => {
  if (typeof titles !== 'object' || titles === null) return null;
  const byLanguage = new Map<string, unknown>(Object.entries(titles));
  const title = byLanguage.get(locale) ?? byLanguage.get('en');
  return typeof title === 'string' ? title : null;
};

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
