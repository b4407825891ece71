import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { read as readXlsx, utils } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { describeChange } from '../../libs/calendars/calendars.rules.js';
import { readHolidayFile, readNames } from '../../libs/calendars/holiday-files.js';
import { csv } from '../../libs/intake/formats/fixtures/csv.js';
import { readAll } from '../../libs/intake/formats/fixtures/read.js';
import { columnHeadings } from '../../libs/intake/formats/columns.js';
import { openCsv } from '../../libs/intake/formats/csv.js';
import { describeMatrix } from '../../libs/intake/formats/describe.js';
import type { Grid } from '../../libs/intake/formats/grid.js';
import { inMemory } from '../../libs/intake/source-file.js';
import { WordFile } from '../../libs/intake/formats/word.js';
import { readXls } from '../../libs/intake/formats/xls.js';
import type { RecommendationRecord } from '../../libs/intake/records.js';
import { sdgCode } from '../../libs/intake/sdgs.js';
import { stateCode, stateCodes } from '../../libs/intake/states.js';

/** Real lists lie beside the repository, not in it: they are the United Nations' and UPR Info's. */
const folder = fileURLToPath(new URL('../../../shared/data/real/', import.meta.url));
const real = (path: string): Buffer => readFileSync(`${folder}${path}`);
const describeReal = existsSync(folder) ? describe : describe.skip;

const count = (records: RecommendationRecord[], session: number) => {
  const inSession = records.filter((record) => record.session === session);
  const of = (position: string | null) => inSession.filter((record) => record.position === position).length;
  return { supported: of('SUPPORTED'), noted: of('NOTED'), pledges: of(null), all: inSession.length };
};

const rowsOf = async (grid: Grid | null | undefined): Promise<string[][]> => {
  const rows: string[][] = [];
  if (grid) for await (const { cells } of grid.rows()) rows.push(cells);
  return rows;
};

describeReal('real lists of recommendations', () => {
  const xls = 'upr-info/upr-info-export_sessions18-20.xls';
  const macCsv = 'upr-info/upr-info-export_sessions18-20_maccsv.csv';
  const cambodia = 'upr-info/upr-info_cambodia_all_utf8.csv';

  it('reads Cambodia’s, where two recommendations differ in a blank', async () => {
    const { records, problems } = await readAll(real(cambodia));
    expect(count(records, 18)).toEqual({ supported: 163, noted: 42, pledges: 5, all: 210 });
    expect(count(records, 6)).toEqual({ supported: 138, noted: 0, pledges: 2, all: 140 });
    expect(problems).toEqual([expect.objectContaining({ severity: 'doubtful', code: 'reads-like' })]);
    expect(problems[0]?.params).toMatchObject({ state: 'Brazil' });
  });

  it('reads the original .xls and Excel’s CSV of it alike, cell by cell', async () => {
    const [, ...original] = await rowsOf(readXls(real(xls))[0]);
    const [, ...saved] = await rowsOf(await openCsv(inMemory(real(macCsv)), columnHeadings));
    expect(saved).toHaveLength(7984);
    const filled = original.filter((cells) => cells.some((cell) => cell !== '')).map((cells) => cells.slice(0, 11));
    expect(filled).toEqual(saved);
  });

  it('makes the same recommendations of both', async () => {
    const withoutSheet = ({ records, problems }: Awaited<ReturnType<typeof readAll>>) =>
      JSON.parse(
        JSON.stringify({ records, problems }, (key, value: unknown) => (key === 'sheet' ? undefined : value)),
      ) as unknown;
    const original = await readAll(real(xls));
    expect(withoutSheet(original)).toEqual(withoutSheet(await readAll(real(macCsv))));
    expect(original.records).toHaveLength(7822);
    expect(original.records.flatMap(({ places }) => places)).toHaveLength(7984);
    expect(original.problems.every(({ code }) => code === 'reads-like')).toBe(true);
    expect(
      count(
        original.records.filter(({ stateUnderReview }) => stateUnderReview === 'KHM'),
        18,
      ),
    ).toMatchObject({
      supported: 163,
      noted: 42,
    });
  });

  it('reads Cambodia’s alike in every delimiter and line end', async () => {
    const expected = await readAll(real(cambodia));
    const rows = await rowsOf(await openCsv(inMemory(real(cambodia)), columnHeadings));
    for (const [delimiter, lineEnd] of [
      [';', '\r'],
      ['\t', '\n'],
    ] as const) {
      const { records } = await readAll(Buffer.from(`\ufeff${csv(rows, { delimiter, lineEnd })}`, 'utf16le'));
      expect(records).toEqual(expected.records);
    }
  });

  it('knows every State by the names these files use', async () => {
    const [, ...rows] = await rowsOf(await openCsv(inMemory(real(macCsv)), columnHeadings));
    const names = new Set(rows.flatMap((cells) => [cells[0] ?? '', cells[4] ?? '']));
    expect(names.size).toBe(166);
    expect([...names].filter((name) => stateCode(name) === null)).toEqual([]);
  });

  it.each([
    ['slovenia_cycle2_UPR20_thematic-list', 'SVN', 20, 2, 142, 21],
    ['slovenia_cycle3_UPR34_thematic-list', 'SVN', 34, 3, 182, 33],
    ['china_cycle3_2018_matrix', 'CHN', 31, 3, 284, 62],
  ])('reads the matrix %s', async (name, state, session, cycle, supported, noted) => {
    const file = real(`ohchr-matrix/${name}.docx`);
    const { records, problems } = await readAll(file);
    expect(problems).toEqual([]);
    expect(count(records, session)).toEqual({ supported, noted, pledges: 0, all: supported + noted });
    expect(new Set(records.map(({ paragraph }) => paragraph)).size).toBe(supported + noted);
    expect(records.filter(({ recommendingStates }) => recommendingStates.length === 0)).toEqual([]);
    expect(records.filter(({ positionSource }) => positionSource === null)).toEqual([]);
    expect(await describeMatrix(await WordFile.open(inMemory(file)))).toMatchObject({
      stateUnderReview: { value: state, readFrom: 'page-header' },
      session: { value: session },
      cycle: { value: cycle },
    });
  });

  it('asks about answers that are not the official ones, and leaves broken text as it is', async () => {
    const { records, asked } = await readAll(real('upr-info/upr-scraped_2014_macroman.csv'));
    expect(new Set(asked.map(({ about, value }) => `${about} ${value}`))).toEqual(
      new Set(['position consider', 'position support', 'position implemented', 'position reject']),
    );
    expect(records.every(({ position, isHeld }) => (position === 'NOTED') !== isHeld)).toBe(true);
    expect(records.filter(({ stateUnderReview }) => stateUnderReview === 'KHM')).toHaveLength(205);
  });

  it.each([
    ['un-report/cambodia_A-HRC-26-16_2014.pdf', 'un-report-pdf', 205],
    ['un-report/cambodia_A-HRC-26-16_2014_macroman.txt', 'un-report-text', 205],
    ['ohchr-matrix/china_2018_thirdparty_long.csv', 'table-csv', 310],
    ['uhri/uhri-api_6languages_300.jsonl', 'uhri-api-jsonl', 300],
    ['uhri/uhri_australia_CESCR_2026_normalised_15.json', 'uhri-json', 15],
    ['uhri/uhri_export-full-en_one-record.json', 'uhri-json', 1],
  ])('recognises %s: %s, %d recommendations', async (path, format, recommendations) => {
    const read = await readAll(real(path));
    expect(read.format).toBe(format);
    expect(read.problems.filter(({ severity }) => severity !== 'doubtful')).toEqual([]);
    expect(read.records).toHaveLength(recommendations);
  });

  it.each(['reference/un_member_states_6languages.xlsx', 'reference/unsd_m49_semicolon_bom.csv'])(
    'finds no column of recommendations in %s, and asks which one it is',
    async (path) => {
      const { records, mapping } = await readAll(real(path));
      expect(records).toEqual([]);
      expect(mapping?.columns.some(({ role }) => role === 'text')).toBe(false);
    },
  );
});

describeReal('real names of States, goals and targets', () => {
  const sheet = (): string[][] => {
    const book = readXlsx(real('reference/un_member_states_6languages.xlsx'));
    return utils.sheet_to_json<string[]>(book.Sheets[book.SheetNames[0] ?? ''] ?? {}, { header: 1, defval: '' });
  };
  const csvRows = (name: string, delimiter: string) =>
    parse<Record<string, string>>(real(`reference/${name}`), { bom: true, delimiter, columns: true });

  it('knows every State by its short and its formal name in the six languages of the United Nations', () => {
    const [, ...rows] = sheet();
    const states = rows.filter(([name = '']) => name !== '' && !name.startsWith('*'));
    expect(states).toHaveLength(197);
    const codes = states.map(([name = '']) => stateCode(name));
    expect(new Set(codes).size).toBe(197);
    const cells = states.flatMap((row, at) => row.map((cell) => ({ cell, code: codes[at] })));
    expect(cells.filter(({ cell, code }) => cell !== '' && stateCode(cell) !== code)).toEqual([]);
  });

  it.each([
    ['unsd_m49_semicolon_bom.csv', ';', 'Country or Area', 'ISO-alpha3 Code', 'ISO-alpha2 Code', 'M49 Code'],
    ['iso3166_all.csv', ',', 'name', 'alpha-3', 'alpha-2', 'country-code'],
  ])('knows every State by name and code as in %s', (file, delimiter, name, three, two, number) => {
    const states = csvRows(file, delimiter).filter((row) => stateCodes.includes(row[three] ?? ''));
    expect(states).toHaveLength(stateCodes.length);
    for (const row of states) {
      expect([name, three, two, number].map((column) => stateCode(row[column] ?? ''))).toEqual(
        Array(4).fill(row[three]),
      );
    }
  });

  it('takes no territory for a State', () => {
    const others = csvRows('iso3166_all.csv', ',').filter((row) => !stateCodes.includes(row['alpha-3'] ?? ''));
    expect(others).toHaveLength(249 - stateCodes.length);
    expect(others.filter(({ name = '' }) => stateCode(name) !== null)).toEqual([]);
  });

  it('knows each of the 17 goals and 169 targets by its code', () => {
    const texts = real('reference/uhri_sdg_taxonomy.jsonl')
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { text: string }).text);
    expect(texts).toHaveLength(186);
    expect(texts.map(sdgCode)).toEqual(texts.map((text) => text.split(' - ')[0]));
  });
});

describeReal('real lists of holidays', () => {
  const holidays = () => readHolidayFile(real('reference/holidays_KH_1993-2050.json'), 'holidays_KH_1993-2050.json');

  it('reads Cambodia’s, day by day, two feasts of one day among them', () => {
    const all = holidays();
    expect(all).toHaveLength(1303);
    expect([all[0], all.at(-1)]).toMatchObject([
      { day: '1993-01-01', name: 'International New Year Day' },
      { day: '2050-12-29', name: 'Peace Day in Cambodia' },
    ]);
    expect(all.find(({ day }) => day === '2026-05-01')?.name).toBe('International Labor Day; Visaka Bochea Day');
  });

  it('gives every one of them its Khmer name', () => {
    const names = readNames(real('reference/holidays_KH_names_khmer-english.po')) ?? [];
    const present = {
      weekend: [6, 7],
      weekendSource: null,
      holidays: holidays().map((holiday) => ({ ...holiday, source: 'vacanza/holidays' })),
    };
    const named = describeChange(present, { kind: 'NAMES', names });
    expect(named.holidays.filter(({ nationalName }) => nationalName === null)).toEqual([]);
    expect(named.holidays.find(({ day }) => day === '2026-05-01')?.nationalName).toBe('ទិវាពលកម្មអន្តរជាតិ; ពិធីបុណ្យវិសាខបូជា');
  });
});
