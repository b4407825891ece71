import {
  mechanisms,
  type AskedAbout,
  type Hints,
  type Mechanism,
  type Place,
  type PositionValue,
  type Problem,
  type Reading,
  type RecommendationRecord,
} from '../records.js';
import { stateCode } from '../states.js';
import { excerpt } from './text.js';

/** The values an answer may have; for States, any that the table of States knows. */
const values: ReadonlyMap<AskedAbout, ReadonlySet<string>> = new Map<AskedAbout, ReadonlySet<string>>([
  ['position', new Set<PositionValue>(['SUPPORTED', 'PARTIALLY_SUPPORTED', 'NOTED', 'UNDER_CONSIDERATION'])],
  ['mechanism', new Set<Mechanism>(mechanisms)],
  ['kind', new Set<RecommendationRecord['kind']>(['RECOMMENDATION', 'VOLUNTARY_PLEDGE', 'OBSERVATION'])],
]);

interface Meaning {
  position: PositionValue;
  stateUnderReview: string;
  recommendingState: string;
  mechanism: Mechanism;
  kind: RecommendationRecord['kind'];
}

/** The questions of a file: each is put once, however many records hang on it. */
export class Questions {
  private readonly put = new Set<string>();

  constructor(private readonly hints: Hints) {}

  isNew(about: AskedAbout, value: string): boolean {
    const key = `${about} ${value}`;
    if (this.put.has(key)) return false;
    this.put.add(key);
    return true;
  }

  /** What a person said the value means; null for nothing. Undefined: not asked, or answered with no such thing. */
  answer<About extends AskedAbout>(about: About, value: string): Meaning[About] | null | undefined {
    const said = this.hints.meaningOf?.(about, value);
    if (said === undefined || said === null) return said;
    const allowed = values.get(about);
    const meaning = allowed === undefined ? (stateCode(said) ?? undefined) : allowed.has(said) ? said : undefined;
    // Checked against the values of its kind just above.
    return meaning as Meaning[About] | undefined;
  }
}

/** What is to be said about one record of a file, gathered while it is read. */
export class Said {
  readonly readings: Reading[] = [];
  /** A question is open. */
  isHeld = false;

  constructor(
    private readonly questions: Questions,
    readonly place: Place,
    private readonly progress: number,
  ) {}

  problem(severity: 'unreadable' | 'doubtful', code: Problem['code'], params: Problem['params'] = {}): void {
    this.readings.push({
      kind: 'problem',
      problem: { severity, code, place: this.place, params },
      progress: this.progress,
    });
  }

  record(record: RecommendationRecord): void {
    this.readings.push({ kind: 'record', record, progress: this.progress });
  }

  /** Whether a person said that one of the words means nothing, which leaves the record out. */
  meansNothing(meanings: readonly (readonly [word: string, meaning: unknown])[]): boolean {
    const word = meanings.find(([, meaning]) => meaning === null)?.[0];
    if (word !== undefined) this.problem('unreadable', 'word-means-nothing', { value: excerpt(word) });
    return word !== undefined;
  }

  /** A person's answer, null for "nothing"; undefined where it is asked now, and the record held. */
  ask<About extends AskedAbout>(about: About, value: string): Meaning[About] | null | undefined {
    const answer = this.questions.answer(about, value);
    if (answer !== undefined) return answer;
    this.isHeld = true;
    if (this.questions.isNew(about, value)) {
      this.readings.push({ kind: 'asked', about, value, place: this.place, progress: this.progress });
    }
    return undefined;
  }
}
