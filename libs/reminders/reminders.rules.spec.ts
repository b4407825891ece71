import { planSteps } from './reminders.rules.js';

const calendar = { weekend: [6, 7], holidays: new Set(['2026-11-09']) };
const plan = (dueOn: string, now: string) =>
  planSteps(dueOn, { calendar, timeZone: 'Asia/Phnom_Penh', now: new Date(now) }).map(
    ({ audience, sendAt }) => `${audience} ${sendAt.toISOString()}`,
  );

describe('the plan for a verification', () => {
  it('reminds once before, and climbs the ladder once after, in working days at eight in the morning there', () => {
    expect(plan('2026-11-06', '2026-10-20T03:00:00Z')).toEqual([
      'MAIN 2026-11-04T01:00:00.000Z',
      'ALTERNATE 2026-11-10T01:00:00.000Z',
      'VALIDATING_AUTHORITY 2026-11-12T01:00:00.000Z',
      'COORDINATOR 2026-11-16T01:00:00.000Z',
    ]);
  });

  it('leaves out what has passed when the deadline is set late', () => {
    expect(plan('2026-11-06', '2026-11-04T01:00:00Z')[0]).toMatch(/^ALTERNATE/);
    expect(plan('2026-11-06', '2026-11-04T00:59:59Z')[0]).toMatch(/^MAIN/);
  });
});
