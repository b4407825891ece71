import type { SaxesTagNS } from 'saxes';
import { columnLetters, runsSomething } from './formula.js';
import { Refusal } from './refusal.js';
import { shownDay, shownNumber } from './xlsx-numbers.js';
import { shownText, TextRuns } from './xlsx-text.js';
import type { Workbook } from './xlsx-workbook.js';
import { attributeOf, isOfSpreadsheet, type XmlReader } from './xml.js';

/** A row as its XML has it: at each column a text, or the number of a shared one; cells without content are left out. */
export interface RawRow {
  /** Counted from 1. */
  row: number;
  cells: (string | number | undefined)[];
}

/** What programs can open; more was not written by one. */
const lastRow = 1_048_576;
const lastColumn = 16_384;
/** More columns than any list has are a file made to exhaust memory, or one in which something was left far to the right. */
const mostColumns = 1000;
/** Of the texts of one row, in characters. */
export const longestRow = 16_000_000;

interface OpenCell {
  column: number;
  type: string;
  style: number;
  hasFormula: boolean;
  formula: string;
  value: string | null;
}

/** The column of a reference such as `AB12`, counted from 0. */
export const columnOf = (reference: string): number => {
  const letters = /^\$?([A-Za-z]{1,3})\$?\d+$/.exec(reference)?.[1];
  if (letters === undefined) throw new Refusal('file-damaged');
  return Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
};

/** Gathers the rows of a sheet while its XML is read. */
export class CellsReader implements XmlReader {
  readonly rows: RawRow[] = [];
  private row: RawRow = { row: 0, cells: [] };
  private length = 0;
  private isInData = false;
  private column = -1;
  private cell: OpenCell | null = null;
  private into: 'value' | 'formula' | null = null;
  private readonly runs = new TextRuns();

  constructor(
    private readonly sheet: string,
    private readonly workbook: Workbook,
  ) {}

  open(tag: SaxesTagNS): void {
    if (!isOfSpreadsheet(tag)) return;
    const { local } = tag;
    if (local === 'sheetData') this.isInData = true;
    if (!this.isInData) return;
    if (local === 'row') this.startRow(attributeOf(tag, 'r'));
    else if (local === 'c') this.startCell(tag);
    else if (local === 'v') this.into = 'value';
    else if (local === 'f') {
      this.into = 'formula';
      if (this.cell !== null) this.cell.hasFormula = true;
    } else this.runs.open(tag);
  }

  close(tag: SaxesTagNS): void {
    if (!this.isInData || !isOfSpreadsheet(tag)) return;
    const { local } = tag;
    if (local === 'sheetData') this.isInData = false;
    else if (local === 'row') this.rows.push(this.row);
    else if (local === 'c') this.endCell();
    else if (local === 'v' || local === 'f') {
      this.into = null;
      if (local === 'v' && this.cell !== null) this.cell.value ??= '';
    } else this.runs.close(tag);
  }

  text(text: string): void {
    if (!this.isInData) return;
    if (this.into === null) this.runs.text(text);
    else if (this.cell !== null) {
      if (this.into === 'value') this.cell.value = (this.cell.value ?? '') + text;
      else this.cell.formula += text;
    }
    this.length += text.length;
    if (this.length > longestRow) throw new Refusal('file-bomb');
  }

  /** Numbers of rows and columns may be left out: then they follow the ones before. */
  private startRow(number: string): void {
    const row = number === '' ? this.row.row + 1 : Number(number);
    if (!Number.isInteger(row) || row < 1 || row > lastRow) throw new Refusal('file-damaged');
    this.row = { row, cells: [] };
    this.length = 0;
    this.column = -1;
  }

  private startCell(tag: SaxesTagNS): void {
    const reference = attributeOf(tag, 'r');
    this.column = reference === '' ? this.column + 1 : columnOf(reference);
    if (this.column >= lastColumn) throw new Refusal('file-damaged');
    this.cell = {
      column: this.column,
      type: attributeOf(tag, 't') || 'n',
      style: Number(attributeOf(tag, 's')),
      hasFormula: false,
      formula: '',
      value: null,
    };
    this.runs.take();
  }

  private endCell(): void {
    const { cell } = this;
    this.cell = null;
    if (cell === null) return;
    if (cell.hasFormula) this.assertCalculates(cell);
    const shown = this.shown(cell);
    if (shown === '') return;
    if (cell.column >= mostColumns) {
      throw new Refusal('columns-too-many', { columns: cell.column + 1, limit: mostColumns }, this.place());
    }
    this.row.cells[cell.column] = shown;
  }

  private shown({ type, style, value }: OpenCell): string | number {
    switch (type) {
      case 's':
        if (value === null) return '';
        if (!/^\s*\d{1,8}\s*$/.test(value)) throw new Refusal('file-damaged');
        return Number(value);
      case 'inlineStr':
        return this.runs.take();
      case 'b':
        return value === null || value === '' ? '' : /^(?:1|true)$/i.test(value.trim()) ? 'TRUE' : 'FALSE';
      case 'd':
        return shownDay(value ?? '');
      case 'n':
        return shownNumber(
          (value ?? '').trim(),
          this.workbook.formats[style] ?? { kind: 'plain' },
          this.workbook.isFrom1904,
        );
      // The result of a formula, or an error as it is shown.
      default:
        return shownText(value ?? '');
    }
  }

  /** A formula's result is read as the file has it. One that would run something makes the whole file suspect. */
  private assertCalculates({ column, formula, value }: OpenCell): void {
    const cell = `${columnLetters(column)}${this.row.row}`;
    if (runsSomething(formula)) throw new Refusal('formula', { cell }, this.place());
    if (value === null) throw new Refusal('formula-not-calculated', { cell }, this.place());
  }

  private place() {
    return { sheet: this.sheet, row: this.row.row };
  }
}
