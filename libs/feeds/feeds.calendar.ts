import type { Locale } from '../catalogue/index.js';
import type { CalendarEvent, When } from '../platform/ical.js';
import { dayText, momentText, pageTranslator, shortDayText } from '../platform/index.js';
import type { FeedItem } from './feeds.queries.js';
import { alarmsOf, endElsewhere, lastHour } from './feeds.rules.js';

/** For whom a calendar is written. */
export interface Reader {
  locale: Locale;
  timeZone: string;
  /** Strangers are told neither what was kept nor to whom it falls, and are not woken. */
  isPublic: boolean;
}

/** Where the calendar comes from. */
export interface Origin {
  /** Ends the names of the events, which stay the same for ever. */
  host: string;
  /** Where the product is. */
  home: string;
}

/**
 * A date as calendars show it: the whole day, where it ends as the reader's does; else the last hour of the day where it
 * ends, since a day shown as the reader's own would end hours too late or too early.
 */
export const asEvent = (item: FeedItem, reader: Reader, { host, home }: Origin): CalendarEvent => {
  const { dueOn, timeZone } = item;
  const end = timeZone === null ? null : endElsewhere(dueOn, timeZone, reader.timeZone);
  const elsewhere = timeZone !== null && end !== null ? { timeZone, end } : null;
  const t = pageTranslator(reader.locale);
  const isOpen = item.status === 'OPEN' && item.source === 'deadline';
  return {
    uid: `${item.source}-${item.id}@${host}`,
    sequence: item.sequence,
    createdAt: item.createdAt,
    changedAt: item.changedAt,
    when: whenOf(item, elsewhere),
    summary: summaryOf(item, elsewhere, reader),
    description: descriptionOf(item, elsewhere, reader, home),
    url: home,
    categories: item.isRestricted ? [] : [t(`feed.kind.${item.kind}`)],
    isCancelled: item.status === 'WAIVED',
    isConfidential: item.isRestricted,
    alarms: isOpen && !reader.isPublic ? alarmsOf(dueOn, elsewhere, reader.timeZone) : [],
  };
};

type Elsewhere = { timeZone: string; end: Date } | null;

const whenOf = ({ dueOn }: FeedItem, elsewhere: Elsewhere): When =>
  elsewhere
    ? { start: `${dueOn}T${lastHour.start}`, end: `${dueOn}T${lastHour.end}`, timeZone: elsewhere.timeZone }
    : { day: dueOn };

const titleOf = ({ isRestricted, title, titles, kind }: FeedItem, locale: Locale): string => {
  const t = pageTranslator(locale);
  if (isRestricted) return t('feed.confidential');
  return title ?? titles?.[locale] ?? titles?.['en'] ?? t(`feed.kind.${kind}`);
};

const summaryOf = (item: FeedItem, elsewhere: Elsewhere, { locale, isPublic }: Reader): string => {
  const t = pageTranslator(locale);
  let summary = titleOf(item, locale);
  // The hour may fall on another day of the reader's: the formal day stands beside it.
  if (elsewhere) {
    summary = t('feed.elsewhere', { title: summary, day: shortDayText(locale, item.dueOn), zone: elsewhere.timeZone });
  }
  return item.status === 'MET' && !isPublic ? `✓ ${summary}` : summary;
};

const descriptionOf = (item: FeedItem, elsewhere: Elsewhere, reader: Reader, home: string): string => {
  const { locale, timeZone, isPublic } = reader;
  const t = pageTranslator(locale);
  const day = dayText(locale, item.dueOn);
  const lines = [
    item.timeZone === null ? day : t('feed.due', { day, zone: item.timeZone }),
    elsewhere && t('feed.here', { moment: momentText(locale, elsewhere.end, timeZone), zone: timeZone }),
    !isPublic &&
      (item.institution === null ? t('feed.secretariat') : t('feed.institution', { name: item.institution })),
    ...(item.isRestricted ? [t('feed.confidential.text')] : factsOf(item, locale)),
    home,
  ];
  return lines.filter((line) => typeof line === 'string').join('\n');
};

const factsOf = ({ about, code, ruleSource, isConfirmed }: FeedItem, locale: Locale): (string | false)[] => {
  const t = pageTranslator(locale);
  return [
    about !== null && t('feed.about', { about }),
    ruleSource !== null &&
      (code === null ? t('feed.source', { source: ruleSource }) : t('feed.rule', { code, source: ruleSource })),
    !isConfirmed && t('feed.unconfirmed'),
  ];
};
