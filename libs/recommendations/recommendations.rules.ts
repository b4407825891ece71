/** The cycle a session of the UPR Working Group belongs to; null for one that has not been planned yet. */
export const uprCycle = (session: number): number | null => {
  if (session < 1 || session > 54) return null;
  if (session <= 12) return 1;
  return Math.floor((session - 13) / 14) + 2;
};

/**
 * A paragraph as a key that sorts as people count: 28.9 before 28.10 before 28.10 bis.
 * Stored with each recommendation: a change here needs a migration.
 */
export const paragraphSortKey = (paragraph: string | null): string =>
  (paragraph ?? '')
    .normalize('NFKC')
    .toLowerCase()
    .match(/\d+|\p{L}+/gu)
    ?.map((segment) => segment.padStart(/\d/.test(segment) ? 6 : 0, '0'))
    .join('.') ?? '';

/** One thing that is looked for; all of them must be found. */
export type SearchTerm =
  | { kind: 'word'; text: string; isPrefix: boolean }
  | { kind: 'phrase'; text: string }
  /** For scripts that put no blanks between words. */
  | { kind: 'part'; text: string };

const withoutBlanks =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Tibetan}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
const letters = /[\p{L}\p{N}]/u;

/** Reads what people type into a search box: every word must be there, the last may be cut short, "…" keeps words together. */
export const searchTerms = (query: string): SearchTerm[] => {
  const found = [...query.normalize('NFC').matchAll(/["“”«»„]([^"“”«»„]*)["“”«»„]?|[^\s"“”«»„]+/gu)];
  const isOpen = !/[\s"“”«»„]$/u.test(query);
  return found.flatMap(([whole, quoted], index): SearchTerm[] => {
    const text = (quoted ?? whole).trim();
    if (!letters.test(text)) return [];
    if (withoutBlanks.test(text)) return [{ kind: 'part', text }];
    if (quoted !== undefined) return [{ kind: 'phrase', text }];
    return [{ kind: 'word', text, isPrefix: isOpen && index === found.length - 1 }];
  });
};

/** The language a text is marked with on pages, as far as its letters tell it; empty: unknown, so not the page's own. */
export const languageOf = (text: string): string => {
  if (/\p{Script=Khmer}/u.test(text)) return 'km';
  return /\p{Script=Arabic}/u.test(text) ? 'ar' : '';
};

/** How a language is written, for a page's `dir`. */
export const directionOf = (language: string): 'ltr' | 'rtl' =>
  new Set(['ar', 'fa', 'he', 'ur']).has(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
