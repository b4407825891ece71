import { createHash } from 'node:crypto';
import { columnRoles, type ColumnRole, type Mapping, type RolesSaid } from '../records.js';
import { stateCode, statesIn } from '../states.js';
import { columnHeadings, listRoles } from './columns.js';
import { columnLetters } from './formula.js';
import { headerOf, headerWithin, type Row } from './grid.js';
import { positionOf } from './positions.js';
import { clean, excerpt, foldHeading } from './text.js';

/** How many rows are looked at to find out what columns hold. */
export const sampleRows = 220;
const mostSamples = 3;

/** Finds out what the columns of a list hold: by what a person said, else by their headings, else by what stands in them. */
export const mapColumns = (rows: Row[], said: RolesSaid = () => undefined): Mapping => {
  const { headings, headingRow, below } = headOf(rows);
  const layout = createHash('sha256').update(headings.map(foldHeading).join('\0')).digest('hex').slice(0, 32);
  const values = headings.map((_, index) =>
    below.map(({ cells }) => clean(cells[index] ?? '')).filter((v) => v !== ''),
  );
  const byPerson = said(layout);
  const found = byPerson ? byPerson.map((role) => ({ role, from: 'person' as const })) : guess(headings, values);
  return {
    layout,
    headingRow,
    columns: headings.map((heading, index) => ({
      heading: clean(heading) || columnLetters(index),
      role: found[index]?.role ?? null,
      from: found[index]?.from ?? 'unknown',
      samples: [...new Set(values[index])].slice(0, mostSamples).map((value) => excerpt(value)),
    })),
  };
};

/** The row with the most headings we know; failing that, the first row that looks like headings and not like data. */
const headOf = (rows: Row[]): { headings: string[]; headingRow: number; below: Row[] } => {
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  let best = { at: -1, known: 0 };
  for (const [at, { cells }] of filled.slice(0, headerWithin).entries()) {
    // One word that happens to be a heading is a sentence's, unless it stands among other short cells.
    const known = Object.keys(headerOf(cells, columnHeadings).at).length;
    if (known > best.known && (known > 1 || isHeadingLike(cells))) best = { at, known };
  }
  const at = best.at >= 0 ? best.at : filled.slice(0, headerWithin).findIndex(({ cells }) => isHeadingLike(cells));
  const width = Math.max(0, ...filled.map(({ cells }) => cells.findLastIndex((cell) => cell.trim() !== '') + 1));
  const head = filled[at];
  const below = filled.slice(at + 1);
  const headings = Array.from(
    { length: head ? lastFilled(head.cells) : width },
    (_, index) => head?.cells[index] ?? '',
  );
  return { headings, headingRow: head?.place.row ?? 0, below };
};

const lastFilled = (cells: string[]): number => cells.findLastIndex((cell) => cell.trim() !== '') + 1;

const isHeadingLike = (cells: string[]): boolean => {
  const filled = cells.map(clean).filter((cell) => cell !== '');
  const isShort = filled.every((cell) => cell.length < 60 && !/[.;]$/.test(cell));
  const isData = filled.some((cell) => stateCode(cell) !== null || positionOf(cell) !== undefined || /^\d/.test(cell));
  return filled.length > 1 && isShort && !isData && new Set(filled).size === filled.length;
};

type Found = { role: ColumnRole; from: 'heading' | 'content' } | undefined;

const guess = (headings: string[], values: string[][]): Found[] => {
  const taken = new Set<ColumnRole>();
  const found: Found[] = headings.map((heading) => {
    const role = columnRoles.find((candidate) => columnHeadings[candidate].includes(foldHeading(heading)));
    if (role === undefined || (taken.has(role) && !listRoles.has(role))) return undefined;
    taken.add(role);
    return { role, from: 'heading' };
  });
  const facts = values.map(factsOf);
  // `country` is who recommends, unless it names one State only and nothing else says who was reviewed.
  const give = (index: number, role: ColumnRole) => {
    if (index < 0 || taken.has(role)) return;
    taken.add(role);
    found[index] = { role, from: 'content' };
  };
  const open = (test: (fact: Facts) => boolean) =>
    facts.findIndex((fact, index) => found[index] === undefined && test(fact));
  give(
    facts.reduce(
      (best, fact, index) =>
        found[index] === undefined && fact.length > Math.max(40, facts[best]?.length ?? 0) ? index : best,
      -1,
    ),
    'text',
  );
  give(
    open(({ paragraphs }) => paragraphs > 0.8),
    'paragraph',
  );
  give(
    open(({ positions, different }) => positions > 0.3 && different < 20),
    'position',
  );
  give(
    open(({ states, different, count }) => states > 0.8 && different === 1 && count > 1),
    'stateUnderReview',
  );
  give(
    open(({ states }) => states > 0.8),
    'recommendingStates',
  );
  return found;
};

interface Facts {
  count: number;
  different: number;
  /** Of a value, on average. */
  length: number;
  /** Shares of the values that are names of States, positions, paragraph numbers. */
  states: number;
  positions: number;
  paragraphs: number;
}

const factsOf = (values: string[]): Facts => {
  const share = (test: (value: string) => boolean) => (values.length ? values.filter(test).length / values.length : 0);
  return {
    count: values.length,
    different: new Set(values).size,
    length: values.reduce((sum, { length }) => sum + length, 0) / Math.max(1, values.length),
    states: share(
      (value) => value.length < 200 && statesIn(value).codes.length > 0 && statesIn(value).unknown.length === 0,
    ),
    positions: share((value) => positionOf(value) !== undefined),
    paragraphs: share((value) => /^\d{1,3}(?:\.\d{1,3}){1,2}\.?$/.test(value)),
  };
};
