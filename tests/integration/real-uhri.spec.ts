import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gather } from '../../libs/intake/formats/fixtures/read.js';
import { looksLikeUhriApi, readUhriApi } from '../../libs/intake/formats/uhri-api.js';
import { looksLikeUhriJson, readUhriJson } from '../../libs/intake/formats/uhri-json.js';
import { inMemory } from '../../libs/intake/source-file.js';

/** Real records lie beside the repository, not in it: they are the United Nations'. */
const folder = fileURLToPath(new URL('../../../shared/data/real/uhri/', import.meta.url));
const real = (path: string): Buffer => readFileSync(`${folder}${path}`);
const describeReal = existsSync(folder) ? describe : describe.skip;

const count = <Key extends string>(keys: Key[]): Partial<Record<Key, number>> => {
  const counts: Partial<Record<Key, number>> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
};

describeReal('real records of UHRI', () => {
  it('reads 300 records of the web API', async () => {
    const file = real('uhri-api_6languages_300.jsonl');
    expect(looksLikeUhriApi(file.subarray(0, 65_536).toString())).toBe(true);
    const { records, problems, asked } = await gather(readUhriApi(inMemory(file), {}));
    expect(records).toHaveLength(300);
    expect(count(records.map(({ mechanism }) => mechanism))).toEqual({
      UPR: 183,
      CRC: 36,
      CCPR: 15,
      CRPD: 14,
      CESCR: 12,
      CERD: 12,
      CEDAW: 11,
      CMW: 9,
      CAT: 6,
      CED: 2,
    });
    expect(count(records.map(({ kind }) => kind))).toEqual({ RECOMMENDATION: 251, OBSERVATION: 49 });
    expect(count(records.map(({ position }) => position ?? 'none'))).toEqual({ SUPPORTED: 152, NOTED: 29, none: 119 });
    expect(count(records.map(({ cycle }) => String(cycle)))).toEqual({ 1: 21, 2: 47, 3: 115, null: 117 });
    const treaties = records.filter(({ mechanism }) => mechanism !== 'UPR');
    expect(treaties.every(({ stateUnderReview, isHeld }) => stateUnderReview !== null && !isHeld)).toBe(true);
    expect(records.every(({ sdgs }) => sdgs.length > 0)).toBe(true);
    expect(records.filter(({ text }) => /[<&]|\s\s|\u00a0/.test(text))).toEqual([]);
    // 79 of the 183 records of the UPR are about a State that some treaty body's document of the file is about too.
    expect(records.filter(({ stateUnderReview }) => stateUnderReview === null)).toHaveLength(104);
    expect(count(asked.map(({ about }) => about))).toEqual({ stateUnderReview: 57, position: 1 });
    // Texts that UHRI holds as translations and that bear another paragraph's number.
    expect(count(problems.map(({ code }) => code))).toEqual({ 'translation-differs': 22 });
    expect(records.filter(({ paragraph }) => paragraph === null)).toHaveLength(16);
    expect(records.filter(({ mechanism, paragraph }) => mechanism === 'UPR' && paragraph === null)).toEqual([]);
  });

  it('reads 15 records of an export retold in lower case', async () => {
    const file = real('uhri_australia_CESCR_2026_normalised_15.json');
    expect(looksLikeUhriJson(file.subarray(0, 65_536).toString())).toBe(true);
    const { records, problems, asked } = await gather(readUhriJson(inMemory(file), {}));
    expect(count(records.map(({ kind }) => kind))).toEqual({ RECOMMENDATION: 7, OBSERVATION: 8 });
    expect(new Set(records.map((r) => [r.stateUnderReview, r.mechanism, r.publishedOn].join()))).toEqual(
      new Set(['AUS,CESCR,2026-03-23']),
    );
    expect(records.map(({ paragraph }) => Number(paragraph)).sort((a, b) => a - b)).toEqual([
      3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
    ]);
    expect([...problems, ...asked]).toEqual([]);
  });

  it('reads the one record of the whole export that is known', async () => {
    const file = real('uhri_export-full-en_one-record.json');
    expect(looksLikeUhriJson(file.toString())).toBe(true);
    const { records, problems, asked } = await gather(readUhriJson(inMemory(file), {}));
    expect(records).toMatchObject([
      {
        kind: 'OBSERVATION',
        mechanism: 'CRC',
        stateUnderReview: 'PER',
        symbol: 'CRC/C/PER/CO/6-7',
        publishedOn: '2025-02-12',
        paragraph: '4',
        sdgs: ['16.2', '5.2', '16.9'],
      },
    ]);
    expect(records[0]?.themes).toHaveLength(7);
    expect(records[0]?.affectedPersons).toHaveLength(4);
    expect([...problems, ...asked]).toEqual([]);
  });
});
