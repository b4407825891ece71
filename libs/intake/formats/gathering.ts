import { foldText } from '../fingerprint.js';
import type { Place, Problem, RecommendationRecord } from '../records.js';
import { distinct } from './text.js';

interface Gathered {
  record: RecommendationRecord;
  row: number;
  /** Names as the file spells them. */
  recommenders: string[];
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
 * number, rows of that number with the same words are one; without, only rows that agree letter for letter, answer and all.
 */
export class Gathering {
  private readonly byKey = new Map<string, Gathered>();
  private readonly byWords = new Map<string, Gathered>();
  private readonly byParagraph = new Map<string, Gathered>();
  /** Recommendations and what is to be said about them, in the file's order. */
  readonly inOrder: (RecommendationRecord | Problem)[] = [];

  take({ record, place, exactText, answer, recommender }: GatheredRow): void {
    const review = [record.mechanism, record.stateUnderReview, record.session, record.symbol, record.kind].join('\0');
    const key = [
      review,
      ...(record.paragraph === null ? [answer, exactText] : [record.paragraph, foldText(record.text)]),
    ].join('\0');
    const known = this.byKey.get(key);
    if (known !== undefined) {
      if (known.record.position !== record.position) {
        this.say('paragraph-answers-differ', place, { row: known.row });
      }
      merge(known.record, record);
      known.recommenders.push(recommender);
      return;
    }
    const gathered = { record, row: place.row, recommenders: [recommender] };
    this.byKey.set(key, gathered);
    this.inOrder.push(record);
    if (record.paragraph === null) this.compareWords(review, gathered, place);
    else this.compareParagraph(`${review}\0${record.paragraph}`, gathered, place);
  }

  private compareWords(review: string, gathered: Gathered, place: Place): void {
    const words = [review, foldText(gathered.record.text)].join('\0');
    const other = this.byWords.get(words);
    if (other === undefined) {
      this.byWords.set(words, gathered);
      return;
    }
    const sameAnswer = other.record.position === gathered.record.position;
    this.say(sameAnswer ? 'reads-like' : 'reads-like-other-answer', place, {
      row: other.row,
      state: other.recommenders.join(', '),
    });
  }

  private compareParagraph(paragraph: string, gathered: Gathered, place: Place): void {
    const other = this.byParagraph.get(paragraph);
    if (other === undefined) this.byParagraph.set(paragraph, gathered);
    else this.say('paragraph-differs', place, { paragraph: gathered.record.paragraph ?? '', row: other.row });
  }

  private say(code: Problem['code'], place: Place, params: Problem['params']): void {
    this.inOrder.push({ severity: 'doubtful', code, place, params });
  }
}

const merge = (into: RecommendationRecord, from: RecommendationRecord): void => {
  into.places.push(...from.places);
  into.isHeld ||= from.isHeld;
  for (const list of ['recommendingStates', 'themes', 'affectedPersons', 'sdgs'] as const) {
    into[list] = distinct([...into[list], ...from[list]]);
  }
};
