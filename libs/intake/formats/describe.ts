import type { Clue, Description } from '../records.js';
import { stateCode } from '../states.js';
import { clean, distinct } from './text.js';
import type { WordFile } from './word.js';

type ReadFrom = Clue<unknown>['readFrom'];

/** The last session of each cycle of the Universal Periodic Review. */
const lastSessions = [12, 26, 40, 54];

/** The cycle a session belongs to; null for sessions that are not planned yet. */
const cycleOf = (session: number): number | null => {
  const index = lastSessions.findIndex((last) => session <= last);
  return index < 0 || session < 1 ? null : index + 1;
};

/** The words around a table that are searched; more would be another document. */
const mostLines = 60;

const ordinals: Readonly<Record<string, number>> = { first: 1, second: 2, third: 3, fourth: 4, fifth: 5 };

const cycleIn = (line: string): number | null => {
  const match =
    /\b(?:([1-9])(?:st|nd|rd|th|e|er)?|(first|second|third|fourth|fifth))\s+cycle\b|\bcycle\s+([1-9])\b/i.exec(line);
  if (match === null) return null;
  return Number(match[1] ?? match[3]) || (ordinals[match[2]?.toLowerCase() ?? ''] ?? null);
};

const sessionIn = (line: string): number | null => {
  // The Council's own sessions are counted apart from those of its Working Group.
  if (/human rights council/i.test(line) && !/working group/i.test(line)) return null;
  const match =
    /\b(\d{1,2})(?:st|nd|rd|th|e|ème)\s+session\b|\bsession\s+(\d{1,2})\b|\bUPR[\s_-]?(\d{1,2})(?!\d)/i.exec(line);
  return Number(match?.[1] ?? match?.[2] ?? match?.[3]) || null;
};

/** The one State a line names between brackets, dashes and the words that go with it. */
const stateIn = (line: string): string | null => {
  const pieces = line
    .split(/[_():;|\t\n–—]|\s-\s|,/)
    .map((piece) =>
      clean(piece).replace(/^(?:.*\b(?:review|UPR|examen)(?:\s+periodic review)?\s*(?:of|on|de)?)\s+/i, ''),
    );
  const states = distinct(pieces.map((piece) => stateCode(piece, { inText: true }) ?? ''));
  return states.length === 1 ? (states[0] ?? null) : null;
};

const clue = <Value>(
  lines: readonly { text: string; readFrom: ReadFrom }[],
  find: (line: string) => Value | null,
): Clue<Value> | null => {
  for (const { text, readFrom } of lines) {
    const value = find(clean(text));
    if (value !== null) return { value, readFrom };
  }
  return null;
};

const cycleFrom = (session: Clue<number> | null): Clue<number> | null => {
  const cycle = session === null ? null : cycleOf(session.value);
  return cycle === null ? null : { value: cycle, readFrom: 'session' };
};

/** Looks for the review a matrix belongs to: at the heads of its pages, in its title, in the words around its table. */
export const describeMatrix = async (word: WordFile): Promise<Description> => {
  const lines: { text: string; readFrom: ReadFrom }[] = [];
  for (const text of await word.pageHeads()) lines.push({ text, readFrom: 'page-header' });
  lines.push({ text: await word.title(), readFrom: 'title' });
  for await (const block of word.body()) {
    if (lines.length >= mostLines) break;
    if (block.kind === 'paragraph') lines.push({ text: block.text, readFrom: 'text' });
  }
  const state = clue(lines, stateIn);
  const cycle = clue(lines, cycleIn);
  const read = clue(lines, sessionIn);
  // A session of another cycle than the one named is a session of something else.
  const session = read !== null && cycle !== null && cycleOf(read.value) !== cycle.value ? null : read;
  return { stateUnderReview: state, session, cycle: cycle ?? cycleFrom(session) };
};
