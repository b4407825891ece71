import { Refusal } from './refusal.js';

/** Reads over the seams of a record and its continuations, which may part a string in the middle. */
class Seams {
  private segment = 0;
  private at = 0;

  constructor(private readonly segments: readonly Buffer[]) {}

  private current(): Buffer {
    for (;;) {
      const buffer = this.segments[this.segment];
      if (buffer === undefined) throw new Refusal('file-cut-off');
      if (this.at < buffer.length) return buffer;
      this.segment++;
      this.at = 0;
    }
  }

  byte(): number {
    return this.current().readUInt8(this.at++);
  }

  number(bytes: 2 | 4): number {
    let value = 0;
    for (let index = 0; index < bytes; index++) value += this.byte() * 256 ** index;
    return value;
  }

  skip(count: number): void {
    for (let left = count; left > 0;) {
      const step = Math.min(left, this.current().length - this.at);
      this.at += step;
      left -= step;
    }
  }

  /** After a seam the rest of a string begins with a byte that says anew whether it is written wide. */
  characters(count: number, writtenWide: boolean): string {
    let wide = writtenWide;
    let text = '';
    let left = count;
    while (left > 0) {
      const atSeam = this.at >= (this.segments[this.segment]?.length ?? 0);
      const buffer = this.current();
      if (atSeam) wide = (this.byte() & 1) === 1;
      const width = wide ? 2 : 1;
      const step = Math.min(left, Math.floor((buffer.length - this.at) / width));
      if (step === 0) {
        if (buffer.length > this.at) throw new Refusal('file-damaged');
        continue;
      }
      text += buffer.toString(wide ? 'utf16le' : 'latin1', this.at, this.at + step * width);
      this.at += step * width;
      left -= step;
    }
    return text;
  }
}

const readString = (seams: Seams, length: number): string => {
  const flags = seams.byte();
  const runs = (flags & 8) === 8 ? seams.number(2) : 0;
  const phonetic = (flags & 4) === 4 ? seams.number(4) : 0;
  const text = seams.characters(length, (flags & 1) === 1);
  seams.skip(runs * 4 + phonetic);
  return text;
};

/** The texts of a workbook, which cells refer to by number. */
export const readSharedStrings = (segments: readonly Buffer[]): string[] => {
  const seams = new Seams(segments);
  seams.skip(4);
  const count = seams.number(4);
  const strings: string[] = [];
  for (let index = 0; index < count; index++) strings.push(readString(seams, seams.number(2)));
  return strings;
};

/** A string that stands in its own record, its length in one byte or two. */
export const readInlineString = (record: Buffer, at: number, lengthBytes: 1 | 2): string => {
  const seams = new Seams([record.subarray(at)]);
  return readString(seams, lengthBytes === 1 ? seams.byte() : seams.number(2));
};
