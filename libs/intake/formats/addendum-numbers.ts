/** A number of a recommendation, and not the end of a symbol, a decimal or an article of a treaty. */
const numberPattern = /(?<![\p{L}\d./-])\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?![\d%/]|\.\d)/gu;

const beforeOtherNumbers =
  /(?:\b(?:articles?|arts?|targets?|goals?|sdgs?|rules?|sections?|cibles?|objectifs?|règles?|metas?|objetivos?|artículos?|reglas?|usd)\.?|[$€£])\s*$/i;
const afterOtherNumbers = /^\s*(?:million|billion|milliard|per\s?cent|percent|pour\s?cent|por\s?ciento|millones)/i;

const untilNext = /^\s*(?:[–—‑-]|to|through|until|à|au|jusqu’à|a|al|hasta)\s*$/i;
const shortEnd = /^\s*[–—‑-]\s*(\d{1,3})(?!\d|\.\d)/;

/** Nobody answers more at once. */
const longestRange = 500;

export interface Numbers {
  /** In the text's order, without repeats; `118.5–118.8` is four. */
  paragraphs: string[];
  /** A range whose ends belong to two lists, or stand in the wrong order. */
  isUnclear: boolean;
  /** Index after the last number; 0 for none. */
  end: number;
}

const between = (from: string, to: string): string[] | null => {
  const dot = from.lastIndexOf('.');
  const parent = from.slice(0, dot + 1);
  const [first, last] = [Number(from.slice(dot + 1)), Number(to.slice(dot + 1))];
  if (!to.startsWith(parent) || !Number.isInteger(last) || last <= first || last - first > longestRange) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => `${parent}${first + index}`);
};

/** The recommendations a sentence names by number, ranges expanded. */
export const numbersIn = (sentence: string): Numbers => {
  const found = [...sentence.matchAll(numberPattern)].filter(
    ({ index, 0: number }) =>
      !beforeOtherNumbers.test(sentence.slice(Math.max(0, index - 20), index)) &&
      !afterOtherNumbers.test(sentence.slice(index + number.length, index + number.length + 20)),
  );
  const paragraphs = new Set<string>();
  let isUnclear = false;
  let end = 0;
  for (const [at, { index, 0: number }] of found.entries()) {
    const after = index + number.length;
    const previous = found[at - 1];
    const isEnd = previous !== undefined && untilNext.test(sentence.slice(previous.index + previous[0].length, index));
    const short = shortEnd.exec(sentence.slice(after, after + 12));
    const shortNumber = short === null ? null : `${number.slice(0, number.lastIndexOf('.') + 1)}${short[1]}`;
    for (const [from, to] of [
      [isEnd ? previous[0] : null, number],
      [number, shortNumber],
    ] as const) {
      if (from === null || to === null) continue;
      const range = between(from, to);
      if (range === null) isUnclear = true;
      for (const paragraph of range ?? []) paragraphs.add(paragraph);
    }
    paragraphs.add(number);
    end = after + (short?.[0].length ?? 0);
  }
  return { paragraphs: [...paragraphs], isUnclear, end };
};
