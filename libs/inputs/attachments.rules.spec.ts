import { aDocx, aZip } from '../../tests/support/contributed.js';
import { nameFor, recognise } from './attachments.rules.js';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const odf = (type: string) => aZip({ mimetype: `application/vnd.oasis.opendocument.${type}`, 'content.xml': '<x/>' });

describe('what a file is', () => {
  it.each([
    ['pdf', bytes('%PDF-1.7\n…'), 'letter.pdf'],
    ['pdf', bytes('%PDF-1.7\n…'), 'letter.exe'],
    ['jpg', bytes('\xff\xd8\xff\xe0'), 'photo.jpeg'],
    ['png', bytes('\x89PNG\r\n\x1a\n'), 'photo.png'],
    ['rtf', bytes('{\\rtf1\\ansi …}'), 'letter.rtf'],
    ['docx', aDocx(), 'letter.docx'],
    ['xlsx', aZip({ '[Content_Types].xml': '', 'xl/workbook.xml': '' }), 'figures.xlsx'],
    ['odt', odf('text'), 'letter.odt'],
    ['ods', odf('spreadsheet'), 'figures.ods'],
    ['csv', Buffer.from('school,pupils\nភ្នំពេញ,12\n'), 'figures.csv'],
    ['txt', Buffer.from('\uFEFFMore than 3 < 5 schools'), 'note.txt'],
  ])('is %s by its bytes', (format, content, name) => {
    expect(recognise(content, name)).toBe(format);
  });

  it.each([
    ['an executable called PDF', bytes('MZ\x90\0\x03\0\0\0'), 'letter.pdf'],
    ['a program of Linux', bytes('\x7fELF\x02\x01\x01\0'), 'letter.txt'],
    ['a shell script', bytes('#!/bin/sh\nrm -r /'), 'note.txt'],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'), 'photo.png'],
    ['SVG after a head', bytes('<?xml version="1.0"?><svg/>'), 'a.txt'],
    ['HTML', bytes('  <!DOCTYPE html><p>'), 'note.txt'],
    ['HTML without a head', bytes('hello <script>alert(1)</script>'), 'note.csv'],
    ['HTML before a PDF', bytes('<html>%PDF-1.7'), 'letter.pdf'],
    ['an old Word document', bytes('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), 'letter.doc'],
    ['an archive', aZip({ 'a.txt': 'x' }), 'letter.docx'],
    ['an archive without a directory', bytes('PK\x03\x04'.padEnd(60, '\0')), 'letter.docx'],
    ['a program for Java', aZip({ 'META-INF/MANIFEST.MF': '' }), 'letter.docx'],
    ['a template of another kind', odf('presentation'), 'letter.odt'],
  ])('is not taken when it is %s', (_, content, name) => {
    expect(recognise(content, name)).toBe('NOT_ALLOWED');
  });

  it.each([
    ['Word', aDocx({ 'word/vbaProject.bin': 'x' })],
    ['Excel', aZip({ '[Content_Types].xml': '', 'xl/workbook.xml': '', 'xl/vbaProject.bin': '' })],
    ['old Excel', aZip({ '[Content_Types].xml': '', 'xl/workbook.xml': '', 'xl/macrosheets/sheet1.xml': '' })],
    ['controls', aDocx({ 'word/activeX/activeX1.bin': 'x' })],
    ['OpenDocument', aZip({ mimetype: 'application/vnd.oasis.opendocument.text', 'Basic/Standard/m.xml': '' })],
  ])('is refused with macros of %s', (_, content) => {
    expect(recognise(content, 'letter.docx')).toBe('MACROS');
  });

  it('is nothing when it is empty', () => {
    expect(recognise(Buffer.alloc(0), 'letter.pdf')).toBe('EMPTY');
  });
});

describe('the name of a file', () => {
  it.each([
    ['../../etc/passwd.pdf', 'pdf', 'passwd.pdf'],
    ['C:\\letters\\letter.exe', 'pdf', 'letter.exe.pdf'],
    ['photo.JPEG', 'jpg', 'photo.jpg'],
    ['in\u202Efdp.exe', 'txt', 'infdp.exe.txt'],
    ['.pdf', 'pdf', 'attachment.pdf'],
  ] as const)('is made safe: %s', (name, format, safe) => {
    expect(nameFor(name, format)).toBe(safe);
  });

  it('is not cut in the middle of a letter', () => {
    const name = nameFor(`${'ភ្នំ'.repeat(200)}.pdf`, 'pdf');
    expect(name).toBe(`${'ភ្នំ'.repeat([...new Intl.Segmenter().segment('ភ្នំ')].length === 1 ? 100 : 50)}.pdf`);
  });
});
