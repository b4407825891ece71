import { zipOf, type ZipPart } from './zip-writer.js';

/** What a cell says: a number is written as one, everything else is text. A day is its text, `YYYY-MM-DD`. */
type XlsxValue = string | number | null;
/** A cell, plain or marked as one in which something is to be put right. */
export type XlsxCell = XlsxValue | { problem: XlsxValue };

export interface XlsxSheet {
  name: string;
  /** The heading row, and how wide each column is, in characters. */
  columns: readonly { heading: string; width: number }[];
  rows: AsyncIterable<readonly XlsxCell[]> | Iterable<readonly XlsxCell[]>;
}

const spreadsheet = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** Excel repairs files with longer cells by cutting them: we cut ourselves, and show it. In UTF-16 units. */
const longestCell = 32_767;
const mostRows = 1_048_576;
const cutMark = ' […]';

/** Places in the list of styles below. */
const styles = { number: 0, heading: 1, text: 2, problem: 3 } as const;

/**
 * Text has the format `@`, and is marked as quoted: it stays text when somebody edits its cell, whatever it begins with. A cell written as an
 * inline text is never a formula when the file is opened.
 */
const stylesXml =
  `${declaration}<styleSheet xmlns="${spreadsheet}">` +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFFFE699"/><bgColor indexed="64"/></patternFill></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4">' +
  `<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top"/></xf>${[
    ['fontId="1" fillId="0"', 'applyFont="1"'],
    ['fontId="0" fillId="0"', ''],
    ['fontId="0" fillId="2"', 'applyFill="1"'],
  ]
    .map(
      ([look, applied]) =>
        `<xf numFmtId="49" ${look} borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1" ${applied} applyAlignment="1">` +
        '<alignment vertical="top" wrapText="1"/></xf>',
    )
    .join('')}</cellXfs></styleSheet>`;

/** Characters XML 1.0 cannot hold, or only as references that programs read differently. */
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

const cut = (text: string): string => {
  if (text.length <= longestCell) return text;
  let kept = '';
  // Not in the middle of what a reader sees as one character.
  for (const { segment, index } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    if (index + segment.length > longestCell - cutMark.length) break;
    kept = text.slice(0, index + segment.length);
  }
  return kept + cutMark;
};

/** A text as XML: line ends are `\n`, halves of characters are replaced, and what reads like an escape of the format (`_x000D_`) is escaped. */
const textXml = (text: string): string =>
  escapeXml(
    cut(
      text
        .replace(unwritable, '')
        .replace(/\r\n?/g, '\n')
        .replace(/\p{Surrogate}/gu, '\uFFFD'),
    ).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'),
  );

/** A column's letters, counted from 0. */
const letters = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : letters(Math.floor(index / 26) - 1) + letters(index % 26);

/** A cell at `at`, such as `B3`: where a cell stands may be left out, but not every program knows. */
const cellXml = (at: string, value: XlsxValue, style: number): string => {
  if (typeof value === 'number' && Number.isFinite(value)) return `<c r="${at}" s="${style}"><v>${value}</v></c>`;
  const xml = value === null ? '' : textXml(String(value));
  const start = `<c r="${at}" s="${style}"`;
  return xml === '' ? `${start}/>` : `${start} t="inlineStr"><is><t xml:space="preserve">${xml}</t></is></c>`;
};

const styleOf = (value: XlsxValue): number => (typeof value === 'number' ? styles.number : styles.text);

const rowXml = (row: number, cells: readonly XlsxCell[]): string => {
  const written = cells.map((cell, column) => {
    const at = `${letters(column)}${row}`;
    return typeof cell === 'object' && cell !== null
      ? cellXml(at, cell.problem, styles.problem)
      : cellXml(at, cell, styleOf(cell));
  });
  return `<row r="${row}">${written.join('')}</row>`;
};

async function* sheetXml({ columns, rows }: XlsxSheet): AsyncGenerator<string> {
  const widths = columns.map(({ width }, n) => `<col min="${n + 1}" max="${n + 1}" width="${width}" customWidth="1"/>`);
  yield (
    `${declaration}<worksheet xmlns="${spreadsheet}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widths.join('')}</cols><sheetData>` +
    `<row r="1">${columns.map(({ heading }, n) => cellXml(`${letters(n)}1`, heading, styles.heading)).join('')}</row>`
  );
  let count = 1;
  for await (const cells of rows) {
    if (++count > mostRows) throw new RangeError(`A sheet has at most ${mostRows} rows.`);
    yield rowXml(count, cells);
  }
  yield '</sheetData></worksheet>';
}

/** Names of sheets as programs take them: no more than 31 units, none of their signs, none twice. */
const sheetNames = (sheets: readonly XlsxSheet[]): string[] => {
  const taken = new Set<string>();
  return sheets.map(({ name }) => {
    const plain = name.replace(unwritable, '').replace(/[[\]:*?/\\]|^'|'$|\p{Surrogate}/gu, '_');
    let unique = plain.slice(0, 31).replace(/\p{Surrogate}/gu, '') || 'Sheet';
    for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${plain.slice(0, 26)} (${n})`;
    taken.add(unique.toLowerCase());
    return unique;
  });
};

const relationship = (n: number, type: string, target: string): string =>
  `<Relationship Id="r${n}" Type="${office}/${type}" Target="${target}"/>`;

const partsOf = (sheets: readonly XlsxSheet[]): ZipPart[] => {
  const main = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const names = sheetNames(sheets);
  const relations = (list: string[]): string =>
    `${declaration}<Relationships xmlns="${packages}/relationships">${list.join('')}</Relationships>`;
  const override = (part: string, type: string): string =>
    `<Override PartName="/xl/${part}.xml" ContentType="${main}.${type}+xml"/>`;
  const fixed: [name: string, xml: string][] = [
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="${packages}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        `${override('workbook', 'sheet.main')}${override('styles', 'styles')}` +
        `${names.map((_, n) => override(`worksheets/sheet${n + 1}`, 'worksheet')).join('')}</Types>`,
    ],
    ['_rels/.rels', relations([relationship(1, 'officeDocument', 'xl/workbook.xml')])],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${spreadsheet}" xmlns:r="${office}"><sheets>` +
        `${names.map((name, n) => `<sheet name="${escapeXml(name)}" sheetId="${n + 1}" r:id="r${n + 1}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relations([
        ...names.map((_, n) => relationship(n + 1, 'worksheet', `worksheets/sheet${n + 1}.xml`)),
        relationship(names.length + 1, 'styles', 'styles.xml'),
      ]),
    ],
    ['xl/styles.xml', stylesXml],
  ];
  return [
    ...fixed.map(([name, xml]) => ({ name, content: [xml] })),
    ...sheets.map((sheet, n) => ({ name: `xl/worksheets/sheet${n + 1}.xml`, content: sheetXml(sheet) })),
  ];
};

/** Media type of such a file. */
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * A workbook of today (.xlsx, ECMA-376) written while its rows come: a few rows are in memory. Each sheet has a bold heading row that stays in
 * sight; marked cells are yellow. Characters that XML cannot hold are left out, and texts longer than a cell are cut, which is shown.
 * Throws RangeError past what the format holds. Whoever stops reading ends the rows.
 */
export const xlsxOf = (sheets: readonly [XlsxSheet, ...XlsxSheet[]]): AsyncGenerator<Buffer> => zipOf(partsOf(sheets));
