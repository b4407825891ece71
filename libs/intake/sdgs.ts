/**
 * Targets of each of the 17 goals, as numbered in the 2030 Agenda (A/RES/70/1): how many have a number and how many, the
 * means of implementation, a letter. Goal 17 has numbers only. 169 in all.
 */
const targets: readonly (readonly [numbered: number, lettered: number])[] = [
  [5, 2],
  [5, 3],
  [9, 4],
  [7, 3],
  [6, 3],
  [6, 2],
  [3, 2],
  [10, 2],
  [5, 3],
  [7, 3],
  [7, 3],
  [8, 3],
  [3, 2],
  [7, 3],
  [9, 3],
  [10, 2],
  [19, 0],
];

/** Every goal and target by its code: `16`, `16.2`, `16.a`. */
const codes: ReadonlySet<string> = new Set(
  targets.flatMap(([numbered, lettered], index) => {
    const goal = index + 1;
    return [
      `${goal}`,
      ...Array.from({ length: numbered }, (_, target) => `${goal}.${target + 1}`),
      ...Array.from({ length: lettered }, (_, letter) => `${goal}.${String.fromCharCode(0x61 + letter)}`),
    ];
  }),
);

/** What stands before the code: OHCHR's own `S16`, and names of goals and targets in the languages of documents. */
const before =
  /^[-–•\s]*(?:S\d{1,2}\s+)?(?:(?:SDGs?|ODD|ODS|ЦУР|goals?|targets?|objectifs?|cibles?|objetivos?|metas?|цель|задача)\s*(?:no\.?|n°|№)?\s*[:#-]?\s*)*/iu;
const code = /^0?(\d{1,2})(?:\s?\.\s?0?(\d{1,2}|[a-z]))?(?![\p{L}\p{N}]|\.\d)/iu;

/**
 * The code of the goal or target a text begins with, in any spelling: `16.2 - Protect children`, `SDG 16`, `S16 SDG 16 - peace`,
 * `Target 8.7`, `ODD 16.2`. Null where it names none of the 17 goals and 169 targets.
 */
export const sdgCode = (text: string): string | null => {
  const named = text.normalize('NFKC').replace(before, '');
  const found = code.exec(named) ?? /^[-–•\s]*S(\d{1,2})(?![\p{L}\p{N}])/iu.exec(text);
  if (found === null) return null;
  const [, goal, target] = found;
  const spelled = target === undefined ? `${Number(goal)}` : `${Number(goal)}.${target.toLowerCase()}`;
  return codes.has(spelled) ? spelled : null;
};
