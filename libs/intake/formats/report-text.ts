import { clean } from './text.js';

/** More than any recommendation, or introduction to some, was ever given. */
const mostCharacters = 20_000;

const letterHyphen = /\p{L}[-\u2010]$/u;

/**
 * Puts the lines of one paragraph together. A hyphen at a line's end stays, as in `OP-CAT`, unless the document elsewhere writes the word
 * without one: then the hyphen was the line's and not the word's.
 */
export class Paragraph {
  private text: string;

  constructor(
    first: string,
    private readonly isWord: (word: string) => boolean,
  ) {
    this.text = first;
  }

  /** Grows without bound in no file: what comes after the most a paragraph can have is dropped, and told by `isEndless`. */
  add(line: string): void {
    if (this.isEndless) return;
    if (this.text === '') this.text = line;
    else if (this.text.endsWith('\u00ad')) this.text = this.text.slice(0, -1) + line;
    else if (letterHyphen.test(this.text.slice(-2)) && /^\p{L}/u.test(line)) this.text = this.joinedAtHyphen(line);
    else this.text += ` ${line}`;
  }

  get isEndless(): boolean {
    return this.text.length > mostCharacters;
  }

  /** Soft hyphens are for the typesetter. */
  get whole(): string {
    return clean(this.text.replaceAll('\u00ad', '').replace(/;(?:\s?;)+/g, ';'));
  }

  get isEmpty(): boolean {
    return this.text === '';
  }

  /** Whether the text ends as a recommendation does: with a closed bracket and perhaps `;` or `.`. */
  get endsInBracket(): boolean {
    return /[)）\]]\s*[;；.。,،*]*\s*$/.test(this.text.slice(-20));
  }

  get endsInColon(): boolean {
    return /[:：]\s*\**$/.test(this.text.slice(-10));
  }

  private joinedAtHyphen(line: string): string {
    const before = /\p{L}+$/u.exec(this.text.slice(-61, -1))?.[0] ?? '';
    const after = /^\p{L}+/u.exec(line.slice(0, 60))?.[0] ?? '';
    const isOneWord = /^\p{Ll}/u.test(after) && this.isWord(before + after);
    return (isOneWord ? this.text.slice(0, -1) : this.text) + line;
  }
}

/** Every word of a document, gathered when the first hyphen asks for it. */
export const wordsOf = (lines: readonly { text: string }[]): ((word: string) => boolean) => {
  let words: Set<string> | null = null;
  return (word) => {
    words ??= new Set(lines.flatMap(({ text }) => text.toLowerCase().match(/\p{L}+/gu) ?? []));
    return words.has(word.toLowerCase());
  };
};
