import { inMemory } from '../source-file.js';
import { cellsOf, oneSheet, rowsOf, sheetXml, spreadsheet, workbook } from './fixtures/xlsx.js';
import { zip } from './fixtures/zip.js';
import { Refusal } from './refusal.js';
import { readXlsx } from './xlsx.js';

const cell = (text: string, at: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const shared = (n: number) => `<c t="s"><v>${n}</v></c>`;
const megabyte = 1024 * 1024;
/** Text that does not shrink much, so that its size is what is looked at. */
const noise = (length: number) =>
  Array.from({ length: length / 8 }, (_, n) => ((n * 2654435761) >>> 0).toString(16).padStart(8, '0')).join('');
const one = sheetXml(`<row>${cell('a', 'A1')}</row>`);

const refused: readonly [string, string, Buffer][] = [
  [
    'macros',
    'file-has-macros',
    workbook({ sheets: { List: one }, more: [{ name: 'xl/vbaProject.bin', content: 'x' }] }),
  ],
  [
    'macros of old',
    'file-has-macros',
    workbook({ sheets: { List: one }, more: [{ name: 'XL\\macrosheets\\sheet1.xml', content: 'x' }] }),
  ],
  ['a workbook without XML', 'file-is-unknown', zip([{ name: 'xl/workbook.bin', content: 'x' }])],
  ['a zip file of something else', 'file-is-unknown', zip([{ name: 'a.txt', content: 'x' }])],
  ['no zip file', 'file-cut-off', Buffer.from('a,b')],
  ['half a file', 'file-cut-off', oneSheet('<row/>').subarray(0, 900)],
  ['a sheet without its end', 'file-cut-off', workbook({ sheets: { List: one.slice(0, -40) } })],
  ['an empty sheet', 'file-cut-off', workbook({ sheets: { List: '' } })],
  ['XML that is none', 'file-damaged', oneSheet('<row <<')],
  ['a document type', 'file-forbidden-xml', workbook({ sheets: { List: `<!DOCTYPE a [<!ENTITY b "ha">]>${one}` } })],
  ['an entity nobody defined', 'file-damaged', oneSheet(`<row>${cell('&boom;', 'A1')}</row>`)],
  ['endless depth', 'file-bomb', oneSheet('<a>'.repeat(200))],
  ['bytes that are no text', 'file-damaged', oneSheet(`<row>${cell('\0', 'A1')}</row>`)],
  ['a text that is not there', 'file-damaged', oneSheet(`<row>${shared(1)}</row>`, { texts: '<si><t>a</t></si>' })],
  ['texts that are not there', 'file-damaged', oneSheet(`<row>${shared(0)}</row>`)],
  ['a reference that is none', 'file-damaged', oneSheet(`<row>${cell('a', '1A')}</row>`)],
  ['a row below the last', 'file-damaged', oneSheet(`<row r="1048577">${cell('a', 'A1')}</row>`)],
  ['a row zero', 'file-damaged', oneSheet(`<row r="0">${cell('a', 'A1')}</row>`)],
  ['a column behind the last', 'file-damaged', oneSheet(`<row>${cell('a', 'XFE1')}</row>`)],
  ['a sheet far to the right', 'columns-too-many', oneSheet(`<row>${cell('a', 'ALM1')}</row>`)],
  ['a cell of more than 2 MB', 'file-bomb', oneSheet(`<row>${cell(noise(3 * megabyte), 'A1')}</row>`)],
  ['a remark of more than 2 MB', 'file-bomb', oneSheet(`<!--${noise(3 * megabyte)}-->`)],
  [
    'a cell of many runs',
    'file-bomb',
    oneSheet(`<row><c t="inlineStr"><is>${`<r><t>${noise(megabyte)}</t></r>`.repeat(3)}</is></c></row>`),
  ],
  [
    'a row of long texts',
    'file-bomb',
    oneSheet(`<row>${shared(0).repeat(20)}</row>`, { texts: `<si><t>${noise(megabyte)}</t></si>` }),
  ],
  ['a bomb', 'file-bomb', oneSheet(`<row>${cell(' '.repeat(40 * megabyte), 'A1')}</row>`)],
];

describe('workbooks that are not taken', () => {
  it.each(refused)('refuses %s: %s', async (_, code, file) => {
    await expect(rowsOf(file)).rejects.toMatchObject({ code });
  });

  it('takes the last column it reads, and styled cells without content beyond', async () => {
    const [row] = await cellsOf(oneSheet(`<row>${cell('a', 'ALL1')}<c r="XFD1" s="1"/></row>`));
    expect([row?.length, row?.at(-1)]).toEqual([1000, 'a']);
  });

  it('never answers damage with anything but a refusal or rows', async () => {
    const texts = '<si><t>a</t></si><si><r><t>b</t></r></si>';
    const file = oneSheet(`<row r="2">${shared(0)}${shared(1)}<c s="1"><v>43495</v></c></row>`, {
      texts,
      formats: [0, 14],
    });
    const outcomes = { rows: 0, refusals: 0 };
    const attempt = async (damaged: Buffer) => {
      try {
        for (const grid of await readXlsx(inMemory(damaged))) for await (const _ of grid.rows());
        outcomes.rows++;
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
        outcomes.refusals++;
      }
    };
    for (let at = 0; at < file.length; at += 9) {
      const damaged = Buffer.from(file);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      await attempt(damaged);
      if (at % 90 === 0) await attempt(file.subarray(0, at));
    }
    expect(outcomes.refusals).toBeGreaterThan(outcomes.rows);
    expect(outcomes.rows).toBeGreaterThan(0);
  });

  it('reads a part that declares another encoding by its mark', async () => {
    const xml = `\ufeff<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="${spreadsheet}"><sheetData><row>${cell('សិទ្ធិ', 'A1')}</row></sheetData></worksheet>`;
    expect(await cellsOf(workbook({ sheets: { List: Buffer.from(xml, 'utf16le') } }))).toEqual([['សិទ្ធិ']]);
  });
});
