import * as xlsx from '@e965/xlsx';
import { officialHeader, uprRow } from './fixtures/csv.js';
import { readAll } from './fixtures/read.js';
import { readXls } from './xls.js';

/** A workbook as another program writes it. */
const workbook = (sheets: Record<string, unknown[][]>, bookSST = true): Buffer => {
  const book = xlsx.utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet(rows), name);
  }
  return xlsx.write(book, { type: 'buffer', bookType: 'biff8', bookSST }) as Buffer;
};

const cellsOf = async (file: Buffer): Promise<string[][]> => {
  const rows: string[][] = [];
  for (const sheet of readXls(file)) for await (const { cells } of sheet.rows()) rows.push(cells);
  return rows;
};

describe('the original .xls', () => {
  it.each([true, false])('is read with its texts shared (%s) or in their cells', async (shared) => {
    const rows = [
      officialHeader,
      uprRow({ text: 'Protéger les “défenseurs” – ការពារសិទ្ធិ 🌱' }),
      uprRow({ text: 'Dig wells', session: '18' }),
    ];
    const { records, problems } = await readAll(workbook({ List: rows }, shared));
    expect(problems).toEqual([]);
    expect(records.map(({ text }) => text)).toEqual(['Protéger les “défenseurs” – ការពារសិទ្ធិ 🌱', 'Dig wells']);
    expect(records[0]?.places).toEqual([{ sheet: 'List', row: 2 }]);
  });

  it('finds the list on whichever sheet it is', async () => {
    const { records } = await readAll(workbook({ Notes: [['Read me']], List: [officialHeader, uprRow({})] }));
    expect(records[0]?.places).toEqual([{ sheet: 'List', row: 2 }]);
  });

  it('reads numbers of every kind in full', async () => {
    const numbers = [18, -3, 0.5, 12.34, 1e9, 123456.789, 0, true];
    expect(await cellsOf(workbook({ List: [numbers] }))).toEqual([
      ['18', '-3', '0.5', '12.34', '1000000000', '123456.789', '0', 'TRUE'],
    ]);
  });

  it('reads texts that reach over many records', async () => {
    const texts = Array.from({ length: 3000 }, (_, index) => [
      `${index % 2 ? 'é' : 'ក'}${'x'.repeat(index % 97)} ${index}`,
    ]);
    expect(await cellsOf(workbook({ List: texts }))).toEqual(texts);
  });

  it('refuses a cell that calculates', async () => {
    const row: unknown[] = uprRow({});
    row[3] = 0.1234567;
    const file = workbook({ List: [officialHeader, row] });
    // The record of a number in row 2, column D, made one of a formula: the two begin alike.
    const number = file.indexOf(Buffer.from('03020e0001000300', 'hex'));
    expect(number).toBeGreaterThan(0);
    file.writeUInt16LE(0x0006, number);
    const { records, problems } = await readAll(file);
    expect(records).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'refused', code: 'formula', params: { cell: 'D2' } }]);
  });

  it('is refused where it was cut, at any point', async () => {
    const file = workbook({
      List: [officialHeader, ...Array.from({ length: 60 }, (_, n) => uprRow({ text: `Open school ${n}` }))],
    });
    for (let length = 8; length < file.length - 600; length += 211) {
      const { records, problems } = await readAll(file.subarray(0, length));
      expect({ length, records, severities: problems.map(({ severity }) => severity) }).toEqual({
        length,
        records: [],
        severities: ['refused'],
      });
    }
  });

  it('never answers damage with anything but a refusal or rows', async () => {
    const file = workbook({ List: [officialHeader, uprRow({}), uprRow({ text: 'Dig wells' })] });
    for (let at = 0; at < file.length; at += 37) {
      const damaged = Buffer.from(file);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      await expect(readAll(damaged)).resolves.toBeDefined();
    }
  });
});
