import { addDays, dayIn, timeIn } from '../platform/day.js';
import { hoursAt, isNews, isUrgent, nextMoment, openOn, recipientsOf, type Places } from './reminders.rules.js';

const weekdays = { weekend: [6, 7], holidays: new Set(['2026-04-14', '2026-04-15', '2026-04-16']) };
const open = openOn(weekdays, []);
const at = (timeZone: string, { hour = '08:00', quietFrom = '18:00' } = {}) => ({ timeZone, hour, quietFrom });
const next = (timeZone: string, now: string, { today = true, isOpen = open, hour = '08:00' } = {}) =>
  nextMoment(at(timeZone, { hour }), new Date(now), { isOpen, today }).toISOString();

describe('the next moment a person may hear from us', () => {
  it('is the hour they chose, where they are', () => {
    // Monday 2 March 2026, midnight in Phnom Penh.
    const midnight = '2026-03-01T17:00:00Z';
    expect(next('Asia/Phnom_Penh', midnight)).toBe('2026-03-02T01:00:00.000Z');
    expect(next('Europe/Chisinau', midnight)).toBe('2026-03-02T06:00:00.000Z');
    // In Apia Monday's six o'clock has come already; Santiago still has Sunday.
    expect(next('Pacific/Apia', midnight)).toBe('2026-03-01T19:00:00.000Z');
    expect(next('America/Santiago', midnight)).toBe('2026-03-02T11:00:00.000Z');
    expect(next('Africa/Casablanca', midnight)).toBe('2026-03-02T08:00:00.000Z');
  });

  it('is now, within their hours, for what is for today; tomorrow’s hour for what is not', () => {
    expect(next('Asia/Phnom_Penh', '2026-03-02T03:00:00Z')).toBe('2026-03-02T03:00:00.000Z');
    expect(next('Asia/Phnom_Penh', '2026-03-02T03:00:00Z', { today: false })).toBe('2026-03-03T01:00:00.000Z');
  });

  it('is never in the evening, at night, on a weekend or a holiday', () => {
    expect(next('Asia/Phnom_Penh', '2026-03-06T11:00:00Z')).toBe('2026-03-09T01:00:00.000Z');
    expect(next('Asia/Phnom_Penh', '2026-04-13T12:00:00Z')).toBe('2026-04-17T01:00:00.000Z');
  });

  it('is not while they are away', () => {
    const isOpen = openOn(weekdays, [{ startsOn: '2026-03-03', endsOn: '2026-03-09' }]);
    expect(next('Asia/Phnom_Penh', '2026-03-02T12:00:00Z', { isOpen })).toBe('2026-03-10T01:00:00.000Z');
  });

  it('is the next hour there is on the night clocks jump over the hour they chose', () => {
    // Chisinau, Sunday 29 March 2026: 02:00 becomes 03:00. Santiago, Sunday 6 September 2026: midnight becomes one.
    const everyDay = openOn({ weekend: [], holidays: new Set() }, []);
    expect(next('Europe/Chisinau', '2026-03-28T22:00:00Z', { isOpen: everyDay, hour: '02:30' })).toBe(
      '2026-03-29T00:30:00.000Z',
    );
    expect(next('America/Santiago', '2026-09-06T03:00:00Z', { isOpen: everyDay, hour: '00:30' })).toBe(
      '2026-09-06T04:30:00.000Z',
    );
  });

  it('keeps the hour on the wall when clocks change, and comes once on the night an hour comes twice', () => {
    // Chisinau: summer time ends on Sunday 25 October 2026.
    expect(next('Europe/Chisinau', '2026-10-23T12:00:00Z', { today: false })).toBe('2026-10-26T06:00:00.000Z');
    expect(next('Europe/Chisinau', '2026-10-22T12:00:00Z', { today: false })).toBe('2026-10-23T05:00:00.000Z');
    // Casablanca goes back for Ramadan: the hour on the wall stays.
    expect(next('Africa/Casablanca', '2026-02-20T12:00:00Z', { today: false })).toBe('2026-02-23T08:00:00.000Z');
    expect(next('Africa/Casablanca', '2026-02-12T12:00:00Z', { today: false })).toBe('2026-02-13T07:00:00.000Z');
  });

  it.each(['Asia/Phnom_Penh', 'Pacific/Apia', 'America/Santiago', 'Africa/Casablanca', 'Europe/Chisinau'])(
    'lies within the hours of a working day in %s, whatever the moment, for a year of moments',
    (timeZone) => {
      const hours = at(timeZone);
      for (let n = 0; n < 1500; n += 1) {
        const now = new Date(Date.UTC(2027, 11, 20) + n * 6 * 3_600_000 + n * 61_000);
        const today = n % 2 === 0;
        const moment = nextMoment(hours, now, { isOpen: open, today });
        expect(moment.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(hoursAt(hours, moment, open)?.day).toBe(dayIn(timeZone, moment));
        expect(timeIn(timeZone, moment) >= '08:00' && timeIn(timeZone, moment) < '18:00').toBe(true);
        // No working day in between is left out.
        let between = addDays(dayIn(timeZone, now), 1);
        while (between < dayIn(timeZone, moment)) {
          expect(open(between)).toBe(false);
          between = addDays(between, 1);
        }
      }
    },
  );
});

describe('whether a step still says something new after its deadline was moved', () => {
  const step = (key: string, sendOn: string) => ({ key, audience: 'MAIN' as const, sendOn });

  it('is a matter of how far it lies from when it was told', () => {
    const told = [step('before.7', '2026-03-02')];
    expect(isNews(step('before.7', '2026-03-04'), told)).toBe(false);
    expect(isNews(step('before.7', '2026-03-09'), told)).toBe(true);
    expect(isNews(step('before.7', '2026-02-25'), told)).toBe(false);
    expect(isNews(step('before.1', '2026-03-04'), told)).toBe(true);
    expect(isNews({ ...step('before.7', '2026-03-04'), audience: 'ALTERNATE' }, told)).toBe(true);
  });
});

describe('what need not wait for tomorrow’s digest', () => {
  it('is due by tomorrow, an escalation, or a question', () => {
    expect(isUrgent({ key: 'before.7', dueOn: '2026-03-09' }, '2026-03-02')).toBe(false);
    expect(isUrgent({ key: 'before.1', dueOn: '2026-03-03' }, '2026-03-02')).toBe(true);
    expect(isUrgent({ key: 'overdue.5', dueOn: '2026-02-23' }, '2026-03-02')).toBe(true);
    expect(isUrgent({ key: 'asked.1', dueOn: '2026-06-01' }, '2026-03-02')).toBe(true);
  });
});

describe('whom a step speaks to', () => {
  const places: Places = {
    holders: [
      { personId: 'main', role: 'MAIN' },
      { personId: 'alternate', role: 'ALTERNATE' },
    ],
    coordinators: ['coordinator'],
    heads: ['head'],
    standInFor: (id) => id,
    hasLeft: () => false,
  };
  const to = (audience: Parameters<typeof recipientsOf>[0]['audience'], over: Partial<Places> = {}) =>
    recipientsOf({ audience, ownerRole: 'MAIN' }, { ...places, ...over });

  it('is whoever holds the place', () => {
    expect(to('MAIN')).toEqual(['main']);
    expect(to('ALTERNATE')).toEqual(['alternate']);
    expect(to('COORDINATOR')).toEqual(['coordinator']);
    expect(to('HEAD')).toEqual(['head']);
  });

  it('is nobody for an escalation to a place nobody holds', () => {
    expect(to('VALIDATING_AUTHORITY')).toEqual([]);
  });

  it('is the next place for what the main focal point should hear, in the end the coordinators', () => {
    expect(to('MAIN', { holders: [{ personId: 'alternate', role: 'ALTERNATE' }] })).toEqual(['alternate']);
    expect(to('MAIN', { holders: [] })).toEqual(['coordinator']);
  });

  it('is the substitute of whoever is away, else the next place, else it waits for them', () => {
    expect(to('MAIN', { standInFor: (id) => (id === 'main' ? 'substitute' : id) })).toEqual(['substitute']);
    expect(to('MAIN', { standInFor: (id) => (id === 'main' ? null : id) })).toEqual(['alternate']);
    expect(to('MAIN', { holders: [{ personId: 'main', role: 'MAIN' }], standInFor: () => null })).toEqual(['main']);
  });

  it('is told once though two are replaced by the same person', () => {
    const holders = [
      { personId: 'one', role: 'MAIN' as const },
      { personId: 'two', role: 'MAIN' as const },
    ];
    expect(to('MAIN', { holders, standInFor: () => 'substitute' })).toEqual(['substitute']);
  });

  it('is nobody who asked not to be reminded', () => {
    expect(to('MAIN', { hasLeft: () => true })).toEqual([]);
  });
});
