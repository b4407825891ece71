import type { Hints, Problem } from '../records.js';
import { inMemory } from '../source-file.js';
import { docx, paragraph, table } from './fixtures/docx.js';
import { pdf } from './fixtures/pdf.js';
import { Refusal } from './refusal.js';
import { readUnAddendum, type AddendumReading } from './un-addendum.js';

const addendum = (...lines: string[]): Buffer =>
  Buffer.from(
    [
      'A/HRC/26/16/Add.1',
      'Distr.: General',
      '20 June 2014',
      'Report of the Working Group on the Universal Periodic Review',
      'Chad',
      'Addendum',
      ...lines,
    ].join('\n'),
  );

interface Read {
  /** `118.1 NOTED 5`: the number, its answer, the addendum's own paragraph. */
  answers: string[];
  asked: string[];
  problems: Problem[];
  document: Extract<AddendumReading, { kind: 'document' }> | null;
}

const read = async (file: Buffer, hints: Hints = {}): Promise<Read> => {
  const all: Read = { answers: [], asked: [], problems: [], document: null };
  try {
    for await (const reading of readUnAddendum(inMemory(file), hints)) {
      if (reading.kind === 'document') all.document = reading;
      else if (reading.kind === 'problem') all.problems.push(reading.problem);
      else if (reading.kind === 'asked') all.asked.push(reading.value);
      else {
        expect(reading.source.symbol).toBe(all.document?.head.symbol);
        all.answers.push(`${reading.paragraph} ${reading.position} ${reading.source.paragraph}`);
      }
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    all.problems.push(error.toProblem());
  }
  return all;
};

describe('an addendum', () => {
  it('says of itself which document and review it is', async () => {
    const { document } = await read(addendum('1. Recommendation 118.1 enjoys the support of Chad.'));
    expect(document?.head).toEqual({
      symbol: 'A/HRC/26/16/Add.1',
      publishedOn: '2014-06-20',
      stateUnderReview: 'TCD',
      session: null,
    });
  });

  it.each([
    [
      'Recommendations 118.1, 118.5–118.8 and 119.3 enjoy the support of Chad.',
      '118.1,118.5,118.6,118.7,118.8,119.3',
      'SUPPORTED',
    ],
    ['Recommendations 118.9 to 118.11 are noted.', '118.9,118.10,118.11', 'NOTED'],
    ['Chad supports recommendations 119.1 and 119.2-4.', '119.1,119.2,119.3,119.4', 'SUPPORTED'],
    ['119.1, 119.2 and 119.7 do not enjoy the support of Chad.', '119.1,119.2,119.7', 'NOTED'],
    ['Chad takes note of recommendation 119.1 (see article 6.1 of the law).', '119.1', 'NOTED'],
    [
      'Les recommandations 119.1 à 119.3 et 119.5 recueillent l’adhésion du Tchad.',
      '119.1,119.2,119.3,119.5',
      'SUPPORTED',
    ],
    ['Le Tchad prend note des recommandations 119.1 et 119.2.', '119.1,119.2', 'NOTED'],
    ['Las recomendaciones 119.1 a 119.3 cuentan con el apoyo del Chad.', '119.1,119.2,119.3', 'SUPPORTED'],
    ['El Chad toma nota de las recomendaciones 119.1 y 119.2.', '119.1,119.2', 'NOTED'],
  ])('answers by number: %s', async (sentence, numbers, position) => {
    const { answers, asked, problems } = await read(addendum('1. Chad thanks the Working Group.', `2. ${sentence}`));
    expect(answers).toEqual(numbers.split(',').map((number) => `${number} ${position} 2`));
    expect([asked, problems]).toEqual([[], []]);
  });

  it('answers two lists in one sentence', async () => {
    const { answers } = await read(
      addendum('3. Chad supports recommendations 119.1 and 119.2 and takes note of recommendation 119.3.'),
    );
    expect(answers).toEqual(['119.1 SUPPORTED 3', '119.2 SUPPORTED 3', '119.3 NOTED 3']);
  });

  it('goes on over the ends of lines and pages', async () => {
    const { answers } = await read(
      addendum(
        '3. The recommendations 119.1,',
        '119.2 and',
        '2',
        'A/HRC/26/16/Add.1',
        '119.4 enjoy the',
        'support of Chad.',
      ),
    );
    expect(answers).toEqual(['119.1 SUPPORTED 3', '119.2 SUPPORTED 3', '119.4 SUPPORTED 3']);
  });

  it('answers item by item, under an introduction and after the text of the recommendation', async () => {
    const { answers, asked } = await read(
      addendum(
        '3. The following recommendations are noted by Chad:',
        '119.1 Ensure that victims are supported (Peru);',
        '119.2, 119.5',
        '4. The answers to the others are:',
        '119.6 Sign it (Peru): Accepted.',
        '119.7: Noted',
        '119.8 Open clinics (Spain)',
        'Response: Chad accepts this recommendation.',
        'Recommendation 119.9',
        'Not accepted.',
      ),
    );
    expect(answers).toEqual([
      '119.1 NOTED 3',
      '119.2 NOTED 3',
      '119.5 NOTED 3',
      '119.6 SUPPORTED 4',
      '119.7 NOTED 4',
      '119.8 SUPPORTED 4',
      '119.9 NOTED 4',
    ]);
    expect(asked).toEqual([]);
  });

  it('answers row by row', async () => {
    const head = ['Recommendation', 'Position', 'Explanation'];
    const file = docx(
      paragraph('Addendum') +
        table([
          head,
          ['119.1 Ensure that victims are supported (Peru)', 'Noted', ''],
          ['119.2', 'Open clinics (Spain)', 'Chad supports this recommendation.'],
        ]),
      { head: 'A/HRC/26/16/Add.1' },
    );
    const { answers, asked } = await read(file);
    expect(answers).toEqual(['119.1 NOTED null', '119.2 SUPPORTED null']);
    expect(asked).toEqual([]);
  });

  it('is read from a PDF', async () => {
    const file = pdf([['A/HRC/26/16/Add.1', 'Addendum', '2. Recommendations 118.1 and', '118.2 are noted.']]);
    expect((await read(file)).answers).toEqual(['118.1 NOTED 2', '118.2 NOTED 2']);
  });

  it.each([
    ['2. Recommendations 119.1 and 119.2 are partially supported.', ['119.1', '119.2']],
    ['2. Chad agrees with the spirit of recommendation 119.1.', ['119.1']],
    ['2. Regarding recommendation 119.1, a law is in preparation.', ['119.1']],
    ['2. Recommendations 118.170–119.2 enjoy the support of Chad.', ['118.170', '119.2']],
  ])('asks about %s', async (sentence, numbers) => {
    const file = addendum(sentence);
    const { answers, asked } = await read(file);
    expect(answers).toEqual([]);
    expect(asked).toEqual([sentence.slice(3)]);
    const again = await read(file, { meaningOf: () => 'NOTED' });
    expect(again.asked).toEqual([]);
    expect(again.answers).toEqual(numbers.map((number) => `${number} NOTED 2`));
  });

  it('does not ask about explanations of what is answered elsewhere', async () => {
    const { answers, asked } = await read(
      addendum(
        '2. Recommendations 119.1 and 119.2 are noted.',
        '3. Regarding recommendation 119.2, a law is in preparation.',
      ),
    );
    expect(answers).toEqual(['119.1 NOTED 2', '119.2 NOTED 2']);
    expect(asked).toEqual([]);
  });

  it('takes neither of two answers to one recommendation', async () => {
    const { answers, problems } = await read(
      addendum('2. Recommendations 119.1 to 119.3 are noted.', '3. Recommendation 119.2 enjoys the support of Chad.'),
    );
    expect(answers).toEqual(['119.1 NOTED 2', '119.3 NOTED 2']);
    expect(problems).toMatchObject([
      { severity: 'doubtful', code: 'answers-differ', place: { paragraph: '119.2' }, params: { paragraph: '119.2' } },
    ]);
  });

  it.each([
    ['a letter', Buffer.from('Dear Sir,\nplease find attached the list.')],
    [
      'an addendum of thanks',
      addendum('1. Chad spent 2.5 per cent of its budget, and 1.2 million, under article 6.1.'),
    ],
    ['a Word file', docx(paragraph('Dear Sir'))],
  ])('is refused where it answers nothing: %s', async (_, file) => {
    const { answers, problems } = await read(file);
    expect(answers).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'refused', code: 'addendum-without-positions' }]);
  });

  it('is done with megabytes made to keep it busy', async () => {
    const million = 1_000_000;
    for (const hostile of [
      '.'.repeat(million),
      '119.1 '.repeat(million / 6),
      '('.repeat(million),
      '119.1 )'.repeat(million / 7),
    ]) {
      await expect(read(addendum(`2. Recommendations ${hostile} are noted`))).resolves.toBeDefined();
    }
  });
});
