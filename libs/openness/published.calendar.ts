import type { Locale } from '../catalogue/index.js';
import type { CalendarEvent } from '../platform/ical.js';
import { colon, dayIn, pageTranslator, timeIn } from '../platform/index.js';
import type { PublishedConsultation } from './published.queries.js';
import { languageNames } from './published.parts.js';

/** A published consultation as calendars show it. One that was postponed has no date till it has another: it is off. */
export const asEvent = (
  consultation: PublishedConsultation,
  locale: Locale,
  { host, url }: { host: string; url: string },
): CalendarEvent => {
  const t = pageTranslator(locale);
  const { id, title, status, timeZone, startsAt, endsAt } = consultation;
  const isOff = status === 'CANCELLED' || status === 'POSTPONED';
  const local = (moment: Date) => `${dayIn(timeZone, moment)}T${timeIn(timeZone, moment)}`;
  const page = `${url}/${id}`;
  return {
    uid: `consultation-${id}@${host}`,
    sequence: consultation.sequence,
    createdAt: consultation.createdAt,
    changedAt: consultation.changedAt,
    when: { start: local(startsAt), end: local(endsAt), timeZone },
    summary:
      status === 'POSTPONED'
        ? t('openness.event.postponed', { title })
        : status === 'CANCELLED'
          ? t('openness.event.cancelled', { title })
          : title,
    description: [...describe(consultation, locale), page].join('\n'),
    location: consultation.place ?? (consultation.format === 'ONLINE' ? t('openness.format.ONLINE') : null),
    url: page,
    categories: [t(`openness.purpose.${consultation.purpose}`)],
    isCancelled: isOff,
    isConfidential: false,
    alarms: [],
  };
};

const describe = (consultation: PublishedConsultation, locale: Locale): string[] => {
  const t = pageTranslator(locale);
  const { about, languages, interpretation, accessibility } = consultation;
  const line = (name: string, value: string) => `${name}${colon(locale)} ${value}`;
  return [
    ...(about === '' ? [] : [about, '']),
    ...(languages.length > 0 ? [line(t('openness.spoken'), languageNames(languages, locale))] : []),
    ...(interpretation.length > 0 ? [line(t('openness.interpretation'), languageNames(interpretation, locale))] : []),
    ...(accessibility === null ? [] : [line(t('openness.accessibility'), accessibility)]),
  ];
};
