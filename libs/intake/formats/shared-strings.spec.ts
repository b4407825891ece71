import { inMemory } from '../source-file.js';
import { oneSheet } from './fixtures/xlsx.js';
import { SharedStrings } from './shared-strings.js';
import { ZipFile } from './zip.js';

/** More characters than are kept in memory. */
const count = 40_000;
const text = (n: number) => `${n} ${'សិទ្ធិ'.repeat(60)}${((n * 2654435761) >>> 0).toString(36).repeat(20)}`;

let zip: ZipFile;
beforeAll(async () => {
  const texts = Array.from({ length: count }, (_, n) => `<si><t>${text(n)}</t></si>`).join('');
  zip = await ZipFile.open(inMemory(oneSheet('', { texts })));
});

it('gives texts that are in memory and texts that are not, in any order, again and again', async () => {
  const strings = new SharedStrings(zip, 'xl/sharedStrings.xml');
  const asked = [0, count - 1, 5, count - 2, count - 2, 39_000, 38_999, 1, 36_000, 39_900, 39_000];
  for (let n = 0; n < count; n += 61) asked.push(n, count - 1 - n);
  for (const n of asked) expect(await strings.at(n)).toBe(text(n));
  await expect(strings.at(count)).rejects.toMatchObject({ code: 'file-damaged' });
  await strings.close();
});

it('reads no further than is asked for', async () => {
  const strings = new SharedStrings(zip, 'xl/sharedStrings.xml');
  await strings.at(3);
  expect([strings.known(3), strings.known(count - 1)]).toEqual([text(3), undefined]);
  await strings.close();
});
