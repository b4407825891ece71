import { stateCode } from '../states.js';
import { clean, distinct } from './text.js';
import type { NamedState } from './uhri-records.js';
import { plain } from './uhri-text.js';

/** A field that lists things: a list in JSON, in a spreadsheet one text. */
export type Listed = string | readonly string[];

/** Remembers what a function made of words that come again and again, and forgets all of them before they are too many. */
export const remembering = <Result>(read: (word: string) => Result, most = 10_000): ((word: string) => Result) => {
  const known = new Map<string, Result>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const result = read(word);
    if (known.size >= most) known.clear();
    if (word.length < 300) known.set(word, result);
    return result;
  };
};

/** A word without HTML and without the dash UHRI puts before it. */
export const bare = (word: string): string => clean(plain(word)).replace(/^[-–]\s+/, '');

const listed = remembering(bare);

const lines = (text: string): string[] => text.split(/[\r\n]+/);

/** In a spreadsheet a list is lines that begin with `- `, or one line in which ` - ` joins what it lists. */
const pieces = (text: string): string[] =>
  lines(text).flatMap((line) => {
    const dash = /^\s*-\s+/.exec(line);
    return dash === null ? [line] : line.slice(dash[0].length).split(/\s+-\s+/);
  });

/** What a field lists, as printed. A piece in lower case goes on with the one before: `… rights - general measures`. */
export const wordsOf = (field: Listed): string[] => {
  if (typeof field !== 'string') return distinct(field.flatMap(lines).map(listed));
  const words: string[] = [];
  for (const piece of pieces(field).map(listed)) {
    const before = words.at(-1);
    if (before !== undefined && /^\p{Ll}/u.test(piece)) words[words.length - 1] = `${before} - ${piece}`;
    else words.push(piece);
  }
  return distinct(words);
};

const codeOf = remembering(stateCode);

/** Names that ` - ` would tear apart, such as `Timor - Leste`, are put together again: the longest that a State bears comes first. */
export const statesOf = (field: Listed): NamedState[] => {
  const names = typeof field === 'string' ? pieces(field).map(listed) : field.flatMap(lines).map(listed);
  const found = new Map<string, NamedState>();
  for (let at = 0; at < names.length;) {
    const longest = typeof field === 'string' ? Math.min(3, names.length - at) : 1;
    let name = names[at] ?? '';
    let taken = 1;
    for (let length = longest; length > 1; length--) {
      const joined = names.slice(at, at + length).join('-');
      if (codeOf(joined) === null) continue;
      name = joined;
      taken = length;
      break;
    }
    at += taken;
    if (name !== '') found.set(codeOf(name) ?? name, { name, code: codeOf(name) });
  }
  return [...found.values()];
};

/** The codes of goals and targets; `16.2 - Protect children …` is target 16.2. */
export const goalsOf = (field: Listed): string[] => {
  const words = typeof field === 'string' ? pieces(field).map(listed) : field.flatMap(lines).map(listed);
  const codes = words.map((word) => /^(?:SDG\s+)?(\d{1,2}(?:\.[0-9a-z]{1,2})?)(?=\s|$)/i.exec(word)?.[1] ?? '');
  return distinct(codes.map((code) => code.toLowerCase()));
};
