import { IntlMessageFormat, type Formatters } from 'intl-messageformat';
import { locales, type Locale, type Translate } from '../catalogue/index.js';
import { once } from './once.js';

/** English dates are written as most of the world writes them. */
const dateLocale = (locale: Locale) => (locale === 'en' ? 'en-GB' : locale);

const numberFormat = once((locale: Locale) => new Intl.NumberFormat(locale));
const pluralRules = once((locale: Locale) => new Intl.PluralRules(locale));
/** Shared by all sentences of a language; those that ask for more than the plain kind have their own. */
const formattersOf = once((locale: Locale): Formatters => ({
  getNumberFormat: (of, options) => (options ? new Intl.NumberFormat(of, options) : numberFormat(locale)),
  getPluralRules: (of, options) =>
    options?.type === 'ordinal' ? new Intl.PluralRules(of, options) : pluralRules(locale),
  getDateTimeFormat: (...asked) => new Intl.DateTimeFormat(...asked),
}));

/** Sentences as compiled, by the file of a language they stand in. */
const compiled = new WeakMap<object, Map<string, IntlMessageFormat>>();

/** Fills sentences of one language's file (ICU MessageFormat). Throws where a value is missing: the tests render them all. */
export const translator = <K extends string>(
  texts: Record<Locale, Record<K, string>>,
  locale: Locale,
): Translate<K> => {
  const sentences = texts[locale];
  const formats = compiled.get(sentences) ?? new Map<string, IntlMessageFormat>();
  compiled.set(sentences, formats);
  return (key, values = {}) => {
    let format = formats.get(key);
    if (!format) {
      const formatters = formattersOf(locale);
      format = new IntlMessageFormat(sentences[key], locale, undefined, { ignoreTag: true, formatters });
      formats.set(key, format);
    }
    return String(format.format(values));
  };
};

/** Making a format takes a hundred times as long as using it, and a calendar has thousands of days. */
const dateFormat = once((locale: Locale) =>
  once((options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(dateLocale(locale), options)),
);
const full: Intl.DateTimeFormatOptions = { dateStyle: 'full', timeZone: 'UTC' };
const short: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', timeZone: 'UTC' };
const long: Intl.DateTimeFormatOptions = { dateStyle: 'long', timeZone: 'UTC' };
const weekday: Intl.DateTimeFormatOptions = { weekday: 'long', timeZone: 'UTC' };
const moments = once((timeZone: string): Intl.DateTimeFormatOptions => ({
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone,
}));

const asDate = (day: string) => new Date(`${day}T00:00:00Z`);

/** The first of a month is an ordinal in French, which `Intl` does not know. */
const written = (locale: Locale, options: Intl.DateTimeFormatOptions, date: Date): string => {
  const text = dateFormat(locale)(options).format(date);
  return locale === 'fr' ? text.replace(/(?<!\d)1(?=\s\p{L})/u, '1er') : text;
};

const dayTexts = once((locale: Locale) => once((day: string) => written(locale, full, asDate(day))));

/** A day as people write it, e.g. `Friday, 4 December 2026`. */
export const dayText = (locale: Locale, day: string): string => dayTexts(locale)(day);

/** The same, short: `4 Dec`. */
export const shortDayText = (locale: Locale, day: string): string => written(locale, short, asDate(day));

/** A day without its weekday, e.g. `4 December 2026`. */
export const dateText = (locale: Locale, day: string): string => written(locale, long, asDate(day));

/** E.g. `Friday`. */
export const weekdayText = (locale: Locale, day: string): string => dateFormat(locale)(weekday).format(asDate(day));

/** A moment as people write it, in their zone. */
export const momentText = (locale: Locale, moment: Date, timeZone: string): string =>
  written(locale, moments(timeZone), moment);

/** Slow to find out, and the same for all who are told of one moment. */
const zoneTexts = once((locale: Locale) =>
  once((zoneAndMoment: string): string => {
    const [timeZone = 'UTC', moment] = zoneAndMoment.split(' ');
    const [name = timeZone, offset = timeZone] = (['long', 'shortOffset'] as const).map((timeZoneName) => {
      const format = new Intl.DateTimeFormat(dateLocale(locale), { timeZone, timeZoneName });
      return format.formatToParts(Number(moment)).find(({ type }) => type === 'timeZoneName')?.value;
    });
    // A zone without a name is called by its distance already.
    return /\d/.test(name) ? offset : `${name}, ${offset}`;
  }),
);

/** A time zone as people call it, and how far it is from UTC: `Indochina Time, GMT+7`. */
export const zoneText = (locale: Locale, moment: Date, timeZone: string): string =>
  zoneTexts(locale)(`${timeZone} ${moment.getTime()}`);

const languageNames = once((locale: Locale) => new Intl.DisplayNames(dateLocale(locale), { type: 'language' }));

/** What the readers of a language call another, by its code (ISO 639); the code where it has no name. */
export const languageText = (locale: Locale, code: string): string =>
  /^[a-z]{2,3}(-[a-z]{2,4})?$/i.test(code) ? (languageNames(locale).of(code) ?? code) : code;

/** What stands between a name and what belongs to it. */
export const colon = (locale: Locale): string => (locale === 'fr' ? '\u00a0:' : ':');

/** The first of our languages that fits what was stored or asked for (`Accept-Language`); English when none does. */
export const localeFor = (wanted: string | null | undefined): Locale => {
  for (const part of (wanted ?? '').toLowerCase().split(',')) {
    const language = part.trim().split(/[-;]/)[0];
    const found = locales.find((locale) => locale === language);
    if (found) return found;
  }
  return 'en';
};
