import { IntlMessageFormat } from 'intl-messageformat';
import { locales, type Locale, type Translate } from '../catalogue/index.js';

const formats = new Map<string, IntlMessageFormat>();

/** Fills sentences of one language's file (ICU MessageFormat). Throws where a value is missing: the tests render them all. */
export const translator =
  <K extends string>(texts: Record<Locale, Record<K, string>>, locale: Locale): Translate<K> =>
  (key, values = {}) => {
    const source = texts[locale][key];
    const cached = `${locale} ${source}`;
    const format = formats.get(cached) ?? new IntlMessageFormat(source, locale, undefined, { ignoreTag: true });
    formats.set(cached, format);
    return String(format.format(values));
  };

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes a hundred times as long as using it, and a calendar has thousands of days. */
const dateFormat = (locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = JSON.stringify([locale, options]);
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, options);
  dateFormats.set(key, format);
  return format;
};

/** A day as people write it, e.g. `Friday, 4 December 2026`. */
export const dayText = (locale: Locale, day: string): string =>
  dateFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** The same, short: `4 Dec`. */
export const shortDayText = (locale: Locale, day: string): string =>
  dateFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** A day without its weekday, e.g. `4 December 2026`. */
export const dateText = (locale: Locale, day: string): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** E.g. `Friday`. */
export const weekdayText = (locale: Locale, day: string): string =>
  new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** A moment as people write it, in their zone. */
export const momentText = (locale: Locale, moment: Date, timeZone: string): string =>
  dateFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(moment);

/** The first of our languages that fits what was stored or asked for (`Accept-Language`); English when none does. */
export const localeFor = (wanted: string | null | undefined): Locale => {
  for (const part of (wanted ?? '').toLowerCase().split(',')) {
    const language = part.trim().split(/[-;]/)[0];
    const found = locales.find((locale) => locale === language);
    if (found) return found;
  }
  return 'en';
};
