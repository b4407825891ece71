import type { Place } from '../records.js';
import { columnLetters, isFormula } from './formula.js';
import { Refusal } from './refusal.js';
import { foldHeading } from './text.js';

/** One row of a sheet or CSV file, its cells as text. */
export interface Row {
  place: Place & { row: number };
  cells: string[];
  /** Share of the file read with it, 0 to 1, where the format can tell. */
  progress?: number;
}

export interface Grid {
  /** Rows in order, anew from the first at every call. */
  rows: () => AsyncIterable<Row>;
  /** Whether the last row ends the way files end, or may have been cut. */
  endsCleanly: boolean;
}

/** Which headings name a column, folded: letters and digits, lower case, without accents. */
export type Headings<Column extends string> = Record<Column, readonly string[]>;

export interface Header<Column extends string> {
  at: Partial<Record<Column, number>>;
  /** The heading as the file spells it. */
  spelled: Partial<Record<Column, string>>;
  width: number;
}

/** How far down a heading row is looked for: some programs and people put a title above it. */
export const headerWithin = 20;

/** The columns a row names, whether or not it is a heading row. The first of two equal headings counts. */
export const headerOf = <Column extends string>(cells: string[], headings: Headings<Column>): Header<Column> => {
  const header: Header<Column> = { at: {}, spelled: {}, width: 0 };
  cells.forEach((cell, index) => {
    const folded = foldHeading(cell);
    if (folded === '') return;
    header.width = index + 1;
    for (const column of Object.keys(headings) as Column[]) {
      if (header.at[column] === undefined && headings[column].includes(folded)) {
        header.at[column] = index;
        header.spelled[column] = cell.trim();
        break;
      }
    }
  });
  return header;
};

/** The row that names all needed columns; failing that, what the best row lacks. */
export const findHeader = <Column extends string>(
  rows: Row[],
  headings: Headings<Column>,
  needed: readonly Column[],
): { header: Header<Column>; row: Row } | { missing: Column[] } => {
  let missing: Column[] = [...needed];
  for (const row of rows) {
    const header = headerOf(row.cells, headings);
    const lacking = needed.filter((column) => header.at[column] === undefined);
    if (lacking.length === 0) return { header, row };
    if (lacking.length < missing.length) missing = lacking;
  }
  return { missing };
};

/** Refuses a row in which a spreadsheet program would run something. */
export const assertHarmless = ({ place, cells }: Row): void => {
  const index = cells.findIndex(isFormula);
  if (index >= 0) throw new Refusal('formula', { cell: `${columnLetters(index)}${place.row}` }, place);
};

/** Counts rows that do not fit the heading row: a few are left out one by one, many mean that the file is not a table. */
export class RowWidths {
  private rows = 0;
  private uneven = 0;
  private short = 0;
  private lastIsShort = false;

  constructor(
    readonly width: number,
    private readonly needed: number,
  ) {}

  /** How many cells a row has, or null where it fits. */
  misfit({ cells }: Row): number | null {
    this.rows++;
    this.lastIsShort = cells.length < this.width;
    if (this.lastIsShort) this.short++;
    const filled = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
    if (filled <= this.width && cells.length >= this.needed) return null;
    this.uneven++;
    return Math.max(filled, Math.min(cells.length, this.width));
  }

  assertEven(endsCleanly: boolean): void {
    if (this.rows === 0) throw new Refusal('rows-missing');
    if (this.lastIsShort && this.short === 1 && !endsCleanly) throw new Refusal('file-cut-off');
    if (this.uneven > Math.max(1, this.rows / 10)) {
      throw new Refusal('rows-uneven', { uneven: this.uneven, rows: this.rows, columns: this.width });
    }
  }
}
