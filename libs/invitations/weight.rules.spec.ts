import { clipped, intoPages, within } from './weight.rules.js';

it('cuts a text where a letter ends, also in Khmer', () => {
  expect(clipped('short', 5)).toEqual({ text: 'short', isWhole: true });
  const cut = clipped('ក្រុមប្រឹក្សា', 20);
  expect(cut.isWhole).toBe(false);
  expect(Buffer.byteLength(cut.text)).toBeLessThanOrEqual(20 + Buffer.byteLength('…'));
  expect('ក្រុមប្រឹក្សា'.startsWith(cut.text.slice(0, -1))).toBe(true);
  expect(clipped('👩‍👩‍👧 family', 10).text).toBe('…');
});

it('takes of a list what fits', () => {
  const text = (item: string) => item;
  expect(within(['aa', 'bb', 'cc'], text, 4)).toEqual(['aa', 'bb']);
  expect(within(['aa', 'bb'], text, 4)).toEqual(['aa', 'bb']);
  expect(within(['aaaaa'], text, 4)).toEqual([]);
});

it('makes pages, and gives what is too heavy one of its own', () => {
  const text = (item: string) => item;
  expect(intoPages(['a', 'bb', 'cccccc', 'd'], text, 3)).toEqual([['a', 'bb'], ['cccccc'], ['d']]);
  expect(intoPages([], text, 3)).toEqual([]);
});
