import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { SourceFile } from '../source-file.js';
import { Refusal } from './refusal.js';
import { breathe } from './text.js';
import { ZipFile } from './zip.js';

/** A cell by its place in the table's grid; merged cells span several columns or continue the cell above. */
export interface WordCell {
  start: number;
  span: number;
  continues: boolean;
  /** Paragraphs and line breaks are line ends. */
  text: string;
}

export type WordBlock =
  { kind: 'paragraph'; text: string } | { kind: 'row'; table: number; row: number; cells: WordCell[] };

const wordNamespaces = new Set([
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  'http://purl.oclc.org/ooxml/wordprocessingml/main',
]);

/** Word nests a few dozen elements; a file that nests thousands was made to exhaust its reader. */
const deepest = 500;

/** Turns the XML of one part of a Word file into paragraphs and table rows while it is read. */
class PartReader {
  readonly blocks: WordBlock[] = [];
  private readonly parser = new SaxesParser({ xmlns: true });
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private begun = false;
  private depth = 0;
  /** Depth of the element whose content is not shown; 0 for none. */
  private skippedFrom = 0;
  private tables = 0;
  private tableDepth = 0;
  private rows = 0;
  private cells: WordCell[] = [];
  private column = 0;
  private inText = false;
  private text = '';

  constructor() {
    this.parser.on('doctype', () => {
      throw new Refusal('file-forbidden-xml');
    });
    this.parser.on('error', () => {
      throw new Refusal('file-damaged');
    });
    this.parser.on('opentag', (tag) => this.open(tag));
    this.parser.on('closetag', (tag) => this.close(tag));
    this.parser.on('text', (text) => {
      if (this.inText) this.text += text;
    });
  }

  write(bytes: Buffer): void {
    this.parser.write(this.decoded(() => this.decoder.decode(bytes, { stream: true })));
  }

  /** An element that is still open means that the file's end is missing. */
  end(): void {
    if (this.depth > 0 || !this.begun) throw new Refusal('file-cut-off');
    this.parser.write(this.decoded(() => this.decoder.decode()));
    this.parser.close();
  }

  private decoded(decode: () => string): string {
    try {
      return decode();
    } catch {
      throw new Refusal('file-damaged');
    }
  }

  private open(tag: SaxesTagNS): void {
    this.begun = true;
    if (++this.depth > deepest) throw new Refusal('file-bomb');
    // What Word keeps for programs that cannot show a drawing repeats the drawing's text.
    if (tag.local === 'Fallback' && this.skippedFrom === 0) this.skippedFrom = this.depth;
    if (this.skippedFrom > 0 || !wordNamespaces.has(tag.uri)) return;
    const outermost = this.tableDepth === 1;
    switch (tag.local) {
      case 'tbl':
        if (this.tableDepth++ === 0) this.tables++;
        break;
      case 'tr':
        if (outermost) this.startRow();
        break;
      case 'tc':
        if (outermost) this.startCell();
        break;
      case 'gridBefore':
        if (outermost) this.column += numberIn(tag);
        break;
      case 'gridSpan':
        if (outermost) this.change({ span: Math.max(1, numberIn(tag)) });
        break;
      case 'vMerge':
        if (outermost) this.change({ continues: valueOf(tag) !== 'restart' });
        break;
      case 't':
        this.inText = true;
        break;
      case 'br':
      case 'cr':
        this.text += '\n';
        break;
      case 'tab':
        this.text += '\t';
        break;
      case 'noBreakHyphen':
        this.text += '-';
        break;
    }
  }

  private close(tag: SaxesTagNS): void {
    const skipped = this.skippedFrom > 0;
    if (this.depth === this.skippedFrom) this.skippedFrom = 0;
    this.depth--;
    if (skipped || !wordNamespaces.has(tag.uri)) return;
    if (tag.local === 't') this.inText = false;
    else if (tag.local === 'p') this.endParagraph();
    else if (tag.local === 'tbl') this.tableDepth--;
    else if (tag.local === 'tc' && this.tableDepth === 1) this.endCell();
    else if (tag.local === 'tr' && this.tableDepth === 1) {
      this.blocks.push({ kind: 'row', table: this.tables, row: this.rows, cells: this.cells });
    }
  }

  private startRow(): void {
    this.rows++;
    this.cells = [];
    this.column = 0;
  }

  private startCell(): void {
    this.cells.push({ start: this.column, span: 1, continues: false, text: '' });
    this.text = '';
  }

  private change(properties: Partial<WordCell>): void {
    const cell = this.cells.at(-1);
    if (cell !== undefined) Object.assign(cell, properties);
  }

  private endCell(): void {
    this.change({ text: this.text.trim() });
    this.column += this.cells.at(-1)?.span ?? 1;
    this.text = '';
  }

  private endParagraph(): void {
    if (this.tableDepth > 0) {
      this.text += '\n';
      return;
    }
    this.blocks.push({ kind: 'paragraph', text: this.text.trim() });
    this.text = '';
  }
}

const valueOf = (tag: SaxesTagNS): string | undefined =>
  Object.values(tag.attributes).find((attribute) => attribute.local === 'val')?.value;

const numberIn = (tag: SaxesTagNS): number => Number.parseInt(valueOf(tag) ?? '', 10) || 0;

async function* readPart(zip: ZipFile, name: string): AsyncGenerator<WordBlock> {
  const reader = new PartReader();
  for await (const bytes of zip.read(name)) {
    reader.write(bytes);
    yield* reader.blocks.splice(0);
    await breathe();
  }
  reader.end();
  yield* reader.blocks.splice(0);
}

/** A Word file that is read from its zip as a stream. */
export class WordFile {
  private constructor(private readonly zip: ZipFile) {}

  static async open(file: SourceFile): Promise<WordFile> {
    return new WordFile(await ZipFile.open(file));
  }

  body(): AsyncGenerator<WordBlock> {
    const name = this.zip.names.find((entry) => /^word\/document\d*\.xml$/i.test(entry));
    if (name === undefined) throw new Refusal('file-damaged');
    return readPart(this.zip, name);
  }

  /** What stands at the head and foot of its pages, one paragraph a line. */
  async pageHeads(): Promise<string[]> {
    const lines: string[] = [];
    for (const name of this.zip.names.filter((entry) => /^word\/(?:header|footer)\d*\.xml$/i.test(entry))) {
      for await (const block of readPart(this.zip, name)) {
        if (block.kind === 'paragraph') lines.push(block.text);
        else lines.push(...block.cells.map((cell) => cell.text));
      }
    }
    return lines.filter((line) => line !== '');
  }

  /** The title a person or program gave the file in its properties; empty for none. */
  async title(): Promise<string> {
    const name = this.zip.names.find((entry) => /^docProps\/core\.xml$/i.test(entry));
    if (name === undefined) return '';
    let title = '';
    let inTitle = false;
    const parser = new SaxesParser({ xmlns: true });
    const refuse = (code: 'file-forbidden-xml' | 'file-damaged') => () => {
      throw new Refusal(code);
    };
    parser.on('doctype', refuse('file-forbidden-xml'));
    parser.on('error', refuse('file-damaged'));
    parser.on('opentag', (tag) => (inTitle = tag.local === 'title'));
    parser.on('closetag', () => (inTitle = false));
    parser.on('text', (text) => {
      if (inTitle) title += text;
    });
    for await (const bytes of this.zip.read(name)) parser.write(bytes.toString('utf8'));
    parser.close();
    return title;
  }
}
