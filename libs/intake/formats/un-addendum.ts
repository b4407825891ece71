import type { Hints, PositionValue, Problem, Reading } from '../records.js';
import type { SourceFile } from '../source-file.js';
import { AnswerReader, type Answer } from './addendum-answers.js';
import { Refusal } from './refusal.js';
import { HeadReader, type ReportHead } from './report-head.js';
import { reportLines, type ReportLine } from './report-lines.js';

/** What an addendum yields: what it says of itself, then the answers it gives, by the number of the recommendation in the report. */
export type AddendumReading =
  | { kind: 'document'; head: ReportHead; progress: number }
  | {
      kind: 'position';
      /** In the report, e.g. `118.10`. */
      paragraph: string;
      position: PositionValue;
      /** Where it is given: the addendum's symbol and its own paragraph, null where they are not printed. */
      source: { symbol: string | null; paragraph: string | null };
      progress: number;
    }
  | Extract<Reading, { kind: 'problem' | 'asked' }>;

/** A recommendation with two different answers has none: a person has to read the document. */
const settled = (answers: readonly Answer[]): (Answer | Problem)[] => {
  const byParagraph = new Map<string, Answer[]>();
  for (const answer of answers) {
    const given = byParagraph.get(answer.paragraph);
    if (given === undefined) byParagraph.set(answer.paragraph, [answer]);
    else given.push(answer);
  }
  return [...byParagraph].flatMap(([paragraph, given]): (Answer | Problem)[] => {
    const [first] = given;
    if (first === undefined) return [];
    if (given.every(({ position }) => position === first.position)) return [first];
    return [{ severity: 'doubtful', code: 'answers-differ', place: { paragraph }, params: { paragraph } }];
  });
};

/**
 * Reads the addendum in which a State answers the recommendations of a report, as plain text, Word file or PDF. Only what is said in known
 * words is taken; a sentence in other words is asked about, with all the recommendations it names.
 */
export async function* readUnAddendum(file: SourceFile, hints: Hints): AsyncGenerator<AddendumReading> {
  const lines: ReportLine[] = [];
  const reader = new HeadReader();
  for await (const line of reportLines(file)) {
    reader.take(line);
    lines.push(line);
  }
  const { head } = reader;
  const { answers, asked } = new AnswerReader(hints).read(lines);
  if (answers.length === 0 && asked.length === 0) throw new Refusal('addendum-without-positions');
  yield { kind: 'document', head, progress: 0 };
  const items = [...settled(answers), ...asked];
  for (const [index, item] of items.entries()) {
    const progress = (index + 1) / items.length;
    if ('severity' in item) yield { kind: 'problem', problem: item, progress };
    else if ('value' in item) {
      yield { kind: 'asked', about: 'position', value: item.value, place: item.place, progress };
    } else {
      const { paragraph, position, source } = item;
      yield { kind: 'position', paragraph, position, source: { symbol: head.symbol, paragraph: source }, progress };
    }
  }
}
