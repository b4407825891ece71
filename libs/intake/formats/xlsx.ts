import type { SourceFile } from '../source-file.js';
import type { Grid, Row } from './grid.js';
import { Refusal } from './refusal.js';
import { SharedStrings } from './shared-strings.js';
import { CellsReader, longestRow, type RawRow } from './xlsx-cells.js';
import { MergedRows, readMerges, type Merges } from './xlsx-merges.js';
import { openWorkbook, type Workbook } from './xlsx-workbook.js';
import { readXml } from './xml.js';

const resolved = async ({ cells }: RawRow, texts: SharedStrings): Promise<string[]> => {
  const shown: string[] = [];
  let length = 0;
  for (const cell of cells) {
    const text = typeof cell === 'number' ? (texts.known(cell) ?? (await texts.at(cell))) : (cell ?? '');
    length += text.length;
    // One long text that every cell refers to.
    if (length > longestRow) throw new Refusal('file-bomb');
    shown.push(text);
  }
  return shown;
};

async function* sheetRows(workbook: Workbook, { name, part }: Workbook['sheets'][number], merges: Merges) {
  const texts = new SharedStrings(workbook.zip, workbook.texts);
  const reader = new CellsReader(name, workbook);
  const merged = new MergedRows(merges);
  let width = 0;
  try {
    for await (const _ of readXml(workbook.zip, part, reader)) {
      for (const raw of reader.rows.splice(0)) {
        const cells = await resolved(raw, texts);
        if (cells.every((cell) => cell === '')) continue;
        merged.fill(raw.row, cells);
        // Files leave out empty cells at the end of a row: it is as wide as the widest before it.
        width = Math.max(width, cells.length);
        const padded = Array.from({ length: width }, (_, column) => cells[column] ?? '');
        yield { place: { sheet: name, row: raw.row }, cells: padded } satisfies Row;
      }
    }
  } finally {
    await texts.close();
  }
}

/**
 * The sheets of a workbook of today (.xlsx) that a person sees, in their order. Rows without content are left out; a cell that is merged over
 * rows says the same in each of them. Numbers come in full, with the zeros their format adds; days as `YYYY-MM-DD`, with the time where one is
 * shown; of a formula comes the result that the file holds. However large the file, a few dozen megabytes are in memory.
 */
export const readXlsx = async (file: SourceFile): Promise<Grid[]> => {
  const workbook = await openWorkbook(file);
  return workbook.sheets.map((sheet) => {
    let merges: Promise<Merges> | undefined;
    return {
      rows: async function* (): AsyncGenerator<Row> {
        merges ??= readMerges(workbook.zip, sheet.part);
        yield* sheetRows(workbook, sheet, await merges);
      },
      endsCleanly: true,
    };
  });
};
