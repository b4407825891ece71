import { intoPages, nextSteps, stepsTo } from './assignments.rules.js';

describe('the life of an assignment', () => {
  it('can be answered, and answered otherwise, until it is approved', () => {
    expect(stepsTo('ACCEPTED')).toEqual(['UNDER_VERIFICATION', 'CONTESTED']);
    expect(stepsTo('CONTESTED')).toEqual(['UNDER_VERIFICATION', 'ACCEPTED']);
    expect(nextSteps.APPROVED).not.toContain('CONTESTED');
  });

  it('ends for good', () => {
    for (const end of ['COMPLETED', 'WITHDRAWN', 'TRANSFERRED'] as const) expect(nextSteps[end]).toEqual([]);
  });

  it('is approved only after the institution accepted', () => {
    expect(stepsTo('APPROVED')).toEqual(['ACCEPTED']);
  });
});

describe('pages of a list', () => {
  const items = (...lengths: number[]) => lengths.map((length) => ({ text: 'x'.repeat(length) }));
  const sizes = (pages: unknown[][]) => pages.map((page) => page.length);

  it('are cut by weight and by number', () => {
    expect(sizes(intoPages(items(10, 10, 10), { bytes: 20, count: 10 }))).toEqual([2, 1]);
    expect(sizes(intoPages(items(1, 1, 1, 1, 1), { bytes: 20, count: 2 }))).toEqual([2, 2, 1]);
  });

  it('hold a text that is too heavy alone', () => {
    expect(sizes(intoPages(items(100, 1, 100), { bytes: 20, count: 10 }))).toEqual([1, 1, 1]);
  });

  it('are none for an empty list', () => {
    expect(intoPages([], { bytes: 20, count: 10 })).toEqual([]);
  });
});
