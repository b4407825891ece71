import type { Format } from '../records.js';
import { startOf, wholeOf, type SourceFile } from '../source-file.js';
import { csvStart } from './csv.js';
import { findHeader, headerWithin, type Grid, type Row } from './grid.js';
import { oleMark } from './ole.js';
import { Refusal } from './refusal.js';
import { missingHeader } from './upr-info.js';
import { needed, uprInfoHeadings } from './upr-info-headings.js';
import { openContainer, readXls } from './xls.js';
import { zipMark, ZipFile } from './zip.js';

const megabyte = 1024 * 1024;
/** The largest file taken, when it is uploaded and when it is read. */
export const largestFile = { megabytes: 50 };

const startsWith = (file: Buffer, mark: Buffer): boolean => file.subarray(0, mark.length).equals(mark);

const images = ['ffd8ff', '89504e47', '47494638', '49492a00', '4d4d002a', '52494646'].map((hex) =>
  Buffer.from(hex, 'hex'),
);

/** What can be said of any file before its format is known. */
export const assertTakeable = ({ size }: SourceFile, start: Buffer): void => {
  if (size > largestFile.megabytes * megabyte) {
    throw new Refusal('file-too-large', { megabytes: Math.ceil(size / megabyte), limit: largestFile.megabytes });
  }
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

const firstRows = async (grid: Grid): Promise<Row[]> => {
  const rows: Row[] = [];
  for await (const row of grid.rows()) {
    rows.push(row);
    if (rows.length === headerWithin) break;
  }
  return rows;
};

/** The first sheet with a heading row we know. */
export const knownSheet = async (sheets: Grid[], hints: { stateUnderReview?: string }): Promise<Grid> => {
  let closest: Row[] = [];
  for (const sheet of sheets) {
    const rows = await firstRows(sheet);
    if ('header' in findHeader(rows, uprInfoHeadings, needed(hints))) return sheet;
    if (rows.length > closest.length) closest = rows;
  }
  throw missingHeader(closest, needed(hints));
};

const inContainer = async (file: Buffer, hints: { stateUnderReview?: string }): Promise<Format> => {
  const { names } = openContainer(file);
  if (names.has('Workbook')) {
    await knownSheet(readXls(file), hints);
    return 'upr-info-xls';
  }
  if (names.has('EncryptedPackage')) throw new Refusal('file-encrypted');
  if (names.has('WordDocument')) throw new Refusal('file-is-old-word');
  if (names.has('Book')) throw new Refusal('file-is-old-excel');
  throw new Refusal('file-is-unknown');
};

const inZip = async (file: SourceFile): Promise<Format> => {
  const { names } = await ZipFile.open(file);
  if (names.some((name) => /^word\/document\d*\.xml$/i.test(name))) return 'ohchr-matrix-docx';
  if (names.some((name) => /^xl\/workbook/i.test(name))) throw new Refusal('file-is-xlsx');
  throw new Refusal(names.includes('[Content_Types].xml') ? 'file-is-unknown' : 'file-is-archive');
};

/** Which format a file is in, by its content; its name may say anything. */
export const formatOf = async (file: SourceFile, hints: { stateUnderReview?: string }): Promise<Format> => {
  const start = await startOf(file);
  assertTakeable(file, start);
  if (startsWith(start, zipMark)) return inZip(file);
  if (startsWith(start, oleMark)) return inContainer(await wholeOf(file), hints);
  assertNoOtherKind(start);
  const rows = csvStart(await wholeOf(file), uprInfoHeadings);
  if (rows.length === 0) throw new Refusal('file-is-unknown');
  if ('missing' in findHeader(rows, uprInfoHeadings, needed(hints))) throw missingHeader(rows, needed(hints));
  return 'upr-info-csv';
};
