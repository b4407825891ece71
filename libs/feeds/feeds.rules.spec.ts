import { momentAt } from '../platform/day.js';
import { alarmsOf, endElsewhere, shownSince } from './feeds.rules.js';

describe('the day of a deadline', () => {
  it('is the reader’s own where it ends when theirs does, whatever the zones are called', () => {
    expect(endElsewhere('2026-03-31', 'Asia/Phnom_Penh', 'Asia/Phnom_Penh')).toBeNull();
    expect(endElsewhere('2026-03-31', 'Asia/Phnom_Penh', 'Asia/Bangkok')).toBeNull();
  });

  it('ends elsewhere at a moment of its own', () => {
    expect(endElsewhere('2026-11-30', 'Europe/Zurich', 'Asia/Phnom_Penh')).toEqual(new Date('2026-11-30T23:00:00Z'));
    // Clocks are an hour apart in one half of the year only.
    expect(endElsewhere('2026-01-15', 'Europe/London', 'Africa/Abidjan')).toBeNull();
    expect(endElsewhere('2026-07-15', 'Europe/London', 'Africa/Abidjan')).toEqual(new Date('2026-07-15T23:00:00Z'));
  });
});

describe('an alarm', () => {
  it('comes at nine in the morning, a week and a day before', () => {
    expect(alarmsOf('2026-03-31', null, 'Europe/Zurich')).toEqual([9540, 900]);
  });

  it('comes at nine in the reader’s morning for what ends elsewhere', () => {
    const start = momentAt('2026-11-30', '23:00', 'Europe/Zurich').getTime();
    const moments = alarmsOf('2026-11-30', { timeZone: 'Europe/Zurich' }, 'Asia/Phnom_Penh').map((minutes) =>
      new Date(start - minutes * 60_000).toISOString(),
    );
    expect(moments).toEqual(['2026-11-23T02:00:00.000Z', '2026-11-29T02:00:00.000Z']);
  });

  it('comes before the event wherever on earth the two are', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
      for (const reader of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
        expect(Math.min(...alarmsOf('2026-06-15', { timeZone: zone }, reader))).toBeGreaterThan(0);
      }
    }
  });
});

it('shows what is over for ninety days, and nothing that was due two years ago', () => {
  expect(shownSince('2026-03-02')).toEqual({ closedSince: '2025-12-02', dueSince: '2024-03-02' });
});
