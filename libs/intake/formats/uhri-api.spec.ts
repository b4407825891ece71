import type { Hints } from '../records.js';
import { inMemory } from '../source-file.js';
import { gather } from './fixtures/read.js';
import { apiId, apiRecord, apiTreatyRecord } from './fixtures/uhri.js';
import { looksLikeUhriApi, readUhriApi } from './uhri-api.js';

const read = async (rows: unknown[], hints: Hints = {}) => {
  const lines = rows.map((row) => JSON.stringify(row)).join('\n');
  const { asked, ...found } = await gather(readUhriApi(inMemory(Buffer.from(lines)), hints));
  return { ...found, asked: asked.map(({ about, value }) => `${about}: ${value}`) };
};

describe('records of UHRI’s web API', () => {
  it('tell a recommendation in six languages; a State is known by another record’s symbol', async () => {
    const { records, problems, asked } = await read([apiRecord(), apiTreatyRecord()]);
    expect(records[0]).toEqual({
      places: [{ row: 1, paragraph: '110.5' }],
      kind: 'RECOMMENDATION',
      mechanism: 'UPR',
      body: null,
      stateUnderReview: 'KHM',
      session: null,
      cycle: 3,
      symbol: 'A/HRC/41/17',
      publishedOn: '2019-04-05',
      paragraph: '110.5',
      annotationId: apiId(1),
      text: 'Open a legal aid office in every province',
      translations: {
        fr: 'Ouvrir un bureau d’aide juridictionnelle dans chaque province',
        es: 'Abrir una oficina en cada provincia',
        ar: 'فتح مكتب في كل مقاطعة',
        ru: 'открыть бюро в каждой провинции',
        zh: '在每个省设立办事处',
      },
      recommendingStates: ['TCD'],
      position: 'SUPPORTED',
      positionSource: null,
      themes: [],
      affectedPersons: [],
      sdgs: ['1'],
      isHeld: false,
    });
    expect(records[1]).toMatchObject({
      mechanism: 'CEDAW',
      stateUnderReview: 'KHM',
      cycle: null,
      position: null,
      paragraph: '16',
      text: 'Education 16. The Committee asks the State party to open schools.',
      translations: { fr: 'Le Comité demande à l’État partie d’ouvrir des écoles.' },
    });
    expect({ problems, asked }).toEqual({ problems: [], asked: [] });
  });

  it('are held where no symbol names their State, until a person does', async () => {
    const open = await read([apiRecord(), apiRecord({ annotationId: apiId(9) })]);
    expect(open.asked).toEqual([`stateUnderReview: ${apiId(100)}`]);
    expect(open.records.map(({ stateUnderReview, isHeld }) => [stateUnderReview, isHeld])).toEqual([
      [null, true],
      [null, true],
    ]);
    const answered = await read([apiRecord()], { meaningOf: () => 'VNM' });
    expect(answered).toMatchObject({ asked: [], records: [{ stateUnderReview: 'VNM', isHeld: false }] });
    const dismissed = await read([apiRecord()], { meaningOf: () => null });
    expect(dismissed).toMatchObject({ records: [], problems: [{ code: 'state-missing' }] });
  });

  it('teach nothing where two symbols disagree', async () => {
    const { records, asked } = await read([
      apiRecord(),
      apiTreatyRecord(),
      apiTreatyRecord({ annotationId: apiId(3), symbol: 'CEDAW/C/VNM/CO/6' }),
    ]);
    expect(records.map(({ stateUnderReview }) => stateUnderReview)).toEqual([null, 'KHM', 'VNM']);
    expect(asked).toEqual([`stateUnderReview: ${apiId(100)}`]);
  });

  it('ask about bodies, answers and kinds whose UUID nobody knows', async () => {
    const unknown = { bodyId: apiId(401), uprCycle: null, annotationType: apiId(501), symbol: 'A/HRC/40/60' };
    const { records, asked } = await read([
      apiTreatyRecord(unknown),
      apiRecord({ uprPositionIds: [apiId(601)], countryIds: [apiId(100)] }),
      apiTreatyRecord({ annotationId: apiId(3) }),
    ]);
    expect(asked).toEqual([`kind: ${apiId(501)}`, `mechanism: ${apiId(401)}`, `position: ${apiId(601)}`]);
    expect(records.map(({ isHeld }) => isHeld)).toEqual([true, true, false]);
  });

  it('know a body by another record’s symbol', async () => {
    const rows = [apiTreatyRecord(), apiTreatyRecord({ annotationId: apiId(3), symbol: 'INT/1' })];
    expect((await read(rows)).records.map(({ mechanism }) => mechanism)).toEqual(['CEDAW', 'CEDAW']);
  });

  it('leave out a translation of something else', async () => {
    const { records, problems } = await read([apiRecord({ fr: '110.6 Fermer le bureau (Tchad)' }), apiTreatyRecord()]);
    expect(Object.keys(records[0]?.translations ?? {})).toEqual(['es', 'ar', 'ru', 'zh']);
    expect(problems).toEqual([expect.objectContaining({ code: 'translation-differs', params: { language: 'fr' } })]);
  });

  it('are in the first language there is where English lacks, which they name', async () => {
    const { records } = await read([apiTreatyRecord({ en: ' ' })]);
    expect(records[0]).toMatchObject({
      paragraph: '16',
      text: 'Le Comité demande à l’État partie d’ouvrir des écoles.',
      translations: { fr: 'Le Comité demande à l’État partie d’ouvrir des écoles.' },
    });
    expect((await read([apiTreatyRecord({ en: '', fr: null })])).problems).toMatchObject([{ code: 'text-missing' }]);
  });

  it('bear null and nothing', async () => {
    const { records, problems } = await read([
      { symbol: 'CEDAW/C/KHM/CO/6', en: 'Open schools', annotationType: null, sdgsIds: 'x', countryIds: null },
    ]);
    expect(records).toMatchObject([{ stateUnderReview: 'KHM', mechanism: 'CEDAW', sdgs: [], annotationId: null }]);
    expect(problems).toMatchObject([{ code: 'type-missing' }]);
  });

  it('are told from other files by their beginning', () => {
    expect(looksLikeUhriApi(JSON.stringify(apiRecord()))).toBe(true);
    expect(looksLikeUhriApi('[{"AnnotationId":"x","Countries":[]')).toBe(false);
  });
});
