import { addWorkingDays, isWorkingDay, type Calendar } from './calendars.rules.js';

/** Khmer New Year 2026 falls on Tuesday 14 to Thursday 16 April. */
const calendar: Calendar = { weekend: [6, 7], holidays: new Set(['2026-04-14', '2026-04-15', '2026-04-16']) };

describe('working days', () => {
  it('leaves out weekends and holidays', () => {
    expect(isWorkingDay('2026-04-13', calendar)).toBe(true);
    expect(isWorkingDay('2026-04-14', calendar)).toBe(false);
    expect(isWorkingDay('2026-04-18', calendar)).toBe(false);
  });

  it('counts forward over a holiday and a weekend', () => {
    expect(addWorkingDays('2026-04-13', 1, calendar)).toBe('2026-04-17');
    expect(addWorkingDays('2026-04-13', 2, calendar)).toBe('2026-04-20');
  });

  it('counts backward', () => {
    expect(addWorkingDays('2026-04-20', -2, calendar)).toBe('2026-04-13');
  });

  it('takes zero as the day itself', () => {
    expect(addWorkingDays('2026-04-18', 0, calendar)).toBe('2026-04-18');
  });

  it('starts from a day that is not worked', () => {
    expect(addWorkingDays('2026-04-18', 1, calendar)).toBe('2026-04-20');
  });

  it('crosses a leap day and the end of a year', () => {
    expect(addWorkingDays('2028-02-28', 1, calendar)).toBe('2028-02-29');
    expect(addWorkingDays('2026-12-31', 1, calendar)).toBe('2027-01-01');
  });

  it('knows a weekend of Friday and Saturday', () => {
    expect(addWorkingDays('2026-06-04', 1, { weekend: [5, 6], holidays: new Set() })).toBe('2026-06-07');
  });
});
