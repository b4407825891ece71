const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginning of a text, so many bytes at most; what a reader takes for one letter is never cut in two. */
export const clipped = (text: string, bytes: number): { text: string; isWhole: boolean } => {
  if (bytesOf(text) <= bytes) return { text, isWhole: true };
  let kept = '';
  let weight = 0;
  for (const { segment } of segmenter.segment(text)) {
    weight += bytesOf(segment);
    if (weight > bytes) break;
    kept += segment;
  }
  return { text: `${kept.trimEnd()}…`, isWhole: false };
};

/** The first of a list that fit into so many bytes. */
export const within = <T>(items: readonly T[], textOf: (item: T) => string, bytes: number): T[] => {
  let weight = 0;
  const end = items.findIndex((item) => (weight += bytesOf(textOf(item))) > bytes);
  return end === -1 ? [...items] : items.slice(0, end);
};

/** All of a list, in pages of so many bytes; one that weighs more has a page of its own. */
export const intoPages = <T>(items: readonly T[], textOf: (item: T) => string, bytes: number): T[][] => {
  const pages: T[][] = [];
  let weight = Infinity;
  for (const item of items) {
    const own = bytesOf(textOf(item));
    if (weight + own > bytes) {
      pages.push([]);
      weight = 0;
    }
    pages.at(-1)?.push(item);
    weight += own;
  }
  return pages;
};
