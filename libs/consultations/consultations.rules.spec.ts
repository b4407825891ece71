import {
  canBecome,
  earliestDay,
  missingPlace,
  nextSteps,
  seriesDates,
  usualAnswerBy,
  workingDaysBetween,
} from './consultations.rules.js';

const calendar = { weekend: [6, 7], holidays: new Set(['2026-04-14', '2026-04-15', '2026-04-16']) };

describe('the life of a consultation', () => {
  it('ends when it is closed or cancelled', () => {
    expect([nextSteps.CLOSED, nextSteps.CANCELLED]).toEqual([[], []]);
  });

  it('goes from a draft to its final minutes', () => {
    const way = ['DRAFT', 'SCHEDULED', 'INVITING', 'HELD', 'MINUTES_CIRCULATED', 'CLOSED'] as const;
    way.slice(1).forEach((to, index) => expect(canBecome(way[index] ?? 'DRAFT', to)).toBe(true));
  });

  it('comes back from a postponement, also from one that is found out about later', () => {
    expect(canBecome('POSTPONED', 'SCHEDULED')).toBe(true);
    expect(canBecome('HELD', 'POSTPONED')).toBe(true);
    expect(canBecome('MINUTES_CIRCULATED', 'POSTPONED')).toBe(false);
  });
});

describe('notice', () => {
  it('counts the working days in between, neither today nor the day itself', () => {
    expect(workingDaysBetween('2026-04-10', '2026-04-13', calendar)).toBe(0);
    expect(workingDaysBetween('2026-04-13', '2026-04-17', calendar)).toBe(0);
    expect(workingDaysBetween('2026-04-13', '2026-04-20', calendar)).toBe(1);
    expect(workingDaysBetween('2026-04-13', '2026-04-13', calendar)).toBe(0);
  });

  it.each([0, 1, 2, 5, 10])('of %i working days is given by the earliest day, and not by the day before', (asked) => {
    const earliest = earliestDay('2026-04-10', asked, calendar);
    expect(workingDaysBetween('2026-04-10', earliest, calendar)).toBe(asked);
    const before = new Date(new Date(`${earliest}T00:00:00Z`).getTime() - 86_400_000).toISOString().slice(0, 10);
    if (asked > 0) expect(workingDaysBetween('2026-04-10', before, calendar)).toBeLessThan(asked);
  });
});

describe('where it is held', () => {
  it.each([
    ['IN_PERSON', null, null, 'place'],
    ['IN_PERSON', 'Hall', null, null],
    ['ONLINE', null, null, 'joinUrl'],
    ['ONLINE', null, 'https://meet.example.org', null],
    ['HYBRID', 'Hall', null, 'joinUrl'],
    ['HYBRID', null, 'https://meet.example.org', 'place'],
    ['HYBRID', '', '', 'place'],
  ] as const)('%s at %s and %s lacks %s', (format, place, joinUrl, missing) => {
    expect(missingPlace(format, { place, joinUrl })).toBe(missing);
  });
});

it('asks for answers some days before, but never before today', () => {
  expect(usualAnswerBy('2026-04-20', 3, '2026-04-01')).toBe('2026-04-17');
  expect(usualAnswerBy('2026-04-20', 3, '2026-04-18')).toBe('2026-04-18');
});

describe('a series', () => {
  const at = (iso: string) => new Date(iso);
  const days = (spans: { startsAt: Date; endsAt: Date }[]) =>
    spans.map(({ startsAt, endsAt }) => `${startsAt.toISOString().slice(0, 16)}/${endsAt.toISOString().slice(0, 16)}`);

  it('that begins on the last of a month is held on the last of shorter ones', () => {
    const span = { startsAt: at('2026-01-31T02:00:00Z'), endsAt: at('2026-01-31T05:00:00Z') };
    const how = { everyMonths: 1, times: 3, timeZone: 'Asia/Phnom_Penh' };
    expect(days(seriesDates(span, how, at('2026-01-01T00:00:00Z')))).toEqual([
      '2026-02-28T02:00/2026-02-28T05:00',
      '2026-03-31T02:00/2026-03-31T05:00',
      '2026-04-30T02:00/2026-04-30T05:00',
    ]);
  });

  it('that goes past midnight ends on the day after, in every month', () => {
    const span = { startsAt: at('2026-01-30T15:00:00Z'), endsAt: at('2026-01-30T19:00:00Z') };
    const how = { everyMonths: 1, times: 2, timeZone: 'Asia/Phnom_Penh' };
    expect(days(seriesDates(span, how, at('2026-01-01T00:00:00Z')))).toEqual([
      '2026-02-28T15:00/2026-02-28T19:00',
      '2026-03-30T15:00/2026-03-30T19:00',
    ]);
  });

  it('keeps its hour on both sides of a change of clocks', () => {
    const span = { startsAt: at('2026-03-02T12:00:00Z'), endsAt: at('2026-03-02T13:00:00Z') };
    const how = { everyMonths: 3, times: 3, timeZone: 'America/Santiago' };
    expect(days(seriesDates(span, how, at('2026-03-01T00:00:00Z')))).toEqual([
      '2026-06-02T13:00/2026-06-02T14:00',
      '2026-09-02T13:00/2026-09-02T14:00',
      '2026-12-02T12:00/2026-12-02T13:00',
    ]);
  });
});
