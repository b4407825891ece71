import { suppress, suppressPart, suppressParts, type Count } from './suppression.rules.js';

/** Everything the parts could be for somebody who sees what is shown and knows the total. */
const possible = (shown: Count[], total: number): number[][] => {
  const [first, ...rest] = shown;
  if (first === undefined) return total === 0 ? [[]] : [];
  const [from, to] =
    first === 'FEW' ? [0, 2] : first === 'WITHHELD' ? [shown.includes('FEW') ? 3 : 0, total] : [first, first];
  const found: number[][] = [];
  for (let value = from; value <= Math.min(to, total); value += 1) {
    found.push(...possible(rest, total - value).map((others) => [value, ...others]));
  }
  return found;
};

describe('counts that strangers may read', () => {
  it.each([
    [0, 'FEW'],
    [2, 'FEW'],
    [3, 3],
  ])('of %d people say %s', (count, shown) => {
    expect(suppress(count)).toBe(shown);
  });

  it('are as they are where nobody is few', () => {
    expect(suppressParts([5, 3, 12])).toEqual([5, 3, 12]);
    expect(suppressParts([7])).toEqual([7]);
    expect(suppressParts([])).toEqual([]);
  });

  it('keep the smallest other one back where one alone could be reckoned from the total', () => {
    expect(suppressParts([20, 1, 5])).toEqual([20, 'FEW', 'WITHHELD']);
    expect(suppressParts([10, 0])).toEqual(['WITHHELD', 'FEW']);
  });

  it('keep no more back where the few hide each other', () => {
    expect(suppressParts([20, 1, 1])).toEqual([20, 'FEW', 'FEW']);
  });

  it('see through few that are all at one end of what they can be', () => {
    expect(suppressParts([20, 2, 2])).toEqual(['WITHHELD', 'FEW', 'FEW']);
    expect(suppressParts([20, 6, 0, 0])).toEqual([20, 'WITHHELD', 'FEW', 'FEW']);
  });

  it('do not even say which are few where that would give them away', () => {
    expect(suppressParts([2, 2])).toEqual(['WITHHELD', 'WITHHELD']);
    expect(suppressParts([3, 0])).toEqual(['WITHHELD', 'WITHHELD']);
  });

  it('are all few where their total is', () => {
    expect(suppressParts([1, 1, 0])).toEqual(['FEW', 'FEW', 'FEW']);
  });

  it('never let a few be reckoned from the total, whatever they are', () => {
    for (let a = 0; a <= 7; a += 1) {
      for (let b = 0; b <= 7; b += 1) {
        for (let c = 0; c <= 7; c += 1) {
          const parts = [a, b, c];
          const total = a + b + c;
          if (total < 3) continue;
          const worlds = possible(suppressParts(parts), total);
          expect(worlds).toContainEqual(parts);
          for (const [index, part] of parts.entries()) {
            if (part >= 3) continue;
            const could = new Set(worlds.map((world) => world[index]));
            expect([0, 1, 2].filter((value) => could.has(value))).toEqual([0, 1, 2]);
          }
        }
      }
    }
  });

  it('say nothing of a part that all but one or two are in', () => {
    expect(suppressPart(9, 10)).toBe('WITHHELD');
    expect(suppressPart(10, 10)).toBe(10);
    expect(suppressPart(7, 10)).toBe(7);
    expect(suppressPart(2, 10)).toBe('FEW');
  });
});
