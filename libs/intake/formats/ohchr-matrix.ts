import { foldText } from '../fingerprint.js';
import {
  blankRecord,
  type Hints,
  type Place,
  type Problem,
  type Reading,
  type RecommendationRecord,
} from '../records.js';
import { statesIn } from '../states.js';
import { stripParagraph, stripStateBrackets } from './brackets.js';
import { isFormula } from './formula.js';
import { classify, headingLabel, splitSource, type Classified } from './ohchr-cells.js';
import { positionOf } from './positions.js';
import { Refusal } from './refusal.js';
import { clean, distinct, excerpt, foldHeading } from './text.js';
import type { WordBlock, WordCell } from './word.js';

const accepted = 'Supported, Noted, Supported/Noted';

type Column = 'recommendation' | 'position' | 'recommenders' | 'themes' | 'affectedPersons' | 'sdgs';

/** Heads change from cycle to cycle; how they begin does not. `Recommending state/s` is no `Recommendation`. */
const heads: readonly [Column, RegExp][] = [
  ['recommendation', /^recomm[ae]ndation/],
  ['recommenders', /^(?:recommendingstate|recommendingcountr|etats?(?:auteur|ayantrecommande))/],
  ['position', /^(?:position|reponse|response)/],
  ['affectedPersons', /^(?:affectedperson|personnesconcernees)/],
  ['sdgs', /^(?:sdg|sustainabledevelopmentgoal|odd)/],
  ['themes', /^(?:fulllistofthemes|listofthemes|themes?|listecompletedesthemes|listedesthemes)/],
];

type Columns = Partial<Record<Column, number>>;

const columnsOf = (cells: WordCell[]): Columns | null => {
  const columns: Columns = {};
  for (const cell of cells) {
    const head = foldHeading(cell.text);
    const column = heads.find(([, pattern]) => pattern.test(head))?.[0];
    // A sentence that begins with "Recommendation" is a cell, not a head.
    if (column !== undefined && head.length < 60) columns[column] ??= cell.start;
  }
  return columns.recommendation !== undefined && columns.position !== undefined ? columns : null;
};

/** A table that lost its head, as some matrices have: told by a cell with a paragraph number and one that is a position. */
const columnsByContent = (cells: WordCell[]): Columns | null => {
  const recommendation = cells.find(({ text }) => stripParagraph(text).paragraph !== null);
  const position = cells.find(({ text }) => positionOf(clean(text)) !== undefined);
  if (recommendation === undefined || position === undefined) return null;
  const recommenders = cells.find(({ text }) => {
    const { codes, unknown } = statesIn(text, { inText: true });
    return codes.length > 0 && unknown.length === 0;
  });
  return {
    recommendation: recommendation.start,
    position: position.start,
    ...(recommenders !== undefined && { recommenders: recommenders.start }),
  };
};

const merge = (into: RecommendationRecord, from: RecommendationRecord): void => {
  into.places.push(...from.places);
  for (const list of ['recommendingStates', 'themes', 'affectedPersons', 'sdgs'] as const) {
    into[list] = distinct([...into[list], ...from[list]]);
  }
};

/** Gathers the rows of a matrix: one recommendation stands under every theme it has, and is one record. */
class Matrix {
  readonly inOrder: (RecommendationRecord | Problem)[] = [];
  private columns: Columns | null = null;
  private width = 0;
  private heading: string | null = null;
  /** The cell above, column by column, for cells merged downwards. */
  private above = new Map<number, string>();
  private readonly byWords = new Map<string, RecommendationRecord>();
  private readonly byParagraph = new Map<string, RecommendationRecord>();

  constructor(private readonly hints: Hints) {}

  get hasTable(): boolean {
    return this.columns !== null;
  }

  take(block: WordBlock): void {
    if (block.kind === 'paragraph') {
      this.heading = headingLabel(block.text) ?? this.heading;
      return;
    }
    const columns = columnsOf(block.cells);
    if (columns !== null) {
      this.columns = columns;
      this.width = block.cells.length;
      return;
    }
    if (this.columns === null) this.findColumns(block.cells);
    const filled = distinct(block.cells.map((cell) => cell.text));
    if (filled.length === 0 && !block.cells.some((cell) => cell.continues)) return;
    const [only] = filled;
    if (only !== undefined && filled.length === 1 && this.takeHeading(only, block.cells.length)) return;
    if (this.columns !== null) this.takeRow(block.row, block.cells);
  }

  private findColumns(cells: WordCell[]): void {
    this.columns = columnsByContent(cells);
    this.width = cells.length;
  }

  /** Whether a row is a heading over what follows. */
  private takeHeading(text: string, cells: number): boolean {
    const label = headingLabel(text);
    const overWholeWidth = cells < this.width && stripParagraph(text).paragraph === null;
    if (label === null && !overWholeWidth) return false;
    // Other rows over the whole width are themes only where nothing else names themes.
    if (label !== null || (this.columns !== null && this.columns.themes === undefined))
      this.heading = label ?? clean(text);
    return true;
  }

  private takeRow(row: number, cells: WordCell[]): void {
    const at = (column: Column): string => {
      const start = this.columns?.[column];
      if (start === undefined) return '';
      const cell = cells.find((candidate) => candidate.start <= start && start < candidate.start + candidate.span);
      return cell?.continues === true ? (this.above.get(start) ?? '') : (cell?.text ?? '');
    };
    const read = { recommendation: at('recommendation'), position: at('position') };
    const classified = this.classified(at);
    const recommenders = at('recommenders');
    for (const cell of cells) if (!cell.continues) this.above.set(cell.start, cell.text);

    const { text: body, source } = splitSource(read.recommendation);
    const { paragraph, text: rest } = stripParagraph(body);
    const place: Place = paragraph === null ? { row } : { row, paragraph };
    if (cells.some((cell) => isFormula(cell.text))) throw new Refusal('formula', { cell: `${row}` }, place);
    const { text, states, unknown } = stripStateBrackets(clean(rest));
    const position = clean(read.position) === '' ? null : positionOf(clean(read.position));
    if (text === '') {
      if (read.position !== '') this.say('unreadable', 'text-missing', place);
      return;
    }
    if (position === undefined) {
      this.say('unreadable', 'response-unknown', place, { value: excerpt(read.position), accepted });
      return;
    }
    const column = statesIn(recommenders);
    const record: RecommendationRecord = {
      ...blankRecord(),
      places: [place],
      stateUnderReview: this.hints.stateUnderReview ?? null,
      session: this.hints.session ?? null,
      paragraph,
      text,
      recommendingStates: distinct([...column.codes, ...states]),
      position,
      positionSource: source,
      ...classified,
    };
    this.add(record, place, [...column.unknown, ...unknown]);
  }

  private classified(at: (column: Column) => string): Classified {
    const parts = [
      classify(at('themes')),
      classify(at('affectedPersons'), 'affectedPersons'),
      classify(at('sdgs'), 'sdgs'),
    ];
    const named = new Set(parts.flatMap(({ themes }) => themes.map(foldText)));
    const heading = classify(this.heading ?? '');
    return {
      // A heading often repeats a theme of the list with other punctuation.
      themes: distinct([
        ...parts.flatMap(({ themes }) => themes),
        ...heading.themes.filter((theme) => !named.has(foldText(theme))),
      ]),
      sdgs: distinct([...parts, heading].flatMap(({ sdgs }) => sdgs)),
      affectedPersons: distinct(parts.flatMap(({ affectedPersons }) => affectedPersons)),
    };
  }

  private add(record: RecommendationRecord, place: Place, unknown: string[]): void {
    const words = [record.paragraph, foldText(record.text)].join('\0');
    const known = this.byWords.get(words);
    if (known !== undefined) {
      if (known.position !== record.position) {
        this.say('doubtful', 'paragraph-answers-differ', place, { row: known.places[0]?.row ?? 0 });
      }
      merge(known, record);
      return;
    }
    this.byWords.set(words, record);
    this.inOrder.push(record);
    for (const value of unknown) this.say('doubtful', 'recommending-state-unknown', place, { value: excerpt(value) });
    if (record.recommendingStates.length === 0) this.say('doubtful', 'recommending-state-missing', place);
    if (record.paragraph === null) {
      this.say('doubtful', 'paragraph-missing', place, { text: excerpt(record.text) });
      return;
    }
    const other = this.byParagraph.get(record.paragraph);
    if (other === undefined) this.byParagraph.set(record.paragraph, record);
    else {
      const params = { paragraph: record.paragraph, row: other.places[0]?.row ?? 0 };
      this.say('doubtful', 'paragraph-differs', place, params);
    }
  }

  private say(
    severity: Problem['severity'],
    code: Problem['code'],
    place: Place,
    params: Problem['params'] = {},
  ): void {
    this.inOrder.push({ severity, code, place, params });
  }
}

/** Reads OHCHR's matrix, the "thematic list of recommendations" a ministry receives from Geneva as a Word file. */
export async function* readOhchrMatrix(blocks: AsyncIterable<WordBlock>, hints: Hints): AsyncGenerator<Reading> {
  const matrix = new Matrix(hints);
  for await (const block of blocks) matrix.take(block);
  if (!matrix.hasTable) throw new Refusal('table-missing');
  if (matrix.inOrder.length === 0) throw new Refusal('rows-missing');
  for (const [index, item] of matrix.inOrder.entries()) {
    const progress = (index + 1) / matrix.inOrder.length;
    if ('severity' in item) yield { kind: 'problem', problem: item, progress };
    else yield { kind: 'record', record: item, progress };
  }
}
