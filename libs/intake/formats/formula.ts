/** A call such as `+HYPERLINK(`, a command such as `-2+3+cmd|'…'!A0`, a cell such as `-A1+B2`. */
const afterSign = [
  /^[+-]+\s*[A-Za-z_][\w.]*\(/,
  /^[+-].*\|.*!/s,
  /^[+-]\s*\$?[A-Za-z]{1,3}\$?\d{1,7}\s*(?:[-+*/^&=<>:]|$)/,
  /^[+-]\s*[\d.(][\d\s.()%]*[-+*/^&=<>]\s*(?:[A-Za-z][\w.]*[(|!]|["'])/,
];

/**
 * Whether spreadsheet programs would run a cell's text instead of showing it. A sentence that begins with a dash, a telephone number and a
 * negative number are not formulas.
 */
export const isFormula = (cell: string): boolean => {
  // Blanks before it do not stop some programs; neither does the wide sign of East Asian keyboards.
  const text = cell.trimStart().replace(/^[\uff1d\uff0b\uff0d\uff20]/, (sign) => sign.normalize('NFKC'));
  const first = text[0];
  if (first === '=' || first === '@') return true;
  return (first === '+' || first === '-') && afterSign.some((pattern) => pattern.test(text));
};

/** A column's letters as spreadsheet programs show them, counted from 0. */
export const columnLetters = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : columnLetters(Math.floor(index / 26) - 1) + columnLetters(index % 26);

/** What fetches, starts or asks something the moment a workbook is opened: functions, commands (`program|topic!item`), and how files write these (`[1]!item`). */
const running =
  /(?:^|[^\w.])(?:_xlfn\.|_xlws\.)*(?:CALL|REGISTER(?:\.ID)?|EXEC|RTD|WEBSERVICE|IMAGE|IMPORT(?:DATA|FEED|HTML|RANGE|XML))\s*\(|\||\[\d+\]!/i;

/** Whether the formula of a workbook's cell would run something when the workbook is opened, and not only calculate. */
export const runsSomething = (formula: string): boolean =>
  // Texts and names of sheets say nothing.
  running.test(formula.replace(/"[^"]*"|'[^']*'/g, '""'));
