import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a sign is good for. The word is part of the signature: a sign of one kind is none of another, and opens no link. */
export type SignPurpose = 'return-path' | 'answer-address' | 'calendar-uid';

/** Lower case and digits only: what passes an address on may change its case. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const idBytes = 16;
const signatureBytes = 10;
const signLength = Math.ceil(((idBytes + signatureBytes) * 8) / 5);

/** What a sign looks like, for regular expressions. */
export const signPattern = `[a-z2-7]{${signLength}}`;
const onlySign = new RegExp(`^${signPattern}$`);

/** An id that cannot be guessed, in letters and digits that stand in the local part of an address. */
export const signOf = (purpose: SignPurpose, id: string, secretKey: string): string =>
  lettersOf(purpose, Buffer.from(id.replaceAll('-', ''), 'hex'), secretKey);

/** The id a sign is of, in whatever case it is written; null where it is none that we made for this purpose. */
export const idOfSign = (purpose: SignPurpose, written: string, secretKey: string): string | null => {
  const sign = written.toLowerCase();
  if (!onlySign.test(sign)) return null;
  const id = fromLetters(sign).subarray(0, idBytes);
  if (!timingSafeEqual(Buffer.from(sign), Buffer.from(lettersOf(purpose, id, secretKey)))) return null;
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

const lettersOf = (purpose: SignPurpose, id: Buffer, secretKey: string): string => {
  const signature = createHmac('sha256', secretKey).update(purpose).update(id).digest();
  return toLetters(Buffer.concat([id, signature.subarray(0, signatureBytes)]));
};

const toLetters = (bytes: Buffer): string => {
  let bits = BigInt(`0x${bytes.toString('hex')}`) << BigInt(signLength * 5 - bytes.length * 8);
  let letters = '';
  for (let n = 0; n < signLength; n++, bits >>= 5n) letters = alphabet.charAt(Number(bits & 31n)) + letters;
  return letters;
};

const fromLetters = (letters: string): Buffer => {
  let bits = 0n;
  for (const letter of letters) bits = (bits << 5n) | BigInt(alphabet.indexOf(letter));
  const length = idBytes + signatureBytes;
  bits >>= BigInt(letters.length * 5 - length * 8);
  return Buffer.from(bits.toString(16).padStart(length * 2, '0'), 'hex');
};
