import { statesIn } from '../states.js';

/** A bracket with balanced brackets inside, as in `Bolivia (Plurinational State of)`; `end` is the index after it. */
interface Bracket {
  start: number;
  end: number;
  content: string;
}

/** The outermost brackets of a text; one that is never closed runs to the end. */
const bracketsOf = (text: string): Bracket[] => {
  const brackets: Bracket[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '(' && depth++ === 0) start = index;
    if (character === ')' && depth > 0 && --depth === 0) {
      brackets.push({ start, end: index + 1, content: text.slice(start + 1, index) });
    }
  }
  if (depth > 0) brackets.push({ start, end: text.length, content: text.slice(start + 1).replace(/[);.,\s]+$/, '') });
  return brackets;
};

/** Between recommendations stand `;` or `.`; a State in brackets in the middle of a sentence recommends nothing. */
const endsARecommendation = /^\s*(?:[;.*]|[,/]?\s*\(|$)/;

export interface StateBrackets {
  /** The text without the brackets of States at its end; unchanged where States stand inside it as well. */
  text: string;
  /** ISO 3166-1 alpha-3, in order, without repeats. */
  states: string[];
  /** Names between States that no State bears. */
  unknown: string[];
}

/** Finds who recommends: brackets that hold States, at the end of the text or of one of the recommendations in it. */
export const stripStateBrackets = (text: string): StateBrackets => {
  const states: string[] = [];
  const unknown: string[] = [];
  const found: Bracket[] = [];
  for (const bracket of bracketsOf(text)) {
    if (!endsARecommendation.test(text.slice(bracket.end))) continue;
    const inside = statesIn(bracket.content, { inText: true });
    // `(CEDAW)` and `(article 6, Chad)` name things; a list of States with one odd name is still a list of States.
    if (inside.codes.length === 0 || inside.unknown.length >= inside.codes.length) continue;
    found.push(bracket);
    states.push(...inside.codes);
    unknown.push(...inside.unknown);
  }
  let end = text.length;
  let stripped = 0;
  for (const bracket of found.toReversed()) {
    if (!/^[\s;,./*]*$/.test(text.slice(bracket.end, end))) break;
    end = bracket.start;
    stripped++;
  }
  const whole = stripped < found.length;
  const kept = whole || stripped === 0 ? text : text.slice(0, end);
  return { text: kept.replace(/[\s;]+$/, ''), states: [...new Set(states)], unknown: [...new Set(unknown)] };
};

/** Parts a paragraph number such as `166.6` or `166.6.` from the text it stands before. */
export const stripParagraph = (text: string): { paragraph: string | null; text: string } => {
  const match = /^\s*(\d{1,3}(?:\.\d{1,3}){1,2})(?:[.):]+(?!\d)|(?![\d.%]))\s*/.exec(text);
  // "1.5 million" and "0.7 per cent" are quantities, not paragraphs.
  if (match === null || /^(?:million|billion|per cent|percent)\b/.test(text.slice(match[0].length))) {
    return { paragraph: null, text };
  }
  return { paragraph: match[1] ?? null, text: text.slice(match[0].length) };
};
