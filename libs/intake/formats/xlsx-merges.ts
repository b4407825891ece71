import { Refusal } from './refusal.js';
import { columnOf } from './xlsx-cells.js';
import type { ZipFile } from './zip.js';

/** Cells merged over several rows, by the row where they begin. */
export type Merges = ReadonlyMap<number, { column: number; last: number }[]>;

const mostMerges = 500_000;
const mergedCells = /<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*["']([A-Za-z]+\d+):([A-Za-z]+\d+)["']/g;
/** Longer than any such element. */
const overlap = 512;

const rowOf = (reference: string): number => Number(/\d+$/.exec(reference)?.[0]);

/**
 * Looks through a sheet for merged cells: the format lists them after the rows. Bytes are searched and no XML is parsed, a tenth of the work;
 * in texts `<` is always escaped.
 */
export const readMerges = async (zip: ZipFile, part: string): Promise<Merges> => {
  const merges = new Map<number, { column: number; last: number }[]>();
  let count = 0;
  let carried = Buffer.alloc(0);
  for await (const piece of zip.read(part)) {
    const bytes = Buffer.concat([carried, piece]);
    let read = 0;
    if (bytes.includes('mergeCell')) {
      for (const match of bytes.toString('latin1').matchAll(mergedCells)) {
        read = match.index + match[0].length;
        const [, from = '', to = ''] = match;
        if (++count > mostMerges) throw new Refusal('file-bomb');
        if (rowOf(to) <= rowOf(from)) continue;
        const list = merges.get(rowOf(from)) ?? [];
        list.push({ column: columnOf(from), last: rowOf(to) });
        merges.set(rowOf(from), list);
      }
    }
    carried = bytes.subarray(Math.max(read, bytes.length - overlap));
  }
  return merges;
};

/** Repeats the content of cells that are merged over several rows in each of them, as people read it; not over columns: a title would become headings. */
export class MergedRows {
  private readonly under = new Map<number, { last: number; text: string }>();

  constructor(private readonly merges: Merges) {}

  /** Fills a row that has content of its own. */
  fill(row: number, cells: string[]): void {
    for (const [column, { last, text }] of this.under) {
      if (row > last) this.under.delete(column);
      else if ((cells[column] ?? '') === '') cells[column] = text;
    }
    for (const { column, last } of this.merges.get(row) ?? []) {
      const text = cells[column] ?? '';
      if (text !== '') this.under.set(column, { last, text });
    }
  }
}
