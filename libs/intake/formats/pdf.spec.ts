import { packedBlanks, pdf } from './fixtures/pdf.js';
import { pdfLines } from './pdf.js';
import { Refusal } from './refusal.js';

const linesOf = async (file: Buffer): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of pdfLines(file)) lines.push(line);
  return lines;
};

const refusalOf = async (file: Buffer): Promise<string | null> => {
  try {
    await linesOf(file);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

const page = ['The first line of text', 'and a second one'];

/** Pieces beside and below each other, all of them on the page. */
const crowded = Array.from({ length: 100_001 }, (_, index) => ({
  text: 'x',
  x: 50 + Math.floor(index / 50) / 5,
  y: 50 + (index % 50) * 14,
}));

describe('the text of a PDF', () => {
  it('comes line by line, page after page, without smaller print above and below', async () => {
    const small = { text: 'A/HRC/50/9', size: 8 };
    const file = pdf([[small, ...page, { text: '1', size: 8 }], page]);
    expect(await linesOf(file)).toEqual([...page, ...page]);
  });

  it('keeps the smaller print in its midst, and all of a page in one size', async () => {
    const quoted = { text: 'quoted', size: 8 };
    expect(await linesOf(pdf([[...page, quoted, 'the last line of all']]))).toEqual([
      ...page,
      'quoted',
      'the last line of all',
    ]);
  });

  it.each([
    ['what is no PDF inside', 'file-damaged', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj')],
    ['pictures of pages', 'pdf-without-text', pdf([[], []])],
    ['a password', 'file-encrypted', pdf([page], { trailer: '/Encrypt << /Filter /Standard /V 1 >>' })],
    ['a thousand pages', 'file-bomb', pdf(Array.from({ length: 1000 }, () => page))],
    ['a stream that inflates to far more than text needs', 'file-bomb', pdf([page], { more: [packedBlanks(120)] })],
    [
      'a stream packed twice, which nobody can measure',
      'file-bomb',
      pdf([page], { more: [packedBlanks(90, '/Filter [/FlateDecode /Fl#61teDecode]')] }),
    ],
    ['a page of more pieces than it has room for', 'file-bomb', pdf([crowded])],
  ])('is refused: %s', async (_, code, file) => {
    expect(await refusalOf(file)).toBe(code);
  });

  it('is not refused for pictures and fonts of a usual size', async () => {
    expect(await linesOf(pdf([page], { more: [packedBlanks(20)] }))).toEqual(page);
  });
});
