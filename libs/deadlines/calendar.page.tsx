import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { countryCodes, type CalendarSummary } from '../calendars/index.js';
import { dateText, dayText, pageTranslator, type PageTranslate } from '../platform/index.js';
import { stateName } from '../recommendations/index.js';
import { DayForm, FileForm, TakeForm, WeekendForm, type CalendarPageProps } from './calendar-forms.page.js';
import { NationalName, Refused, weekdays } from './calendar.parts.js';

/** Every country whose calendar is kept, and the way to any other. */
export const CalendarsPage = ({ caller, items }: { caller: Caller; items: CalendarSummary[] }): VNode => {
  const t = pageTranslator(caller.locale);
  const order = new Intl.Collator(caller.locale);
  const countries = countryCodes
    .map((code) => ({ code, name: stateName(code, caller.locale) }))
    .sort((a, b) => order.compare(a.name, b.name));
  return (
    <SignedInPage caller={caller} title={t('calendars.title')} path="/calendars">
      <h1>{t('calendars.title')}</h1>
      <p>{t('calendars.intro')}</p>
      {items.length === 0 ? <p>{t('calendars.none')}</p> : <CalendarTable caller={caller} items={items} t={t} />}
      <form class="narrow" method="get" action="/calendars/open">
        <label for="country">{t('calendars.country')}</label>
        <select id="country" name="country">
          {countries.map(({ code, name }) => (
            <option value={code}>{name}</option>
          ))}
        </select>
        <button type="submit">{t('calendars.open')}</button>
      </form>
    </SignedInPage>
  );
};

const CalendarTable = ({ caller, items, t }: { caller: Caller; items: CalendarSummary[]; t: PageTranslate }) => (
  <div class="scroll" tabIndex={0} role="group" aria-label={t('calendars.title')}>
    <table>
      <thead>
        <tr>
          <th scope="col">{t('calendars.country')}</th>
          <th scope="col">{t('calendars.weekend')}</th>
          <th scope="col">{t('calendars.known')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ countryCode, weekend, holidays, firstDay, lastDay }) => (
          <tr>
            <th scope="row">
              <a href={`/calendars/${countryCode}`}>{stateName(countryCode, caller.locale)}</a>
            </th>
            <td>{weekdays(caller.locale, weekend)}</td>
            <td>
              {holidays}
              {firstDay && lastDay && ` (${dateText(caller.locale, firstDay)} – ${dateText(caller.locale, lastDay)})`}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** One year of a country's calendar; for the secretariat also what can be changed. */
export const CalendarPage = (props: CalendarPageProps): VNode => {
  const { caller, calendar, done, refusal, mayChange } = props;
  const { countryCode, year, weekend, weekendSource } = calendar;
  const t = pageTranslator(caller.locale);
  const title = t('calendars.of', { country: stateName(countryCode, caller.locale) });
  return (
    <SignedInPage caller={caller} title={title} path={`/calendars/${countryCode}`}>
      <p>
        <a href="/calendars">{t('calendars.title')}</a>
      </p>
      <h1>{title}</h1>
      {done !== undefined && (
        <p class="notice good" role="status">
          {t('calendars.done', { count: done })}
        </p>
      )}
      {refusal && <Refused refusal={refusal} t={t} />}
      <dl>
        <dt>{t('calendars.weekend')}</dt>
        <dd>
          {weekdays(caller.locale, weekend)} <small dir="auto">{weekendSource ?? t('calendars.weekend.usual')}</small>
        </dd>
      </dl>
      <h2>{t('calendars.year', { year })}</h2>
      <nav aria-label={t('calendars.years')}>
        <ul class="pages">
          {[year - 1, year + 1].map((other) => (
            <li>
              <a href={`/calendars/${countryCode}?year=${other}`} rel={other < year ? 'prev' : 'next'}>
                {other}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <Holidays {...props} t={t} />
      {mayChange && (
        <>
          <h2 id="change">{t('calendars.change')}</h2>
          <p>{t('calendars.change.hint')}</p>
          <DayForm {...props} t={t} />
          <FileForm {...props} t={t} />
          <TakeForm {...props} t={t} />
          <WeekendForm {...props} t={t} />
        </>
      )}
    </SignedInPage>
  );
};

const Holidays = ({ caller, calendar, mayChange, t }: CalendarPageProps & { t: PageTranslate }) => {
  const { countryCode, year, holidays } = calendar;
  const monthOf = (day: string) =>
    new Intl.DateTimeFormat(caller.locale, { month: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
  const months = [...new Set(holidays.map(({ day }) => day.slice(0, 7)))];
  if (months.length === 0) return <p>{t('calendars.year.none')}</p>;
  return (
    <>
      {months.map((month) => (
        <>
          <h3 id={`month-${month}`}>{monthOf(`${month}-01`)}</h3>
          <ul class="list" aria-labelledby={`month-${month}`}>
            {holidays
              .filter(({ day }) => day.startsWith(month))
              .map(({ day, name, nationalName, source }) => (
                <li>
                  <strong>{dayText(caller.locale, day)}</strong> <span dir="auto">{name}</span>{' '}
                  <NationalName name={nationalName} /> <small dir="auto">{source}</small>
                  {mayChange && (
                    <form class="badges" method="post" action={`/calendars/${countryCode}/preview`}>
                      <a
                        href={`/calendars/${countryCode}?year=${year}&edit=${day}#day`}
                        aria-label={t('calendars.rename.one', { day: dateText(caller.locale, day) })}
                      >
                        {t('calendars.rename')}
                      </a>
                      <input type="hidden" name="kind" value="REMOVE" />
                      <input type="hidden" name="day" value={day} />
                      <button
                        class="plain"
                        type="submit"
                        aria-label={t('calendars.remove.one', { day: dateText(caller.locale, day) })}
                      >
                        {t('calendars.remove')}
                      </button>
                    </form>
                  )}
                </li>
              ))}
          </ul>
        </>
      ))}
    </>
  );
};
