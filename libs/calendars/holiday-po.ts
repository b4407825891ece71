import { normalName } from '../directory/index.js';
import { short, type HolidayLines } from './holiday-lines.js';

/** A holiday's name in English and in the national language. */
export interface NamePair {
  name: string;
  nationalName: string;
}

const quoted = /^"((?:[^"\\]|\\.)*)"$/;
const escaped: Record<string, string> = { n: ' ', t: ' ' };
const unescape = (text: string): string => text.replace(/\\(.)/g, (_, letter: string) => escaped[letter] ?? letter);

/** Whether a text is a list of translations of GNU gettext. */
export const isPo = (text: string): boolean => /^(?:\s*#.*\n|\s*\n)*\s*msg(?:ctxt|id)\s/.test(text);

/**
 * Reads the names of a .po file whose originals (`msgid`) are national and whose translations (`msgstr`) are English, as
 * the project vacanza/holidays keeps them. What is not translated, or only by a guess, is left out.
 */
export const readPo = (text: string, lines: HolidayLines): NamePair[] => {
  const names = new Map<string, string>();
  let entry: Record<string, string> = {};
  let open: string | null = null;
  let isGuess = false;
  const close = (line: number) => {
    const name = normalName(entry['msgstr'] ?? '');
    const nationalName = normalName(entry['msgid'] ?? '');
    const known = names.get(name);
    if (name !== '' && nationalName !== '' && !isGuess) {
      if (known !== undefined && known !== nationalName) lines.refuse(line, 'po-twice', { name: short(name) });
      else names.set(name, nationalName);
    }
    entry = {};
    open = null;
    isGuess = false;
  };
  text.split('\n').forEach((written, index) => {
    const row = written.trim();
    const [, keyword, own] = /^(msgctxt|msgid|msgstr)\s+(".*")$/.exec(row) ?? [];
    const [, value] = quoted.exec(own ?? row) ?? [];
    if (keyword === 'msgid' && 'msgid' in entry) close(index + 1);
    if (row === '') close(index + 1);
    else if (row.startsWith('#')) isGuess ||= /^#,.*\bfuzzy\b/.test(row);
    else if (value === undefined || (keyword === undefined && open === null)) {
      lines.refuse(index + 1, 'po-line', { text: short(row) });
    } else {
      open = keyword ?? open;
      if (open !== null) entry[open] = (entry[open] ?? '') + unescape(value);
    }
  });
  close(text.split('\n').length);
  return [...names].map(([name, nationalName]) => ({ name, nationalName }));
};
