import { clean } from './formats/text.js';
import { mechanisms, type AskedAbout, type Place } from './records.js';
import { stateCodes } from './states.js';

/** Longer words are recognised by their beginning. */
const longestValue = 500;
/** A file that uses more words nobody understands is another kind of file; the first are enough to see that. */
const mostQuestions = 2000;

/** A word as it is asked about; two spellings that differ in case and blanks are one. */
export const askedValue = (value: string): string => clean(value).slice(0, longestValue);
export const foldedValue = (value: string): string => askedValue(value).toLowerCase();

export interface Question {
  about: AskedAbout;
  value: string;
  uses: number;
  place?: { [Key in keyof Place]: Place[Key] };
  isOpen: boolean;
  meaning: string | null;
}

/** What a person has said words mean, by what they are about and the folded word. */
export type Meanings = ReadonlyMap<string, string | null>;
export const meaningKey = (about: string, value: string): string => `${about}\0${foldedValue(value)}`;

/** Gathers, while a file is read, the words it asks about and those somebody has explained before. */
export class Questions {
  private readonly found = new Map<string, Question>();

  constructor(private readonly meanings: Meanings) {}

  readonly meaningOf = (about: AskedAbout, value: string): string | null | undefined => {
    const meaning = this.meanings.get(meaningKey(about, value));
    if (meaning !== undefined) this.count({ about, value, isOpen: false, meaning });
    return meaning;
  };

  ask({ about, value, place }: { about: AskedAbout; value: string; place: Place }): void {
    this.count({ about, value, isOpen: true, meaning: null, place: { ...place } });
  }

  all(): Question[] {
    return [...this.found.values()];
  }

  private count(question: Omit<Question, 'uses'>): void {
    const key = meaningKey(question.about, question.value);
    const known = this.found.get(key);
    if (known !== undefined) known.uses++;
    else if (this.found.size < mostQuestions) {
      this.found.set(key, { ...question, value: askedValue(question.value), uses: 1 });
    }
  }
}

const meaningsByKind: Record<AskedAbout, readonly string[]> = {
  position: ['SUPPORTED', 'PARTIALLY_SUPPORTED', 'NOTED', 'UNDER_CONSIDERATION', 'VOLUNTARY_PLEDGE'],
  stateUnderReview: stateCodes,
  recommendingState: stateCodes,
  mechanism: mechanisms,
  kind: ['RECOMMENDATION', 'VOLUNTARY_PLEDGE', 'OBSERVATION'],
};

/** What a word can mean, as codes. */
export const meaningsOf = (about: AskedAbout): string[] => [...meaningsByKind[about]];
export const canMean = (about: AskedAbout, meaning: string): boolean => meaningsByKind[about].includes(meaning);
