import { titleIn, withoutAddresses } from './ledger.rules.js';

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
