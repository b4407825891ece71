import * as xlsx from '@e965/xlsx';
import { inMemory } from '../source-file.js';
import { cellsOf, oneSheet, rowsOf, sheetXml, spreadsheet, workbook } from './fixtures/xlsx.js';
import { readXlsx } from './xlsx.js';

/** A workbook as another program writes it. */
const written = (sheets: Record<string, unknown[][]>, bookSST = true): Buffer => {
  const book = xlsx.utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet(rows), name);
  }
  return xlsx.write(book, { type: 'buffer', bookType: 'xlsx', bookSST }) as Buffer;
};

const inline = (text: string, at = '') => `<c ${at && `r="${at}"`} t="inlineStr"><is><t>${text}</t></is></c>`;
const number = (value: string, style = 0) => `<c s="${style}"><v>${value}</v></c>`;

describe('a workbook of today', () => {
  it.each([true, false])('is read with its texts shared (%s) or in their cells', async (shared) => {
    const rows = [
      ['Paragraph', 'Recommendation'],
      ['28.10', 'Protéger les “défenseurs” – ការពារ\u200bសិទ្ធិ 🌱'],
      ['28.1', 'Lines\nof text  with  blanks '],
    ];
    expect(await cellsOf(written({ List: rows }, shared))).toEqual(rows);
  });

  it('says where each row stands, and leaves out empty ones', async () => {
    const rows = await rowsOf(written({ Notes: [['Read me']], List: [['a'], [], ['', ''], ['b', 'c']] }));
    expect(rows).toEqual([
      { place: { sheet: 'Notes', row: 1 }, cells: ['Read me'] },
      { place: { sheet: 'List', row: 1 }, cells: ['a'] },
      { place: { sheet: 'List', row: 4 }, cells: ['b', 'c'] },
    ]);
  });

  it('is read anew at every call, also after somebody has stopped in the middle', async () => {
    const [grid] = await readXlsx(inMemory(written({ List: [['a'], ['b']] })));
    for (let turn = 0; turn < 3; turn++) {
      for await (const { cells } of grid?.rows() ?? []) {
        expect(cells).toEqual(['a']);
        break;
      }
    }
    const all: string[][] = [];
    for await (const { cells } of grid?.rows() ?? []) all.push(cells);
    expect(all).toEqual([['a'], ['b']]);
  });

  it('joins runs of text and leaves out how words are pronounced', async () => {
    const texts = `<si><r><rPr><b/></rPr><t>Open </t></r><r><t xml:space="preserve">schools</t></r><rPh sb="0" eb="1"><t>コウ</t></rPh></si><si><t>Dig</t><phoneticPr fontId="1"/></si>`;
    const row = `<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c>${inline('A')}<c t="inlineStr"><is><r><t>B</t></r><r><t>C</t></r></is></c></row>`;
    expect(await cellsOf(oneSheet(row, { texts }))).toEqual([['Open schools', 'Dig', 'A', 'BC']]);
  });

  it('reads what programs write for characters that XML does not hold', async () => {
    const row = `<row>${inline('a_x000D_&#10;b')}${inline('_x005F_x000D_')}${inline('a&#13;b')}${inline('_x0000_c_xD800_')}<c t="inlineStr"><is><t><![CDATA[<d> & e]]></t></is></c></row>`;
    expect(await cellsOf(oneSheet(row))).toEqual([['a\nb', '_x000D_', 'a\nb', 'c\uFFFD', '<d> & e']]);
  });

  it('keeps gaps in rows and columns, and counts on where numbers are left out', async () => {
    const rows = `<row r="3">${inline('x', 'C3')}${inline('y')}</row><row>${inline('z', '')}</row><row r="9"><c r="B9" s="1"/></row>`;
    expect(await rowsOf(oneSheet(rows))).toEqual([
      { place: { sheet: 'List', row: 3 }, cells: ['', '', 'x', 'y'] },
      { place: { sheet: 'List', row: 4 }, cells: ['z', '', '', ''] },
    ]);
  });

  it('reads truth, errors, and the results of formulas', async () => {
    const row =
      '<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c t="e"><v>#N/A</v></c><c t="str"><f>UPPER("a")</f><v>A</v></c>' +
      '<c><f>SUM(1,2)</f><v>3</v></c><c t="str"><f>HYPERLINK("https://example.org","Report")</f><v>Report</v></c></row>';
    expect(await cellsOf(oneSheet(row))).toEqual([['TRUE', 'FALSE', '#N/A', 'A', '3', 'Report']]);
  });

  it.each([
    ['a function that calls a library', 'CALL("kernel32","WinExec")'],
    ['a function that fetches', '_xlfn.WEBSERVICE("https://example.org/"&amp;A1)'],
    ['a command', "cmd|'/C calc'!A0"],
    ['a command as files have it', "[1]!'!A0'"],
  ])('refuses %s', async (_, formula) => {
    await expect(cellsOf(oneSheet(`<row r="4"><c r="B4"><f>${formula}</f><v>1</v></c></row>`))).rejects.toMatchObject({
      code: 'formula',
      params: { cell: 'B4' },
      place: { sheet: 'List', row: 4 },
    });
  });

  it('takes formulas that only speak of such functions', async () => {
    const row = `<row><c t="str"><f>CONCAT("CALL(","a|b",'x|y'!A1,RECALL(1))</f><v>ok</v></c></row>`;
    expect(await cellsOf(oneSheet(row))).toEqual([['ok']]);
  });

  it('does not take a formula without its result for an empty cell', async () => {
    await expect(cellsOf(oneSheet('<row><c><f>A2+1</f></c></row>'))).rejects.toMatchObject({
      code: 'formula-not-calculated',
      params: { cell: 'A1' },
    });
  });

  it('repeats what is merged over rows, and not what is merged over columns', async () => {
    const rows =
      `<row r="1">${inline('Theme', 'A1')}${inline('Text', 'B1')}</row><row r="2">${inline('Water', 'A2')}${inline('a', 'B2')}</row>` +
      `<row r="3"><c r="A3"/>${inline('b', 'B3')}</row><row r="4">${inline('c', 'B4')}</row><row r="5">${inline('Title', 'A5')}</row><row r="6"/>`;
    const after = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="A5:B6"/></mergeCells>';
    expect(await cellsOf(oneSheet(rows, { after }))).toEqual([
      ['Theme', 'Text'],
      ['Water', 'a'],
      ['Water', 'b'],
      ['', 'c'],
      ['Title', ''],
    ]);
  });

  it('leaves out hidden sheets, unless there are no others', async () => {
    const sheets = { Choices: sheetXml(`<row>${inline('x')}</row>`), List: sheetXml(`<row>${inline('y')}</row>`) };
    const hidden = { Choices: 'state="veryHidden"' };
    expect(await cellsOf(workbook({ sheets, attributes: hidden }))).toEqual([['y']]);
    const all = { ...hidden, List: 'state="hidden"' };
    expect(await cellsOf(workbook({ sheets, attributes: all }))).toEqual([['x'], ['y']]);
  });

  it('is read with its elements in any namespace prefix, and without what other programs added', async () => {
    const sheet = `<x:worksheet xmlns:x="${spreadsheet}" xmlns:o="https://example.org/other"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t><o:t>no</o:t></x:is></x:c><o:c><o:v>1</o:v></o:c></x:row></x:sheetData></x:worksheet>`;
    expect(await cellsOf(workbook({ sheets: { List: sheet } }))).toEqual([['a']]);
  });
});

describe('the numbers of a workbook', () => {
  const shown = async (cells: [stored: string, format: string | number][], properties = '') => {
    const row = cells.map(([stored], n) => number(stored, n)).join('');
    const formats = cells.map(([, format]) => format);
    return (await cellsOf(oneSheet(`<row>${row}</row>`, { formats, properties })))[0];
  };

  it('come in full, with the zeros of their format', async () => {
    expect(
      await shown([
        ['28.1', 'General'],
        ['28.1', '0.00'],
        ['28.1', 2],
        ['28.125', '0.0'],
        ['28.100000000000001', 0],
        ['4', '000'],
        ['1234.5', '#,##0.00;[Red]-#,##0.00'],
        ['-3', '_(* #,##0.00_);_(* (#,##0.00)'],
        ['0.25', 9],
        ['0.255', '0.00%'],
        ['1E-3', 0],
        ['123456789012345678', 0],
        ['18', '0"th session"'],
        ['7', '@'],
        ['12', '0.00E+00'],
        ['0.5', '# ?/?'],
      ]),
    ).toEqual(
      '28.1 28.10 28.10 28.125 28.1 004 1234.50 -3.00 25% 25.50% 0.001 123456789012345678 18 7 12 0.5'.split(' '),
    );
  });

  it('are days where their format is one', async () => {
    expect(
      await shown([
        ['43495', 14],
        ['43495', 'dd/mm/yyyy'],
        ['43495', '[$-453]d mmmm yyyy;@'],
        ['43495.5', 'yyyy-mm-dd hh:mm'],
        ['43495', 22],
        ['43495.9999999', 'd.m.yy h:mm'],
        ['43495.5', 'mmm-yy'],
        ['0.75', 'h:mm AM/PM'],
        ['1', 14],
        ['59', 14],
        ['60', 14],
        ['61', 14],
        ['-1', 14],
        ['2958466', 14],
        ['43495', '0 "days"'],
        ['43495', '[h]:mm'],
      ]),
    ).toEqual([
      ...['2019-01-30', '2019-01-30', '2019-01-30', '2019-01-30 12:00', '2019-01-30', '2019-01-31', '2019-01-30'],
      ...['18:00', '1900-01-01', '1900-02-28', '60', '1900-03-01', '-1', '2958466', '43495', '43495'],
    ]);
  });

  it('are counted from 1904 where the workbook says so', async () => {
    const days: [string, number][] = [
      ['0', 14],
      ['42033', 14],
    ];
    expect(await shown(days, '<workbookPr date1904="1"/>')).toEqual(['1904-01-01', '2019-01-30']);
  });

  it('may be days that are spelled out', async () => {
    const cells = ['2019-01-30T00:00:00', '2019-01-30', '2019-01-30T14:30:00.000Z']
      .map((day) => `<c t="d"><v>${day}</v></c>`)
      .join('');
    expect(await cellsOf(oneSheet(`<row>${cells}</row>`))).toEqual([['2019-01-30', '2019-01-30', '2019-01-30 14:30']]);
  });

  it('are read as another program meant them', async () => {
    const sheet = xlsx.utils.aoa_to_sheet([[new Date(Date.UTC(2019, 0, 30)), 28.1, '28.10', true]], { UTC: true });
    sheet['B1'] = { t: 'n', v: 28.1, z: '0.00' };
    const book = xlsx.utils.book_new(sheet, 'List');
    const file = xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer;
    expect(await cellsOf(file)).toEqual([['2019-01-30', '28.10', '28.10', 'TRUE']]);
  });
});
