import {
  blankRecord,
  mechanisms,
  type AskedAbout,
  type ColumnRole,
  type Hints,
  type Mapping,
  type Mechanism,
  type Place,
  type PositionValue,
  type Problem,
  type Reading,
  type RecommendationRecord,
} from '../records.js';
import { stateCode, statesIn } from '../states.js';
import { stripParagraph, stripStateBrackets } from './brackets.js';
import { Gathering, type GatheredRow } from './gathering.js';
import { assertHarmless, RowWidths, type Grid, type Row } from './grid.js';
import { sampleRows } from './mapping.js';
import { positionOf } from './positions.js';
import { clean, decodeEntities, distinct, excerpt } from './text.js';

type Told = { kind: 'problem'; problem: Problem } | { kind: 'asked'; about: AskedAbout; value: string; place: Place };

/** One row of a list, cell by cell. */
class RowReader {
  readonly told: Told[] = [];
  private isHeld = false;

  constructor(
    private readonly row: Row,
    private readonly at: ReadonlyMap<ColumnRole, readonly number[]>,
    private readonly mapping: Mapping,
    private readonly hints: Hints,
  ) {}

  /** Null where the row is left out; `told` says why. */
  read(): GatheredRow | null {
    const exactText = this.raw('text');
    const whole = clean(exactText);
    if (whole === '') return this.leaveOut('text-missing', 'text');
    const named = clean(this.raw('paragraph')).replace(/\.$/, '');
    const inText = named === '' ? stripParagraph(whole) : { paragraph: named, text: whole };
    // Texts of a report end with the States in brackets; where there is a number, that is where the text comes from.
    const ended = named === '' && inText.paragraph !== null ? stripStateBrackets(inText.text) : null;
    const answer = this.answer();
    const review = this.review();
    if (answer === null || review === null) return null;
    const recommender = answer.kind === 'VOLUNTARY_PLEDGE' ? '' : clean(this.raw('recommendingStates', '; '));
    const { codes, unknown } = statesIn(recommender);
    const states = distinct([...codes, ...(ended?.states ?? [])]);
    for (const value of unknown) {
      this.say('doubtful', 'recommending-state-unknown', 'recommendingStates', { value: excerpt(value) });
    }
    const record: RecommendationRecord = {
      ...blankRecord(),
      places: [this.row.place],
      ...review,
      ...answer,
      paragraph: inText.paragraph,
      text: ended?.text ?? inText.text,
      recommendingStates: states,
      symbol: clean(this.raw('symbol')) || null,
      annotationId: clean(this.raw('annotationId')) || null,
      positionSource: this.positionSource(),
      themes: this.list('themes'),
      affectedPersons: this.list('affectedPersons'),
      sdgs: distinct(
        this.list('sdgs').map((label) => /\d{1,2}(?:\.[0-9a-z]{1,2})?/i.exec(label)?.[0].toLowerCase() ?? ''),
      ),
      isHeld: this.isHeld,
    };
    const isRecommended =
      record.mechanism === 'UPR' && record.kind === 'RECOMMENDATION' && this.at.has('recommendingStates');
    if (isRecommended && recommender === '' && states.length === 0) {
      this.say('doubtful', 'recommending-state-missing', 'recommendingStates');
    }
    const place = this.row.place;
    return { record, place, exactText, answer: clean(this.raw('position')), recommender: recommender || '–' };
  }

  private raw(role: ColumnRole, between = '\n'): string {
    const filled = (this.at.get(role) ?? [])
      .map((index) => this.row.cells[index] ?? '')
      .filter((cell) => cell.trim() !== '');
    // Programs that write CSV put an apostrophe before what a spreadsheet would run.
    return filled.map((cell) => cell.replace(/^'(?=\s*[=+\-@])/, '')).join(between);
  }

  /** Themes are joined by a comma without blank in UPR Info's export; a comma with a blank belongs to a theme's name. */
  private list(role: ColumnRole): string[] {
    return distinct(
      decodeEntities(this.raw(role))
        .split(/[;,](?=\S)|;\s|[|\n]/)
        .map((line) => clean(line).replace(/^[-–•]\s+/, '')),
    );
  }

  private review(): Pick<RecommendationRecord, 'mechanism' | 'stateUnderReview' | 'session' | 'cycle'> | null {
    const mechanism = this.mechanism();
    const name = clean(this.raw('stateUnderReview'));
    let state = name === '' ? (this.hints.stateUnderReview ?? null) : stateCode(name);
    if (state === null) {
      if (name === '' && this.at.has('stateUnderReview')) return this.leaveOut('state-missing', 'stateUnderReview');
      const said = name === '' ? undefined : this.explained('stateUnderReview', name);
      if (said === null) return this.leaveOut('state-unknown', 'stateUnderReview', { value: excerpt(name) });
      state = said ?? null;
    }
    const sessionText = clean(this.raw('session'));
    const session = sessionText === '' ? (this.hints.session ?? null) : sessionOf(sessionText);
    if (session === undefined) return this.leaveOut('session-invalid', 'session', { value: excerpt(sessionText) });
    const cycle = Number(/\d/.exec(clean(this.raw('cycle')))?.[0] ?? Number.NaN) || null;
    return { mechanism, stateUnderReview: state, session: mechanism === 'UPR' ? session : null, cycle };
  }

  private mechanism(): Mechanism {
    const spelled = clean(this.raw('mechanism'));
    if (spelled === '' || /universal periodic review/i.test(spelled)) return 'UPR';
    const known = mechanisms.find((mechanism) => spelled.toUpperCase().replace(/^- /, '') === mechanism);
    return known ?? (this.explained('mechanism', spelled) as Mechanism | undefined | null) ?? 'UPR';
  }

  private answer(): { kind: RecommendationRecord['kind']; position: PositionValue | null } | null {
    const spelled = clean(this.raw('position'));
    const kind = this.kind();
    if (spelled === '') {
      if (this.at.has('position') && kind === 'RECOMMENDATION') this.say('doubtful', 'response-missing', 'position');
      return { kind, position: null };
    }
    if (isPledge(spelled)) return { kind: 'VOLUNTARY_PLEDGE', position: null };
    const known = positionOf(spelled);
    if (known !== undefined) return { kind, position: known };
    const said = this.explained('position', spelled);
    if (said === 'VOLUNTARY_PLEDGE') return { kind: said, position: null };
    return { kind, position: (said as PositionValue | null | undefined) ?? null };
  }

  private kind(): RecommendationRecord['kind'] {
    const spelled = clean(this.raw('kind')).replace(/^- /, '');
    if (spelled === '' || /^recomm[ae]ndations?$/i.test(spelled)) return 'RECOMMENDATION';
    if (isPledge(spelled)) return 'VOLUNTARY_PLEDGE';
    if (/^(?:concerns?|observations?)(?:\s*\/\s*observations?)?$/i.test(spelled)) return 'OBSERVATION';
    return (this.explained('kind', spelled) as RecommendationRecord['kind'] | null | undefined) ?? 'RECOMMENDATION';
  }

  private positionSource(): RecommendationRecord['positionSource'] {
    const symbol = clean(this.raw('positionSymbol'));
    return symbol === '' ? null : { symbol, paragraph: clean(this.raw('positionParagraph')) || null };
  }

  /** What a person said a word means; undefined, and the record held, while nobody has. */
  private explained(about: AskedAbout, value: string): string | null | undefined {
    const said = this.hints.meaningOf?.(about, value);
    if (said === undefined) {
      this.isHeld = true;
      this.told.push({ kind: 'asked', about, value, place: this.row.place });
    }
    return said;
  }

  private say(
    severity: Problem['severity'],
    code: Problem['code'],
    role: ColumnRole,
    params: Problem['params'] = {},
  ): void {
    const column = this.mapping.columns[this.at.get(role)?.[0] ?? -1]?.heading;
    const place = column === undefined ? this.row.place : { ...this.row.place, column };
    this.told.push({ kind: 'problem', problem: { severity, code, place, params } });
  }

  private leaveOut(code: Problem['code'], role: ColumnRole, params: Problem['params'] = {}): null {
    this.say('unreadable', code, role, params);
    return null;
  }
}

const isPledge = (text: string): boolean => /^voluntary[ _]pledges?$/i.test(text);

/** `18`, `18.0`, `18th session` or `Session 18`, `- 20th Session - Cycle 2`; undefined for anything else. */
const sessionOf = (text: string): number | undefined => {
  const match = /^(?:-\s*)?(?:session\s*)?(\d{1,2})(?:\.0+)?(?:st|nd|rd|th)?(?:\s+session\b.*)?$/i.exec(text);
  const session = Number(match?.[1]);
  return session > 0 ? session : undefined;
};

/** The first rows of a sheet or CSV file. */
export const firstRows = async (grid: Grid, count = sampleRows): Promise<Row[]> => {
  const rows: Row[] = [];
  for await (const row of grid.rows()) {
    rows.push(row);
    if (rows.length === count) break;
  }
  return rows;
};

/**
 * Reads a list of recommendations from a sheet or CSV file, whatever its columns are called and in whatever order they come. What the columns
 * were understood to hold is yielded first. Rows with an id of their own are recommendations each and are handed over as they come; all
 * others are gathered first, since rows far apart can be one.
 */
export async function* readTable(grid: Grid, mapping: Mapping, hints: Hints): AsyncGenerator<Reading> {
  yield { kind: 'columns', mapping, progress: 0 };
  const at = columnsOf(mapping);
  if (!at.has('text')) return;
  const last = Math.max(...[...at.values()].flat());
  const widths = new RowWidths(mapping.columns.length, Math.min(last, at.get('text')?.[0] ?? 0) + 1);
  const isStreamed = at.has('id') || at.has('annotationId');
  const gathering = new Gathering();
  let progress = 0;
  for await (const row of grid.rows()) {
    assertHarmless(row);
    if (row.place.row <= mapping.headingRow || row.cells.every((cell) => cell.trim() === '')) continue;
    const found = widths.misfit(row);
    const reader = new RowReader(row, at, mapping, hints);
    const read = found === null ? reader.read() : null;
    if (found !== null) {
      reader.told.push({
        kind: 'problem',
        problem: {
          severity: 'unreadable',
          code: 'row-width',
          place: row.place,
          params: { found, expected: widths.width },
        },
      });
    }
    progress = row.progress ?? progress;
    for (const told of reader.told) {
      if (told.kind === 'asked') yield { ...told, progress };
      else if (isStreamed) yield { ...told, progress };
      else gathering.say(told.problem);
    }
    if (read === null) continue;
    if (isStreamed) yield { kind: 'record', record: read.record, progress };
    else gathering.take(read);
  }
  widths.assertEven(grid.endsCleanly);
  const gathered = gathering.all();
  for (const [index, item] of gathered.entries()) {
    const share = progress + (1 - progress) * ((index + 1) / gathered.length);
    if ('severity' in item) yield { kind: 'problem', problem: item, progress: share };
    else yield { kind: 'record', record: item, progress: share };
  }
}

const columnsOf = (mapping: Mapping): Map<ColumnRole, number[]> => {
  const at = new Map<ColumnRole, number[]>();
  for (const [index, { role }] of mapping.columns.entries()) {
    if (role !== null) at.set(role, [...(at.get(role) ?? []), index]);
  }
  return at;
};
