import { docx, matrixHead, paragraph, table } from './fixtures/docx.js';
import { pdf } from './fixtures/pdf.js';
import { readReport, reportText } from './fixtures/report.js';

const supported = '6. The recommendations listed below enjoy the support of Chad:';
const lines = (text: string): Buffer => Buffer.from(text);

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
    const { records, problems } = await readReport(
      lines(reportText([supported, '6.1 Sign it (Chad);', '6.2 Open clinics in ev'], { annex: false })),
    );
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
