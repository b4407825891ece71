import { xlsxOf } from '../../platform/index.js';
import { cellsOf } from './fixtures/xlsx.js';

/** Numbers as random as any, and the same at every run (Mulberry32). */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};
const random = randomFrom(20_261_125);
const below = (n: number): number => Math.floor(random() * n);

const pieces = [
  ...['=', '+1', '-2', '@', "'", '"', '<b>', '&amp;', ']]>', '_x000D_', '_x005F_', '_', 'x0041_', '28.10', '007'],
  ...['\t', '\n', '\r\n', '\r', ' ', '\u00a0', '\u200b', 'ធានា', 'حقوق', '权', '🌱', 'é', 'e\u0301', 'TRUE', '1E5'],
];
const unwritable = ['\0', '\u0008', '\u000b', '\u001f', '\ufffe', '\uffff'];
const halves = ['\ud83c', '\udf31'];

/** A text, and what may be expected of it: XML holds neither control characters nor halves of others. */
const aText = (): { given: string; expected: string } => {
  let [given, expected] = ['', ''];
  for (let n = below(7); n > 0; n--) {
    const kind = below(10);
    // A letter after it, so that two halves never make a whole.
    const [all, becomes] =
      kind === 0 ? [unwritable, ''] : kind === 1 ? [halves.map((half) => `${half}z`), '\uFFFDz'] : [pieces, null];
    const piece = all[below(all.length)] ?? '';
    given += piece;
    expected += becomes ?? piece;
  }
  return { given, expected: expected.replace(/\r\n?/g, '\n') };
};

it('reads back every text that was written, and every number', async () => {
  const rows = Array.from({ length: 2000 }, () => Array.from({ length: 5 }, aText));
  const numbers = Array.from({ length: 2000 }, () => (random() - 0.5) * 10 ** below(12)).map((n) =>
    Number(n.toPrecision(15)),
  );
  const columns = ['a', 'b', 'c', 'd', 'e', 'n'].map((heading) => ({ heading, width: 20 }));
  const written: Buffer[] = [];
  const sheet = {
    name: 'List',
    columns,
    rows: rows.map((row, n) => [...row.map(({ given }) => given), numbers[n] ?? 0]),
  };
  for await (const piece of xlsxOf([sheet])) written.push(piece);
  const [, ...read] = await cellsOf(Buffer.concat(written));
  expect(read).toEqual(rows.map((row, n) => [...row.map(({ expected }) => expected), String(numbers[n])]));
});
