import { parse } from 'csv-parse/sync';
import { csvLine, titleIn, withoutAddresses } from './ledger.rules.js';

describe('a row of the exported ledger', () => {
  it('comes back as it was from any reader of CSV', () => {
    const cells = ['Sok "Dara", Ms', 'two\r\nlines', 'plain', '', 'កែវ សុភា'];
    expect(parse(csvLine(cells))).toEqual([cells]);
  });

  it('has empty cells for what is not known, and numbers as they are', () => {
    expect(csvLine([null, 3, -2])).toBe(',3,-2\r\n');
  });

  it.each(['=1+1', '+HYPERLINK("x")', '-2+3', '@SUM(A1)', '  =1', '\t=1', '＝1', '\rx'])(
    'is text to a spreadsheet program, also where it begins like a formula: %j',
    (cell) => {
      expect(parse(csvLine([cell]))).toEqual([[`'${cell}`]]);
    },
  );
});

describe('what a server said', () => {
  it('is shown without addresses to whoever may not know them', () => {
    expect(withoutAddresses('550 5.1.1 <sok.dara@example.org>: Recipient address rejected')).toBe(
      '550 5.1.1 <…>: Recipient address rejected',
    );
    expect(withoutAddresses('250 2.0.0 Ok: queued as 4XyZ')).toBe('250 2.0.0 Ok: queued as 4XyZ');
  });
});

describe('the title of a deadline', () => {
  it('is in the reader’s language where there is one, else in English', () => {
    expect(titleIn('fr', { en: 'Report', fr: 'Rapport' })).toBe('Rapport');
    expect(titleIn('km', { en: 'Report', fr: 'Rapport' })).toBe('Report');
    expect(titleIn('en', null)).toBeNull();
    expect(titleIn('en', { fr: 'Rapport' })).toBeNull();
  });
});
