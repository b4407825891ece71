import { inMemory, type SourceFile } from '../source-file.js';
import { splitJson, type Parsed } from './json-stream.js';
import { Refusal } from './refusal.js';

const inPieces = (bytes: Buffer, size: number): SourceFile => ({
  size: bytes.length,
  async *read() {
    for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
  },
});

const all = async (file: SourceFile): Promise<Parsed[]> => {
  const found: Parsed[] = [];
  for await (const parsed of splitJson(file)) found.push(parsed);
  return found;
};

const values = async (text: string | Buffer): Promise<unknown[]> =>
  (await all(inMemory(Buffer.from(text)))).map(({ value }) => value);

/** Why a file is refused, and at which record. */
const refusal = async (text: string): Promise<[string, number | undefined]> => {
  try {
    await values(text);
  } catch (error) {
    if (error instanceof Refusal) return [error.code, error.place?.row];
    throw error;
  }
  throw new Error('not refused');
};

const tricky = [
  { text: 'quote " brace } bracket ] backslash \\ both \\" end\\' },
  { empty: '', list: [], inner: { a: [{ b: [[]] }] } },
  { អក្សរ: 'ខ្មែរ 😀 \u200b العربية' },
  { '\\': '\\\\', '"': '"', n: -1.5e3, t: true, f: false, z: null },
  { long: `${'x'.repeat(400)}\\"${'"'.repeat(9)}` },
];

describe('the objects of a JSON file', () => {
  const layouts: [string, string][] = [
    ['a list', JSON.stringify(tricky)],
    ['a list over lines', JSON.stringify(tricky, null, 2)],
    ['an object each line', tricky.map((row) => JSON.stringify(row)).join('\n')],
    ['an object each line, with Windows’ line ends', tricky.map((row) => `${JSON.stringify(row)}\r\n`).join('')],
    [
      'a list inside an object',
      JSON.stringify({ of: { x: [1] }, words: ['a'], rows: tricky, more: [{ a: '}]' }] }, null, 1),
    ],
    ['a list with a byte-order mark', `\ufeff${JSON.stringify(tricky)}\n`],
  ];

  it.each(layouts)('are those of %s, wherever its pieces end', async (_, text) => {
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) {
      const found = await all(inPieces(bytes, size));
      expect(found.map(({ value }) => value)).toEqual(tricky);
      expect(found.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    }
  });

  it('are none in an empty list', async () => {
    expect(await values('[]')).toEqual([]);
    expect(await values(' [ \n ] ')).toEqual([]);
  });

  it('are rows where an object holds lists of words only', async () => {
    expect(await values('{"ids":["a","b"],"none":[]}\n{"ids":[]}')).toEqual([
      { ids: ['a', 'b'], none: [] },
      { ids: [] },
    ]);
  });

  it('are read although the file is far larger than a piece, and say how far it is', async () => {
    const rows = Array.from({ length: 2000 }, (_, n) => ({ n, text: 'ខ '.repeat(200) }));
    const found = await all(inPieces(Buffer.from(JSON.stringify(rows)), 1000));
    expect(found.map(({ value }) => value)).toEqual(rows);
    expect(found.at(999)?.progress).toBeCloseTo(0.5, 1);
    expect(found.every(({ progress }, at) => progress > (found[at - 1]?.progress ?? 0) && progress <= 1)).toBe(true);
  });

  it('takes an object almost as large as allowed, and refuses a larger one without reading on', async () => {
    const almost = { text: 'x'.repeat(4 * 1024 * 1024 - 20) };
    expect(await values(JSON.stringify([almost]))).toEqual([almost]);
    expect(await refusal(JSON.stringify([{ a: 1 }, { text: 'x'.repeat(4 * 1024 * 1024) }]))).toEqual(['file-bomb', 2]);
    let pieces = 0;
    const endless: SourceFile = {
      size: 1e12,
      async *read() {
        yield Buffer.from('[{"text":"');
        for (; pieces < 1e6; pieces++) yield Buffer.alloc(1024 * 1024, 'x');
      },
    };
    await expect(all(endless)).rejects.toMatchObject({ code: 'file-bomb' });
    expect(pieces).toBeLessThan(20);
  });

  it.each([
    ['[', 'file-cut-off', 1],
    ['[{"a":1},', 'file-cut-off', 2],
    ['[{"a":1}', 'file-cut-off', 2],
    ['[{"a":"b', 'file-cut-off', 1],
    ['{"a":1}\n{"a":', 'file-cut-off', 2],
    ['{"rows":[{"a":1}]', 'file-cut-off', 2],
    ['{"rows":[{"a":1}', 'file-cut-off', 2],
    ['[{"a":1}] and more', 'file-cut-off', 2],
    ['[{"a":1}][{"a":2}]', 'file-cut-off', 2],
    ['[{"a":1}{"a":2}]', 'file-damaged', 2],
    ['[{"a":1},,{"a":2}]', 'file-damaged', 2],
    ['[{"a":1},]', 'file-damaged', 2],
    ['[,{"a":1}]', 'file-damaged', 1],
    ['[{"a":1},2]', 'file-damaged', 2],
    ['[{"a":1},{"a":]}', 'file-damaged', 2],
    ['[{"a":1},{a:2}]', 'file-damaged', 2],
    ['[{"a":1}}', 'file-damaged', 2],
    ['{"a":1},{"a":2}', 'file-damaged', 2],
    ['"text"', 'file-damaged', 1],
    [`[{"a":${'['.repeat(100)}${']'.repeat(100)}}]`, 'file-bomb', 1],
  ])('are refused in %s as %s, at record %i', async (text, code, row) => {
    expect(await refusal(text)).toEqual([code, row]);
  });
});
