import { createHash } from 'node:crypto';

/** Tells one state of something written from another: two people who began with the same state have the same version. */
export const versionOf = (written: unknown): string =>
  createHash('sha256')
    .update(typeof written === 'string' ? written : JSON.stringify(written))
    .digest('base64url')
    .slice(0, 16);
