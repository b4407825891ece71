import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from './config.js';

/** Lower case and digits only: mail servers on the way may change the case of an address. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const idBytes = 16;
const signatureBytes = 10;
const signLength = Math.ceil(((idBytes + signatureBytes) * 8) / 5);

type Settings = Pick<Config, 'mailReturnPath' | 'secretKey'>;

/** Where a mail comes back to when it cannot be delivered; null: to its sender. A star in the setting stands for a sign of each mail's own. */
export const returnPathFor = (mailId: string, { mailReturnPath, secretKey }: Settings): string | null =>
  mailReturnPath?.replace('*', () => signOf(Buffer.from(mailId.replaceAll('-', ''), 'hex'), secretKey)) ?? null;

/** The mail whose sign an address carries; null where there is none that we made. */
export const mailOfReturnPath = (address: string, { secretKey }: Pick<Settings, 'secretKey'>): string | null => {
  const sign = new RegExp(`[-+=]([a-z2-7]{${signLength}})@`).exec(address.toLowerCase())?.[1];
  if (sign === undefined) return null;
  const id = fromLetters(sign).subarray(0, idBytes);
  if (!timingSafeEqual(Buffer.from(sign), Buffer.from(signOf(id, secretKey)))) return null;
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** Signed for this purpose alone: what anybody reads in a return address opens no link. */
const signOf = (id: Buffer, secretKey: string): string => {
  const signature = createHmac('sha256', secretKey).update('return-path').update(id).digest();
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
