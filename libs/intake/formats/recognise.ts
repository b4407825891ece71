import type { Format, Hints, Mapping, Reading } from '../records.js';
import { startOf, wholeOf, type SourceFile } from '../source-file.js';
import { columnHeadings } from './columns.js';
import { openCsv } from './csv.js';
import { describeMatrix } from './describe.js';
import type { Grid } from './grid.js';
import { mapColumns } from './mapping.js';
import { readOhchrMatrix } from './ohchr-matrix.js';
import { oleMark } from './ole.js';
import { Refusal } from './refusal.js';
import { firstRows, readTable } from './table.js';
import { readUhriApi, looksLikeUhriApi } from './uhri-api.js';
import { looksLikeUhriHeadings } from './uhri-fields.js';
import { looksLikeUhriJson, readUhriJson } from './uhri-json.js';
import { UhriRows } from './uhri-rows.js';
import { readUnReport } from './un-report.js';
import { WordFile } from './word.js';
import { openContainer, readXls } from './xls.js';
import { readXlsx } from './xlsx.js';
import { zipMark, ZipFile } from './zip.js';

const megabyte = 1024 * 1024;
/** The largest file taken, when it is uploaded and when it is read. */
export const largestFile = { megabytes: 500 };

/** A file whose format is known, and how it is read. */
export interface Opened {
  format: Format;
  read: () => AsyncGenerator<Reading>;
}

const startsWith = (file: Buffer, mark: Buffer): boolean => file.subarray(0, mark.length).equals(mark);

const images = ['ffd8ff', '89504e47', '47494638', '49492a00', '4d4d002a', '52494646'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

/** The largest file of a format that has to be in memory whole. */
const largestWhole = { megabytes: 50 };

const assertWithin = ({ size }: SourceFile, { megabytes: limit }: { megabytes: number }): void => {
  if (size > limit * megabyte) throw new Refusal('file-too-large', { megabytes: Math.ceil(size / megabyte), limit });
};

/** What can be said of any file before its format is known. */
export const assertTakeable = (file: SourceFile, start: Buffer): void => {
  const { size } = file;
  assertWithin(file, largestFile);
  if (size === 0 || /^[\s\0\ufeff]*$/.test(start.subarray(0, 4096).toString('utf8'))) throw new Refusal('file-empty');
};

/** Kinds of file that people send by mistake, told by their first bytes. */
export const assertNoOtherKind = (bytes: Buffer): void => {
  const start = bytes.subarray(0, 1024).toString('latin1').replaceAll('\0', '').trimStart();
  if (/^(?:\xef\xbb\xbf)?%PDF-/.test(start)) throw new Refusal('file-is-pdf');
  if (images.some((mark) => startsWith(bytes, mark))) throw new Refusal('file-is-image');
  if (start.startsWith('{\\rtf')) throw new Refusal('file-is-old-word');
  if (/^(?:\xef\xbb\xbf|\xff\xfe)?\s*<(?:!doctype html|html|head|body|table|meta)\b/i.test(start)) {
    throw new Refusal('file-is-web-page');
  }
  if (startsWith(bytes, Buffer.from('1f8b', 'hex')) || /^(?:Rar!|7z\xbc\xaf)/.test(start)) {
    throw new Refusal('file-is-archive');
  }
};

/** A sheet's likeness to a list of recommendations: 2 with a column of them, 1 with several columns at all, else 0. */
const listLikeness = ({ columns }: Mapping): number => {
  if (columns.some(({ role, from }) => role === 'text' && from !== 'content')) return 3;
  const filled = columns.filter(({ samples }) => samples.length > 0).length;
  if (filled < 2) return 0;
  return columns.some(({ role }) => role === 'text') ? 2 : 1;
};

const uprInfoRoles = ['text', 'stateUnderReview', 'recommendingStates', 'position'] as const;

/** The sheet that is most like a list of recommendations. */
const openTable = async (sheets: Grid[], kind: 'csv' | 'xls' | 'xlsx', hints: Hints): Promise<Opened> => {
  let best: { sheet: Grid; mapping: Mapping; likeness: number } | null = null;
  for (const sheet of sheets) {
    const mapping = mapColumns(await firstRows(sheet), hints.rolesSaid);
    const likeness = listLikeness(mapping);
    if (likeness > (best?.likeness ?? 0)) best = { sheet, mapping, likeness };
  }
  if (best === null) throw new Refusal('header-missing');
  const { sheet, mapping } = best;
  if (looksLikeUhriHeadings(mapping.columns.map(({ heading }) => heading))) {
    return { format: 'uhri-xlsx', read: () => readUhriSheet(sheet, mapping, hints) };
  }
  const isUprInfo = uprInfoRoles.every((role) =>
    mapping.columns.some((column) => column.role === role && column.from === 'heading'),
  );
  const format = isUprInfo && kind !== 'xlsx' ? (`upr-info-${kind}` as const) : (`table-${kind}` as const);
  return { format, read: () => readTable(sheet, mapping, hints) };
};

/** UHRI's own export as a spreadsheet, row by row. */
async function* readUhriSheet(sheet: Grid, { columns, headingRow }: Mapping, hints: Hints): AsyncGenerator<Reading> {
  const rows = new UhriRows(hints);
  for await (const { place, cells, progress = 0 } of sheet.rows()) {
    if (place.row <= headingRow || cells.every((cell) => cell.trim() === '')) continue;
    const named = Object.fromEntries(columns.map(({ heading }, index) => [heading, cells[index] ?? '']));
    yield* rows.take(named, place, progress);
  }
}

const inContainer = async (file: Buffer, hints: Hints): Promise<Opened> => {
  const { names } = openContainer(file);
  if (names.has('Workbook')) return openTable(readXls(file), 'xls', hints);
  if (names.has('EncryptedPackage')) throw new Refusal('file-encrypted');
  if (names.has('WordDocument')) throw new Refusal('file-is-old-word');
  if (names.has('Book')) throw new Refusal('file-is-old-excel');
  throw new Refusal('file-is-unknown');
};

const inZip = async (file: SourceFile, hints: Hints): Promise<Opened> => {
  const { names } = await ZipFile.open(file);
  if (names.some((name) => /^word\/document\d*\.xml$/i.test(name))) {
    return (await isReport(file))
      ? { format: 'un-report-docx', read: () => readUnReport(file, hints) }
      : { format: 'ohchr-matrix-docx', read: () => readMatrix(file, hints) };
  }
  if (names.some((name) => /^xl\/workbook/i.test(name))) return openTable(await readXlsx(file), 'xlsx', hints);
  throw new Refusal(names.includes('[Content_Types].xml') ? 'file-is-unknown' : 'file-is-archive');
};

/** Near its top, a report says what it is; a matrix has its table there. */
const isReport = async (file: SourceFile): Promise<boolean> => {
  let looked = 0;
  for await (const block of (await WordFile.open(file)).body()) {
    if (block.kind === 'row' || ++looked > reportHead) return false;
    if (namesReport.test(block.text)) return true;
  }
  return false;
};

/** Paragraphs within which a report names itself. */
const reportHead = 40;
const namesReport =
  /report of the working group on the universal periodic review|rapport du groupe de travail sur l.examen p[ée]riodique universel|informe del grupo de trabajo sobre el examen peri[óo]dico universal/i;

async function* readMatrix(file: SourceFile, hints: Hints): AsyncGenerator<Reading> {
  const word = await WordFile.open(file);
  const { stateUnderReview, session } = await describeMatrix(word);
  yield* readOhchrMatrix(word.body(), {
    ...hints,
    ...(stateUnderReview && { stateUnderReview: stateUnderReview.value }),
    ...(session && { session: session.value }),
  });
}

/** Tells which format a file is in, by its content; its name may say anything. Throws Refusal. */
export const open = async (file: SourceFile, hints: Hints): Promise<Opened> => {
  const start = await startOf(file);
  assertTakeable(file, start);
  if (startsWith(start, zipMark)) return inZip(file, hints);
  if (startsWith(start, oleMark)) {
    assertWithin(file, largestWhole);
    return inContainer(await wholeOf(file), hints);
  }
  const text = start.toString('latin1');
  if (/^(?:\xef\xbb\xbf)?\s*%PDF-/.test(text)) {
    assertWithin(file, largestWhole);
    return { format: 'un-report-pdf', read: () => readUnReport(file, hints) };
  }
  assertNoOtherKind(start);
  if (looksLikeUhriApi(text)) return { format: 'uhri-api-jsonl', read: () => readUhriApi(file, hints) };
  if (looksLikeUhriJson(text)) return { format: 'uhri-json', read: () => readUhriJson(file, hints) };
  if (namesReport.test(text.replace(/\s+/g, ' '))) {
    return { format: 'un-report-text', read: () => readUnReport(file, hints) };
  }
  const grid = await openCsv(file, columnHeadings);
  if (grid === null) throw new Refusal('file-is-unknown');
  return openTable([grid], 'csv', hints);
};
