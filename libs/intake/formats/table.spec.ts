import { blankRecord } from '../records.js';
import { inMemory } from '../source-file.js';
import { csv, encoders, officialHeader, uprRow } from './fixtures/csv.js';
import { readAll } from './fixtures/read.js';

const file = (...rows: string[][]): Buffer => Buffer.from(csv([officialHeader, ...rows]));

describe('UPR Info’s export as CSV', () => {
  const rows = [
    officialHeader,
    uprRow({ state: 'Cote d’Ivoire', text: 'Protéger les défenseurs, "où qu’ils soient"', from: 'Viet Nam' }),
    uprRow({
      state: 'Cote d’Ivoire',
      text: 'Adopter une loi – sans délai – sur l’égalité',
      issue: 'Women’s rights,Labour',
    }),
    ...Array.from({ length: 5 }, () => officialHeader.map(() => '')),
  ];
  const cases = Object.keys(encoders).flatMap((encoding) =>
    [',', ';', '\t'].flatMap((delimiter) => ['\r\n', '\n', '\r'].map((lineEnd) => ({ encoding, delimiter, lineEnd }))),
  );

  it.each(cases)('is read alike from $encoding, $delimiter, $lineEnd', async ({ encoding, delimiter, lineEnd }) => {
    const bytes = encoders[encoding]?.(csv(rows, { delimiter, lineEnd })) ?? Buffer.alloc(0);
    const { records, problems } = await readAll(bytes);
    expect(problems).toEqual([]);
    expect(records.map(({ text, stateUnderReview, themes }) => ({ text, stateUnderReview, themes }))).toEqual([
      {
        text: 'Protéger les défenseurs, "où qu’ils soient"',
        stateUnderReview: 'CIV',
        themes: ['Justice', 'Detention'],
      },
      {
        text: 'Adopter une loi – sans délai – sur l’égalité',
        stateUnderReview: 'CIV',
        themes: ['Women’s rights', 'Labour'],
      },
    ]);
  });

  it('obeys Excel’s own note about the delimiter, which counts as no row', async () => {
    const { records } = await readAll(Buffer.from(`sep=;\r\n${csv([officialHeader, uprRow({})], { delimiter: ';' })}`));
    expect(records[0]?.places).toEqual([{ row: 2 }]);
  });

  it('knows headings by any name, in any case and order, below a title', async () => {
    const bytes = csv([
      ['UPR export', '', '', '', ''],
      ['SESSION', 'text', 'recommending-state', 'State under Review', 'Response '],
      ['20', 'Plant trees', 'Peru', 'Egypt', 'noted'],
    ]);
    const { records } = await readAll(Buffer.from(bytes));
    expect(records).toMatchObject([
      { session: 20, text: 'Plant trees', recommendingStates: ['PER'], stateUnderReview: 'EGY', position: 'NOTED' },
    ]);
  });

  it('makes one recommendation of the rows of several States that agree letter for letter', async () => {
    const { records, problems } = await readAll(
      file(
        uprRow({ text: 'Plant trees ', from: 'Chad', issue: 'Environment' }),
        uprRow({ text: 'Dig wells', from: 'Chad' }),
        uprRow({ text: 'Plant trees ', from: 'Peru', issue: 'Environment,Right to land' }),
      ),
    );
    expect(problems).toEqual([]);
    expect(records).toHaveLength(2);
    expect(records[0]).toEqual({
      ...blankRecord(),
      places: [{ row: 2 }, { row: 4 }],
      kind: 'RECOMMENDATION',
      stateUnderReview: 'KHM',
      session: 18,
      paragraph: null,
      text: 'Plant trees',
      recommendingStates: ['TCD', 'PER'],
      position: 'SUPPORTED',
      positionSource: null,
      themes: ['Environment', 'Right to land'],
      affectedPersons: [],
      sdgs: [],
    });
  });

  it('keeps texts apart that only read alike, and says so at the later one', async () => {
    const { records, problems } = await readAll(
      file(uprRow({ text: 'Plant trees', from: 'Brazil' }), uprRow({ text: 'Plant trees ', from: 'Chad' })),
    );
    expect(records).toHaveLength(2);
    expect(problems).toEqual([
      { severity: 'doubtful', code: 'reads-like', place: { row: 3 }, params: { row: 2, state: 'Brazil' } },
    ]);
  });

  it('says when one text was answered in two ways', async () => {
    const { records, problems } = await readAll(
      file(uprRow({ from: 'Brazil' }), uprRow({ from: 'Chad', response: 'Noted' })),
    );
    expect(records.map(({ position }) => position)).toEqual(['SUPPORTED', 'NOTED']);
    expect(problems.map(({ code }) => code)).toEqual(['reads-like-other-answer']);
  });

  it('makes one recommendation of a paragraph that States word differently, and says so', async () => {
    const { records, problems } = await readAll(
      Buffer.from(
        csv([
          ['Paragraph', ...officialHeader],
          ['28.9', ...uprRow({ text: 'Plant trees;', from: 'Chad' })],
          ['28.90', ...uprRow({ text: 'Dig wells', from: 'Chad' })],
          ['28.9', ...uprRow({ text: 'Plant many trees.', from: 'Peru' })],
          ['28.9', ...uprRow({ text: 'Plant  trees', from: 'Mali', issue: 'Environment' })],
        ]),
      ),
    );
    expect(records).toMatchObject([
      {
        paragraph: '28.9',
        text: 'Plant trees (Chad, Mali); Plant many trees (Peru)',
        recommendingStates: ['TCD', 'PER', 'MLI'],
        themes: ['Justice', 'Detention', 'Environment'],
      },
      { paragraph: '28.90', text: 'Dig wells' },
    ]);
    expect(problems).toMatchObject([{ code: 'paragraph-differs', place: { row: 4 }, params: { row: 2 } }]);
  });

  it('keeps reviews and sessions apart', async () => {
    const { records, problems } = await readAll(file(uprRow({}), uprRow({ session: '6' }), uprRow({ state: 'Egypt' })));
    expect(records).toHaveLength(3);
    expect(problems).toEqual([]);
  });

  it('reads a pledge as the State’s own, recommended by nobody and answered by nobody', async () => {
    const { records } = await readAll(file(uprRow({ from: 'Cambodia', response: 'Voluntary Pledge' })));
    expect(records).toMatchObject([{ kind: 'VOLUNTARY_PLEDGE', position: null, recommendingStates: [] }]);
  });

  it('asks about an answer it does not know instead of guessing, and holds what hangs on it', async () => {
    const bytes = file(uprRow({ response: 'Rejected' }), uprRow({ response: '' }), uprRow({}));
    const { records, problems, asked } = await readAll(bytes);
    expect(records.map(({ position, isHeld }) => [position, isHeld])).toEqual([
      [null, true],
      [null, false],
      ['SUPPORTED', false],
    ]);
    expect(asked).toMatchObject([{ about: 'position', value: 'Rejected', place: { row: 2 } }]);
    expect(problems[0]).toMatchObject({ code: 'response-missing', place: { row: 3, column: 'Response' } });
    const told = await readAll(bytes, { meaningOf: (_, value) => (value === 'Rejected' ? 'NOTED' : undefined) });
    expect([told.asked, told.records[0]?.position, told.records[0]?.isHeld]).toEqual([[], 'NOTED', false]);
  });

  it('leaves out single rows that cannot be read and says why', async () => {
    const good = Array.from({ length: 40 }, (_, index) => uprRow({ text: `Open school ${index}` }));
    const { records, problems } = await readAll(
      file(...good, uprRow({ text: '  ' }), uprRow({ state: '' }), uprRow({ session: 'spring' }), [
        ...uprRow({}),
        'one',
        'two',
      ]),
    );
    expect(records).toHaveLength(40);
    expect(problems.map(({ severity, code, place }) => [severity, code, place?.row])).toEqual([
      ['unreadable', 'text-missing', 42],
      ['unreadable', 'state-missing', 43],
      ['unreadable', 'session-invalid', 44],
      ['unreadable', 'row-width', 45],
    ]);
  });

  it('takes a recommendation whose author is no State, and doubts it', async () => {
    const { records, problems } = await readAll(
      file(uprRow({ from: '&#40;Unknown&#41;' }), uprRow({ text: 'x y', from: '' })),
    );
    expect(records.map(({ recommendingStates }) => recommendingStates)).toEqual([[], []]);
    expect(problems.map(({ code }) => code)).toEqual(['recommending-state-unknown', 'recommending-state-missing']);
  });

  it('cleans a text without touching its letters', async () => {
    const text = '  Protect\u00a0 the “e\u0301lan”\r\nof ការពារ\u200bសិទ្ធិ ';
    const { records } = await readAll(file(uprRow({ text })));
    expect(records[0]?.text).toBe('Protect the “élan” of ការពារ\u200bសិទ្ធិ');
  });

  it('parts themes at commas without blank only', async () => {
    const { records } = await readAll(file(uprRow({ issue: 'Justice,Rights, general,Labour' })));
    expect(records[0]?.themes).toEqual(['Justice', 'Rights, general', 'Labour']);
  });

  it('lets the person who imports say what the file does not', async () => {
    const bytes = Buffer.from(
      csv([
        ['Text', 'From', 'Response'],
        ['Plant trees', 'Peru', 'Accepted'],
      ]),
    );
    expect((await readAll(bytes)).records).toMatchObject([{ stateUnderReview: null, session: null }]);
    const { records } = await readAll(bytes, { stateUnderReview: 'KHM', session: 32 });
    expect(records).toMatchObject([{ stateUnderReview: 'KHM', session: 32 }]);
  });

  it('reports progress that rises to the end', async () => {
    const { readRecommendations } = await import('./index.js');
    const seen: number[] = [];
    for await (const { progress } of readRecommendations(inMemory(file(uprRow({}), uprRow({ text: 'Dig wells' })))))
      seen.push(progress);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
  });
});
