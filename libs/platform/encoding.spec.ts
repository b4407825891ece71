import iconv from 'iconv-lite';
import { decode, encodingOf } from './encoding.js';

const phrases = [
  'women’s rights',
  'the “Paris Principles”',
  'a plan for 2009–2014',
  'Côte d’Ivoire',
  'protéger l’égalité à l’école',
  'ÉTAT DE DROIT',
  'política pública en España y México',
  'não há São Tomé',
  'Türkiye, Öffentlichkeit über Maßnahmen',
  'più città',
  'Curaçao, Malmö, señor, naïve, œuvre',
  '25 °C',
];

describe.each(['macintosh', 'windows-1252'])('text encoded as %s', (encoding) => {
  it.each(phrases)('is told by a single phrase: %s', (phrase) => {
    const file = iconv.encode(`Text,State\r\n${phrase},Chad\r\n`, encoding);
    const found = encodingOf(file);
    expect(found === null ? null : decode(file, found)).toBe(`Text,State\r\n${phrase},Chad\r\n`);
  });
});

describe('other bytes', () => {
  it('takes UTF-8 for what it is, cut characters aside', () => {
    const file = Buffer.from('Text\nការពារ');
    expect(encodingOf(file)).toBe('utf-8');
    expect(encodingOf(file.subarray(0, -1))).toBe('utf-8');
    expect(decode(file.subarray(0, -1), 'utf-8')).toBeNull();
    expect(decode(Buffer.from('Text', 'utf16le').subarray(0, -1), 'utf-16le')).toBeNull();
  });

  it('takes bytes with zeros for no text', () => {
    expect(encodingOf(Buffer.from([65, 0, 0, 66, 0, 0, 0, 67]))).toBeNull();
  });
});
