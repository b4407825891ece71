import { dateText, dayText, momentText, shortDayText } from './i18n.js';

describe('a day in French', () => {
  it('is the “1er” at the beginning of a month, and a number otherwise', () => {
    expect(dayText('fr', '2027-01-01')).toBe('vendredi 1er janvier 2027');
    expect(dateText('fr', '2026-12-01')).toBe('1er décembre 2026');
    expect(shortDayText('fr', '2026-12-01')).toBe('1er déc.');
    expect(momentText('fr', new Date('2026-12-01T09:01:00Z'), 'UTC')).toMatch(/^1er déc\. 2026/);
    expect(dateText('fr', '2026-12-11')).toBe('11 décembre 2026');
    expect(dateText('fr', '2026-12-21')).toBe('21 décembre 2026');
    expect(dateText('en', '2026-12-01')).toBe('1 December 2026');
  });
});
