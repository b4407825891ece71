import * as xlsx from '@e965/xlsx';
import { xlsxOf, type XlsxCell, type XlsxSheet } from './xlsx.js';

const whole = async (...sheets: [XlsxSheet, ...XlsxSheet[]]): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for await (const piece of xlsxOf(sheets)) pieces.push(piece);
  return Buffer.concat(pieces);
};
const columns = [
  { heading: 'Id', width: 10 },
  { heading: 'Text', width: 60 },
];
const sheet = (...rows: XlsxCell[][]): XlsxSheet => ({ name: 'List', columns, rows });

/** As another program reads it. */
const read = (file: Buffer) => xlsx.read(file, { cellStyles: true, cellNF: true });

describe('a workbook that is written', () => {
  it('is read by other programs: texts, numbers, gaps, several sheets', async () => {
    const khmer = 'ធានា\u200bការអប់រំ\nتعزيز “<&>" ';
    const book = read(
      await whole(sheet(['28.10', khmer], [28.1, null], [null, 'x']), { name: 'Notes', columns, rows: [] }),
    );
    expect(book.SheetNames).toEqual(['List', 'Notes']);
    expect(xlsx.utils.sheet_to_json(book.Sheets['List'] ?? {}, { header: 1, defval: null })).toEqual([
      ['Id', 'Text'],
      ['28.10', khmer],
      [28.1, null],
      [null, 'x'],
    ]);
  });

  it('has a heading row that stays, widths, and marked cells', async () => {
    const file = await whole(sheet(['a', { problem: 'No State of this name' }]));
    const cell = (at: string) => read(file).Sheets['List']?.[at] as { s: { fgColor?: { rgb: string } } } | undefined;
    expect(cell('B2')?.s.fgColor?.rgb).toBe('FFE699');
    expect(cell('A2')?.s.fgColor).toBeUndefined();
    expect(read(file).Sheets['List']?.['!cols']?.map((column) => Math.round(column.width ?? 0))).toEqual([10, 60]);
    const parts = xlsx.read(file, { bookFiles: true }) as unknown as { files: Record<string, { content: Uint8Array }> };
    expect(Buffer.from(parts.files['xl/worksheets/sheet1.xml']?.content ?? []).toString()).toContain('ySplit="1"');
  });

  it.each(['=1+1', '+cmd|x!A0', '-2', '@SUM(A1)', '\t=1', "'=1", '=HYPERLINK("https://example.org")'])(
    'never makes a formula of a text: %j',
    async (text) => {
      const cell = read(await whole(sheet([text, { problem: text }]))).Sheets['List'];
      for (const at of ['A2', 'B2']) expect(cell?.[at]).toMatchObject({ t: 's', v: text, z: '@' });
      expect(cell?.['A2']).not.toHaveProperty('f');
    },
  );

  it('cuts a text that no cell holds, between characters, and shows it', async () => {
    const cell = read(await whole(sheet(['a', '👩‍👩‍👧'.repeat(10_000)]))).Sheets['List']?.['B2'] as { v: string };
    expect(cell.v).toMatch(/^(?:👩‍👩‍👧)+ \[…\]$/u);
    expect(cell.v.length).toBeGreaterThan(32_750);
    expect(cell.v.length).toBeLessThanOrEqual(32_767);
  });

  it('gives every sheet a name that programs take', async () => {
    const named = (name: string): XlsxSheet => ({ name, columns, rows: [] });
    const long = 'A/B: [draft] of the list of recommendations';
    const { SheetNames } = read(await whole(named(long), named(long), named(''), named("'x'"), named('X & Y')));
    expect(SheetNames).toEqual([
      'A_B_ _draft_ of the list of rec',
      'A_B_ _draft_ of the list o (2)',
      'Sheet',
      '_x_',
      'X & Y',
    ]);
  });

  it('writes while the rows come, and ends them when nobody reads on', async () => {
    const rows = { given: 0, ended: false };
    const endless = async function* () {
      try {
        for (;;) yield [String(rows.given++), Math.sin(rows.given)];
      } finally {
        rows.ended = true;
      }
    };
    let pieces = 0;
    for await (const _ of xlsxOf([{ name: 'List', columns, rows: endless() }])) if (++pieces === 40) break;
    expect(rows.given).toBeGreaterThan(100);
    expect(rows.given).toBeLessThan(100_000);
    expect(rows.ended).toBe(true);
  });

  it('fails where its rows fail', async () => {
    const failing = async function* () {
      yield ['a'];
      throw new Error('the database is gone');
    };
    await expect(whole({ name: 'List', columns, rows: failing() })).rejects.toThrow('the database is gone');
  });
});
