import { readReport, reportText } from './fixtures/report.js';

const lines = (text: string): Buffer => Buffer.from(text);
const read = (lists: string[]) => readReport(lines(reportText(lists)));

describe('the words that introduce a list of recommendations', () => {
  it.each([
    ['The recommendations listed below enjoy the support of Chad:', 'SUPPORTED'],
    ['The recommendations below have been examined by Chad and enjoy the support of Chad:', 'SUPPORTED'],
    [
      'The following recommendations enjoy the support of Chad, which considers that they are already implemented or in the process of implementation:',
      'SUPPORTED',
    ],
    [
      'Chad considers that the recommendations below are already implemented or in the process of implementation:',
      'SUPPORTED',
    ],
    ['The recommendations below did not enjoy the support of Chad and would thus be noted:', 'NOTED'],
    ['The recommendations listed below have been examined by Chad and have been noted by Chad:', 'NOTED'],
    ['Chad cannot support the following recommendations:', 'NOTED'],
    [
      'The following recommendations will be examined by Chad, which will provide responses in due time, but no later than the fiftieth session of the Human Rights Council:',
      'UNDER_CONSIDERATION',
    ],
    ['Les recommandations ci-après recueillent l’adhésion du Tchad :', 'SUPPORTED'],
    ['Les recommandations énumérées ci-dessous bénéficient de l’appui du Tchad :', 'SUPPORTED'],
    ['Les recommandations ci-après n’ont pas recueilli l’adhésion du Tchad, qui en prend donc note :', 'NOTED'],
    ['Le Tchad a pris note des recommandations ci-après :', 'NOTED'],
    [
      'Les recommandations ci-après seront examinées par le Tchad, qui y répondra en temps voulu, mais au plus tard à la cinquantième session :',
      'UNDER_CONSIDERATION',
    ],
    ['Las recomendaciones que figuran a continuación cuentan con el apoyo del Chad:', 'SUPPORTED'],
    ['Las recomendaciones siguientes no cuentan con el apoyo del Chad, que toma nota de ellas:', 'NOTED'],
    [
      'Las recomendaciones siguientes serán examinadas por el Chad, que dará respuesta a su debido tiempo, pero no después del 50º período de sesiones:',
      'UNDER_CONSIDERATION',
    ],
    ['Изложенные ниже рекомендации пользуются поддержкой Чада:', 'SUPPORTED'],
    ['Следующие рекомендации не получили поддержки Чада:', 'NOTED'],
    ['以下建议得到乍得的支持:', 'SUPPORTED'],
    ['以下建议未得到乍得的支持:', 'NOTED'],
    ['التوصيات الواردة أدناه تحظى بتأييد تشاد:', 'SUPPORTED'],
    ['التوصيات الواردة أدناه لا تحظى بتأييد تشاد:', 'NOTED'],
  ])('knows what becomes of what follows “%s”', async (introduction, position) => {
    const { records, asked } = await read([`6. ${introduction}`, '6.1 Sign it (Chad);']);
    expect(asked).toEqual([]);
    expect(records).toMatchObject([{ paragraph: '6.1', position }]);
  });

  it.each([
    'The following recommendations enjoy the support of Chad in part:',
    'The following recommendations enjoy the support of Chad, except as stated:',
    'The recommendations below, as noted in paragraph 5, were discussed:',
    'It should be noted that the following recommendations were made:',
    'The recommendations below did not, at this stage, enjoy the support of Chad:',
    'The following recommendations enjoy the support of Chad, and others are noted:',
    'Some of the recommendations below are accepted:',
    'Les recommandations ci-après recueillent en partie l’adhésion du Tchad :',
    'Las recomendaciones siguientes fueron formuladas:',
  ])('asks about “%s”, and holds the list', async (introduction) => {
    const lists = [`6. ${introduction}`, '6.1 Sign it (Chad);', '6.2 Open clinics (Peru);', '7. The rest was noted.'];
    const { records, asked } = await read(lists);
    expect(asked).toMatchObject([{ about: 'position', value: `6. ${introduction}`, place: { paragraph: '6' } }]);
    expect(records.map(({ position, isHeld }) => [position, isHeld])).toEqual([
      [null, true],
      [null, true],
    ]);
    const meaningOf = (about: string, value: string) =>
      about === 'position' && value.startsWith('6.') ? 'NOTED' : null;
    const again = await readReport(lines(reportText(lists)), { meaningOf });
    expect(again.asked).toEqual([]);
    expect(again.records.map(({ position, isHeld }) => [position, isHeld])).toEqual([
      ['NOTED', false],
      ['NOTED', false],
    ]);
    const empty = await readReport(lines(reportText(lists)), { meaningOf: () => null });
    expect(empty.records.map(({ position, isHeld }) => [position, isHeld])).toEqual([
      [null, false],
      [null, false],
    ]);
  });
});
