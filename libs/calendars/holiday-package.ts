import packageJson from 'date-holidays/package.json' with { type: 'json' };
import { normalName } from '../directory/index.js';
import { addDays, type Day } from '../platform/index.js';
import { HolidaysNotInPackage } from './calendars.errors.js';
import { alpha2Of } from './countries.js';
import type { HolidayLine } from './holiday-lines.js';

/** Where holidays of the package are said to be from; its data's licence asks for that. */
export const packageSource = `date-holidays ${packageJson.version} (CC BY-SA 3.0)`;

/**
 * The public holidays of a country in some years as the package date-holidays reckons them: whole days only, days taken
 * in lieu among them. Throws HolidaysNotInPackage.
 */
export const holidaysFromPackage = async (countryCode: string, years: readonly number[]): Promise<HolidayLine[]> => {
  // It holds the rules of two hundred countries, some 40 MB in memory: only who asks for them pays that.
  const { default: Holidays } = await import('date-holidays');
  const country = new Holidays(alpha2Of(countryCode) ?? countryCode);
  const languages = country.getLanguages();
  const national = languages.find((language) => !language.startsWith('en'));
  // A holiday of several days may begin in the year before.
  const reckoned = [...new Set(years.flatMap((year) => [year - 1, year]))].sort((a, b) => a - b);
  const days = new Map<Day, { names: Set<string>; nationalNames: Set<string> }>();
  for (const year of reckoned) {
    const inEnglish = publicOnes(country.getHolidays(year, 'en'));
    const inNational = national === undefined ? [] : publicOnes(country.getHolidays(year, national));
    inEnglish.forEach((holiday, index) => {
      for (const day of wholeDays(holiday).filter((day) => years.includes(Number(day.slice(0, 4))))) {
        const names = days.get(day) ?? { names: new Set(), nationalNames: new Set() };
        days.set(day, names);
        names.names.add(normalName(holiday.name));
        const translated = inNational[index]?.name;
        if (translated !== undefined && translated !== holiday.name) names.nationalNames.add(normalName(translated));
      }
    });
  }
  if (days.size === 0) throw new HolidaysNotInPackage(countryCode);
  return [...days]
    .map(([day, { names, nationalNames }]) => ({
      day,
      name: [...names].join('; '),
      nationalName: [...nationalNames].join('; ') || null,
      source: packageSource,
    }))
    .sort((a, b) => (a.day < b.day ? -1 : 1));
};

interface Reckoned {
  /** `YYYY-MM-DD HH:MM:SS`, where the holiday is. */
  date: string;
  start: Date;
  end: Date;
  name: string;
  type: string;
}

/** In one order in every language. */
const publicOnes = (holidays: (Reckoned & { rule: string })[]): Reckoned[] =>
  holidays
    .filter(({ type }) => type === 'public')
    .sort((a, b) => (a.date + a.rule < b.date + b.rule ? -1 : a.date + a.rule > b.date + b.rule ? 1 : 0));

/** Half days are worked. A day on which clocks change has 23 or 25 hours. */
const wholeDays = ({ date, start, end }: Reckoned): Day[] => {
  const day = date.slice(0, 10);
  const begins = Number(date.slice(11, 13));
  const hours = (end.getTime() - start.getTime()) / 3_600_000;
  const first = begins === 0 ? 0 : 1;
  const whole = Math.floor((hours - (begins === 0 ? 0 : 24 - begins) + 1) / 24);
  return Array.from({ length: Math.max(0, whole) }, (_, index) => addDays(day, first + index));
};
