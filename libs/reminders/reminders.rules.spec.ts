import { planSteps, type Plan } from './reminders.rules.js';

const calendar = { weekend: [6, 7], holidays: new Set(['2026-11-09']) };
const standard: Plan = {
  announce: true,
  before: [
    { offset: 30, unit: 'DAYS' },
    { offset: 7, unit: 'DAYS' },
    { offset: 1, unit: 'DAYS' },
  ],
  again: null,
  ladder: [
    { after: 1, audience: ['MAIN', 'ALTERNATE'] },
    { after: 5, audience: ['VALIDATING_AUTHORITY'] },
    { after: 10, audience: ['COORDINATOR', 'HEAD'] },
  ],
};
const plan = (dueOn: string, today: string, { isSecretariats = false, of = standard } = {}) =>
  planSteps(of, { dueOn, today, isSecretariats, calendar }).map(
    ({ key, audience, sendOn }) => `${sendOn} ${key} ${audience}`,
  );

describe('the plan for a deadline', () => {
  it('reminds 30, 7 and 1 days before, and climbs the ladder in working days after', () => {
    expect(plan('2026-11-06', '2026-10-01')).toEqual([
      // 7 October 2026 is a Wednesday.
      '2026-10-07 before.30 MAIN',
      '2026-10-30 before.7 MAIN',
      '2026-11-05 before.1 MAIN',
      '2026-11-10 overdue.1 MAIN',
      '2026-11-10 overdue.1 ALTERNATE',
      '2026-11-16 overdue.5 VALIDATING_AUTHORITY',
      '2026-11-23 overdue.10 COORDINATOR',
      '2026-11-23 overdue.10 HEAD',
    ]);
  });

  it('brings a reminder that would fall on a day off forward to a working day', () => {
    // Due on Tuesday after a holiday: the day before is Friday.
    expect(plan('2026-11-10', '2026-11-01')).toContain('2026-11-06 before.1 MAIN');
  });

  it('leaves out what has passed when the deadline is set late', () => {
    expect(plan('2026-11-06', '2026-11-02')[0]).toBe('2026-11-05 before.1 MAIN');
  });

  it('puts what is planned on its own day into the digest of the next, unless it is due by then', () => {
    expect(plan('2026-11-06', '2026-10-30')[0]).toBe('2026-10-31 before.7 MAIN');
    expect(plan('2026-11-06', '2026-11-05')[0]).toBe('2026-11-05 before.1 MAIN');
  });

  it('speaks to the coordinators of what is the secretariat’s own, once a step', () => {
    expect(plan('2026-11-06', '2026-11-05', { isSecretariats: true })).toEqual([
      '2026-11-05 before.1 COORDINATOR',
      '2026-11-10 overdue.1 COORDINATOR',
      '2026-11-16 overdue.5 COORDINATOR',
      '2026-11-23 overdue.10 COORDINATOR',
      '2026-11-23 overdue.10 HEAD',
    ]);
  });

  it('comes again at a regular distance for as often as it says', () => {
    const of: Plan = { ...standard, before: [], ladder: [], again: { every: 5, times: 3, audience: ['MAIN'] } };
    expect(plan('2026-11-06', '2026-11-01', { of })).toEqual([
      '2026-11-16 again.5 MAIN',
      '2026-11-23 again.10 MAIN',
      '2026-11-30 again.15 MAIN',
    ]);
  });
});
