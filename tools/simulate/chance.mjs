// Chance that can be replayed: every draw depends on the seed and on what is decided, not on what was drawn before.
import { createHash } from 'node:crypto';

export function chances(seed) {
  /** A number from 0 to below 1, always the same for the same words. */
  const draw = (...words) =>
    createHash('sha256')
      .update([seed, ...words].join('\u0000'))
      .digest()
      .readUIntBE(0, 6) /
    2 ** 48;
  return {
    draw,
    /** One of these. */
    pick: (list, ...words) => list[Math.floor(draw(...words) * list.length)],
    /** A number from `low` to below `high`. */
    between: (low, high, ...words) => low + draw(...words) * (high - low),
  };
}
