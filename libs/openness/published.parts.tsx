import type { ComponentChildren, VNode } from 'preact';
import { locales, type Locale } from '../catalogue/index.js';
import type { Mechanism } from '../directory/index.js';
import {
  dayIn,
  dayText,
  Frame,
  languageText,
  localeFor,
  pageTranslator,
  timeIn,
  type ConsultationStatus,
  type PageTranslate,
} from '../platform/index.js';
import type { Count } from './suppression.rules.js';

export const home = '/public/consultations';

/** Who reads a page, as far as a page for everybody knows. */
export interface Stranger {
  locale: Locale;
  /** Whether they chose the language here: then it is passed on from page to page. */
  chosen: boolean;
  mechanism: Pick<Mechanism, 'name' | 'timeZone'>;
}

/** The language that was chosen on the page, else what the browser asks for, else the mechanism's own. */
export const strangerOf = (
  lang: Locale | undefined,
  acceptLanguage: string | undefined,
  mechanism: Mechanism,
): Stranger => ({
  locale: lang ?? (acceptLanguage ? localeFor(acceptLanguage) : mechanism.locale),
  chosen: lang !== undefined,
  mechanism,
});

/** An address of ours, in the language that was chosen. */
export const hrefIn = (
  reader: Stranger,
  path: string,
  query: Record<string, string | number | undefined | null> = {},
): string => {
  const asked: Record<string, string | number | undefined | null> = {
    ...query,
    ...(reader.chosen && { lang: reader.locale }),
  };
  const given = Object.entries(asked).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]));
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
};

const ownNames: Record<Locale, string> = { en: 'English', fr: 'Français', km: 'ភាសាខ្មែរ' };

/** A page for everybody, in any of our languages. */
export const PublicPage = ({
  reader,
  title,
  path,
  query = {},
  children,
}: {
  reader: Stranger;
  title: string;
  /** The page itself, which the other languages lead to. */
  path: string;
  query?: Record<string, string | number | undefined | null>;
  children: ComponentChildren;
}): VNode => {
  const t = pageTranslator(reader.locale);
  const navigation = (
    <nav aria-label={t('openness.languages')}>
      <ul>
        {locales.map((locale) => (
          <li>
            <a
              href={hrefIn({ ...reader, locale, chosen: true }, path, query)}
              lang={locale}
              hreflang={locale}
              aria-current={locale === reader.locale ? 'true' : undefined}
            >
              {ownNames[locale]}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
  return (
    <Frame locale={reader.locale} title={title} owner={reader.mechanism.name} navigation={navigation}>
      {children}
      <p>
        <a href={`/safety?locale=${reader.locale}`}>{t('safety.public')}</a>
      </p>
    </Frame>
  );
};

interface Timed {
  startsAt: Date;
  endsAt: Date;
  timeZone: string;
}

/** When it is held, on the clocks there. */
export const whenText = ({ startsAt, endsAt, timeZone }: Timed, locale: Locale): string => {
  const t = pageTranslator(locale);
  const [first, last] = [dayIn(timeZone, startsAt), dayIn(timeZone, endsAt)];
  const times = { from: timeIn(timeZone, startsAt), until: timeIn(timeZone, endsAt), zone: timeZone };
  return first === last
    ? t('openness.when', { day: dayText(locale, first), ...times })
    : t('openness.when.days', { first: dayText(locale, first), last: dayText(locale, last), ...times });
};

/** What a stranger is told of its state: nothing of how far the invitations are. */
export const stateText = (
  status: ConsultationStatus,
  t: PageTranslate,
): { text: string; tone: '' | 'good' | 'warn' } | null => {
  switch (status) {
    case 'CANCELLED':
      return { text: t('openness.cancelled'), tone: 'warn' };
    case 'POSTPONED':
      return { text: t('openness.postponed'), tone: 'warn' };
    case 'HELD':
    case 'MINUTES_CIRCULATED':
    case 'CLOSED':
      return { text: t('openness.held'), tone: 'good' };
    case 'DRAFT':
    case 'SCHEDULED':
    case 'INVITING':
      return null;
  }
};

/** Languages by their names in the reader's. */
export const languageNames = (codes: string[], locale: Locale): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(codes.map((code) => languageText(locale, code)));

/** What somebody wrote, in their own paragraphs. */
export const Words = ({ text, lang }: { text: string; lang?: string }): VNode => (
  <>
    {text
      .split(/\n\s*\n/)
      .filter((paragraph) => paragraph.trim() !== '')
      .map((paragraph) => (
        <p dir="auto" lang={lang}>
          {paragraph.split('\n').map((line, index) => (
            <>
              {index > 0 && <br />}
              {line}
            </>
          ))}
        </p>
      ))}
  </>
);

/** A count as this reader may see it. */
export const countText = (count: Count, locale: Locale): string => {
  const t = pageTranslator(locale);
  if (count === 'FEW') return t('openness.few');
  return count === 'WITHHELD' ? t('openness.withheld') : t('openness.count', { count });
};
