import { createHmac, timingSafeEqual } from 'node:crypto';

/** What signed ids open. The word is part of the signature, so that an address of one kind opens nothing of another. */
export type SignedPurpose = 'link' | 'feed';

/** An id that cannot be guessed, for addresses: its 16 bytes and 16 of a signature. The database holds nothing that opens it. */
export const signId = (secretKey: string, purpose: SignedPurpose, id: string): string => {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  return Buffer.concat([bytes, signature(secretKey, purpose, bytes)]).toString('base64url');
};

/** Reads what `signId` wrote; null when it was not us, or for another purpose. */
export const readSignedId = (secretKey: string, purpose: SignedPurpose, token: string): string | null => {
  const bytes = Buffer.from(token, 'base64url');
  // Each has one spelling: the last letter has two bits that a decoder would overlook.
  if (bytes.length !== 32 || bytes.toString('base64url') !== token) return null;
  const id = bytes.subarray(0, 16);
  if (!timingSafeEqual(bytes.subarray(16), signature(secretKey, purpose, id))) return null;
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

const signature = (secretKey: string, purpose: SignedPurpose, id: Buffer): Buffer =>
  createHmac('sha256', secretKey).update(purpose).update(id).digest().subarray(0, 16);
