import { columnLetters, isFormula } from './formula.js';

describe('cells that a spreadsheet program would run', () => {
  it.each([
    '=1+1',
    "=cmd|'/C calc'!A0",
    '\t=1+1',
    '\r=HYPERLINK("http://example.org")',
    '@SUM(1+1)',
    "-2+3+cmd|'/C calc'!A0",
    '+HYPERLINK("http://example.org","x")',
    '-A1+B2',
    '+1+SUM(A1)',
    '＝1+1',
  ])('refuses %j', (cell) => {
    expect(isFormula(cell)).toBe(true);
  });

  it.each([
    '- Improve access to justice',
    '-Improve access (in rural areas)',
    '- 15-18 year olds',
    '-12.5',
    '+855 12 345 678',
    '+855-12-345-678',
    '–',
    '-',
    'A = B',
    'focal@example.org',
    '',
  ])('takes %j', (cell) => {
    expect(isFormula(cell)).toBe(false);
  });

  it('names columns as spreadsheet programs do', () => {
    expect([0, 25, 26, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  });
});
