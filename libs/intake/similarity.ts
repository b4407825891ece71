import { foldText } from './fingerprint.js';

/** Scripts that part no words with blanks: their texts are compared by pairs of characters. */
const withoutBlanks =
  /[\p{Script=Khmer}\p{Script=Han}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** U+200B and its kin show where a line may break; one writes them and the other does not. */
const invisible = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** What two texts can have in common: words and pairs of neighbouring words, or pairs of characters. */
const featuresOf = (text: string): Set<string> => {
  const features = new Set<string>();
  let before = '';
  const runs =
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(invisible, '')
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  for (const run of runs) {
    if (withoutBlanks.test(run)) {
      const characters = Array.from(run);
      for (let at = 0; at < characters.length; at++) features.add(characters.slice(at, at + 2).join(''));
      before = '';
      continue;
    }
    features.add(run);
    if (before !== '') features.add(`${before} ${run}`);
    before = run;
  }
  return features;
};

/** The most that texts which differ can have: the same words in other places are not the same text. */
const nearlyOne = 0.999;

const dice = (shared: number, one: number, other: number): number => (2 * shared) / (one + other);

/**
 * How alike two recommendations are worded, from 0 for no word in common to 1 for the same letters and digits in the same order. Symmetric,
 * and of use in every script. Half the words exchanged gives about 0.4, a word or two in a sentence about 0.85.
 */
export const similarity = (one: string, other: string): number => {
  if (foldText(one) === foldText(other)) return 1;
  const [features, others] = [featuresOf(one), featuresOf(other)];
  if (features.size === 0 || others.size === 0) return 0;
  let shared = 0;
  for (const feature of features) if (others.has(feature)) shared++;
  return Math.min(dice(shared, features.size, others.size), nearlyOne);
};

/** What is compared: a text, and who recommended it where that is to count. */
export interface Worded {
  text: string;
  recommendingStates?: readonly string[];
}

export interface Pair {
  /** Index among the first list. */
  staged: number;
  /** Index among the second list. */
  registered: number;
  /** Of the two texts, 0 to 1. */
  score: number;
  /** Another is nearly as alike, or the two are not alike enough to be taken for one: a person has to decide. */
  isDoubtful: boolean;
}

/** From here on two texts are taken for one that was edited, if nothing else comes near. */
const certainFrom = 0.75;
/** How far the next best has to be. */
const clearBy = 0.1;
/** What the same recommending States count for beside the words: several States often recommend the same. */
const sameStates = 0.15;

/** The best that are kept for each text: lists in which everything is alike would otherwise fill the memory. */
const mostCandidates = 50;

interface Candidate extends Omit<Pair, 'isDoubtful'> {
  rank: number;
}

const statesOf = ({ recommendingStates = [] }: Worded): string => [...recommendingStates].sort().join(' ');

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The most alike first; texts and States, and not their places in the lists, decide between equals. */
const inOrder = (staged: readonly Worded[], registered: readonly Worded[]) => {
  const spelled = (list: readonly Worded[], index: number): string =>
    `${list[index]?.text ?? ''}\0${statesOf(list[index] ?? { text: '' })}`;
  return (one: Candidate, other: Candidate): number =>
    other.rank - one.rank ||
    other.score - one.score ||
    byText(spelled(staged, one.staged), spelled(staged, other.staged)) ||
    byText(spelled(registered, one.registered), spelled(registered, other.registered));
};

/** For each of the first list every one of the second that reaches the threshold, found over the words they share. */
const candidatesAmong = (staged: readonly Worded[], registered: readonly Worded[], threshold: number): Candidate[] => {
  const sizes = new Uint32Array(registered.length);
  const holders = new Map<string, number[]>();
  for (const [index, { text }] of registered.entries()) {
    const features = featuresOf(text);
    sizes[index] = features.size;
    for (const feature of features) {
      const list = holders.get(feature);
      if (list === undefined) holders.set(feature, [index]);
      else list.push(index);
    }
  }
  const folded = registered.map(({ text }) => foldText(text));
  const recommenders = registered.map(statesOf);
  const exact = new Map<string, number[]>();
  for (const [index, letters] of folded.entries()) {
    const alike = exact.get(letters);
    if (alike === undefined) exact.set(letters, [index]);
    else alike.push(index);
  }
  const shared = new Uint32Array(registered.length);
  const found: Candidate[] = [];
  const order = inOrder(staged, registered);
  for (const [index, one] of staged.entries()) {
    const features = featuresOf(one.text);
    if (features.size === 0) continue;
    shared.fill(0);
    for (const feature of features)
      for (const other of holders.get(feature) ?? []) shared[other] = (shared[other] ?? 0) + 1;
    const same = new Set(exact.get(foldText(one.text)));
    const states = statesOf(one);
    const own: Candidate[] = [];
    for (let other = 0; other < registered.length; other++) {
      const words = Math.min(dice(shared[other] ?? 0, features.size, sizes[other] ?? 0), nearlyOne);
      const score = same.has(other) ? 1 : words;
      if (score < threshold) continue;
      const bonus = states !== '' && states === recommenders[other] ? sameStates : 0;
      own.push({ staged: index, registered: other, score, rank: score + bonus });
    }
    found.push(...own.sort(order).slice(0, mostCandidates));
  }
  return found;
};

/** The two best of each, so that whoever is paired can be measured against the next. */
const bestTwo = (candidates: readonly Candidate[], side: 'staged' | 'registered'): Map<number, Candidate[]> => {
  const best = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const list = best.get(candidate[side]);
    if (list === undefined) best.set(candidate[side], [candidate]);
    else if (list.length < 2) list.push(candidate);
  }
  return best;
};

/**
 * Pairs two lists of recommendations, each with at most one of the other: a draft report with the adopted one, or two cycles. The most alike
 * are paired first; which pairs come out does not depend on the order of the lists. Two lists of two thousand take about a second.
 */
export const pairUp = (staged: readonly Worded[], registered: readonly Worded[], threshold = 0.5): Pair[] => {
  const candidates = candidatesAmong(staged, registered, threshold).sort(inOrder(staged, registered));
  const best = { staged: bestTwo(candidates, 'staged'), registered: bestTwo(candidates, 'registered') };
  const hasRival = (pair: Candidate): boolean =>
    (['staged', 'registered'] as const).some((side) =>
      best[side].get(pair[side])?.some(
        (rival) =>
          rival !== pair &&
          pair.rank - rival.rank < clearBy &&
          // Word for word the same has only its like for a rival.
          (pair.score < 1 || rival.score === 1 || rival.rank > pair.rank),
      ),
    );
  const taken = { staged: new Set<number>(), registered: new Set<number>() };
  const pairs: Pair[] = [];
  for (const candidate of candidates) {
    const { staged: one, registered: other, score } = candidate;
    if (taken.staged.has(one) || taken.registered.has(other)) continue;
    taken.staged.add(one);
    taken.registered.add(other);
    pairs.push({ staged: one, registered: other, score, isDoubtful: score < certainFrom || hasRival(candidate) });
  }
  return pairs.sort((one, other) => one.staged - other.staged);
};
