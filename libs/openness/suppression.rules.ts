/** A count as strangers may read it: exact; fewer than three; or kept back, since with the total it would give another one away. */
export type Count = number | 'FEW' | 'WITHHELD';

/** Below this, those who are counted could be recognised. */
const fewest = 3;
const isFew = (count: number): boolean => count < fewest;

/** A count that stands alone. */
export const suppress = (count: number): Count => (isFew(count) ? 'FEW' : count);

/** Part of a whole that is shown as well: what is left over must not be few either, unless nothing is. */
export const suppressPart = (part: number, whole: number): Count => {
  if (isFew(part)) return 'FEW';
  return part < whole && isFew(whole - part) ? 'WITHHELD' : part;
};

/**
 * Whether nobody can reckon a few from what is shown. Readers know what the hidden ones make together, that each of the `few`
 * is 0, 1 or 2, and that each of the `others` is 3 or more: each of the few must still be able to be any of these.
 */
const hides = (few: number, others: number, sum: number): boolean => {
  const most = fewest - 1;
  return others === 0 ? sum >= most && sum <= most * (few - 1) : sum >= most + fewest * others;
};

/** Counts that make up a total which is shown as well: as many are kept back, the smallest first, as it takes to hide the few. */
export const suppressParts = (parts: readonly number[]): Count[] => {
  const total = parts.reduce((sum, part) => sum + part, 0);
  // The total itself is few, and shown as such.
  if (isFew(total)) return parts.map(() => 'FEW');
  const order = parts.map((_, index) => index).sort((a, b) => (parts[a] ?? 0) - (parts[b] ?? 0));
  const few = parts.filter(isFew).length;
  if (few === 0) return [...parts];
  for (let hidden = few; hidden <= parts.length; hidden += 1) {
    const kept = new Set(order.slice(0, hidden));
    const sum = parts.reduce((made, part, index) => (kept.has(index) ? made + part : made), 0);
    if (!hides(few, hidden - few, sum)) continue;
    return parts.map((part, index) => (isFew(part) ? 'FEW' : kept.has(index) ? 'WITHHELD' : part));
  }
  // Not even which of them are few may be said.
  return parts.map(() => 'WITHHELD');
};
