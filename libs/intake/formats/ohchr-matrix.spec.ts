import { describeMatrix } from './describe.js';
import { docx, matrixHead, paragraph, table, theme, type CellFixture } from './fixtures/docx.js';
import { readAll } from './fixtures/read.js';
import { blankRecord } from '../records.js';
import { inMemory } from '../source-file.js';
import { WordFile } from './word.js';

const row = (recommendation: string, position = 'Supported', themes = '- Right to health'): CellFixture[] => [
  recommendation,
  position,
  themes,
  '',
];

const matrix = (...rows: CellFixture[][]): Buffer => docx(table([matrixHead, ...rows]));

describe('OHCHR’s matrix of recommendations', () => {
  it('reads paragraph, text, States, position, its source, themes, goals and people', async () => {
    const { records, problems } = await readAll(
      matrix(
        theme('Theme: Right to health'),
        row(
          '121.10 Open a clinic in every “district” (No. 29) (France) (Bolivia (Plurinational State of));\nSource of Position: A/HRC/43/15/Add.1 - Para.7',
          'Supported',
          '- Right to health\n- Budget &resources\nSDGs: \n- 3 - GOOD HEALTH\n- 16.2 - End abuse\nAffected persons: \n- women\n- girls',
        ),
      ),
    );
    expect(problems).toEqual([]);
    expect(records).toEqual([
      {
        ...blankRecord(),
        places: [{ row: 3, paragraph: '121.10' }],
        stateUnderReview: null,
        session: null,
        paragraph: '121.10',
        text: 'Open a clinic in every “district” (No. 29)',
        recommendingStates: ['FRA', 'BOL'],
        position: 'SUPPORTED',
        positionSource: { symbol: 'A/HRC/43/15/Add.1', paragraph: '7' },
        themes: ['Right to health', 'Budget &resources'],
        sdgs: ['3', '16.2'],
        affectedPersons: ['women', 'girls'],
      },
    ]);
  });

  it('reads the codes of an older cycle, whose goals stand among the themes', async () => {
    const themes =
      'A12 Acceptance of norms\nS16 SDG 16 - peace\nS04 SDG 4 \u00a0- education\nAffected persons:\n- general';
    const { records } = await readAll(matrix(row('28.1 Sign the treaty (Chad);', 'Noted', themes)));
    expect(records).toMatchObject([
      { position: 'NOTED', themes: ['A12 Acceptance of norms'], sdgs: ['16', '4'], affectedPersons: ['general'] },
    ]);
  });

  it.each([
    ['Source of position: A/HRC/28/15/Add.1 - Para. 3', 'A/HRC/28/15/Add.1', '3'],
    ['Source of Position: A/HRC/43/15 - Para 121', 'A/HRC/43/15', '121'],
    ['Source of position: A/HRC/28/15/Add.1, para. 6 - Para. 6', 'A/HRC/28/15/Add.1', '6'],
    ['Source of Position: A/HRC/43/15/Add.1', 'A/HRC/43/15/Add.1', null],
    ['Source of Position:\nA/HRC/WG.6/32/KHM/1 - Paras. 4-6', 'A/HRC/WG.6/32/KHM/1', '4-6'],
  ])('reads %s', async (source, symbol, at) => {
    const { records } = await readAll(matrix(row(`1.1 Sign it (Chad);\n${source}`)));
    expect(records[0]).toMatchObject({ text: 'Sign it', positionSource: { symbol, paragraph: at } });
  });

  it('makes one record of a paragraph that stands under several themes', async () => {
    const { records, problems } = await readAll(
      matrix(
        theme('Right or area: Health'),
        row('166.6. Open clinics (Chad).', 'Supported', 'Health'),
        theme('Right or area: Women'),
        row('166.6. Open  clinics (Chad)', 'Supported', 'Women'),
      ),
    );
    expect(problems).toEqual([]);
    expect(records).toMatchObject([{ paragraph: '166.6', themes: ['Health', 'Women'], recommendingStates: ['TCD'] }]);
    expect(records[0]?.places).toHaveLength(2);
  });

  it('takes the headings as themes where no column names any', async () => {
    const head = ['Recommendation', 'Recommending state/s', 'Position'];
    const { records } = await readAll(
      docx(
        paragraph('Universal Periodic Review') +
          table([
            head,
            [{ text: 'Right or area: Health', span: 3 }],
            ['5.1 Open clinics', 'Chad; Korea, Republic of', 'Supported/Noted'],
            [{ text: 'Women', span: 3 }],
            ['5.10 Fund shelters (Peru)', 'Peru', 'Noted'],
          ]),
      ),
    );
    expect(records).toMatchObject([
      { paragraph: '5.1', position: 'PARTIALLY_SUPPORTED', recommendingStates: ['TCD', 'KOR'], themes: ['Health'] },
      { paragraph: '5.10', text: 'Fund shelters', recommendingStates: ['PER'], themes: ['Women'] },
    ]);
  });

  it('reads cells that are merged downwards, and tables that go on without their head', async () => {
    const { records } = await readAll(
      docx(
        table([
          matrixHead,
          ['1.1 Sign it (Chad);', { text: 'Noted', merge: 'restart' }, 'Treaties', ''],
          ['1.2 Ratify it (Chad);', { merge: 'continue' }, 'Treaties', ''],
        ]) +
          paragraph('Theme: Health') +
          table([row('1.3 Open clinics (Peru);')]),
      ),
    );
    expect(records.map(({ paragraph: at, position }) => [at, position])).toEqual([
      ['1.1', 'NOTED'],
      ['1.2', 'NOTED'],
      ['1.3', 'SUPPORTED'],
    ]);
    expect(records[2]?.themes).toEqual(['Right to health', 'Health']);
  });

  it('reads a table that lost its head, and headings repeated in every cell', async () => {
    const label = 'Theme: A47 Good governance';
    const { records } = await readAll(
      docx(
        table([
          [label, label, label, label],
          ['134.128 Finish the plan against corruption (Morocco);', 'Morocco', 'Supported', 'Ombudsman'],
          ['134.129 Open the budget (Chad);', 'Chad', 'Noted', ''],
        ]),
      ),
    );
    expect(records).toMatchObject([
      { paragraph: '134.128', recommendingStates: ['MAR'], position: 'SUPPORTED', themes: ['A47 Good governance'] },
      { paragraph: '134.129', recommendingStates: ['TCD'], position: 'NOTED' },
    ]);
  });

  it('does not name a theme twice for its punctuation', async () => {
    const { records } = await readAll(
      matrix(theme('Right or area: 2.1. Treaties'), row('1.1 Sign it (Chad);', 'Noted', '2.1 Treaties\n3.2 Police')),
    );
    expect(records[0]?.themes).toEqual(['2.1 Treaties', '3.2 Police']);
  });

  it('keeps two texts under one paragraph apart, and doubts them', async () => {
    const { records, problems } = await readAll(matrix(row('1.1 Sign it (Chad);'), row('1.1 Open clinics (Chad);')));
    expect(records).toHaveLength(2);
    expect(problems).toMatchObject([
      { severity: 'doubtful', code: 'paragraph-differs', params: { paragraph: '1.1', row: 2 } },
    ]);
  });

  it('doubts a paragraph whose answer differs from theme to theme', async () => {
    const { records, problems } = await readAll(
      matrix(row('1.1 Sign it (Chad);'), row('1.1 Sign it (Chad);', 'Noted')),
    );
    expect(records).toMatchObject([{ position: 'SUPPORTED' }]);
    expect(problems.map(({ code }) => code)).toEqual(['paragraph-answers-differ']);
  });

  it('says what it cannot read and what is missing', async () => {
    const { records, problems } = await readAll(
      matrix(
        row('1.1 Sign it (Chad);', 'Rejected'),
        row('', 'Noted'),
        row('Sign it (Chad);'),
        row('1.4 Open clinics', ''),
      ),
    );
    expect(records.map(({ paragraph: at, position }) => [at, position])).toEqual([
      [null, 'SUPPORTED'],
      ['1.4', null],
    ]);
    expect(problems.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'unreadable response-unknown',
      'unreadable text-missing',
      'doubtful paragraph-missing',
      'doubtful recommending-state-missing',
    ]);
  });

  it.each([
    [{ head: 'UPR of Cambodia (3rd Cycle – 32nd session)\t\tThematic list' }, 'KHM', 32, 3, 'page-header'],
    [{ head: 'UPR of Bolivia (Plurinational State of) (3rd Cycle - 34th Session)' }, 'BOL', 34, 3, 'page-header'],
    [{ title: 'UPR20_ Viet Nam_ThematicListRecommendations_E' }, 'VNM', 20, 2, 'title'],
    [{ head: 'Human Rights Council, 43rd session. UPR of Chad, third cycle' }, 'TCD', null, 3, 'page-header'],
    [{ head: 'Page 1 of 3', title: 'Draft' }, null, null, null, null],
  ])('finds the review in %j', async (around, state, session, cycle, readFrom) => {
    const file = docx(table([matrixHead, row('1.1 Sign it (Chad);')]), around);
    const found = await describeMatrix(await WordFile.open(inMemory(file)));
    expect(found.stateUnderReview?.value ?? null).toBe(state);
    expect(found.stateUnderReview?.readFrom ?? null).toBe(readFrom);
    expect(found.session?.value ?? null).toBe(session);
    expect(found.cycle?.value ?? null).toBe(cycle);
  });

  it('finds the review in the words above the table, and hints fill what they leave open', async () => {
    const file = docx(paragraph('Universal Periodic Review of Chad') + table([matrixHead, row('1.1 Sign it (Peru);')]));
    const { records } = await readAll(file, { stateUnderReview: 'KHM', session: 31 });
    expect(records).toMatchObject([{ stateUnderReview: 'TCD', session: 31 }]);
  });
});
