import { addDays } from '../platform/day.js';
import {
  addWorkingDays,
  asCalendar,
  describeChange,
  differenceOf,
  endlessClosure,
  isNothing,
  isWorkingDay,
  misfitOf,
  nearestWorkingDay,
  NoWorkingDays,
  rollDay,
  type Calendar,
  type CountryCalendar,
  type Holiday,
} from './calendars.rules.js';
import type { WantedChange } from './calendars.schemas.js';

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

describe('a day that is rolled', () => {
  it('stays, or goes to the nearest working day before or after', () => {
    expect(rollDay('2026-04-14', 'NONE', calendar)).toBe('2026-04-14');
    expect(rollDay('2026-04-14', 'PREVIOUS', calendar)).toBe('2026-04-13');
    expect(rollDay('2026-04-16', 'NEXT', calendar)).toBe('2026-04-17');
    expect(rollDay('2026-04-18', 'NEXT', calendar)).toBe('2026-04-20');
    expect(rollDay('2026-04-17', 'NEXT', calendar)).toBe('2026-04-17');
    expect(rollDay('2027-01-01', 'PREVIOUS', { weekend: [6, 7], holidays: new Set(['2027-01-01']) })).toBe(
      '2026-12-31',
    );
  });
});

describe('a closure', () => {
  const closed = (days: number) => new Set(Array.from({ length: days }, (_, index) => addDays('2026-06-01', index)));

  it('of two months is endless, one of a few weeks is not', () => {
    expect(endlessClosure({ weekend: [6, 7], holidays: closed(70) })).toBe('2026-05-30');
    expect(endlessClosure({ weekend: [6, 7], holidays: closed(40) })).toBeNull();
    expect(endlessClosure({ weekend: [1, 2, 3, 4, 5, 6], holidays: new Set() })).toBeNull();
    // Every Sunday of a summer, where only Sundays are worked.
    const sundays = Array.from({ length: 9 }, (_, index) => addDays('2026-06-07', 7 * index));
    expect(endlessClosure({ weekend: [1, 2, 3, 4, 5, 6], holidays: new Set(sundays) })).toBe('2026-06-01');
  });

  it('is told before counting would never end', () => {
    const calendar = { weekend: [6, 7], holidays: closed(70) };
    expect(() => nearestWorkingDay('2026-05-30', 1, calendar)).toThrow(NoWorkingDays);
    // The shortest that is endless, and the longest that is not.
    const [long, longest] = [61, 60].map((days) => ({ weekend: [6], holidays: closed(days) }));
    expect([endlessClosure(long!), endlessClosure(longest!)]).toEqual(['2026-06-01', null]);
  });
});

describe('a change of a calendar', () => {
  const holiday = (day: string, name: string, more: Partial<Holiday> = {}): Holiday => ({
    day,
    name,
    nationalName: null,
    source: 'Sub-decree 1',
    ...more,
  });
  const present: CountryCalendar = {
    weekend: [6, 7],
    weekendSource: null,
    holidays: [
      holiday('2025-12-29', 'Peace Day'),
      holiday('2026-01-01', 'New Year'),
      holiday('2026-01-07', 'Victory'),
      holiday('2027-01-01', 'New Year'),
    ],
  };
  const difference = (change: WantedChange) => differenceOf(present, describeChange(present, change));
  const nothing = { added: [], removed: [], renamed: [], weekend: null };

  it('replaces the holidays of a period, and leaves those outside alone', () => {
    const renamed = { day: '2026-01-01', name: 'New Year’s Day', nationalName: 'ចូលឆ្នាំសាកល', source: null };
    const added = { day: '2026-03-08', name: 'Women’s Day', nationalName: null, source: 'Sub-decree 3' };
    const change: WantedChange = {
      kind: 'REPLACE',
      from: '2026-01-01',
      to: '2026-12-31',
      source: 'Sub-decree 2',
      holidays: [added, renamed],
    };
    expect(describeChange(present, change).holidays.map(({ day }) => day)).toEqual([
      '2025-12-29',
      '2026-01-01',
      '2026-03-08',
      '2027-01-01',
    ]);
    expect(difference(change)).toEqual({
      added: [added],
      removed: [holiday('2026-01-07', 'Victory')],
      renamed: [{ before: holiday('2026-01-01', 'New Year'), after: { ...renamed, source: 'Sub-decree 2' } }],
      weekend: null,
    });
  });

  it('adds, renames and removes single days, where that fits', () => {
    const named = { name: 'Victory Day', nationalName: null, source: 'Sub-decree 1' };
    expect(difference({ kind: 'RENAME', day: '2026-01-07', ...named })).toEqual({
      ...nothing,
      renamed: [{ before: holiday('2026-01-07', 'Victory'), after: holiday('2026-01-07', 'Victory Day') }],
    });
    expect(difference({ kind: 'ADD', day: '2026-02-01', ...named }).added).toHaveLength(1);
    expect(difference({ kind: 'REMOVE', day: '2026-01-07' }).removed).toHaveLength(1);
    expect(misfitOf(present, { kind: 'ADD', day: '2026-01-07', ...named })).toBe('holiday-already-there');
    expect(misfitOf(present, { kind: 'RENAME', day: '2026-02-01', ...named })).toBe('holiday-not-there');
    expect(misfitOf(present, { kind: 'REMOVE', day: '2026-02-01' })).toBe('holiday-not-there');
    expect(misfitOf(present, { kind: 'REMOVE', day: '2026-01-07' })).toBeNull();
  });

  it('names holidays in the national language by their names in English, two feasts of a day only together', () => {
    const two: CountryCalendar = { ...present, holidays: [holiday('2026-05-01', 'Labour Day; Visaka Bochea')] };
    const pair = (name: string, nationalName: string) => ({ name, nationalName });
    const named = (...names: { name: string; nationalName: string }[]) =>
      describeChange(two, { kind: 'NAMES', names }).holidays[0]?.nationalName;
    expect(named(pair('Labour Day', 'ពលកម្ម'), pair('Visaka Bochea', 'វិសាខបូជា'))).toBe('ពលកម្ម; វិសាខបូជា');
    expect(named(pair('Labour Day', 'ពលកម្ម'))).toBeNull();
    expect(difference({ kind: 'NAMES', names: [pair('New Year', 'ចូលឆ្នាំ')] }).renamed).toHaveLength(2);
  });

  it('sets the weekend; saying who says so is a change too', () => {
    const change: WantedChange = { kind: 'WEEKEND', weekend: [5, 6], source: 'Labour law' };
    expect(difference(change)).toEqual({
      ...nothing,
      weekend: { before: [6, 7], after: [5, 6], source: 'Labour law' },
    });
    expect(isNothing(difference({ ...change, weekend: [6, 7] }))).toBe(false);
    const after = describeChange(present, change);
    expect(isNothing(differenceOf(after, describeChange(after, change)))).toBe(true);
    expect(asCalendar(after).weekend).toEqual([5, 6]);
  });

  it('is nothing where the calendar says so already', () => {
    expect(isNothing(difference({ kind: 'RENAME', ...holiday('2026-01-07', 'Victory') }))).toBe(true);
    expect(isNothing(difference({ kind: 'REMOVE', day: '2026-01-07' }))).toBe(false);
  });
});
