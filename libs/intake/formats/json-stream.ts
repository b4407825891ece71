import type { SourceFile } from '../source-file.js';
import { Refusal } from './refusal.js';
import { breathe } from './text.js';

const megabyte = 1024 * 1024;
/** No record of any list comes near it; a file that has one was made to fill the memory. */
const largestObject = 4 * megabyte;
/** Brackets inside brackets. Lists of recommendations have three or four. */
const deepest = 64;
/** Pieces are taken in such parts, so that a file that is one piece is not held twice. */
const partBytes = 256 * 1024;
/** Short strings, such as keys, end before a search by the machine has begun. */
const shortString = 24;

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openList = 0x5b;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const isByteOrderMark = (byte: number | undefined): boolean => byte === 0xef || byte === 0xbb || byte === 0xbf;

/** One object of a file. */
export interface Parsed {
  value: Record<string, unknown>;
  /** Counted from 1. */
  n: number;
  /** The share of the file's bytes up to its end, 0 to 1. */
  progress: number;
}

/** Where the reading stands; `wrapper` is the rest of the object that the list is in. */
type Mode = 'start' | 'between' | 'object' | 'wrapper' | 'over';

/** Finds the objects in bytes that arrive in parts, and drops what it has handed over. */
class Splitter {
  private bytes = Buffer.alloc(0);
  private length = 0;
  private at = 0;
  private mode: Mode = 'start';
  /** Where the object begins that is being read. */
  private from = 0;
  private depth = 0;
  private inString = false;
  private n = 0;
  /** Rows in a list are parted by commas, rows on lines by nothing. */
  private inList = false;
  private inWrapper = false;
  private afterComma = false;
  /** The first object of all may be what the list is in; a list of objects right inside it tells. */
  private mayWrap = false;
  /** Bytes that were dropped before those at hand. */
  private dropped = 0;

  constructor(private readonly size: number) {}

  append(part: Buffer): void {
    if (this.length + part.length > this.bytes.length) this.makeRoom(part.length);
    part.copy(this.bytes, this.length);
    this.length += part.length;
  }

  private makeRoom(wanted: number): void {
    const from = this.isOpen ? this.from : this.at;
    const kept = this.bytes.subarray(from, this.length);
    const needed = kept.length + wanted;
    // Twice as much as needed, so that a long object is moved seldom, however small the parts are.
    if (2 * needed > this.bytes.length) this.bytes = Buffer.allocUnsafe(2 * needed);
    kept.copy(this.bytes);
    this.length = kept.length;
    this.at -= from;
    this.from -= from;
    this.dropped += from;
  }

  private get isOpen(): boolean {
    return this.mode === 'object' || this.mode === 'wrapper';
  }

  /** The objects that end in the bytes at hand. */
  *objects(): Generator<Parsed> {
    while (this.isOpen ? this.toEnd() : this.toNext())
      if (this.mode === 'object' && this.depth === 0) yield this.taken();
  }

  /** Throws where the file is not whole. */
  finish(): void {
    if (this.mode !== 'over' && (this.mode !== 'between' || this.inList)) throw this.refusal('file-cut-off');
  }

  /** Takes one sign between objects; false where none is at hand. */
  private toNext(): boolean {
    while (this.at < this.length && this.isSkipped(this.bytes[this.at])) this.at++;
    if (this.at >= this.length) return false;
    const byte = this.bytes[this.at++];
    // Behind the list comes nothing; what does is the beginning of something else.
    if (this.mode === 'over') throw this.refusal('file-cut-off');
    if (this.mode === 'start' && byte === openList) this.enterList();
    else if (byte === openObject && (!this.inList || this.n === 0 || this.afterComma)) {
      this.mayWrap = this.mode === 'start';
      this.open('object', this.at - 1);
    } else if (this.inList && byte === comma && this.n > 0 && !this.afterComma) this.afterComma = true;
    else if (this.inList && byte === closeList && !this.afterComma) this.leaveList();
    else throw this.refusal('file-damaged');
    return true;
  }

  private isSkipped(byte: number | undefined): boolean {
    return isBlank(byte) || (this.mode === 'start' && isByteOrderMark(byte));
  }

  private enterList(): void {
    this.mode = 'between';
    this.inList = true;
  }

  private leaveList(): void {
    this.inList = false;
    if (this.inWrapper) this.open('wrapper', this.at);
    else this.mode = 'over';
  }

  private open(mode: Mode, from: number): void {
    this.mode = mode;
    this.from = from;
    this.depth = 1;
    this.afterComma = false;
  }

  /** Goes on to the bracket that closes what is open, or to the list inside it; false where the bytes at hand end before. */
  private toEnd(): boolean {
    const { bytes, length } = this;
    if (length - this.from > largestObject + partBytes) throw this.refusal('file-bomb');
    let { at, depth } = this;
    while (at < length) {
      if (this.inString) {
        at = this.stringEnd(at);
        this.inString = at === length;
        at++;
        continue;
      }
      const byte = bytes[at];
      if (byte === quote) this.inString = true;
      else if (byte === openObject || byte === openList) {
        if (this.mayWrap && depth === 1 && byte === openList) {
          const first = this.firstOf(at);
          // Not at hand yet: the list is looked at again with the next part.
          if (first === undefined) break;
          if (first === openObject) return this.unwrap(at);
        }
        if (++depth > deepest) throw this.refusal('file-bomb');
      } else if (byte === closeObject || byte === closeList) {
        if (--depth === 0) return this.close(at + 1);
      }
      at++;
    }
    this.at = Math.min(at, length);
    this.depth = depth;
    return false;
  }

  private close(end: number): boolean {
    this.at = end;
    this.depth = 0;
    if (this.mode === 'wrapper') this.mode = 'over';
    return true;
  }

  /** What stands first in the list that opens here; undefined where that is not at hand. */
  private firstOf(list: number): number | undefined {
    let at = list + 1;
    while (at < this.length && isBlank(this.bytes[at])) at++;
    return at < this.length ? this.bytes[at] : undefined;
  }

  private unwrap(list: number): boolean {
    this.at = list + 1;
    this.inWrapper = true;
    this.mayWrap = false;
    this.enterList();
    return true;
  }

  /** The index of the quotation mark that ends the string; `length` where it is not at hand. */
  private stringEnd(from: number): number {
    const { bytes, length } = this;
    for (let at = from; ; at++) {
      const near = Math.min(at + shortString, length);
      while (at < near && bytes[at] !== quote) at++;
      if (at === length) return length;
      if (bytes[at] !== quote) {
        const found = bytes.subarray(at, length).indexOf(quote);
        if (found < 0) return length;
        at += found;
      }
      // An uneven number of backslashes before it makes it part of the string.
      let before = at;
      while (bytes[before - 1] === backslash) before--;
      if ((at - before) % 2 === 0) return at;
    }
  }

  private taken(): Parsed {
    if (this.at - this.from > largestObject) throw this.refusal('file-bomb');
    this.mode = 'between';
    this.n++;
    const progress = this.size === 0 ? 1 : (this.dropped + this.at) / this.size;
    return { value: this.parsed(), n: this.n, progress };
  }

  private parsed(): Record<string, unknown> {
    try {
      // It begins with a brace: what else it could be is no JSON.
      return JSON.parse(this.bytes.toString('utf8', this.from, this.at)) as Record<string, unknown>;
    } catch {
      throw new Refusal('file-damaged', {}, { row: this.n });
    }
  }

  private refusal(code: 'file-cut-off' | 'file-damaged' | 'file-bomb'): Refusal {
    return new Refusal(code, {}, { row: this.n + 1 });
  }
}

/**
 * Reads the objects of a JSON file one by one: of a list, of lines that are an object each, or of the first list of objects inside one object.
 * What is held is one object and one piece of the file. Throws Refusal: `file-cut-off` for a file without its end, or with something behind
 * it; `file-damaged` for what is no JSON; `file-bomb` for an object of more than 4 MB or more than 64 brackets inside one another. The place
 * of a refusal is the number of the record.
 */
export async function* splitJson(file: SourceFile): AsyncGenerator<Parsed> {
  const splitter = new Splitter(file.size);
  for await (const piece of file.read()) {
    for (let from = 0; from < piece.length; from += partBytes) {
      splitter.append(piece.subarray(from, from + partBytes));
      yield* splitter.objects();
      await breathe();
    }
  }
  splitter.finish();
}
