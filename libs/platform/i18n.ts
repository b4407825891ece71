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

const dayTexts = once((locale: Locale) => {
  const format = new Intl.DateTimeFormat(dateLocale(locale), { dateStyle: 'full', timeZone: 'UTC' });
  return once((day: string) => format.format(new Date(`${day}T00:00:00Z`)));
});
const momentFormat = once((locale: Locale) =>
  once(
    (timeZone: string) =>
      new Intl.DateTimeFormat(dateLocale(locale), { dateStyle: 'medium', timeStyle: 'short', timeZone }),
  ),
);

/** A day as people write it, e.g. `Friday, 4 December 2026`. */
export const dayText = (locale: Locale, day: string): string => dayTexts(locale)(day);

/** A moment as people write it, in their zone. */
export const momentText = (locale: Locale, moment: Date, timeZone: string): string =>
  momentFormat(locale)(timeZone).format(moment);

/** The first of our languages that fits what was stored or asked for (`Accept-Language`); English when none does. */
export const localeFor = (wanted: string | null | undefined): Locale => {
  for (const part of (wanted ?? '').toLowerCase().split(',')) {
    const language = part.trim().split(/[-;]/)[0];
    const found = locales.find((locale) => locale === language);
    if (found) return found;
  }
  return 'en';
};
