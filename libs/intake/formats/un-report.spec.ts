import iconv from 'iconv-lite';
import { docx, matrixHead, paragraph, table } from './fixtures/docx.js';
import { pdf } from './fixtures/pdf.js';
import { readReport, reportText } from './fixtures/report.js';
import { inMemory } from '../source-file.js';
import { kindOfReport } from './report-head.js';
import { reportLines } from './report-lines.js';

const supported = '6. The recommendations listed below enjoy the support of Chad:';
const read = (lists: string[], options?: { annex: boolean }) => readReport(Buffer.from(reportText(lists, options)));
const lines = (text: string): Buffer => Buffer.from(text);

describe('a report of the Working Group', () => {
  it('is read with what its head says: State, the Working Group’s session, symbol, day', async () => {
    const { records, problems, asked } = await read([supported, '6.1 Open clinics in every district (Peru);']);
    expect(problems).toEqual([]);
    expect(asked).toEqual([]);
    expect(records).toMatchObject([
      {
        places: [{ paragraph: '6.1' }],
        kind: 'RECOMMENDATION',
        mechanism: 'UPR',
        stateUnderReview: 'TCD',
        session: 39,
        symbol: 'A/HRC/50/9',
        publishedOn: '2022-04-04',
        paragraph: '6.1',
        text: 'Open clinics in every district',
        recommendingStates: ['PER'],
        position: 'SUPPORTED',
        positionSource: { symbol: 'A/HRC/50/9', paragraph: '6' },
        isHeld: false,
      },
    ]);
  });

  it('puts together what lines and pages part, and keeps nothing of the pages', async () => {
    const { records, problems } = await read([
      '6. The recommendations formulated during the interactive dialogue and listed',
      'below enjoy the support of Chad:',
      '6.1 Ratify the OP-',
      'CAT and adopt a plan for the well-',
      'being of children',
      '16',
      'GE.22-04567',
      '\fA/HRC/50/9',
      '** Conclusions and recommendations have not been edited.',
      'of 12.5 per cent of the budget, as in',
      '6.4 of the earlier report (Bolivia (Plurinational',
      'State of)) (Chad);',
      '6.2',
      'Open clinics (Peru, Spain);',
    ]);
    expect(problems).toEqual([]);
    expect(records.map(({ text, recommendingStates }) => [text, recommendingStates])).toEqual([
      [
        'Ratify the OP-CAT and adopt a plan for the well-being of children of 12.5 per cent of the budget, as in 6.4 of the earlier report',
        ['BOL', 'TCD'],
      ],
      ['Open clinics', ['PER', 'ESP']],
    ]);
  });

  it('joins a word parted at a line’s end only where the report writes it in one elsewhere', async () => {
    const { records } = await read([
      supported,
      '6.1 Protect every recommen-',
      'dation of long-',
      'term value, and each recommendation (Peru);',
    ]);
    expect(records[0]?.text).toBe('Protect every recommendation of long-term value, and each recommendation');
  });

  it('keeps recommendations of several States in one paragraph together', async () => {
    const { records, problems } = await read([
      supported,
      '6.1 Open clinics (Peru);',
      'Open clinics in every district (Spain);',
      '6.2 Open schools (Italy).',
    ]);
    expect(problems).toEqual([]);
    expect(records.map(({ text, recommendingStates }) => [text, recommendingStates])).toEqual([
      ['Open clinics (Peru); Open clinics in every district (Spain)', ['PER', 'ESP']],
      ['Open schools', ['ITA']],
    ]);
  });

  it('reads lists within a list, under their own introduction', async () => {
    const { records } = await read([
      supported,
      '6.1 Sign it (Peru);',
      '6.2 The following are already implemented:',
      '6.2.1 Open clinics (Spain);',
      '6.2.2 Open schools (Italy);',
      '6.3 Plant trees (Peru);',
    ]);
    expect(records.map(({ paragraph: at, position }) => [at, position])).toEqual([
      ['6.1', 'SUPPORTED'],
      ['6.2.1', 'SUPPORTED'],
      ['6.2.2', 'SUPPORTED'],
      ['6.3', 'SUPPORTED'],
    ]);
  });

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

  it('reads list after list, with and without the numbers of their introductions', async () => {
    const lists = (numbers: boolean): string[] => [
      `${numbers ? '6. ' : ''}The recommendations listed below enjoy the support of Chad:`,
      '6.1 Sign it (Chad);',
      `${numbers ? '7. ' : ''}The following recommendations have been`,
      'noted by Chad:',
      '7.1 Open clinics (Peru);',
    ];
    for (const numbers of [true, false]) {
      const { records, problems } = await read(lists(numbers));
      expect(problems).toEqual([]);
      expect(records.map(({ paragraph: at, text, position }) => [at, text, position])).toEqual([
        ['6.1', 'Sign it', 'SUPPORTED'],
        ['7.1', 'Open clinics', 'NOTED'],
      ]);
    }
  });

  it('doubts numbers that are missing or stand twice, and States nobody knows', async () => {
    const { records, problems } = await read([
      supported,
      '6.1 Sign it (Chad);',
      '6.4 Open clinics (Peru, Atlantis, Spain);',
      '6.4 Open schools;',
    ]);
    expect(records).toHaveLength(3);
    expect(problems.map(({ severity, code, place, params }) => [severity, code, place?.paragraph, params])).toEqual([
      ['doubtful', 'recommending-state-unknown', '6.4', { value: 'Atlantis' }],
      ['doubtful', 'number-repeated', '6.4', { paragraph: '6.4' }],
      ['doubtful', 'recommending-state-missing', '6.4', {}],
      ['doubtful', 'number-missing', '6.4', { missing: '6.2–6.3', before: '6.1', after: '6.4' }],
    ]);
  });

  it('lets hints fill what the document leaves open, and doubts what contradicts it', async () => {
    const bare = lines(`${supported}\n6.1 Sign it (Peru);\n7. All of these will be discussed.`);
    expect((await readReport(bare, { stateUnderReview: 'KHM', session: 31 })).records).toMatchObject([
      { stateUnderReview: 'KHM', session: 31, symbol: null, positionSource: null },
    ]);
    const { records, problems } = await readReport(lines(reportText([supported, '6.1 Sign it (Peru);'])), {
      stateUnderReview: 'KHM',
      session: 31,
    });
    expect(records).toMatchObject([{ stateUnderReview: 'TCD', session: 39 }]);
    expect(problems.map(({ code }) => code)).toEqual(['state-differs', 'session-differs']);
  });

  it('reads the head of a draft, and of reports in French and Spanish', async () => {
    const heads: [string[], object][] = [
      [
        [
          'A/HRC/WG.6/18/L.4',
          'Distr.: Limited',
          '30 January 2014',
          'Draft report of the Working Group on the',
          'Universal Periodic Review',
          'Chad',
          '5. The following recommendations will be examined by Chad:',
          '5.1 Sign it (Peru);',
        ],
        { symbol: 'A/HRC/WG.6/18/L.4', session: 18, publishedOn: '2014-01-30', stateUnderReview: 'TCD' },
      ],
      [
        [
          'Nations Unies A/HRC/26/16',
          'Distr. générale',
          '1er août 2014',
          'Rapport du Groupe de travail sur l’Examen périodique universel',
          'Tchad',
          '1. Le Groupe de travail a tenu sa dix-huitième session du 27 janvier au 7 février 2014.',
          '5. Les recommandations ci-après recueillent l’adhésion du Tchad :',
          '5.1 Signer (Pérou) ;',
        ],
        {
          symbol: 'A/HRC/26/16',
          session: 18,
          publishedOn: '2014-08-01',
          stateUnderReview: 'TCD',
          recommendingStates: ['PER'],
        },
      ],
      [
        [
          'Naciones Unidas A/HRC/26/16',
          'Distr. general',
          '27 de marzo de 2014',
          'Informe del Grupo de Trabajo sobre el Examen Periódico Universal',
          'Chad',
          '1. El Grupo de Trabajo celebró su vigésimo primer período de sesiones.',
          '5. Las recomendaciones siguientes cuentan con el apoyo del Chad:',
          '5.1 Firmar (Honduras);',
        ],
        {
          symbol: 'A/HRC/26/16',
          session: 21,
          publishedOn: '2014-03-27',
          stateUnderReview: 'TCD',
          recommendingStates: ['HND'],
        },
      ],
    ];
    for (const [text, expected] of heads) {
      expect((await readReport(lines(text.join('\n')))).records).toMatchObject([expected]);
    }
  });

  it('is the same in every encoding and with every line end', async () => {
    const text = reportText([
      supported,
      '6.1 Garantir l’accès à l’école (Pérou);',
      '6.2 Fonder — enfin — des théâtres (Égypte);',
    ]);
    const expected = await readReport(lines(text));
    expect(expected.records).toHaveLength(2);
    for (const lineEnd of ['\r', '\r\n', '\u2028']) {
      expect(await readReport(lines(text.replaceAll('\n', lineEnd)))).toEqual(expected);
    }
    for (const encoding of ['utf16le', 'macintosh', 'windows-1252']) {
      expect(await readReport(iconv.encode(text, encoding, { addBOM: true }))).toEqual(expected);
    }
  });

  it('is read from a Word file, whose pages bear the symbol at their head', async () => {
    const text = reportText([supported, '6.1 Sign it', '6.2 Open clinics (Peru);']).replace(
      'United Nations A/HRC/50/9\n',
      '',
    );
    const file = docx(text.split('\n').map(paragraph).join(''), { head: 'A/HRC/50/9' });
    const { records, problems } = await readReport(file);
    expect(records.map(({ paragraph: at, text: words, symbol }) => [at, words, symbol])).toEqual([
      ['6.1', 'Sign it', 'A/HRC/50/9'],
      ['6.2', 'Open clinics', 'A/HRC/50/9'],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['recommending-state-missing']);
  });

  it('is read from a Word file that makes its numbers itself, and doubts that they are missing', async () => {
    const file = docx(
      [
        'The recommendations listed below enjoy the support of Chad:',
        'Sign it (Chad);',
        'Open clinics (Peru);',
        'All conclusions and/or recommendations contained in the present report (Chad)',
        'Mr. Example (Peru)',
      ]
        .map(paragraph)
        .join(''),
    );
    const { records, problems } = await readReport(file);
    expect(records.map(({ paragraph: at, text, position }) => [at, text, position])).toEqual([
      [null, 'Sign it', 'SUPPORTED'],
      [null, 'Open clinics', 'SUPPORTED'],
    ]);
    expect(problems.map(({ code }) => code)).toEqual(['paragraph-missing', 'paragraph-missing']);
  });

  it('is read from a PDF, without what stands small at the edges of its pages', async () => {
    const small = (text: string) => ({ text, size: 8 });
    const file = pdf([
      reportText([], { annex: false }).replaceAll(/[’–]/g, '-').split('\n'),
      [small('A/HRC/50/9'), supported, '6.1 Ratify the Convention on', small('2 The State said: (Italy);'), small('2')],
      [
        small('A/HRC/50/9'),
        'the Rights of the Child (Peru);',
        '6.2 Open clinics (Spain);',
        '7. All conclusions and/or recommendations',
        small('3'),
      ],
    ]);
    const { records, problems } = await readReport(file);
    expect(problems).toEqual([]);
    expect(records).toMatchObject([
      {
        text: 'Ratify the Convention on the Rights of the Child',
        symbol: 'A/HRC/50/9',
        stateUnderReview: 'TCD',
        recommendingStates: ['PER'],
      },
      { text: 'Open clinics', recommendingStates: ['ESP'] },
    ]);
  });
});

describe('what is no report, or none that is whole', () => {
  it.each([
    ['a letter', lines('Dear Sir,\nplease find attached\nthe list.')],
    ['a report without its second part', lines(reportText([]))],
    ['numbers that nothing introduces', lines('6.1 Sign it (Chad);\n6.2 Open clinics (Peru);')],
    ['names of people', lines('Annex\nComposition of the delegation\n6.1 Ms. Example (Peru)')],
    ['a Word file', docx(paragraph('Dear Sir'))],
    ['a matrix', docx(table([matrixHead, ['6.1 Sign it (Chad);', 'Supported', '', '']]))],
  ])('is refused with a sentence: %s', async (_, file) => {
    const { records, problems } = await readReport(file);
    expect(records).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'refused', code: 'report-without-recommendations' }]);
  });

  it('is refused where the end is missing', async () => {
    const { records, problems } = await read([supported, '6.1 Sign it (Chad);', '6.2 Open clinics in ev'], {
      annex: false,
    });
    expect(records).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'refused', code: 'file-cut-off' }]);
  });

  it('is a refusal or a list wherever it is cut, and whatever byte is turned', async () => {
    const text = lines(reportText([supported, '6.1 Garantir l’accès (Pérou);', '6.2 Open clinics (Peru);']));
    const word = docx(reportText([supported, '6.1 Sign it (Peru);']).split('\n').map(paragraph).join(''));
    const paged = pdf([[supported, '6.1 Sign it (Peru);', '7. The rest']]);
    for (const file of [text, word, paged]) {
      for (let at = 0; at < file.length; at += Math.ceil(file.length / 40)) {
        const cut = await readReport(file.subarray(0, at));
        expect(cut.records.length > 0 || cut.problems.some(({ severity }) => severity === 'refused')).toBe(true);
        const damaged = Buffer.from(file);
        damaged[at] = (damaged[at] ?? 0) ^ 0x55;
        await expect(readReport(damaged)).resolves.toBeDefined();
      }
    }
  });

  it('is done with megabytes made to keep it busy', async () => {
    const million = 1_000_000;
    for (const hostile of [
      `${supported}\n6.1 ${'('.repeat(million)}`,
      `${supported}\n6.1 ${'; '.repeat(million)}x (Chad);`,
      `${supported}\n${'6.1 x (Chad) '.repeat(million / 10)}`,
      `${supported}\n${'6.1\n'.repeat(million / 10)}`,
      `${'recommendations '.repeat(million / 10)}:\n6.1 Sign it (Chad);`,
      `${supported} ${'not '.repeat(million)}`,
      `${supported}\n${'6.1 Sign-\n'.repeat(million / 10)}`,
    ]) {
      await expect(readReport(lines(hostile))).resolves.toBeDefined();
    }
  });
});

describe('telling a report by its beginning', () => {
  const kindOf = (file: Buffer) => kindOfReport(reportLines(inMemory(file)));

  it('knows reports, addenda, and what is neither', async () => {
    expect(await kindOf(lines(reportText([supported])))).toBe('report');
    expect(await kindOf(docx(reportText([supported]).split('\n').map(paragraph).join('')))).toBe('report');
    expect(await kindOf(lines(`${supported}\n6.1 Sign it (Chad);`))).toBe('report');
    expect(await kindOf(lines(reportText([]).replace('\nChad\n', '\nChad\nAddendum\n')))).toBe('addendum');
    expect(await kindOf(lines(reportText([]).replace('A/HRC/50/9', 'A/HRC/50/9/Add.1')))).toBe('addendum');
    expect(await kindOf(lines('Dear Sir,\n6.1 Sign it'))).toBeNull();
  });

  it('tells a report in Word from OHCHR’s matrix, whatever stands above the table', async () => {
    const matrix = table([matrixHead, ['6.1 Sign it (Chad);', 'Supported', 'Treaties', '']]);
    expect(await kindOf(docx(matrix))).toBeNull();
    const above = paragraph('Report of the Working Group on the Universal Periodic Review: Chad, A/HRC/50/9');
    expect(await kindOf(docx(above + matrix))).toBeNull();
  });
});
