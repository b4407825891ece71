import type { Hints, Place, PositionValue } from '../records.js';
import { numbersIn } from './addendum-numbers.js';
import { unitsOf, type Unit } from './addendum-units.js';
import { stripStateBrackets } from './brackets.js';
import { isPositionValue, positionOf } from './positions.js';
import type { ReportLine } from './report-lines.js';
import { positionSaidIn } from './report-positions.js';
import { isHeading, mentionsRecommendations } from './report-words.js';
import { clean, excerpt, foldWords } from './text.js';

export interface Answer {
  paragraph: string;
  position: PositionValue;
  /** The addendum's own paragraph. */
  source: string | null;
}

export interface AskedSentence {
  value: string;
  place: Place;
}

type Said = { position: PositionValue } | { asked: string };

const beginsWithNumber = /^\d{1,3}\.\d{1,3}(?![\d%])/;

const bareAnswers: Readonly<Record<string, PositionValue>> = {
  'not accepted': 'NOTED',
  'not supported': 'NOTED',
  rejected: 'NOTED',
  'enjoys the support': 'SUPPORTED',
  'non acceptee': 'NOTED',
  aceptada: 'SUPPORTED',
  apoyada: 'SUPPORTED',
  'no aceptada': 'NOTED',
  'se toma nota': 'NOTED',
};

const label = /^(?:response|reponse|respuesta|answer|position|posicion|reply|comment|status)\s?: ?/;

/** An answer that consists of one of the usual words alone: `Noted.`, `Response: Accepted`. */
const bareAnswer = (text: string): PositionValue | undefined => {
  if (text.length > 60) return undefined;
  const word = foldWords(text)
    .replace(/^[\s:.–—-]+|[\s.;:*]+$/g, '')
    .replace(label, '');
  return positionOf(word) ?? positionOf(text.replace(/^[\s:.–—-]+|[\s.;:*]+$/g, '')) ?? bareAnswers[word];
};

/** Words that answer something, whatever it is they say. */
const answering =
  /\b(?:accept|support|reject|note[sd]?\b|agree|endors|consider|under (?:review|study)|appu|adhesion|adher|refus|prend|rejet|approuv|apoy|acept|rechaz|toma)/;

/** Where one sentence says two things of two lists. */
const clauses =
  /;\s+|,?\s+(?:while|whereas|but|tandis que|mais|mientras que|pero)\s+|,?\s+(?:and|et|y)\s+(?=(?:it\s+)?(?:notes|takes note|supports|accepts|does not|prend note|appuie|accepte|n’|n'|toma nota|apoya|acepta|no\s))/i;

/** Reads an addendum piece by piece and gathers which recommendation is answered how. */
export class AnswerReader {
  private readonly answers: Answer[] = [];
  private readonly asked = new Map<string, AskedSentence>();
  private readonly askedParagraphs = new Set<string>();
  /** Named, and not answered where they are named. */
  private readonly mentioned = new Map<string, { value: string; source: string | null }>();
  /** What the heading or introduction above says of the items below it. */
  private heading: (Said & { isSection: boolean; source: string | null }) | null = null;
  /** Recommendations whose answer may stand in the next piece. */
  private pending: string[] = [];

  constructor(private readonly hints: Hints) {}

  read(lines: readonly ReportLine[]): { answers: Answer[]; asked: AskedSentence[] } {
    for (const unit of unitsOf(lines)) this.take(unit);
    const answered = new Set(this.answers.map(({ paragraph }) => paragraph));
    for (const [paragraph, { value, source }] of this.mentioned) {
      if (!answered.has(paragraph) && !this.askedParagraphs.has(paragraph))
        this.give([paragraph], this.meaning(value), source);
    }
    return { answers: this.answers, asked: [...this.asked.values()] };
  }

  private take(unit: Unit): void {
    const { paragraphs, isUnclear, end } = numbersIn(unit.text);
    if (unit.cells !== null) {
      this.takeRow(unit.cells, paragraphs, unit.source);
      return;
    }
    if (unit.source !== this.heading?.source && this.heading?.isSection === false) this.heading = null;
    if (paragraphs.length === 0) {
      this.takeWithoutNumbers(unit);
      return;
    }
    const pendingBefore = this.pending;
    this.pending = [];
    if (beginsWithNumber.test(unit.text)) this.takeItem(unit, isUnclear);
    else if (
      /^[\s:.;–-]*$/.test(unit.text.slice(end, end + 40)) &&
      positionSaidIn(unit.text) === undefined &&
      !answering.test(foldWords(unit.text))
    ) {
      // `Recommendation 119.1` alone is a heading over its answer.
      this.leave(paragraphs, unit);
    } else this.takeSentences(unit, pendingBefore);
  }

  private takeRow(cells: string[], paragraphs: string[], source: string | null): void {
    this.pending = [];
    const named = cells.findIndex((cell) => beginsWithNumber.test(cell));
    if (named < 0 || paragraphs.length === 0) return;
    const own = numbersIn(cells[named] ?? '').paragraphs.slice(0, 1);
    const others = cells.filter((_, index) => index !== named);
    const given = others.map((cell) => bareAnswer(cell)).filter((position) => position !== undefined);
    const [first] = given;
    if (first !== undefined) {
      for (const position of given) this.give(own, { position }, source);
      return;
    }
    const said = others.map((cell) => positionSaidIn(cell)).filter((position) => position !== undefined);
    // The text of the recommendation is a cell too, and may hold such words: its last cell answers.
    const last = said.length > 0 ? positionSaidIn(others.at(-1) ?? '') : undefined;
    if (last !== undefined && others.length > 0) this.give(own, { position: last }, source);
    else if (this.heading !== null) this.give(own, this.heading, source);
    else this.leave(own, { text: cells.join(' | '), source, cells: null });
  }

  private takeWithoutNumbers({ text, source }: Unit): void {
    if (isHeading(text)) this.heading = null;
    const bare = bareAnswer(text);
    const [first = ''] = sentencesOf(text.replace(/^[^:]{1,20}:\s*/, ''));
    const said = positionSaidIn(text);
    if (this.pending.length > 0) {
      const position = bare ?? positionSaidIn(first);
      if (position !== undefined) {
        this.give(this.pending, { position }, source);
        this.pending = [];
        return;
      }
    }
    const introduces = /[:：]$/.test(text);
    const isTitle = text.length < 200 && !/[.;,]$/.test(text);
    if (!mentionsRecommendations(text) || !(introduces || isTitle)) return;
    this.pending = [];
    if (said !== undefined) this.heading = { position: said, isSection: !introduces, source };
    else if (introduces && answering.test(foldWords(text))) {
      this.heading = { ...this.meaning(text), isSection: false, source };
    } else this.heading = null;
  }

  /** An item begins with its number; what follows is the recommendation's own text, or the answer. */
  private takeItem(unit: Unit, isUnclear: boolean): void {
    const { numbers, rest } = leadingNumbers(unit.text);
    const bare = bareAnswer(rest);
    if (isUnclear) this.give(numbers, this.meaning(unit.text), unit.source);
    else if (bare !== undefined) this.give(numbers, { position: bare }, unit.source);
    else if (rest.replace(/[\s.;,:]+/g, '') === '') this.inherit(numbers, unit);
    else if (/^[:\s–—-]*\p{Ll}/u.test(rest)) this.takeSentences(unit, []);
    else this.takeQuoted(numbers, rest, unit);
  }

  private takeQuoted(numbers: string[], rest: string, unit: Unit): void {
    const after = afterStates(rest);
    const position = after === '' ? undefined : (bareAnswer(after) ?? positionSaidIn(after));
    if (position !== undefined) this.give(numbers, { position }, unit.source);
    else if (after !== '' && answering.test(foldWords(after))) this.give(numbers, this.meaning(unit.text), unit.source);
    else this.inherit(numbers, unit);
  }

  private inherit(numbers: string[], unit: Unit): void {
    if (this.heading !== null) this.give(numbers, this.heading, unit.source ?? this.heading.source);
    else this.leave(numbers, unit);
  }

  private takeSentences(unit: Unit, pending: string[]): void {
    for (const sentence of sentencesOf(unit.text)) {
      const { paragraphs, isUnclear } = numbersIn(sentence);
      if (paragraphs.length === 0) continue;
      const parts = sentence.split(clauses).filter((part) => numbersIn(part).paragraphs.length > 0);
      const said = parts.map((part) => positionSaidIn(part));
      const whole = positionSaidIn(sentence);
      const introduced = /[:：]$/.test(sentence) && whole !== undefined;
      if (isUnclear) this.give(paragraphs, this.meaning(sentence), unit.source);
      else if (whole !== undefined && !introduced) this.give(paragraphs, { position: whole }, unit.source);
      else if (parts.length > 1 && said.every((position) => position !== undefined)) {
        for (const [index, part] of parts.entries()) {
          const position = said[index];
          if (position !== undefined) this.give(numbersIn(part).paragraphs, { position }, unit.source);
        }
      } else if (answering.test(foldWords(sentence))) this.give(paragraphs, this.meaning(sentence), unit.source);
      else this.leave(paragraphs, { ...unit, text: sentence });
    }
    if (this.pending.length === 0) this.pending = pending;
  }

  private leave(paragraphs: string[], { text, source }: Unit): void {
    this.pending = paragraphs;
    const isSure = mentionsRecommendations(text) || beginsWithNumber.test(text);
    if (!isSure) return;
    for (const paragraph of paragraphs) {
      if (!this.mentioned.has(paragraph)) this.mentioned.set(paragraph, { value: text, source });
    }
  }

  private meaning(text: string): Said {
    const value = excerpt(text, 300);
    return { asked: clean(value) };
  }

  private give(paragraphs: string[], said: Said, source: string | null): void {
    if ('position' in said) {
      for (const paragraph of paragraphs) this.answers.push({ paragraph, position: said.position, source });
      return;
    }
    const meant = this.hints.meaningOf?.('position', said.asked);
    for (const paragraph of paragraphs) {
      this.askedParagraphs.add(paragraph);
      if (meant && isPositionValue(meant)) this.answers.push({ paragraph, position: meant, source });
    }
    if (meant === undefined)
      this.asked.set(said.asked, { value: said.asked, place: source === null ? {} : { paragraph: source } });
  }
}

const sentencesOf = (text: string): string[] => text.split(/(?<=[.;])\s+(?=\p{Lu})/u);

/** The numbers an item begins with, and what follows them. */
const leadingNumbers = (text: string): { numbers: string[]; rest: string } => {
  const run = /^(?:[\d.,;\s–—‑&/-]|(?:and|to|et|à|y|a)(?=\s\d))+/u.exec(text)?.[0] ?? '';
  const { paragraphs, end } = numbersIn(run);
  return { numbers: paragraphs, rest: text.slice(end) };
};

/** What stands after the last bracket that names States; empty where there is none. */
const afterStates = (text: string): string => {
  let close = text.lastIndexOf(')');
  // An answer may have a bracket or two of its own.
  for (let tries = 0; tries < 4 && close > 0; tries++) {
    const upTo = text.slice(0, close + 1);
    if (stripStateBrackets(upTo).states.length > 0) return text.slice(close + 1).replace(/^[\s;:.,–—-]+/, '');
    close = text.lastIndexOf(')', close - 1);
  }
  return '';
};
