import { decideEnd, isTimeZone, normalEmail, normalName, overlap } from './directory.rules.js';

const today = '2026-03-10';

describe('a mandate', () => {
  const term = { startsOn: '2026-01-01', endsOn: '2026-03-10' };

  it('overlaps what shares a day with it', () => {
    expect(overlap(term, { startsOn: '2026-03-10', endsOn: null })).toBe(true);
    expect(overlap(term, { startsOn: '2026-03-11', endsOn: null })).toBe(false);
    expect(overlap(term, { startsOn: '2025-01-01', endsOn: '2025-12-31' })).toBe(false);
    expect(overlap({ startsOn: '2026-01-01', endsOn: null }, { startsOn: '2030-01-01', endsOn: null })).toBe(true);
  });
});

describe('ending a mandate', () => {
  const open = { startsOn: '2026-01-01', endsOn: null, successorId: null };
  const planned = { ...open, endsOn: '2026-03-20', successorId: 'a' };
  const on = (endsOn: string, successorId: string | null = null) => ({ endsOn, successorId });

  it('ends now when the last day has passed, and later when it has not', () => {
    expect(decideEnd(open, on('2026-03-09'), today)).toBe('ends-now');
    expect(decideEnd(open, on('2026-03-10'), today)).toBe('ends-later');
    expect(decideEnd(open, on('2026-03-11'), today)).toBe('ends-later');
  });

  it('is possible on its first day, and not before', () => {
    expect(decideEnd(open, on('2026-01-01'), today)).toBe('ends-now');
    expect(decideEnd(open, on('2025-12-31'), today)).toBe('before-its-start');
  });

  it('can be moved until the last day is over', () => {
    expect(decideEnd(planned, on('2026-03-25', 'a'), today)).toBe('ends-later');
    expect(decideEnd(planned, on('2026-03-20', 'a'), today)).toBe('already-planned');
    expect(decideEnd(planned, on('2026-03-20', 'b'), today)).toBe('ends-later');
    expect(decideEnd({ ...planned, endsOn: today }, on('2026-03-25'), today)).toBe('ends-later');
    expect(decideEnd({ ...planned, endsOn: '2026-03-09' }, on('2026-03-25'), today)).toBe('already-ended');
  });
});

it('stores addresses and names in one form', () => {
  expect(normalEmail('  Sok.DARA@Example.org ')).toBe('sok.dara@example.org');
  expect(normalName(' Ministe\u0300re   de\u00a0la Justice ')).toBe('Ministère de la Justice');
  expect(normalName('ក្រសួង\u200bអប់រំ')).toBe('ក្រសួង\u200bអប់រំ');
});

it('knows time zones', () => {
  expect(isTimeZone('Asia/Phnom_Penh')).toBe(true);
  expect(isTimeZone('Asia/Nowhere')).toBe(false);
  expect(isTimeZone('')).toBe(false);
});
