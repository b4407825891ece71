import {
  blankRecord,
  type Hints,
  type PositionValue,
  type Problem,
  type Reading,
  type RecommendationRecord,
} from '../records.js';
import { stripParagraph, stripStateBrackets } from './brackets.js';
import { isPositionValue } from './positions.js';
import { Refusal } from './refusal.js';
import { isPageMark } from './report-head.js';
import type { ReportLine } from './report-lines.js';
import { positionSaidIn } from './report-positions.js';
import { NumberRun } from './report-run.js';
import { Paragraph } from './report-text.js';
import { closesDocument, closesList, isHeading, mentionsRecommendations, withDots } from './report-words.js';
import { clean, excerpt } from './text.js';

type Asked = Omit<Extract<Reading, { kind: 'asked' }>, 'progress'>;
type Item = RecommendationRecord | Problem | Asked;

/** What a list of recommendations is introduced with, and the number of that paragraph; null where none is printed. */
interface Introduction {
  number: string | null;
  text: Paragraph;
}

interface Section {
  /** The first part of its recommendations' numbers: `118`. Empty where they bear none. */
  number: string;
  answer: { position: PositionValue | null; isHeld: boolean };
  run: NumberRun;
  /** A list within the list, such as `118.3.1` … under `118.3`, with its own answer. */
  inner: { paragraph: string; answer: Section['answer'] } | null;
}

interface Current {
  paragraph: string | null;
  body: Paragraph;
  /** Lines after its closing bracket: a further recommendation under the same number, or the introduction to the next list. */
  tail: Paragraph | null;
}

const topLevel = /^(\d{1,3})\.(?!\d)\s*/;

/** The next list may stand some paragraphs on. */
const furthest = 50;

/** Reads line after line: introductions, the recommendations under them, and nothing of what stands around them. */
export class RecommendationList {
  readonly items: Item[] = [];
  recommendations = 0;
  private introduction: Introduction | null = null;
  private section: Section | null = null;
  private current: Current | null = null;
  private isOver = false;

  constructor(
    private readonly hints: Hints,
    /** What every recommendation of the document shares. */
    private readonly shared: Partial<RecommendationRecord>,
    private readonly isWord: (word: string) => boolean,
  ) {}

  take(line: ReportLine): void {
    if (this.isOver || line.isAside || line.text === '') return;
    const text = withDots(line.text);
    // What begins with a star explains a star, at the foot of a page.
    if (isPageMark(text) || /^\*+ ?[^*]/.test(text)) return;
    if (this.takeEnd(text)) return;
    const { paragraph, text: rest } = stripParagraph(text);
    if (paragraph !== null && this.takeNumbered(paragraph, rest, line.begins)) return;
    const top = topLevel.exec(text.slice(0, 8));
    if (top !== null && this.takeTopLevel(Number(top[1]), text.slice(top[0].length))) return;
    this.takePlain(text, line.begins);
  }

  /** What is still open when the last line has come. A recommendation that stops in its middle says that the file does. */
  end(): void {
    const open = this.current?.tail ?? this.current?.body;
    if (open !== undefined && !/[.;)。；）]\s*$/.test(open.whole.slice(-5))) throw new Refusal('file-cut-off');
    this.closeSection();
  }

  private get hasEnded(): boolean {
    return this.current === null || (this.current.tail ?? this.current.body).endsInBracket;
  }

  private takeEnd(text: string): boolean {
    const hasBegun = this.section !== null || this.recommendations > 0;
    if (!hasBegun) return false;
    if (closesDocument(text)) this.isOver = true;
    else if (!closesList(text) && !(this.hasEnded && isHeading(text))) return false;
    this.closeSection();
    this.introduction = null;
    return true;
  }

  private takeNumbered(paragraph: string, text: string, begins: boolean): boolean {
    const number = paragraph.split('.', 1)[0] ?? '';
    if (this.section?.number !== number) {
      const opened = this.opening(number);
      if (opened === null) return false;
      this.openSection(number, opened);
    } else if (!begins && !this.hasEnded && !this.section.run.isNext(paragraph)) {
      // Another recommendation is spoken of, and its number came to stand at a line's beginning.
      return false;
    }
    this.start(paragraph, text);
    return true;
  }

  /** The words that introduce a list whose numbers begin so; null where nothing does. */
  private opening(number: string): Introduction | null {
    const tail = this.current?.tail ?? null;
    const candidate = tail === null ? this.introduction : { number: null, text: tail };
    if (candidate === null || (candidate.number !== null && candidate.number !== number)) return null;
    if (this.section !== null && tail === null) return null;
    return introduces(candidate.text) ? candidate : null;
  }

  private openSection(number: string, introduction: Introduction): void {
    if (this.current !== null) this.current.tail = null;
    this.closeSection();
    this.introduction = null;
    this.section = { number, answer: this.answerIn(number, introduction.text), run: new NumberRun(), inner: null };
  }

  private answerIn(number: string, introduction: Paragraph): Section['answer'] {
    const said = positionSaidIn(introduction.whole);
    if (said !== undefined) return { position: said, isHeld: false };
    // With its number: two introductions may begin with the same words.
    const value = clean(`${number === '' ? '' : `${number}. `}${excerpt(introduction.whole, 300)}`);
    const meant = this.hints.meaningOf?.('position', value);
    if (meant === null) return { position: null, isHeld: false };
    if (meant !== undefined && isPositionValue(meant)) return { position: meant, isHeld: false };
    this.items.push({ kind: 'asked', about: 'position', value, place: number === '' ? {} : { paragraph: number } });
    return { position: null, isHeld: true };
  }

  private start(paragraph: string | null, text: string): void {
    const above = this.current;
    const isInner = paragraph?.startsWith(`${above?.paragraph ?? '-'}.`) === true;
    if (isInner && above !== null && this.section !== null && above.body.endsInColon && above.tail === null) {
      // `118.3 … the following:` introduces what stands below it, and recommends nothing itself.
      const said = positionSaidIn(above.body.whole);
      this.section.inner = {
        paragraph: above.paragraph ?? '',
        answer: said === undefined ? this.section.answer : { position: said, isHeld: false },
      };
      this.section.run.add(above.paragraph ?? '');
      this.current = null;
    }
    this.finish();
    this.current = { paragraph, body: new Paragraph(text, this.isWord), tail: null };
  }

  private takeTopLevel(number: number, text: string): boolean {
    if (this.section !== null) {
      const distance = number - Number(this.section.number);
      if (distance !== 1 && !(this.hasEnded && distance > 0 && distance <= furthest)) return false;
      this.closeSection();
    }
    this.introduction = { number: `${number}`, text: new Paragraph(text, this.isWord) };
    return true;
  }

  private takePlain(text: string, begins: boolean): void {
    if (this.section?.number === '' || (begins && this.section === null && this.introduction?.text.endsInColon)) {
      if (this.takeUnnumbered(text, begins)) return;
    }
    if (this.section === null) {
      if (isHeading(text)) this.introduction = null;
      else if (this.introduction === null || (begins && !this.introduction.text.isEmpty)) {
        this.introduction = { number: null, text: new Paragraph(text, this.isWord) };
      } else if (this.introduction.text.isEndless) {
        this.introduction.text = new Paragraph(text, this.isWord);
      } else this.introduction.text.add(text);
      return;
    }
    const { current } = this;
    if (current === null) return;
    if (current.tail !== null) current.tail.add(text);
    else if (current.body.endsInBracket) current.tail = new Paragraph(text, this.isWord);
    else current.body.add(text);
  }

  /** In Word numbers may be made by the program and stand nowhere in the text: then a paragraph that ends in States is a recommendation. */
  private takeUnnumbered(text: string, begins: boolean): boolean {
    if (this.section !== null && !begins) {
      this.current?.body.add(text);
      return true;
    }
    const isRecommendation = text.length < 5000 && stripStateBrackets(text).states.length > 0;
    if (!isRecommendation) {
      this.closeSection();
      return false;
    }
    if (this.section === null) {
      if (this.introduction === null || !introduces(this.introduction.text)) return false;
      this.openSection('', this.introduction);
    }
    this.start(null, text);
    return true;
  }

  private closeSection(): void {
    this.finish();
    for (const gap of this.section?.run.gaps() ?? []) {
      this.say('doubtful', 'number-missing', gap.after, { ...gap });
    }
    this.section = null;
  }

  private finish(): void {
    const { current, section } = this;
    this.current = null;
    if (current === null || section === null) return;
    const { paragraph, body, tail } = current;
    if (tail !== null) body.add(tail.whole);
    // No paragraph of a report is as long as a report.
    if (body.isEndless) throw new Refusal('file-damaged');
    if (paragraph !== null && section.run.add(paragraph).isRepeated) {
      this.say('doubtful', 'number-repeated', paragraph, { paragraph });
    }
    const { text, states, unknown } = stripStateBrackets(body.whole);
    if (text === '') {
      this.say('unreadable', 'text-missing', paragraph);
      return;
    }
    const { inner } = section;
    const answer = inner !== null && paragraph?.startsWith(`${inner.paragraph}.`) ? inner.answer : section.answer;
    const symbol = this.shared.symbol ?? null;
    const givenIn = section.number === '' ? null : section.number;
    this.items.push({
      ...blankRecord(),
      ...this.shared,
      places: [paragraph === null ? {} : { paragraph }],
      paragraph,
      text,
      recommendingStates: states,
      position: answer.position,
      positionSource: answer.position === null || symbol === null ? null : { symbol, paragraph: givenIn },
      isHeld: answer.isHeld,
    });
    this.recommendations++;
    for (const value of unknown)
      this.say('doubtful', 'recommending-state-unknown', paragraph, { value: excerpt(value) });
    if (states.length === 0) this.say('doubtful', 'recommending-state-missing', paragraph);
    if (paragraph === null) this.say('doubtful', 'paragraph-missing', null, { text: excerpt(text) });
  }

  private say(
    severity: Problem['severity'],
    code: Problem['code'],
    paragraph: string | null,
    params: Problem['params'] = {},
  ): void {
    this.items.push({ severity, code, place: paragraph === null ? null : { paragraph }, params });
  }
}

/** Whether words introduce a list: in one of the known ways, or by speaking of recommendations and ending in a colon. */
const introduces = (text: Paragraph): boolean => {
  const words = text.whole;
  return mentionsRecommendations(words) && (text.endsInColon || positionSaidIn(words) !== undefined);
};
