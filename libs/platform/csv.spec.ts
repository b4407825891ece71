import { parse } from 'csv-parse/sync';
import { csvLine, fromCsvCell } from './csv.js';

describe('a row of an exported file', () => {
  it('comes back as it was from any reader of CSV', () => {
    const cells = ['Sok "Dara", Ms', 'two\r\nlines', 'plain', '', 'កែវ សុភា'];
    expect(parse(csvLine(cells))).toEqual([cells]);
  });

  it('has empty cells for what is not known, and numbers as they are', () => {
    expect(csvLine([null, 3, -2])).toBe(',3,-2\r\n');
  });

  it.each(['=1+1', '+HYPERLINK("x")', '-2+3', '@SUM(A1)', '  =1', '\t=1', '＝1', '\rx'])(
    'is text to a spreadsheet program, also where it begins like a formula: %j',
    (cell) => {
      expect(parse(csvLine([cell]))).toEqual([[`'${cell}`]]);
    },
  );

  it.each(['=1', "'=1", "''=1", "'", "'quoted'", "'tis", '', '-', 'a=1', '\u00a0=1', "'\tx", '- Improve access'])(
    'gives the very text back to whoever takes the apostrophe away: %j',
    (cell) => {
      const [[read = '']] = parse(csvLine([cell, 'x'])) as [string[]];
      expect(fromCsvCell(read)).toBe(cell);
    },
  );
});
