import { readInlineString, readSharedStrings } from './biff-strings.js';
import { columnLetters } from './formula.js';
import type { Grid, Row } from './grid.js';
import { OleContainer } from './ole.js';
import { Refusal } from './refusal.js';
import { breathe } from './text.js';

/** The records of an Excel 97–2003 workbook that carry what we read. */
const types = {
  formula: 0x0006,
  end: 0x000a,
  encrypted: 0x002f,
  continue: 0x003c,
  sheet: 0x0085,
  numbers: 0x00bd,
  richText: 0x00d6,
  sharedStrings: 0x00fc,
  sharedString: 0x00fd,
  number: 0x0203,
  text: 0x0204,
  boolean: 0x0205,
  array: 0x0221,
  compactNumber: 0x027e,
  begin: 0x0809,
} as const;

interface BiffRecord {
  type: number;
  data: Buffer;
  /** Where the next record begins. */
  next: number;
}

const recordAt = (stream: Buffer, at: number): BiffRecord => {
  if (at + 4 > stream.length) throw new Refusal('file-cut-off');
  const next = at + 4 + stream.readUInt16LE(at + 2);
  if (next > stream.length) throw new Refusal('file-cut-off');
  return { type: stream.readUInt16LE(at), data: stream.subarray(at + 4, next), next };
};

/** A number in 30 bits: a whole number or the upper half of a floating-point one, either possibly in hundredths. */
const compactNumber = (bits: number): number => {
  let value: number;
  if ((bits & 2) === 2) value = bits >> 2;
  else {
    const double = Buffer.alloc(8);
    double.writeInt32LE(bits & ~3, 4);
    value = double.readDoubleLE();
  }
  return (bits & 1) === 1 ? value / 100 : value;
};

interface Workbook {
  stream: Buffer;
  strings: string[];
  sheets: { name: string; at: number }[];
}

const readWorkbook = (stream: Buffer): Workbook => {
  const workbook: Workbook = { stream, strings: [], sheets: [] };
  const first = recordAt(stream, 0);
  if (first.type !== types.begin || first.data.length < 4) throw new Refusal('file-damaged');
  if (first.data.readUInt16LE(0) !== 0x0600) throw new Refusal('file-is-old-excel');
  for (let at = first.next; ;) {
    const { type, data, next } = recordAt(stream, at);
    at = next;
    if (type === types.end) return workbook;
    if (type === types.encrypted) throw new Refusal('file-encrypted');
    if (type === types.sheet && data.length > 8 && data.readUInt8(5) === 0) {
      workbook.sheets.push({ name: readInlineString(data, 6, 1), at: data.readUInt32LE(0) });
    }
    if (type === types.sharedStrings) {
      const segments = [data];
      for (let following = recordAt(stream, at); following.type === types.continue; following = recordAt(stream, at)) {
        segments.push(following.data);
        at = following.next;
      }
      workbook.strings = readSharedStrings(segments);
    }
  }
};

type SetCell = (row: number, column: number, value: string) => void;

const readCells = ({ type, data }: BiffRecord, sheet: string, strings: string[], set: SetCell): void => {
  const row = data.length >= 4 ? data.readUInt16LE(0) : 0;
  const column = data.length >= 4 ? data.readUInt16LE(2) : 0;
  switch (type) {
    case types.formula:
    case types.array:
      throw new Refusal('formula', { cell: `${columnLetters(column)}${row + 1}` }, { sheet, row: row + 1 });
    case types.sharedString: {
      const text = strings[data.readUInt32LE(6)];
      if (text === undefined) throw new Refusal('file-damaged');
      set(row, column, text);
      break;
    }
    case types.text:
    case types.richText:
      set(row, column, readInlineString(data, 6, 2));
      break;
    case types.number:
      set(row, column, String(data.readDoubleLE(6)));
      break;
    case types.compactNumber:
      set(row, column, String(compactNumber(data.readInt32LE(6))));
      break;
    case types.numbers:
      for (let at = 4, offset = 0; at + 6 <= data.length - 2; at += 6, offset++) {
        set(row, column + offset, String(compactNumber(data.readInt32LE(at + 2))));
      }
      break;
    case types.boolean:
      if (data.readUInt8(7) === 0) set(row, column, data.readUInt8(6) === 1 ? 'TRUE' : 'FALSE');
      break;
  }
};

async function* sheetRows({ stream, strings }: Workbook, sheet: { name: string; at: number }): AsyncGenerator<Row> {
  const rows: (string[] | undefined)[] = [];
  let width = 0;
  let depth = 0;
  let count = 0;
  for (let at = sheet.at; ;) {
    const record = recordAt(stream, at);
    at = record.next;
    // Charts inside a sheet begin and end like a sheet.
    if (record.type === types.begin) depth++;
    else if (record.type === types.end && --depth === 0) break;
    else if (depth === 0) throw new Refusal('file-damaged');
    readCells(record, sheet.name, strings, (row, column, value) => {
      // The format has 256 columns; a file that claims more was made to exhaust memory.
      if (column > 255) throw new Refusal('file-damaged');
      (rows[row] ??= [])[column] = value;
      width = Math.max(width, column + 1);
    });
    if (++count % 10_000 === 0) await breathe();
  }
  for (const [index, cells] of rows.entries()) {
    if (cells === undefined) continue;
    const padded = Array.from({ length: width }, (_, column) => cells[column] ?? '');
    yield { place: { sheet: sheet.name, row: index + 1 }, cells: padded };
  }
}

/** A record shorter than its kind prescribes makes Node's readers throw; that is damage, not a fault of ours. */
const guarded = <Result>(read: () => Result): Result => {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('file-damaged');
    throw error;
  }
};

async function guardedRows(workbook: Workbook, sheet: { name: string; at: number }): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    for await (const row of sheetRows(workbook, sheet)) rows.push(row);
    return rows;
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal('file-damaged');
    throw error;
  }
}

/** Opens an OLE container, damaged or not. */
export const openContainer = (file: Buffer): OleContainer => guarded(() => new OleContainer(file));

/** The sheets of an Excel 97–2003 workbook, in their order. Numbers come as they are written in full, without their format. */
export const readXls = (file: Buffer): Grid[] => {
  const stream = guarded(() => openContainer(file).stream('Workbook'));
  if (stream === null) throw new Refusal('file-is-unknown');
  const workbook = guarded(() => readWorkbook(stream));
  return workbook.sheets.map((sheet) => {
    // Looked at to see what it is, and then read: its cells are made out once.
    let read: Promise<Row[]> | undefined;
    return {
      rows: async function* () {
        read ??= guardedRows(workbook, sheet);
        yield* await read;
      },
      endsCleanly: true,
    };
  });
};
