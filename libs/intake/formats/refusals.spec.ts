import { inMemory, type SourceFile } from '../source-file.js';
import { csv, encoders, officialHeader, uprRow } from './fixtures/csv.js';
import { docx, documentXml, matrixHead, paragraph, table } from './fixtures/docx.js';
import { gather, readAll } from './fixtures/read.js';
import { zip } from './fixtures/zip.js';
import { readDirectory, readRecommendations } from './index.js';

const list = (...rows: string[][]): Buffer => Buffer.from(csv([officialHeader, ...rows]));
const matrix = docx(table([matrixHead, ['1.1 Sign it (Chad);', 'Supported', 'Treaties', '']]));
const xml = (content: string): Buffer => zip([{ name: 'word/document.xml', content }]);
const megabytes = (count: number): string => ' '.repeat(count * 1024 * 1024);

const refused: readonly [string, string, Buffer][] = [
  ['nothing', 'file-empty', Buffer.alloc(0)],
  ['blanks', 'file-empty', Buffer.from(' \r\n\t\r\n')],
  ['a cell of 3 MB', 'file-cut-off', Buffer.alloc(3 * 1024 * 1024, 65)],
  ['the beginning of a PDF', 'file-damaged', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj')],
  ['a JPEG', 'file-is-image', Buffer.from('ffd8ffe000104a464946', 'hex')],
  ['a PNG', 'file-is-image', Buffer.from('89504e470d0a1a0a', 'hex')],
  ['rich text', 'file-is-old-word', Buffer.from('{\\rtf1\\ansi Hello}')],
  ['a web page called .xls', 'file-is-web-page', Buffer.from('<html><table><tr><td>SuR</td></tr></table></html>')],
  ['a workbook without sheets', 'header-missing', zip([{ name: 'xl/workbook.xml', content: '<workbook/>' }])],
  ['a folder', 'file-is-archive', zip([{ name: 'list.csv', content: 'a,b' }])],
  ['bytes', 'file-is-unknown', Buffer.from('0001020300050607', 'hex')],
  ['a letter', 'header-missing', Buffer.from('Dear Sir,\r\nplease find attached\r\nthe list.')],
  ['headings alone', 'rows-missing', list()],
  ['a CSV cut in a quotation', 'file-cut-off', Buffer.from(`${csv([officialHeader, uprRow({})])}Chad,Africa,"AU, O`)],
  ['a CSV cut between cells', 'file-cut-off', Buffer.from(`${csv([officialHeader, uprRow({})])}Chad,Africa,AU,Sign i`)],
  ['a formula', 'formula', list(uprRow({}), uprRow({ text: "=cmd|'/C calc'!A0" }))],
  [
    'a formula in a column nobody reads',
    'formula',
    list([...uprRow({}).slice(0, 8), '+HYPERLINK("x")', 'Labour', '18']),
  ],
  [
    'rows of any width',
    'rows-uneven',
    list(...Array.from({ length: 30 }, (_, n) => Array<string>(n % 3 ? 3 : 30).fill('Chad'))),
  ],
  ['half a zip', 'file-cut-off', matrix.subarray(0, matrix.length / 2)],
  ['a Word file without a table', 'table-missing', docx(paragraph('Dear Sir'))],
  [
    'a table of other things',
    'table-missing',
    docx(
      table([
        ['Name', 'Age'],
        ['Dara', '30'],
      ]),
    ),
  ],
  ['a table with heads alone', 'rows-missing', docx(table([matrixHead]))],
  ['XML without its end', 'file-cut-off', xml(documentXml(table([matrixHead])).slice(0, -30))],
  ['XML that is none', 'file-damaged', xml('<w:document <<')],
  [
    'XML that multiplies itself',
    'file-forbidden-xml',
    xml('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
  ],
  ['XML of endless depth', 'file-bomb', xml('<a>'.repeat(600))],
  ['a formula in a matrix', 'formula', docx(table([matrixHead, ['=1+1', 'Noted', '', '']]))],
  ['a bomb', 'file-bomb', docx(paragraph('x'), { more: [{ name: 'word/media/a.bin', content: megabytes(40) }] })],
  [
    'a bomb that lies about its size',
    'file-bomb',
    zip([{ name: 'word/document.xml', content: megabytes(40), statedSize: 1000 }]),
  ],
  [
    'two thousand and one entries',
    'file-bomb',
    zip(Array.from({ length: 2001 }, (_, n) => ({ name: `${n}`, content: '' }))),
  ],
];

describe('files that are not taken', () => {
  it.each(refused)('refuses %s: %s', async (_, code, file) => {
    const { records, problems } = await readAll(file);
    expect(records).toEqual([]);
    expect(problems.map((problem) => [problem.severity, problem.code])).toEqual([['refused', code]]);
  });

  it('takes no file that is larger than can be read', async () => {
    const file: SourceFile = {
      size: 501 * 1024 * 1024,
      async *read() {
        yield await Promise.resolve(Buffer.from('SuR,RS,Recommendation,Response'));
      },
    };
    const { problems } = await gather(readRecommendations(file));
    expect(problems).toMatchObject([{ severity: 'refused', code: 'file-too-large', params: { limit: 500 } }]);
  });

  it('tells formats by what is in the file', async () => {
    expect((await readAll(matrix)).format).toBe('ohchr-matrix-docx');
    expect((await readAll(list(uprRow({})))).format).toBe('upr-info-csv');
    expect((await readAll(Buffer.from('Text,From\r\nPlant trees,Peru\r\n'))).format).toBe('table-csv');
  });

  it('is not harmed by what entries of a zip are called', async () => {
    const more = ['../../etc/passwd', '/etc/passwd', 'C:\\windows\\a', 'a.docx/b.docx'].map((name) => ({
      name,
      content: 'x',
    }));
    expect(
      (await readAll(docx(table([matrixHead, ['1.1 Sign it (Chad);', 'Noted', '', '']]), { more }))).records,
    ).toHaveLength(1);
  });

  it('takes sentences that begin with a dash', async () => {
    const { records } = await readAll(
      list(uprRow({ text: '- Improve access to justice' }), uprRow({ text: '-Plant trees' })),
    );
    expect(records.map(({ text }) => text)).toEqual(['- Improve access to justice', '-Plant trees']);
  });
});

describe('files cut or damaged anywhere', () => {
  const rows = Array.from({ length: 12 }, (_, n) => uprRow({ text: `Ouvrir l’école, "numéro ${n}"` }));
  const whole: [string, Buffer][] = [
    ...Object.entries(encoders).map(([name, encode]): [string, Buffer] => [
      name,
      encode(csv([officialHeader, ...rows])),
    ]),
    ['a matrix', matrix],
  ];

  it.each(whole)('never answers with anything but a refusal or rows: %s', async (_, file) => {
    for (let length = 0; length < file.length; length += Math.ceil(file.length / 60)) {
      const { records, problems } = await readAll(file.subarray(0, length));
      const isRefused = problems.some(({ severity }) => severity === 'refused');
      expect(isRefused ? [records.length, problems.length] : records.length <= rows.length).toEqual(
        isRefused ? [0, 1] : true,
      );
      for await (const reading of readDirectory(inMemory(file.subarray(0, length))))
        expect(reading.kind).toBe('problem');
    }
  });

  it('survives any byte of a matrix turned', async () => {
    for (let at = 0; at < matrix.length; at += 5) {
      const damaged = Buffer.from(matrix);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      await expect(readAll(damaged)).resolves.toBeDefined();
    }
  });
});
