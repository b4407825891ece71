import { foldText } from '../fingerprint.js';
import {
  blankRecord,
  type Hints,
  type PositionValue,
  type Problem,
  type Reading,
  type RecommendationRecord,
} from '../records.js';
import { stateCode, statesIn } from '../states.js';
import { assertHarmless, findHeader, headerWithin, RowWidths, type Grid, type Header, type Row } from './grid.js';
import { positionOf } from './positions.js';
import { Refusal } from './refusal.js';
import { clean, distinct, excerpt } from './text.js';
import { needed, uprInfoHeadings, type UprInfoColumn } from './upr-info-headings.js';

const accepted = 'Accepted, Supported, Noted, Voluntary Pledge';

/** A recommendation that grows while the rows of further recommending States are read. */
interface Gathered {
  record: RecommendationRecord;
  row: number;
  /** Names as the file spells them. */
  recommenders: string[];
}

/** Part of the reading: rows already taken, and what is to be said about them, in the file's order. */
class Gathering {
  private readonly byText = new Map<string, Gathered>();
  private readonly byWords = new Map<string, { gathered: Gathered; position: PositionValue | null }>();
  readonly inOrder: (RecommendationRecord | Problem)[] = [];

  constructor(
    private readonly header: Header<UprInfoColumn>,
    private readonly hints: Hints,
  ) {}

  /** Rows that agree letter for letter are one recommendation of several States; nothing less makes them one. */
  take(row: Row): void {
    const read = this.read(row);
    if (read === null) return;
    const { record, exactText, recommender } = read;
    const review = [record.stateUnderReview, record.session, record.kind, record.paragraph].join('\0');
    const key = [review, record.position, exactText].join('\0');
    const known = this.byText.get(key);
    if (known !== undefined) {
      known.record.places.push(row.place);
      known.record.recommendingStates = distinct([...known.record.recommendingStates, ...record.recommendingStates]);
      known.record.themes = distinct([...known.record.themes, ...record.themes]);
      known.recommenders.push(recommender);
      return;
    }
    const gathered = { record, row: row.place.row, recommenders: [recommender] };
    this.byText.set(key, gathered);
    this.inOrder.push(record);
    this.compareWords(review, gathered);
  }

  private compareWords(review: string, gathered: Gathered): void {
    const words = [review, foldText(gathered.record.text)].join('\0');
    const other = this.byWords.get(words);
    if (other === undefined) {
      this.byWords.set(words, { gathered, position: gathered.record.position });
      return;
    }
    const sameAnswer = other.position === gathered.record.position;
    this.say('doubtful', sameAnswer ? 'reads-like' : 'reads-like-other-answer', gathered.record.places[0] ?? null, {
      row: other.gathered.row,
      state: other.gathered.recommenders.join(', '),
    });
  }

  private say(
    severity: Problem['severity'],
    code: Problem['code'],
    place: Problem['place'],
    params: Problem['params'] = {},
  ): null {
    this.inOrder.push({ severity, code, place, params });
    return null;
  }

  private read({ place, cells }: Row): { record: RecommendationRecord; exactText: string; recommender: string } | null {
    const cell = (column: UprInfoColumn): string => cells[this.header.at[column] ?? -1] ?? '';
    const at = (column: UprInfoColumn) => {
      const spelled = this.header.spelled[column];
      return spelled === undefined ? place : { ...place, column: spelled };
    };
    const text = clean(cell('recommendation'));
    if (text === '') return this.say('unreadable', 'text-missing', at('recommendation'));

    const stateName = clean(cell('stateUnderReview'));
    const stateUnderReview = stateName === '' ? (this.hints.stateUnderReview ?? null) : stateCode(stateName);
    if (stateUnderReview === null) {
      return stateName === ''
        ? this.say('unreadable', 'state-missing', at('stateUnderReview'))
        : this.say('unreadable', 'state-unknown', at('stateUnderReview'), { value: excerpt(stateName) });
    }

    const response = clean(cell('response'));
    if (response === '') return this.say('unreadable', 'response-missing', at('response'), { accepted });
    const isPledge = /^voluntary pledges?$/i.test(response);
    const position = isPledge ? null : positionOf(response);
    if (position === undefined) {
      return this.say('unreadable', 'response-unknown', at('response'), { value: excerpt(response), accepted });
    }

    const sessionText = clean(cell('session'));
    const session = sessionText === '' ? (this.hints.session ?? null) : sessionOf(sessionText);
    if (session === undefined) {
      return this.say('unreadable', 'session-invalid', at('session'), { value: excerpt(sessionText) });
    }

    const recommender = clean(cell('recommendingState'));
    const { codes, unknown } = isPledge ? { codes: [], unknown: [] } : statesIn(recommender);
    for (const value of unknown) {
      this.say('doubtful', 'recommending-state-unknown', at('recommendingState'), { value: excerpt(value) });
    }
    if (!isPledge && recommender === '') this.say('doubtful', 'recommending-state-missing', at('recommendingState'));

    const record: RecommendationRecord = {
      ...blankRecord(),
      places: [place],
      kind: isPledge ? 'VOLUNTARY_PLEDGE' : 'RECOMMENDATION',
      stateUnderReview,
      session,
      paragraph: clean(cell('paragraph')).replace(/\.$/, '') || null,
      text,
      recommendingStates: codes,
      position,
      // Themes are joined by a comma without blank; a comma with a blank belongs to a theme's name.
      themes: distinct(
        cell('themes')
          .split(/[;,](?=\S)|[|\n]/)
          .map(clean),
      ),
    };
    return { record, exactText: cell('recommendation'), recommender: recommender || '–' };
  }
}

/** `18`, `18.0`, `18th session` or `Session 18`; undefined for anything else. */
const sessionOf = (text: string): number | undefined => {
  const match = /^(?:session\s*)?(\d{1,2})(?:\.0+)?(?:st|nd|rd|th)?(?:\s+session\b.*)?$/i.exec(text);
  const session = Number(match?.[1]);
  return session > 0 ? session : undefined;
};

/** Reads UPR Info's export, row by row: every recommending State has a row of its own. */
export async function* readUprInfo(grid: Grid, hints: Hints): AsyncGenerator<Reading> {
  const wanted = needed(hints);
  const above: Row[] = [];
  let gathering: Gathering | null = null;
  let widths: RowWidths | null = null;
  for await (const row of grid.rows()) {
    assertHarmless(row);
    if (row.cells.every((cell) => cell.trim() === '')) continue;
    if (gathering === null || widths === null) {
      above.push(row);
      const found = findHeader([row], uprInfoHeadings, wanted);
      if ('header' in found) {
        gathering = new Gathering(found.header, hints);
        const last = Math.max(...wanted.map((column) => found.header.at[column] ?? 0));
        widths = new RowWidths(found.header.width, last + 1);
      } else if (above.length >= headerWithin) break;
      continue;
    }
    const found = widths.misfit(row);
    if (found === null) gathering.take(row);
    else {
      const params = { found, expected: widths.width };
      gathering.inOrder.push({ severity: 'unreadable', code: 'row-width', place: row.place, params });
    }
  }
  if (gathering === null || widths === null) throw missingHeader(above, wanted);
  widths.assertEven(grid.endsCleanly);

  for (const [index, item] of gathering.inOrder.entries()) {
    const progress = (index + 1) / gathering.inOrder.length;
    if ('severity' in item) yield { kind: 'problem', problem: item, progress };
    else yield { kind: 'record', record: item, progress };
  }
}

const labels: Record<UprInfoColumn, string> = {
  stateUnderReview: 'SuR',
  recommendingState: 'RS',
  recommendation: 'Recommendation',
  response: 'Response',
  themes: 'Issue',
  session: 'Session',
  paragraph: 'Paragraph',
};

/** Says which headings were looked for; where a row has some of them, which it lacks. */
export const missingHeader = (rows: Row[], wanted: readonly UprInfoColumn[]): Refusal => {
  const found = findHeader(rows, uprInfoHeadings, wanted);
  const missing = 'missing' in found ? found.missing : [];
  const names = (columns: readonly UprInfoColumn[]) => columns.map((column) => labels[column]).join(', ');
  return missing.length <= wanted.length - 2
    ? new Refusal('columns-missing', { missing: names(missing) })
    : new Refusal('header-missing', { wanted: names(wanted) });
};
