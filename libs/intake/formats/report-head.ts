import { stateCode } from '../states.js';
import { stripParagraph } from './brackets.js';
import { dayOf, ordinalOf } from './report-numbers.js';
import type { ReportLine } from './report-lines.js';
import { positionSaidIn } from './report-positions.js';
import { mentionsRecommendations } from './report-words.js';
import { foldWords } from './text.js';

/** What a document of the Working Group says of itself; null where it does not. */
export interface ReportHead {
  symbol: string | null;
  publishedOn: string | null;
  /** ISO 3166-1 alpha-3. */
  stateUnderReview: string | null;
  /** The Working Group's own session, not the Council's. */
  session: number | null;
}

const titles = [
  'Report of the Working Group on the Universal Periodic Review',
  'Rapport du Groupe de travail sur l’Examen périodique universel',
  'Informe del Grupo de Trabajo sobre el Examen Periódico Universal',
  'Доклад Рабочей группы по универсальному периодическому обзору',
  'تقرير الفريق العامل المعني بالاستعراض الدوري الشامل',
  '普遍定期审议工作组报告',
].map(foldWords);

/** Where it stands alone, or under the title: the answers of the State to the report. */
const addendum = /^(?:addendum|additif|adicion|добавление|إضافة|增编)[\s\d]*$/;

/** Between title and first paragraph stand a cover and a table of contents. */
const mostLines = 250;
/** The first paragraphs, which name session, State and documents. */
const mostText = 12_000;

const wholeSymbol = /\bA\/HRC\/(?:WG\.6\/\d{1,2}\/L\.\d{1,3}|\d{1,3}\/\d{1,3})(?:\/(?:Add|Corr|Rev)\.\d{1,2})*/;
const jobNumber = /\bGE\.\d\d-\d{3,6}(?:\s?\([A-Z]\))?|\*\d{4,12}\*/g;

/** The symbol in a line that holds nothing else but what stands at the head and foot of the Organization's pages; null for any other line. */
export const symbolAlone = (line: string): string | null => {
  if (line.length > 120) return null;
  const symbol = wholeSymbol.exec(line)?.[0];
  if (symbol === undefined) return null;
  const rest = foldWords(line.replace(symbol, ' ').replace(jobNumber, ' '));
  return /^(?:united nations|nations unies|naciones unidas|объединенные нации|الأمم المتحدة|联 ?合 ?国)?[\s\d*]*$/.test(
    rest,
  )
    ? symbol
    : null;
};

/** Whether a line belongs to the page and not to the text: its number, the symbol, the number of the print job. */
export const isPageMark = (line: string): boolean => {
  if (line.length > 120) return false;
  return symbolAlone(line) !== null || /^[\s\d*|-]{0,6}$/.test(line.replace(jobNumber, ' ').replace(/\d{4,}/g, 'x'));
};

const sessionBetween: readonly (readonly [RegExp, RegExp])[] = [
  [/\bheld its /, / session/],
  [/\ba tenu sa /, / session/],
  [/\bcelebro su /, / periodo de sesiones/],
];

const sessionSaid = (text: string): number | null => {
  for (const [before, after] of sessionBetween) {
    const from = before.exec(text);
    if (from === null) continue;
    const rest = text.slice(from.index + from[0].length).slice(0, 80);
    const end = after.exec(rest);
    const session = end === null ? null : ordinalOf(rest.slice(0, end.index));
    if (session !== null) return session;
  }
  const chinese = /举行了?(?:其)?(第.{1,4}届)/.exec(text);
  return chinese?.[1] === undefined ? null : ordinalOf(chinese[1]);
};

const stateSentences = [
  /\breview of (?:the )?([^.;]{3,90}?) was held\b/,
  /\bexamen concernant (?:le |la |les |l')?([^.;]{3,90}?) a eu lieu\b/,
  /\bexamen (?:de la |de los |del |de )([^.;]{3,90}?) se (?:llevo a cabo|celebro)\b/,
];

const stateSaid = (text: string): string | null => {
  for (const sentence of stateSentences) {
    const code = stateCode(sentence.exec(text)?.[1] ?? '');
    if (code !== null) return code;
  }
  return null;
};

/** The three documents of every review bear its session and State in their symbol, in every language. */
const reviewDocument = /A\/HRC\/WG\.6\/(\d{1,2})\/([A-Z]{3})\/[123]\b/;

/** Gathers what a document says of itself from its cover, its running heads and its first paragraphs. */
export class HeadReader {
  kind: 'report' | 'addendum' | null = null;
  private symbol: string | null = null;
  private publishedOn: string | null = null;
  private stateOnCover: string | null = null;
  private lines = 0;
  private last = '';
  private text = '';

  /** Whether nothing that follows can tell more. */
  get isDone(): boolean {
    return this.lines >= mostLines && this.text.length >= mostText;
  }

  take({ text }: ReportLine): void {
    if (text === '' || this.isDone) return;
    this.symbol ??= symbolAlone(text);
    if (this.text.length < mostText) this.text += `${text.slice(0, mostText)}\n`;
    if (this.lines++ >= mostLines || text.length > 200) return;
    const line = foldWords(text);
    const both = `${this.last} ${line}`;
    if (this.kind === null && titles.some((title) => both.includes(title))) this.kind = 'report';
    if (addendum.test(line) || /\/Add\.\d/.test(this.symbol ?? '')) this.kind = 'addendum';
    this.publishedOn ??= dayOf(text);
    this.stateOnCover ??= stateCode(text.replace(/[*\s\d]+$/, '')) ?? (this.last === '' ? null : stateCode(both));
    this.last = line;
  }

  get head(): ReportHead {
    const text = foldWords(this.text);
    const document = reviewDocument.exec(this.text);
    const draft = /^A\/HRC\/WG\.6\/(\d{1,2})\/L\./.exec(this.symbol ?? '');
    const numbered = draft?.[1] ?? document?.[1];
    return {
      symbol: this.symbol,
      publishedOn: this.publishedOn,
      stateUnderReview: this.stateOnCover ?? stateSaid(text) ?? stateCode(document?.[2] ?? ''),
      session: sessionSaid(text) ?? (numbered === undefined ? null : Number(numbered)),
    };
  }
}

/** What stands before a number is looked at so far back. */
const mostBefore = 600;

/**
 * Whether a document is a report of the Working Group, an addendum to one, or neither, by its title or by an introduction with the first of
 * its recommendations. Where recommendations stand in a table it is OHCHR's matrix and no report, whatever its title names.
 */
export const kindOfReport = async (lines: AsyncIterable<ReportLine>): Promise<'report' | 'addendum' | null> => {
  const reader = new HeadReader();
  let before = '';
  let count = 0;
  for await (const line of lines) {
    if (line.text === '') continue;
    const isNumbered = stripParagraph(line.text.slice(0, 100)).paragraph !== null;
    if (isNumbered && line.row !== null && reader.kind !== 'addendum') return null;
    if (isNumbered && reader.kind === null && mentionsRecommendations(before) && positionSaidIn(before) !== undefined) {
      return 'report';
    }
    before = `${before} ${line.text.slice(-mostBefore)}`.slice(-mostBefore);
    reader.take(line);
    if (++count >= mostLines) break;
  }
  return reader.kind;
};
