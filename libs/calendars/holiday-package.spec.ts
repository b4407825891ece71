import { addDays } from '../platform/day.js';
import { holidaysFromPackage, packageSource } from './holiday-package.js';

const dayOf = async (countryCode: string, day: string) =>
  (await holidaysFromPackage(countryCode, [Number(day.slice(0, 4))])).find((holiday) => holiday.day === day);

describe('the holidays of the package date-holidays', () => {
  it('come in English and in the country’s own language, with their source', async () => {
    expect(await dayOf('FRA', '2026-07-14')).toEqual({
      day: '2026-07-14',
      name: 'Bastille Day',
      nationalName: 'Fête Nationale de la France',
      source: packageSource,
    });
    expect(await dayOf('THA', '2026-01-01')).toMatchObject({ name: "New Year's Day", nationalName: 'วันขึ้นปีใหม่' });
    expect(await dayOf('GBR', '2026-12-25')).toMatchObject({ name: 'Christmas Day', nationalName: null });
    expect(packageSource).toMatch(/^date-holidays \d+\.\d+\.\d+ \(CC BY-SA 3\.0\)$/);
  });

  it('are the public ones, days taken in lieu among them', async () => {
    expect(await dayOf('GBR', '2026-12-28')).toMatchObject({ name: 'Boxing Day (substitute day)' });
    // Mother's Day is observed and worked.
    expect(await dayOf('FRA', '2026-05-31')).toBeUndefined();
  });

  it('are whole days: the afternoon of a feast is worked, a feast of days is each of them', async () => {
    expect(await dayOf('ISL', '2026-12-24')).toBeUndefined();
    expect(await dayOf('CHN', '2026-03-08')).toBeUndefined();
    const seollal = await holidaysFromPackage('KOR', [2026]);
    for (const index of [0, 1, 2]) {
      const day = addDays('2026-02-17', index);
      expect(seollal.some((holiday) => holiday.day === day && holiday.name.includes('Korean New Year'))).toBe(true);
    }
    // On this day clocks change in Australia: it has 25 hours.
    expect(await dayOf('AUS', '2026-04-05')).toBeDefined();
    expect(await dayOf('AUS', '2026-04-06')).toMatchObject({ name: 'Easter Monday' });
  });

  it('are each named once a day, of the years asked for alone', async () => {
    const holidays = await holidaysFromPackage('EGY', [2026, 2027]);
    expect(new Set(holidays.map(({ day }) => day)).size).toBe(holidays.length);
    expect(new Set(holidays.map(({ day }) => day.slice(0, 4)))).toEqual(new Set(['2026', '2027']));
    expect(holidays.find(({ day }) => day === '2026-01-25')?.name.split('; ')).toHaveLength(2);
  });

  it('are refused for a country it does not know, with what to do instead', async () => {
    await expect(holidaysFromPackage('KHM', [2026])).rejects.toMatchObject({
      code: 'holidays-not-in-package',
      message: expect.stringContaining('import a CSV or iCalendar file instead') as string,
    });
  });
});
