import iconv from 'iconv-lite';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'macintosh' | 'windows-1252';

const sampleSize = 64 * 1024;

/** Headings are Latin letters, so that UTF-16 shows as a zero in every second byte of a file's beginning. */
const utf16WithoutMark = (file: Buffer): Encoding | null => {
  const sample = file.subarray(0, Math.min(file.length, 256) & ~1);
  let even = 0;
  let odd = 0;
  for (let index = 0; index < sample.length; index += 2) {
    if (sample[index] === 0) even++;
    if (sample[index + 1] === 0) odd++;
  }
  const pairs = sample.length / 2;
  if (odd > pairs * 0.6 && even < pairs * 0.1) return 'utf-16le';
  if (even > pairs * 0.6 && odd < pairs * 0.1) return 'utf-16be';
  return null;
};

const letter = /\p{L}/u;

/** `women’s` and `l’accès`, but not `pol’tica`. */
const apostrophe = /(?:(?:^|[^\p{L}])[cdjlmnst]|qu)’\p{L}|\p{L}’(?:s|t|re|ve|ll)?(?:[^\p{L}]|$)/iu;

/** How natural a non-ASCII character looks between its neighbours, two on each side. */
const likelihood = (before: string, character: string, after: string): number => {
  const touchesBefore = letter.test(before.slice(-1));
  const touchesAfter = letter.test(after.slice(0, 1));
  const joined = touchesBefore || touchesAfter;
  if (/[\u0080-\u009f\ufffd]/.test(character)) return -10;
  if (/[éèêëàâäáãåçïîíöôóòõúùûüñøæœßÿ]/.test(character)) return joined ? 2 : -2;
  if (/\p{Lu}/u.test(character)) return /\p{Ll}$/u.test(before) ? -3 : /[ÉÀÇÔÎÖÜÑÁÅØÍÓÚÄ]/.test(character) ? 1.5 : 0;
  if (/[ìýþð]/.test(character)) return joined ? 0 : -2;
  if (character === '’') return apostrophe.test(before + character + after) ? 3 : joined ? 0 : -1;
  if (/[‘“«]/.test(character)) return !touchesBefore && after.trim() !== '' ? 2 : -1;
  if (/[”»]/.test(character)) return before.trim() !== '' && !touchesAfter ? 2 : -1;
  if (/[–—•]/.test(character)) return joined ? -1 : 2;
  if (character === '…') return touchesAfter ? -1 : 2;
  if (/[\u00a0§°º€©]/.test(character)) return 1;
  return touchesBefore && touchesAfter ? -3 : -1;
};

const score = (text: string): number => {
  let total = 0;
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) < 128) continue;
    total += likelihood(
      text.slice(Math.max(0, index - 2), index),
      text.charAt(index),
      text.slice(index + 1, index + 3),
    );
  }
  return total;
};

/** How many places with bytes beyond ASCII are enough to tell two one-byte encodings apart. */
const mostTelling = 4000;

/** Looks at the bytes of a text file as they come, and says at the end how it is encoded. */
export class EncodingSurvey {
  private start = Buffer.alloc(0);
  private hasZero = false;
  private hasLineFeed = false;
  private hasCarriageReturn = false;
  private utf8: TextDecoder | null = new TextDecoder('utf-8', { fatal: true });
  private readonly telling: Buffer[] = [];

  take(piece: Buffer): void {
    if (this.start.length < 256) this.start = Buffer.concat([this.start, piece.subarray(0, 256)]);
    this.hasZero ||= piece.includes(0);
    this.hasLineFeed ||= piece.includes(10);
    this.hasCarriageReturn ||= piece.includes(13);
    this.collectTelling(piece);
    try {
      this.utf8?.decode(piece, { stream: true });
    } catch {
      this.utf8 = null;
    }
  }

  /** Null for a file that is no text. A last character that is cut does not count. */
  result(): Encoding | null {
    if (this.start[0] === 0xff && this.start[1] === 0xfe) return 'utf-16le';
    if (this.start[0] === 0xfe && this.start[1] === 0xff) return 'utf-16be';
    const wide = utf16WithoutMark(this.start);
    if (wide !== null) return wide;
    if (this.hasZero) return null;
    return this.utf8 !== null ? 'utf-8' : this.macintoshOrWindows();
  }

  /** The neighbourhoods of bytes beyond ASCII are the only ones that tell two one-byte encodings apart. */
  private collectTelling(file: Buffer): void {
    for (let index = 0; index < file.length && this.telling.length < mostTelling; index++) {
      if ((file[index] ?? 0) < 128) continue;
      let end = index;
      while (end < file.length && (file[end] ?? 0) > 127) end++;
      this.telling.push(Buffer.from(file.subarray(Math.max(0, index - 2), end + 2)), Buffer.from('  '));
      index = end;
    }
  }

  private macintoshOrWindows(): Encoding {
    const telling = Buffer.concat(this.telling);
    // Only programs of the Mac's first decades end a line with a lone carriage return.
    const carriageReturns = this.hasCarriageReturn && !this.hasLineFeed ? 5 : 0;
    const macintosh = score(iconv.decode(telling, 'macintosh')) + carriageReturns;
    return macintosh > score(iconv.decode(telling, 'windows-1252')) ? 'macintosh' : 'windows-1252';
  }
}

/** Tells from its bytes how a text file is encoded; null for a file that is no text. */
export const encodingOf = (file: Buffer): Encoding | null => {
  const survey = new EncodingSurvey();
  survey.take(file);
  return survey.result();
};

/** The whole file as text, without byte-order mark; null where its last character is cut. */
export const decode = (file: Buffer, encoding: Encoding): string | null => {
  if (encoding === 'utf-8') {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(file);
    } catch {
      return null;
    }
  }
  if (encoding.startsWith('utf-16') && file.length % 2 === 1) return null;
  return iconv.decode(file, encoding);
};

/** The beginning of a file as text, enough to see what it is. */
export const decodeStart = (file: Buffer, encoding: Encoding): string =>
  encoding === 'utf-8'
    ? new TextDecoder('utf-8').decode(file.subarray(0, sampleSize), { stream: true })
    : iconv.decode(file.subarray(0, sampleSize), encoding);

/** Turns bytes into text as they come, without byte-order mark. `end` is null where the last character is cut. */
export class StreamDecoder {
  private readonly utf8: TextDecoder | null;
  private readonly other: iconv.DecoderStream | null;
  private bytes = 0;

  constructor(private readonly encoding: Encoding) {
    this.utf8 = encoding === 'utf-8' ? new TextDecoder('utf-8', { fatal: true }) : null;
    this.other = this.utf8 === null ? iconv.getDecoder(encoding) : null;
  }

  write(piece: Buffer): string {
    this.bytes += piece.length;
    return this.utf8?.decode(piece, { stream: true }) ?? this.other?.write(piece) ?? '';
  }

  end(): string | null {
    if (this.encoding.startsWith('utf-16') && this.bytes % 2 === 1) return null;
    try {
      return this.utf8?.decode() ?? this.other?.end() ?? '';
    } catch {
      return null;
    }
  }
}
