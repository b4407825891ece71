import { fingerprint } from './fingerprint.js';

const plain = 'Open a legal aid office in every province';

describe('the fingerprint of a recommendation', () => {
  it.each([
    '118.10 Open a legal aid office in every province (Chad, Peru);',
    '118.10. OPEN a legal-aid office\nin every province.',
    'Open a legal aid office in every province (Bolivia (Plurinational State of)) (Spain)',
  ])('does not see what is not wording: %s', (text) => {
    expect(fingerprint(text)).toBe(fingerprint(plain));
  });

  it.each([
    'Open a legal aid office in each province',
    `${plain} (CEDAW)`,
    '2 Open a legal aid office in every province',
  ])('sees other wording: %s', (text) => {
    expect(fingerprint(text)).not.toBe(fingerprint(plain));
  });

  it('keeps the vowels of Khmer, which are marks and not letters', () => {
    expect(fingerprint('ការពារសិទ្ធិស្ត្រី')).not.toBe(fingerprint('ការពារសិទ្ធស្ត្រ'));
    expect(fingerprint('ការពារ\u200bសិទ្ធិ')).toBe(fingerprint('ការពារ សិទ្ធិ'));
  });

  it('is thirty-two hexadecimal digits', () => {
    expect(fingerprint(plain)).toMatch(/^[0-9a-f]{32}$/);
  });
});
