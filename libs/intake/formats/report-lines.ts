import { decode, encodingOf } from '../../platform/encoding.js';
import { startOf, wholeOf, type SourceFile } from '../source-file.js';
import { Refusal } from './refusal.js';
import { breathe, clean } from './text.js';
import { WordFile } from './word.js';
import { zipMark } from './zip.js';

/** A line of a document, cleaned; empty lines are handed over, since they part paragraphs. */
export interface ReportLine {
  text: string;
  /** It surely begins a paragraph, as each of Word's does. In plain text and in a PDF nobody can know. */
  begins: boolean;
  /** It stands beside the text, at the head of a page or in a table: it tells about the document and holds no recommendation. */
  isAside: boolean;
  /** The table row it stands in, counted through; null outside of tables. */
  row: number | null;
}

const lineEnds = /\r\n|[\n\r\f\v\u0085\u2028\u2029]/g;

/** How many lines are handed over before others have their turn. */
const linesAtOnce = 2000;

async function* textLines(file: SourceFile): AsyncGenerator<ReportLine> {
  const bytes = await wholeOf(file);
  const encoding = encodingOf(bytes);
  if (encoding === null) throw new Refusal('file-is-unknown');
  const text = decode(bytes, encoding);
  if (text === null) throw new Refusal('file-cut-off');
  let from = 0;
  let count = 0;
  for (const { 0: end, index } of text.matchAll(lineEnds)) {
    yield { text: clean(text.slice(from, index)), begins: false, isAside: false, row: null };
    from = index + end.length;
    if (++count % linesAtOnce === 0) await breathe();
  }
  yield { text: clean(text.slice(from)), begins: false, isAside: false, row: null };
}

async function* wordLines(file: SourceFile): AsyncGenerator<ReportLine> {
  const word = await WordFile.open(file);
  for (const head of await word.pageHeads()) {
    for (const text of head.split('\n')) yield { text: clean(text), begins: true, isAside: true, row: null };
  }
  for await (const block of word.body()) {
    if (block.kind === 'paragraph') {
      const [first = '', ...rest] = block.text.split('\n');
      yield { text: clean(first), begins: true, isAside: false, row: null };
      for (const text of rest) yield { text: clean(text), begins: false, isAside: false, row: null };
    } else {
      for (const { text } of block.cells) yield { text: clean(text), begins: true, isAside: true, row: block.row };
    }
  }
}

async function* pdfFileLines(file: SourceFile): AsyncGenerator<ReportLine> {
  // PDFs are rare, and what reads them is large: it is loaded when the first one comes.
  const { pdfLines } = await import('./pdf.js');
  for await (const text of pdfLines(await wholeOf(file)))
    yield { text: clean(text), begins: false, isAside: false, row: null };
}

/** The lines of a document of the United Nations as plain text, Word file or PDF, told by its first bytes. Throws a refusal. */
export async function* reportLines(file: SourceFile): AsyncGenerator<ReportLine> {
  const start = await startOf(file, 1024);
  if (start.subarray(0, zipMark.length).equals(zipMark)) yield* wordLines(file);
  else if (start.includes('%PDF-')) yield* pdfFileLines(file);
  else yield* textLines(file);
}
