import { foldText } from '../fingerprint.js';
import type { Place, Problem, RecommendationRecord } from '../records.js';
import { distinct } from './text.js';

interface Gathered {
  record: RecommendationRecord;
  row: number;
  /** Names as the file spells them. */
  recommenders: string[];
  /** Where States word one paragraph differently: each wording, by its letters, with who words it so. */
  wordings: Map<string, { text: string; recommenders: string[] }>;
}

/** A row as it was read, and what it is compared by. */
export interface GatheredRow {
  record: RecommendationRecord;
  place: Place & { row: number };
  /** The cell letter for letter. */
  exactText: string;
  /** The answer as the file spells it. */
  answer: string;
  recommender: string;
}

/**
 * Makes one recommendation of the rows of a list that are about the same one: one a recommending State, one a theme. With a paragraph
 * number, the rows of that number are one; without, only rows that agree letter for letter, answer and all.
 */
export class Gathering {
  private readonly byKey = new Map<string, Gathered>();
  private readonly byWords = new Map<string, Gathered>();
  private readonly inOrder: (Gathered | Problem)[] = [];

  take({ record, place, exactText, answer, recommender }: GatheredRow): void {
    const review = [record.mechanism, record.stateUnderReview, record.session, record.symbol, record.kind].join('\0');
    const key = [review, ...(record.paragraph === null ? [answer, exactText] : [record.paragraph])].join('\0');
    const known = this.byKey.get(key);
    const folded = foldText(record.text);
    if (known === undefined) {
      const wordings = new Map([[folded, { text: record.text, recommenders: [recommender] }]]);
      const gathered = { record, row: place.row, recommenders: [recommender], wordings };
      this.byKey.set(key, gathered);
      this.inOrder.push(gathered);
      if (record.paragraph === null) this.compareWords(`${review}\0${folded}`, gathered, place);
      return;
    }
    if (known.record.position !== record.position) this.doubt('paragraph-answers-differ', place, { row: known.row });
    merge(known.record, record);
    known.recommenders.push(recommender);
    const wording = known.wordings.get(folded);
    if (wording !== undefined) {
      wording.recommenders.push(recommender);
      return;
    }
    known.wordings.set(folded, { text: record.text, recommenders: [recommender] });
    if (record.paragraph !== null) {
      this.doubt('paragraph-differs', place, { paragraph: record.paragraph, row: known.row });
    }
  }

  say(problem: Problem): void {
    this.inOrder.push(problem);
  }

  /** Recommendations and what is to be said about them, in the file's order. */
  all(): (RecommendationRecord | Problem)[] {
    return this.inOrder.map((item) => ('severity' in item ? item : { ...item.record, text: textOf(item) }));
  }

  private compareWords(words: string, gathered: Gathered, place: Place): void {
    const other = this.byWords.get(words);
    if (other === undefined) {
      this.byWords.set(words, gathered);
      return;
    }
    const sameAnswer = other.record.position === gathered.record.position;
    this.doubt(sameAnswer ? 'reads-like' : 'reads-like-other-answer', place, {
      row: other.row,
      state: other.recommenders.join(', '),
    });
  }

  private doubt(code: Problem['code'], place: Place, params: Problem['params']): void {
    this.say({ severity: 'doubtful', code, place, params });
  }
}

/** One wording stands as it is; several stand side by side, each with who words it so, as in a report. */
const textOf = ({ wordings }: Gathered): string => {
  const all = [...wordings.values()];
  if (all.length === 1) return all[0]?.text ?? '';
  return all
    .map(({ text, recommenders }) => `${text.replace(/[\s;.]+$/, '')} (${distinct(recommenders).join(', ')})`)
    .join('; ');
};

const merge = (into: RecommendationRecord, from: RecommendationRecord): void => {
  into.places.push(...from.places);
  into.isHeld ||= from.isHeld;
  for (const list of ['recommendingStates', 'themes', 'affectedPersons', 'sdgs'] as const) {
    into[list] = distinct([...into[list], ...from[list]]);
  }
};
