import type { SaxesTagNS } from 'saxes';
import { Refusal } from './refusal.js';
import { longestText } from './xml.js';

/** Characters that no XML can hold are written as `_x000D_`; in a text that really reads so the first `_` is: `_x005F_x000D_`. */
const escaped = /_x([0-9A-Fa-f]{4})_/g;

/** A text as a person sees it: without escapes, its lines ended by `\n`, nothing in it that cannot be kept. */
export const shownText = (text: string): string =>
  text
    .replace(escaped, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replace(/\p{Surrogate}/gu, '\uFFFD');

/** The value of one string item or cell, gathered from its runs. How words are pronounced (`rPh`) is not part of it. */
export class TextRuns {
  private pieces = '';
  private isPhonetic = false;
  private isOpen = false;

  open({ local }: SaxesTagNS): void {
    if (local === 'rPh') this.isPhonetic = true;
    else if (local === 't') this.isOpen = !this.isPhonetic;
  }

  close({ local }: SaxesTagNS): void {
    if (local === 'rPh') this.isPhonetic = false;
    else if (local === 't') this.isOpen = false;
  }

  text(text: string): void {
    if (!this.isOpen) return;
    this.pieces += text;
    if (this.pieces.length > longestText) throw new Refusal('file-bomb');
  }

  /** The text gathered so far; gathering begins anew. */
  take(): string {
    const text = shownText(this.pieces);
    this.pieces = '';
    return text;
  }
}
