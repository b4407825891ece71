import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import type { Locale } from '../catalogue/index.js';
import { dayText, pageTranslator, type Day, type PageTranslate } from '../platform/index.js';
import type { Where } from './feeds.schemas.js';

/** A calendar the caller may subscribe to; `institutionId` null: their own. */
export interface ShownCalendar {
  institutionId: string | null;
  name: string | null;
  feed: {
    id: string;
    address: string;
    /** When the address was changed because somebody who knew the former one left. */
    renewedOn: Day | null;
  } | null;
}

/** The addresses to subscribe to, how that is done, and the buttons for another one or none. */
export const CalendarPage = ({
  caller,
  calendars,
  formal,
  done,
}: {
  caller: Caller;
  calendars: ShownCalendar[];
  /** The address for everybody. */
  formal: string;
  done: Where['done'];
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <SignedInPage caller={caller} title={t('calendar.title')} path="/my-calendar">
      <h1>{t('calendar.title')}</h1>
      {done && (
        <p class="notice good" role="status">
          {t(`calendar.done.${done}`)}
        </p>
      )}
      <p>{t('calendar.intro')}</p>
      {calendars.map((calendar) => (
        <CalendarCard calendar={calendar} locale={caller.locale} t={t} />
      ))}
      <section class="card">
        <h2>{t('calendar.formal')}</h2>
        <p>{t('calendar.formal.intro')}</p>
        <Address address={formal} t={t} />
      </section>
      <h2>{t('calendar.how')}</h2>
      <ul>
        <li>{t('calendar.how.google')}</li>
        <li>{t('calendar.how.outlook')}</li>
        <li>{t('calendar.how.apple')}</li>
      </ul>
      <p class="quiet">{t('calendar.how.late')}</p>
    </SignedInPage>
  );
};

const CalendarCard = ({
  calendar: { institutionId, name, feed },
  locale,
  t,
}: {
  calendar: ShownCalendar;
  locale: Locale;
  t: PageTranslate;
}): VNode => {
  const title = name ?? t('calendar.yours');
  return (
    <section class="card">
      <h2 dir="auto">{title}</h2>
      <p>{t(institutionId === null ? 'calendar.yours.intro' : 'calendar.institution.intro')}</p>
      {feed === null ? (
        <form method="post" action="/my-calendar">
          <input type="hidden" name="institutionId" value={institutionId ?? ''} />
          <button type="submit" aria-label={t('calendar.make.one', { name: title })}>
            {t('calendar.make')}
          </button>
        </form>
      ) : (
        <>
          {feed.renewedOn !== null && (
            <p class="notice warn">{t('calendar.renewed', { day: dayText(locale, feed.renewedOn) })}</p>
          )}
          <Address address={feed.address} t={t} />
          <p>{t(institutionId === null ? 'calendar.secret' : 'calendar.secret.institution')}</p>
          <div class="actions">
            <form method="post" action={`/my-calendar/${feed.id}/renew`}>
              <button class="quiet" type="submit" aria-label={t('calendar.renew.one', { name: title })}>
                {t('calendar.renew')}
              </button>
            </form>
            <form method="post" action={`/my-calendar/${feed.id}/stop`}>
              <button class="quiet" type="submit" aria-label={t('calendar.stop.one', { name: title })}>
                {t('calendar.stop')}
              </button>
            </form>
          </div>
        </>
      )}
    </section>
  );
};

const Address = ({ address, t }: { address: string; t: PageTranslate }): VNode => (
  <>
    <p>
      <code>{address}</code>
    </p>
    <p>
      <a href={address.replace(/^https?:/, 'webcal:')}>{t('calendar.subscribe')}</a>
    </p>
  </>
);
