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

/** Whether bytes are UTF-8, leaving aside a last character that is cut. */
const isUtf8 = (file: Buffer): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(file, { stream: true });
    return true;
  } catch {
    return false;
  }
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

/** The lines that hold a byte beyond ASCII are the only ones that tell two one-byte encodings apart. */
const tellingBytes = (file: Buffer): Buffer => {
  const pieces: Buffer[] = [];
  for (let index = 0; index < file.length && pieces.length < 4000; index++) {
    if ((file[index] ?? 0) < 128) continue;
    let end = index;
    while (end < file.length && (file[end] ?? 0) > 127) end++;
    pieces.push(file.subarray(Math.max(0, index - 2), end + 2), Buffer.from('  '));
    index = end;
  }
  return Buffer.concat(pieces);
};

const macintoshOrWindows = (file: Buffer): Encoding => {
  const telling = tellingBytes(file);
  // Only programs of the Mac's first decades end a line with a lone carriage return.
  const carriageReturns = file.includes(13) && !file.includes(10) ? 5 : 0;
  const macintosh = score(iconv.decode(telling, 'macintosh')) + carriageReturns;
  return macintosh > score(iconv.decode(telling, 'windows-1252')) ? 'macintosh' : 'windows-1252';
};

/** Tells from its bytes how a text file is encoded; null for a file that is no text. */
export const encodingOf = (file: Buffer): Encoding | null => {
  if (file[0] === 0xff && file[1] === 0xfe) return 'utf-16le';
  if (file[0] === 0xfe && file[1] === 0xff) return 'utf-16be';
  const wide = utf16WithoutMark(file);
  if (wide !== null) return wide;
  if (file.includes(0)) return null;
  return isUtf8(file) ? 'utf-8' : macintoshOrWindows(file);
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
