import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { foldText } from '../../libs/intake/fingerprint.js';
import { readAll } from '../../libs/intake/formats/fixtures/read.js';
import { readReport } from '../../libs/intake/formats/fixtures/report.js';
import { kindOfReport } from '../../libs/intake/formats/report-head.js';
import { reportLines } from '../../libs/intake/formats/report-lines.js';
import { pairUp } from '../../libs/intake/similarity.js';
import { inMemory } from '../../libs/intake/source-file.js';

/** Real reports lie beside the repository, not in it: they are the United Nations'. */
const folder = fileURLToPath(new URL('../../../shared/data/real/', import.meta.url));
const real = (path: string): Buffer => readFileSync(`${folder}${path}`);
const describeReal = existsSync(folder) ? describe : describe.skip;

const asText = 'un-report/cambodia_A-HRC-26-16_2014_macroman.txt';
const asPdf = 'un-report/cambodia_A-HRC-26-16_2014.pdf';

/** The report prints 118.09 between 118.108 and 118.110. */
const printed = [
  ...Array.from({ length: 171 }, (_, index) => (index === 108 ? '118.09' : `118.${index + 1}`)),
  ...Array.from({ length: 34 }, (_, index) => `119.${index + 1}`),
];

describeReal('the report on Cambodia of 2014', () => {
  it.each([
    [asText, null],
    [asPdf, 'A/HRC/26/16'],
  ])('is read as a whole: %s', async (path, symbol) => {
    const { records, problems, asked } = await readReport(real(path));
    expect(records.map(({ paragraph }) => paragraph)).toEqual(printed);
    expect(asked).toEqual([]);
    expect(problems).toMatchObject([
      {
        severity: 'doubtful',
        code: 'number-missing',
        params: { missing: '118.109', before: '118.108', after: '118.110' },
      },
    ]);
    for (const record of records) {
      const isSupported = record.paragraph?.startsWith('118.') === true;
      expect(record).toMatchObject({
        stateUnderReview: 'KHM',
        session: 18,
        symbol,
        publishedOn: '2014-03-27',
        // What 118 lists enjoys Cambodia's support; what 119 lists it would examine until June 2014.
        position: isSupported ? 'SUPPORTED' : 'UNDER_CONSIDERATION',
        positionSource: symbol === null ? null : { symbol, paragraph: isSupported ? '118' : '119' },
        isHeld: false,
      });
      expect(record.recommendingStates.length).toBeGreaterThan(0);
      expect(record.text).not.toMatch(/\(\s*$|;$|GE\.14|A\/HRC\/26/);
    }
  });

  it('is the same as text and as PDF', async () => {
    const [text, pdf] = [await readReport(real(asText)), await readReport(real(asPdf))];
    const compared = ({ records }: typeof text) =>
      records.map(({ paragraph, text: words, recommendingStates }) => [paragraph, foldText(words), recommendingStates]);
    expect(compared(pdf)).toEqual(compared(text));
  });

  it('is recognised by its beginning; the other lists are not taken for reports', async () => {
    const kindOf = (path: string) => kindOfReport(reportLines(inMemory(real(path))));
    expect([await kindOf(asText), await kindOf(asPdf)]).toEqual(['report', 'report']);
    for (const other of [
      'ohchr-matrix/slovenia_cycle2_UPR20_thematic-list.docx',
      'ohchr-matrix/china_cycle3_2018_matrix.docx',
      'upr-info/upr-info_cambodia_all_utf8.csv',
      'upr-info/upr-scraped_2014_macroman.csv',
      'ohchr-matrix/china_2018_thirdparty_long.csv',
    ]) {
      expect(await kindOf(other)).toBeNull();
    }
  });

  it('is found again in UPR Info’s list, each recommendation at its State', async () => {
    const { records: reported } = await readReport(real(asText));
    const listed = (await readAll(real('upr-info/upr-info_cambodia_all_utf8.csv'))).records.filter(
      ({ session, kind }) => session === 18 && kind === 'RECOMMENDATION',
    );
    const pairs = pairUp(reported, listed);
    expect(pairs).toHaveLength(205);
    const amiss = pairs.filter(
      ({ staged, registered }) =>
        reported[staged]?.recommendingStates.join() !== listed[registered]?.recommendingStates.join(),
    );
    expect(amiss).toEqual([]);
    expect(pairs.filter(({ isDoubtful }) => isDoubtful).length).toBeLessThan(10);
  });

  it('is a refusal or a list wherever it is cut', async () => {
    const file = real(asText);
    for (let length = 0; length < file.length; length += 7919) {
      const { records, problems } = await readReport(file.subarray(0, length));
      const isRefused = problems.some(({ severity }) => severity === 'refused');
      expect(isRefused).toBe(records.length === 0);
    }
    const { problems } = await readReport(real(asPdf).subarray(0, 100_000));
    expect(problems.length).toBeGreaterThan(0);
  });
});
