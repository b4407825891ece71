import { Refusal } from './refusal.js';
import { assertModest } from './pdf-streams.js';
import { breathe } from './text.js';

/** A report of the Working Group has some thirty pages, and at most a hundred thousand characters. */
const mostPages = 500;
const mostCharacters = 4_000_000;
/** Pieces of text on one page; a full page has one or two thousand. */
const mostPieces = 100_000;

/** A piece of text as it stands on a page: the left end of its baseline, counted in points from the page's lower left corner. */
interface Piece {
  text: string;
  x: number;
  y: number;
  width: number;
  height: number;
  isRightToLeft: boolean;
}

interface PageLine {
  text: string;
  height: number;
}

/** What the library hands over; marks of structure have no text. */
interface Item {
  str?: string;
  dir?: string;
  transform?: unknown[];
  width?: number;
}

const pieceOf = ({ str = '', dir, transform = [], width = 0 }: Item): Piece | null => {
  const [a = 0, b = 0, , d = 0, x = 0, y = 0] = transform.map(Number);
  // Upright text alone is read: what runs up the margin belongs to no line.
  if (str === '' || Math.abs(b) > Math.abs(a) / 10) return null;
  return { text: str, x, y, width, height: Math.abs(d), isRightToLeft: dir === 'rtl' };
};

const isBlank = (text: string | undefined): boolean => text === undefined || /^\s|^$/.test(text);

const joined = (pieces: Piece[]): PageLine => {
  const visible = pieces.filter(({ text }) => text.trim() !== '');
  const height = Math.max(0, ...visible.slice(0, 200).map((piece) => piece.height));
  const fromRight = visible.filter(({ isRightToLeft }) => isRightToLeft).length > visible.length / 2;
  const inOrder = pieces.toSorted((one, other) => (fromRight ? other.x - one.x : one.x - other.x));
  let text = '';
  let last: Piece | undefined;
  for (const piece of inOrder) {
    // A small raised digit or star points to a footnote.
    if (piece.height > 0 && piece.height < height * 0.8 && /^[\d*]{1,3}$/.test(piece.text.trim())) continue;
    const gap = last === undefined ? 0 : fromRight ? last.x - piece.x - piece.width : piece.x - last.x - last.width;
    if (gap > height * 0.15 && !isBlank(piece.text) && !isBlank(text.at(-1))) text += ' ';
    text += piece.text;
    last = piece;
  }
  return { text, height };
};

const linesOf = (pieces: Piece[]): PageLine[] => {
  const lines: PageLine[] = [];
  let line: Piece[] = [];
  let baseline = 0;
  let height = 0;
  for (const piece of pieces.toSorted((one, other) => other.y - one.y)) {
    // Raised and lowered signs stand within half a line.
    if (line.length > 0 && baseline - piece.y > Math.max(height, piece.height) * 0.5) {
      lines.push(joined(line));
      line = [];
    }
    if (line.length === 0) height = 0;
    // The largest piece says where the line stands: a raised sign comes first from above.
    if (piece.height > height || line.length === 0) {
      baseline = piece.y;
      height = piece.height;
    }
    line.push(piece);
  }
  if (line.length > 0) lines.push(joined(line));
  return lines.filter(({ text }) => text.trim() !== '');
};

/** The height most of a page's letters have. */
const bodyHeight = (lines: PageLine[]): number => {
  const letters = new Map<number, number>();
  for (const { text, height } of lines) {
    const rounded = Math.round(height * 2) / 2;
    letters.set(rounded, (letters.get(rounded) ?? 0) + text.length);
  }
  return [...letters].reduce((most, entry) => (entry[1] > most[1] ? entry : most), [0, 0])[0];
};

/** A page without what stands in smaller print above and below its text: running heads, page numbers, footnotes. */
const withoutMargins = (lines: PageLine[]): string[] => {
  const smallest = bodyHeight(lines) * 0.93;
  const isBody = ({ height }: PageLine): boolean => height >= smallest;
  const first = lines.findIndex(isBody);
  const last = lines.findLastIndex(isBody);
  return lines.slice(first, last + 1).map(({ text }) => text);
};

/** What the library throws for files it cannot open has a name and no class that could be had without loading it. */
const refusalFor = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  return new Refusal(error instanceof Error && error.name === 'PasswordException' ? 'file-encrypted' : 'file-damaged');
};

interface Page {
  streamTextContent(): ReadableStream<{ items: Item[] }>;
  cleanup(): boolean;
}

/** What is used of the library, whose own types do not resolve here. */
interface Library {
  getDocument(options: Record<string, unknown>): {
    promise: Promise<{ numPages: number; getPage(number: number): Promise<Page> }>;
    destroy(): Promise<void>;
  };
}

const piecesOf = async (page: Page): Promise<Piece[]> => {
  const pieces: Piece[] = [];
  const reader = page.streamTextContent().getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    for (const item of read.value.items) {
      const piece = pieceOf(item);
      if (piece !== null) pieces.push(piece);
    }
    if (pieces.length > mostPieces) {
      await reader.cancel(new Error('too many pieces of text'));
      throw new Refusal('file-bomb');
    }
  }
  page.cleanup();
  return pieces;
};

/**
 * The lines of a PDF's text from page to page, each rebuilt from where its pieces stand. Nothing is drawn, and nothing in the file is run.
 * Throws a refusal for what is encrypted, damaged, too large, or holds pictures of pages only.
 */
export async function* pdfLines(file: Buffer): AsyncGenerator<string> {
  // What is encrypted cannot be measured; PDFs of the United Nations are not.
  if (file.includes('/Encrypt')) throw new Refusal('file-encrypted');
  await assertModest(file);
  const library = (await import('unpdf/pdfjs')) as unknown as Library;
  const task = library.getDocument({
    // The library keeps what it is given, and takes it from whoever else holds it.
    data: new Uint8Array(file),
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    enableXfa: false,
    // It would write its warnings to the log.
    verbosity: 0,
  });
  try {
    const document = await task.promise;
    if (document.numPages > mostPages) throw new Refusal('file-bomb');
    let characters = 0;
    for (let number = 1; number <= document.numPages; number++) {
      const lines = withoutMargins(linesOf(await piecesOf(await document.getPage(number))));
      for (const line of lines) {
        characters += line.length;
        if (characters > mostCharacters) throw new Refusal('file-bomb');
        yield line;
      }
      await breathe();
    }
    if (characters === 0) throw new Refusal('pdf-without-text');
  } catch (error) {
    throw refusalFor(error);
  } finally {
    await task.destroy();
  }
}
