import iconv from 'iconv-lite';
import { docx, paragraph } from './fixtures/docx.js';
import { pdf } from './fixtures/pdf.js';
import { readReport, reportText } from './fixtures/report.js';

const supported = '6. The recommendations listed below enjoy the support of Chad:';
const read = (lists: string[]) => readReport(Buffer.from(reportText(lists)));
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
