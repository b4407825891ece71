import type { Hints } from '../records.js';
import { inMemory } from '../source-file.js';
import { gather } from './fixtures/read.js';
import { treatyRecord, uhriRecord } from './fixtures/uhri.js';
import { looksLikeUhriJson, readUhriJson } from './uhri-json.js';

const read = (rows: unknown[], hints: Hints = {}) =>
  gather(readUhriJson(inMemory(Buffer.from(JSON.stringify(rows))), hints));

/** What one record yields. */
const one = async (row: unknown, hints: Hints = {}) => {
  const { records, problems, asked } = await read([row], hints);
  return {
    record: records[0],
    records,
    problems: problems.map(({ severity, code }) => `${severity} ${code}`),
    asked: asked.map(({ about, value }) => `${about}: ${value}`),
  };
};

const answers =
  (said: Record<string, string | null>): NonNullable<Hints['meaningOf']> =>
  (_, value) =>
    said[value];

describe('UHRI’s export as JSON', () => {
  it('tells a recommendation of the UPR with all that is known of it', async () => {
    expect(await read([uhriRecord()])).toMatchObject({
      records: [
        {
          places: [{ row: 1, paragraph: '110.5' }],
          kind: 'RECOMMENDATION',
          mechanism: 'UPR',
          body: null,
          stateUnderReview: 'KHM',
          session: 32,
          cycle: null,
          symbol: 'A/HRC/41/17',
          publishedOn: '2019-04-05',
          paragraph: '110.5',
          annotationId: '00000000-0000-4000-8000-000000000001',
          text: 'Open a legal aid office in every province',
          translations: {},
          recommendingStates: ['TCD'],
          position: 'SUPPORTED',
          positionSource: null,
          themes: ['Right to education'],
          affectedPersons: ['Children'],
          sdgs: ['16.2', '4'],
          isHeld: false,
        },
      ],
      problems: [],
      asked: [],
    });
  });

  it('tells a concern of a treaty body, which has neither session nor answer', async () => {
    const { record, problems } = await one(treatyRecord({ AnnotationType: '- Concerns/Observations' }));
    expect(record).toMatchObject({
      kind: 'OBSERVATION',
      mechanism: 'CRC',
      body: null,
      stateUnderReview: 'PER',
      session: null,
      cycle: null,
      position: null,
      paragraph: '12',
      text: 'The Committee asks the State party to open a school in every district.',
    });
    expect(problems).toEqual([]);
  });

  it('takes the lower-case layout alike', async () => {
    const { record } = await one({
      _id: 'a1',
      _type: 'doctrine',
      text: 'Climate change \n10.The Committee welcomes the law.',
      date: '2026-03-23',
      symbol: 'E/C.12/AUS/CO/6',
      body: 'CESCR',
      annotation_type: 'Concerns/Observations',
      countries: ['Australia'],
      sdgs: ['16.a - Strong institutions'],
      affected_persons: ['Women &amp; girls'],
      upr_cycle: null,
    });
    expect(record).toMatchObject({
      annotationId: 'a1',
      kind: 'OBSERVATION',
      mechanism: 'CESCR',
      stateUnderReview: 'AUS',
      publishedOn: '2026-03-23',
      paragraph: '10',
      text: 'Climate change 10.The Committee welcomes the law.',
      sdgs: ['16.a'],
      affectedPersons: ['Women & girls'],
    });
  });

  it('bears null, nothing, a word for a list, and things nobody knows', async () => {
    const { record, problems } = await one({
      AnnotationId: null,
      AnnotationType: '- Recommendations',
      Body: ['- CRC'],
      Countries: 'Peru',
      Themes: null,
      Sdgs: '- 16.2 - Protect children - 4 - QUALITY EDUCATION',
      Symbol: 17,
      Text: 'Open a school',
      Unheard: { of: true },
    });
    expect(record).toMatchObject({ stateUnderReview: 'PER', themes: [], sdgs: ['16.2', '4'], annotationId: null });
    expect(problems).toEqual([]);
  });

  it.each([
    ['- CAT', 'CAT', null],
    ['Committee on the Elimination of Discrimination against Women', 'CEDAW', null],
    ['- Committee against Torture (CAT)', 'CAT', null],
    ['- CRC-OP-AC', 'CRC', null],
    ['- SPT', 'SPT', null],
    ['Comité des droits de l’homme', 'CCPR', null],
    ['- Universal Periodic Review', 'UPR', null],
    ['- Special Rapporteur on the right to food', 'SPECIAL_PROCEDURES', 'Special Rapporteur on the right to food'],
    ['- SR Housing', 'SPECIAL_PROCEDURES', 'SR Housing'],
    ['- WG on arbitrary detention', 'SPECIAL_PROCEDURES', 'WG on arbitrary detention'],
  ])('knows the body %s', async (Body, mechanism, body) => {
    const { record, asked } = await one(treatyRecord({ Body, Symbol: 'A/HRC/40/60' }));
    expect(record).toMatchObject({ mechanism, body, isHeld: false });
    expect(asked).toEqual([]);
  });

  it('asks whose a body nobody knows is, unless the symbol says it', async () => {
    const unknown = treatyRecord({ Body: '- Council of the Wise', Symbol: 'A/1/2' });
    const open = await one(unknown);
    expect(open.asked).toEqual(['mechanism: Council of the Wise']);
    expect(open.record).toMatchObject({ isHeld: true, body: 'Council of the Wise' });
    const answered = await one(unknown, { meaningOf: answers({ 'Council of the Wise': 'CED' }) });
    expect(answered).toMatchObject({ record: { mechanism: 'CED', body: null, isHeld: false }, asked: [] });
    const dismissed = await one(unknown, { meaningOf: answers({ 'Council of the Wise': null }) });
    expect(dismissed).toMatchObject({ records: [], problems: ['unreadable word-means-nothing'] });
    const told = await one(treatyRecord({ Body: '- Council of the Wise' }));
    expect(told).toMatchObject({ record: { mechanism: 'CRC', isHeld: false }, asked: [] });
    expect(await one(treatyRecord({ Body: '', Symbol: '' }))).toMatchObject({
      records: [],
      problems: ['unreadable mechanism-missing'],
    });
  });

  it('asks what a kind of record is that it does not know', async () => {
    const row = uhriRecord({ AnnotationType: '- Encouragements' });
    expect(await one(row)).toMatchObject({ asked: ['kind: Encouragements'], record: { isHeld: true } });
    const answered = await one(row, { meaningOf: answers({ Encouragements: 'OBSERVATION' }) });
    expect(answered).toMatchObject({ asked: [], record: { kind: 'OBSERVATION', isHeld: false } });
    const nonsense = await one(row, { meaningOf: answers({ Encouragements: 'PRAISE' }) });
    expect(nonsense).toMatchObject({ asked: ['kind: Encouragements'], record: { isHeld: true } });
    expect((await one(uhriRecord({ AnnotationType: null }))).problems).toEqual(['doubtful type-missing']);
  });

  it('makes a record for each State', async () => {
    const { records } = await one(treatyRecord({ Countries: ['Peru', 'Timor-Leste'], Symbol: 'CRC/C/1' }));
    expect(records.map(({ stateUnderReview }) => stateUnderReview)).toEqual(['PER', 'TLS']);
  });

  it('asks which State a name is, and holds the record until it is said', async () => {
    const row = treatyRecord({ Countries: ['Atlantis', 'Peru'], Symbol: 'CRC/C/1' });
    const open = await one(row);
    expect(open.asked).toEqual(['stateUnderReview: Atlantis']);
    expect(open.records.map(({ stateUnderReview, isHeld }) => [stateUnderReview, isHeld])).toEqual([
      [null, true],
      ['PER', false],
    ]);
    const answered = await one(row, { meaningOf: answers({ Atlantis: 'GRC' }) });
    expect(answered.records.map(({ stateUnderReview }) => stateUnderReview)).toEqual(['GRC', 'PER']);
    const dismissed = await one(row, { meaningOf: answers({ Atlantis: null }) });
    expect(dismissed.records.map(({ stateUnderReview }) => stateUnderReview)).toEqual(['PER']);
    expect(dismissed.problems).toEqual(['unreadable state-missing']);
  });

  it('asks once about a name in many records', async () => {
    const rows = [1, 2, 3].map((n) => treatyRecord({ AnnotationId: `a${n}`, Countries: ['Atlantis'], Symbol: '' }));
    const { records, asked } = await read(rows);
    expect(records.filter(({ isHeld }) => isHeld)).toHaveLength(3);
    expect(asked).toEqual([expect.objectContaining({ value: 'Atlantis', place: { row: 1 } })]);
  });

  it('finds the State in the symbol where the record lacks it or has scraps', async () => {
    expect((await one(treatyRecord({ Countries: [] }))).record?.stateUnderReview).toBe('PER');
    expect((await one(treatyRecord({ Countries: ['xx'] }))).record?.stateUnderReview).toBe('PER');
    const bare = treatyRecord({ Countries: [], Symbol: '' });
    expect(await one(bare)).toMatchObject({ records: [], problems: ['unreadable state-missing'] });
    expect((await one(bare, { stateUnderReview: 'KHM' })).record?.stateUnderReview).toBe('KHM');
    expect((await one(treatyRecord({ Countries: ['xx'], Symbol: '' }))).asked).toEqual(['stateUnderReview: xx']);
  });

  it.each([
    [['- Supported'], 'SUPPORTED'],
    ['Supported/Noted', 'PARTIALLY_SUPPORTED'],
    [['Noted', 'Supported'], 'PARTIALLY_SUPPORTED'],
    [['- Noted'], 'NOTED'],
    [['- Under consideration'], 'UNDER_CONSIDERATION'],
    [[], null],
    [null, null],
    [[''], null],
  ])('reads the answer %j', async (UprPositions, position) => {
    const { record, asked } = await one(uhriRecord({ UprPositions }));
    expect(record?.position).toBe(position);
    expect(asked).toEqual([]);
  });

  it('asks what an answer means that is none of the usual', async () => {
    const row = uhriRecord({ UprPositions: ['- Welcomed'] });
    expect(await one(row)).toMatchObject({ asked: ['position: Welcomed'], record: { position: null, isHeld: true } });
    const answered = await one(row, { meaningOf: answers({ Welcomed: 'NOTED' }) });
    expect(answered).toMatchObject({ asked: [], record: { position: 'NOTED', isHeld: false } });
    const dismissed = await one(row, { meaningOf: answers({ Welcomed: null }) });
    expect(dismissed).toMatchObject({ asked: [], record: { position: null, isHeld: false } });
    const mixed = await one(uhriRecord({ UprPositions: ['Supported', 'Under consideration'] }));
    expect(mixed.asked).toEqual(['position: Supported, Under consideration']);
  });

  it('takes the session a person names only where the file says nothing', async () => {
    const hints = { session: 32 };
    expect((await one(uhriRecord({ UprSession: [], UprCycle: null }), hints)).record?.session).toBe(32);
    expect((await one(uhriRecord({ UprSession: [], UprCycle: 2 }), hints)).record).toMatchObject({
      session: null,
      cycle: 2,
    });
    expect((await one(treatyRecord(), hints)).record?.session).toBeNull();
  });

  it('asks about recommending States nobody knows, and drops scraps of names', async () => {
    const row = uhriRecord({ UprRecommendingCountry: ['Chad', 'Atlantis', 'ab'] });
    expect(await one(row)).toMatchObject({
      record: { recommendingStates: ['TCD'], isHeld: true },
      asked: ['recommendingState: Atlantis'],
      problems: ['doubtful recommending-state-unknown'],
    });
    const answered = await one(row, { meaningOf: answers({ Atlantis: 'GRC' }) });
    expect(answered.record).toMatchObject({ recommendingStates: ['TCD', 'GRC'], isHeld: false });
  });

  it('finds who recommends in the text where no field says it', async () => {
    expect((await one(uhriRecord({ UprRecommendingCountry: [] }))).record?.recommendingStates).toEqual(['TCD']);
    const neither = await one(uhriRecord({ UprRecommendingCountry: null, Text: '110.5 Open an office' }));
    expect(neither.problems).toEqual(['doubtful recommending-state-missing']);
  });

  it('leaves out what has no text', async () => {
    for (const Text of ['', ' &nbsp; ', '<p></p>', null, '110.5 ']) {
      expect(await one(uhriRecord({ Text }))).toMatchObject({ records: [], problems: ['unreadable text-missing'] });
    }
  });

  it('takes broken letters and answers of States, and says so', async () => {
    const broken = await one(treatyRecord({ Text: '3. Protect womenâ€™s rights' }));
    expect(broken).toMatchObject({
      record: { text: 'Protect womenâ€™s rights' },
      problems: ['doubtful text-broken'],
    });
    const response = await one(uhriRecord({ Text: 'Response of Cambodia: the office will be opened.' }));
    expect(response).toMatchObject({ problems: ['doubtful response-by-state'], records: [{ isHeld: false }] });
  });

  it('takes a record once that stands in the file twice, and says where the two differ', async () => {
    const { records, problems } = await read([
      treatyRecord(),
      treatyRecord(),
      treatyRecord({ Themes: ['Another'] }),
      treatyRecord({ Text: '12. Something else' }),
      treatyRecord({ AnnotationId: 'other' }),
      treatyRecord({ AnnotationId: null }),
      treatyRecord({ AnnotationId: null }),
      treatyRecord({ Countries: ['Chad'] }),
    ]);
    expect(records.map(({ places }) => places[0]?.row)).toEqual([1, 4, 5, 6, 7, 8]);
    expect(problems).toEqual([
      { severity: 'doubtful', code: 'id-repeated-otherwise', place: { row: 3 }, params: { row: 1 } },
      { severity: 'doubtful', code: 'id-repeated', place: { row: 4 }, params: { row: 1 } },
    ]);
  });

  it('is refused when it holds nothing', async () => {
    await expect(read([])).rejects.toMatchObject({ code: 'rows-missing' });
  });

  it('is told from other files by its beginning', () => {
    expect(looksLikeUhriJson(JSON.stringify([uhriRecord()], null, 1))).toBe(true);
    expect(looksLikeUhriJson('\ufeff[{"symbol": "E/C.12", "annotation_type" : "x"')).toBe(true);
    expect(looksLikeUhriJson('[{"annotationId":"x","bodyId":"y"')).toBe(false);
    expect(looksLikeUhriJson('SuR,Recommendation,"AnnotationId":')).toBe(false);
  });
});
