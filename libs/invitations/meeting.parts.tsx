import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { dayIn, dayText, languageText, timeIn, zoneText, type PageTranslate } from '../platform/index.js';
import type { OwnInvitation } from './invitee.queries.js';

interface Times {
  startsAt: Date;
  endsAt: Date;
}

/** When it takes place, as clocks of a zone show it. */
export const whenText = (
  { startsAt, endsAt }: Times,
  timeZone: string,
  { t, locale }: { t: PageTranslate; locale: Locale },
): string => {
  const [first, last] = [dayIn(timeZone, startsAt), dayIn(timeZone, endsAt)];
  const values = {
    day: dayText(locale, first),
    from: timeIn(timeZone, startsAt),
    to: timeIn(timeZone, endsAt),
    zone: zoneText(locale, startsAt, timeZone),
  };
  return first === last
    ? t('invitation.time', values)
    : t('invitation.time-days', { ...values, lastDay: dayText(locale, last) });
};

const isOnOtherClocks = ({ startsAt, endsAt }: Times, there: string, here: string): boolean =>
  [startsAt, endsAt].some(
    (moment) => dayIn(there, moment) !== dayIn(here, moment) || timeIn(there, moment) !== timeIn(here, moment),
  );

/** When and where, in which languages, with whom. */
export const MeetingFacts = ({ own, t, locale }: { own: OwnInvitation; t: PageTranslate; locale: Locale }): VNode => {
  const { startsAt, endsAt, timeZone, readerZone, place, joinUrl, languages, interpretation, accessibility } = own;
  const times = startsAt && endsAt ? { startsAt, endsAt } : null;
  const names = (codes: string[]) => codes.map((code) => languageText(locale, code)).join(', ');
  return (
    <dl>
      <dt>{t('invitation.when')}</dt>
      <dd>
        {times === null ? t('invitation.no-date') : whenText(times, timeZone, { t, locale })}
        {times !== null && isOnOtherClocks(times, timeZone, readerZone) && (
          <span class="quiet below">
            {t('invitation.when-here', { when: whenText(times, readerZone, { t, locale }) })}
          </span>
        )}
      </dd>
      {place !== null && <dt>{t('invitation.place')}</dt>}
      {place !== null && <dd dir="auto">{place}</dd>}
      {joinUrl !== null && <dt>{t('invitation.online')}</dt>}
      {joinUrl !== null && (
        <dd>
          <a href={joinUrl} rel="noreferrer">
            {t('invitation.join')}
          </a>
        </dd>
      )}
      {languages.length > 0 && <dt>{t('invitation.languages')}</dt>}
      {languages.length > 0 && (
        <dd>
          {names(languages)}
          {interpretation.length > 0 && (
            <span class="quiet below">{t('invitation.interpreted', { into: names(interpretation) })}</span>
          )}
        </dd>
      )}
      {accessibility !== null && accessibility !== '' && <dt>{t('invitation.accessibility')}</dt>}
      {accessibility !== null && accessibility !== '' && <dd dir="auto">{accessibility}</dd>}
      <dt>{t('invitation.hosts')}</dt>
      <dd dir="auto">{own.hosts.join(', ')}</dd>
      {own.answerBy !== null && own.status === 'INVITING' && <dt>{t('invitation.answer-by')}</dt>}
      {own.answerBy !== null && own.status === 'INVITING' && <dd>{dayText(locale, own.answerBy)}</dd>}
    </dl>
  );
};
