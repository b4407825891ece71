import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { isNothing, type CalendarChange, type Holiday } from '../calendars/index.js';
import { dayText, pageTranslator, type PageTranslate } from '../platform/index.js';
import { stateName } from '../recommendations/index.js';
import { pack } from './calendar-changes.forms.js';
import type { CalendarEffect } from './calendar-changes.service.js';
import { NationalName, weekdays } from './calendar.parts.js';
import type { DeadlineChange } from './planning.rules.js';

/** More are counted: whoever takes half a century of holidays does not read each. */
const mostShown = 100;

export interface CalendarChangePageProps {
  caller: Caller;
  countryCode: string;
  change: CalendarChange;
  effect: CalendarEffect;
  /** Holidays of the file outside the period. */
  leftOut?: number;
  reason?: string;
  /** Somebody else was faster: the effect is another one than the person looked at. */
  isAnother?: boolean;
}

/** What a change would do to holidays and deadlines, before it is made; and the button that makes it. */
export const CalendarChangePage = (props: CalendarChangePageProps): VNode => {
  const { caller, countryCode, change, effect, leftOut = 0, reason = '', isAnother = false } = props;
  const t = pageTranslator(caller.locale);
  const country = t('calendars.of', { country: stateName(countryCode, caller.locale) });
  const path = `/calendars/${countryCode}`;
  return (
    <SignedInPage caller={caller} title={`${t('calendars.effect')} · ${country}`} path={`${path}/preview`}>
      <p>
        <a href={path}>{country}</a>
      </p>
      <h1>{t('calendars.effect')}</h1>
      {isAnother && (
        <p class="notice warn" role="alert">
          {t('calendars.effect.moved-on')}
        </p>
      )}
      {leftOut > 0 && <p class="notice">{t('calendars.effect.left-out', { count: leftOut })}</p>}
      <h2>{t('calendars.effect.holidays')}</h2>
      <Holidays {...props} t={t} />
      <h2>{t('calendars.effect.deadlines')}</h2>
      <p>{t('calendars.effect.moves', { count: effect.deadlines.length })}</p>
      {effect.deadlines.length > 0 && <Deadlines caller={caller} deadlines={effect.deadlines} t={t} />}
      {isNothing(effect.difference) && effect.deadlines.length === 0 ? (
        <a class="button quiet" href={path}>
          {t('calendars.back')}
        </a>
      ) : (
        <form class="narrow" method="post" action={`${path}/changes`}>
          <input type="hidden" name="change" value={pack(change)} />
          <input type="hidden" name="expecting" value={effect.digest} />
          <label for="reason">{t('calendars.reason')}</label>
          <textarea id="reason" name="reason" rows={3} maxLength={2000} dir="auto">
            {reason}
          </textarea>
          <div class="actions">
            <button type="submit">{t('calendars.apply')}</button>
            <a class="button quiet" href={path}>
              {t('calendars.back')}
            </a>
          </div>
        </form>
      )}
    </SignedInPage>
  );
};

type Part = CalendarChangePageProps & { t: PageTranslate };

const Holidays = ({ caller, effect, t }: Part) => {
  const { added, removed, renamed, weekend } = effect.difference;
  if (isNothing(effect.difference)) return <p>{t('calendars.effect.nothing')}</p>;
  return (
    <>
      {weekend && (
        <p>
          {t('calendars.effect.weekend', {
            before: weekdays(caller.locale, weekend.before),
            after: weekdays(caller.locale, weekend.after),
          })}{' '}
          <small dir="auto">{weekend.source}</small>
        </p>
      )}
      <HolidayList title={t('calendars.effect.added', { count: added.length })} of={added} caller={caller} t={t} />
      <HolidayList
        title={t('calendars.effect.removed', { count: removed.length })}
        of={removed}
        caller={caller}
        t={t}
      />
      <HolidayList
        title={t('calendars.effect.renamed', { count: renamed.length })}
        of={renamed.map(({ before, after }) => ({ ...after, before }))}
        caller={caller}
        t={t}
      />
    </>
  );
};

const HolidayList = ({
  title,
  of,
  caller,
  t,
}: {
  title: string;
  of: (Holiday & { before?: Holiday })[];
  caller: Caller;
  t: PageTranslate;
}) =>
  of.length === 0 ? null : (
    <>
      <h3>{title}</h3>
      <ul>
        {of.slice(0, mostShown).map(({ day, name, nationalName, source, before }) => (
          <li>
            {dayText(caller.locale, day)} <span dir="auto">{name}</span> <NationalName name={nationalName} />{' '}
            <small dir="auto">{source}</small>
            {before && (
              <>
                {' '}
                <small dir="auto">{t('calendars.effect.was', { before: wordsOf(before) })}</small>
              </>
            )}
          </li>
        ))}
        {of.length > mostShown && <li>{t('calendars.effect.more', { count: of.length - mostShown })}</li>}
      </ul>
    </>
  );

const wordsOf = ({ name, nationalName, source }: Holiday): string =>
  [name, nationalName, source].filter((text) => text !== null).join(' · ');

const Deadlines = ({ caller, deadlines, t }: { caller: Caller; deadlines: DeadlineChange[]; t: PageTranslate }) => (
  <div class="scroll" tabIndex={0} role="group" aria-label={t('calendars.effect.deadlines')}>
    <table>
      <thead>
        <tr>
          <th scope="col">{t('calendars.effect.deadline')}</th>
          <th scope="col">{t('calendars.effect.institution')}</th>
          <th scope="col">{t('calendars.effect.from')}</th>
          <th scope="col">{t('calendars.effect.to')}</th>
        </tr>
      </thead>
      <tbody>
        {deadlines.slice(0, mostShown).map(({ title, institution, from, to }) => (
          <tr>
            <th scope="row" dir="auto">
              {title}
            </th>
            <td dir="auto">{institution ?? t('calendars.effect.secretariat')}</td>
            <td>{from === null ? '–' : dayText(caller.locale, from)}</td>
            <td>{to === null ? '–' : dayText(caller.locale, to)}</td>
          </tr>
        ))}
      </tbody>
    </table>
    {deadlines.length > mostShown && <p>{t('calendars.effect.more', { count: deadlines.length - mostShown })}</p>}
  </div>
);
