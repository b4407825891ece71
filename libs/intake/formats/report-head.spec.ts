import { inMemory } from '../source-file.js';
import { docx, matrixHead, paragraph, table } from './fixtures/docx.js';
import { reportText } from './fixtures/report.js';
import { kindOfReport } from './report-head.js';
import { reportLines } from './report-lines.js';

const supported = '6. The recommendations listed below enjoy the support of Chad:';
const lines = (text: string): Buffer => Buffer.from(text);

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
