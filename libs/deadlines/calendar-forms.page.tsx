import type { ComponentChildren } from 'preact';
import type { Caller } from '../access/index.js';
import { calendarYears, type CalendarOfYear } from '../calendars/index.js';
import { Tick, weekdayText, type PageTranslate } from '../platform/index.js';
import type { CalendarForm, Refusal } from './calendar-changes.forms.js';

export interface CalendarPageProps {
  caller: Caller;
  calendar: CalendarOfYear;
  /** Whether the caller may change it. */
  mayChange: boolean;
  /** What stands in the forms, as it was sent or is to be changed. */
  entered: Partial<CalendarForm> & {
    from?: string | undefined;
    to?: string | undefined;
    wholeYears?: string | undefined;
  };
  /** How many deadlines a change has just moved. */
  done?: number | undefined;
  refusal?: Refusal | undefined;
}

type Props = CalendarPageProps & { t: PageTranslate };

const earliest = `${calendarYears.first}-01-01`;
const latest = `${calendarYears.last}-12-31`;

/** Ties a field to what is wrong with it, or else to its hint. */
const about = (field: string, refusal: Refusal | undefined, hint?: string) =>
  refusal?.field === field
    ? ({ 'aria-invalid': 'true', 'aria-describedby': hint ? `refusal ${hint}` : 'refusal' } as const)
    : { 'aria-describedby': hint };

const Part = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <fieldset>
    <legend>{title}</legend>
    {children}
  </fieldset>
);

/** Adds a holiday, or gives one another name. */
export const DayForm = ({ calendar, entered, refusal, t }: Props) => {
  const isRename = entered.kind === 'RENAME';
  return (
    <form class="narrow" method="post" action={`/calendars/${calendar.countryCode}/preview`}>
      <Part title={t(isRename ? 'calendars.rename' : 'calendars.add')}>
        <input type="hidden" name="kind" value={isRename ? 'RENAME' : 'ADD'} />
        <label for="day">{t('calendars.day')}</label>
        <input
          id="day"
          name="day"
          type="date"
          required
          min={earliest}
          max={latest}
          readOnly={isRename}
          value={entered.day}
          {...about('day', refusal)}
        />
        <label for="name">{t('calendars.name')}</label>
        <input
          id="name"
          name="name"
          required
          maxLength={300}
          dir="auto"
          value={entered.name}
          {...about('name', refusal)}
        />
        <label for="nationalName">{t('calendars.national-name')}</label>
        <input
          id="nationalName"
          name="nationalName"
          maxLength={300}
          dir="auto"
          value={entered.nationalName}
          {...about('nationalName', refusal)}
        />
        <label for="source">{t('calendars.source')}</label>
        <input
          id="source"
          name="source"
          required
          maxLength={300}
          dir="auto"
          value={isRename || entered.kind === 'ADD' ? entered.source : undefined}
          {...about('source', refusal, 'source-hint')}
        />
        <small id="source-hint">{t('calendars.source.hint')}</small>
        <div>
          <button type="submit">{t('calendars.preview')}</button>
        </div>
      </Part>
    </form>
  );
};

/** Takes the holidays of a file; those of other days stay, unless a period or whole years are to be replaced. */
export const FileForm = ({ calendar, entered, refusal, t }: Props) => (
  <form
    class="narrow"
    method="post"
    action={`/calendars/${calendar.countryCode}/holiday-file`}
    enctype="multipart/form-data"
  >
    <Part title={t('calendars.file')}>
      <label for="file">{t('calendars.file.choose')}</label>
      <input
        id="file"
        name="file"
        type="file"
        required
        accept=".csv,.tsv,.txt,.ics,.json,.po,text/csv,text/calendar,application/json"
        {...about('file', refusal, 'file-hint')}
      />
      <small id="file-hint">{t('calendars.file.hint')}</small>
      <div class="grid">
        {(['from', 'to'] as const).map((field) => (
          <div>
            <label for={field}>{t(`calendars.file.${field}`)}</label>
            <input
              id={field}
              name={field}
              type="date"
              min={earliest}
              max={latest}
              value={entered[field]}
              {...about(field, refusal, 'period-hint')}
            />
          </div>
        ))}
      </div>
      <small id="period-hint">{t('calendars.file.period.hint')}</small>
      <Tick name="wholeYears" label={t('calendars.file.whole-years')} checked={entered.wholeYears === '1'} />
      <label for="file-source">{t('calendars.file.source')}</label>
      <input
        id="file-source"
        name="source"
        maxLength={300}
        dir="auto"
        value={entered.kind === undefined ? entered.source : undefined}
      />
      <div>
        <button type="submit">{t('calendars.preview')}</button>
      </div>
    </Part>
  </form>
);

/** Takes the holidays of whole years from the package date-holidays. */
export const TakeForm = ({ calendar, entered, refusal, t }: Props) => (
  <form class="narrow" method="post" action={`/calendars/${calendar.countryCode}/preview`}>
    <Part title={t('calendars.take')}>
      <input type="hidden" name="kind" value="TAKE" />
      <p id="take-hint">{t('calendars.take.hint')}</p>
      <div class="grid">
        {(['fromYear', 'toYear'] as const).map((field) => (
          <div>
            <label for={field}>{t(field === 'fromYear' ? 'calendars.take.from' : 'calendars.take.to')}</label>
            <input
              id={field}
              name={field}
              type="number"
              required
              min={calendarYears.first}
              max={calendarYears.last}
              value={entered[field] || calendar.year}
              {...about(field, refusal, 'take-hint')}
            />
          </div>
        ))}
      </div>
      <button type="submit">{t('calendars.preview')}</button>
    </Part>
  </form>
);

/** Says on which days offices are closed every week. */
export const WeekendForm = ({ caller, calendar, entered, refusal, t }: Props) => {
  const isEntered = entered.kind === 'WEEKEND';
  const chosen = isEntered ? (entered.weekend ?? []).map(Number) : calendar.weekend;
  return (
    <form class="narrow" method="post" action={`/calendars/${calendar.countryCode}/preview`}>
      <Part title={t('calendars.weekend.set')}>
        <input type="hidden" name="kind" value="WEEKEND" />
        <fieldset>
          <legend>{t('calendars.weekend.days')}</legend>
          <div class="choices">
            {[1, 2, 3, 4, 5, 6, 7].map((day) => (
              <label class="choice">
                <input
                  type="checkbox"
                  id={`weekend-${day}`}
                  name="weekend"
                  value={day}
                  checked={chosen.includes(day)}
                  {...about(`weekend-${day}`, refusal)}
                />{' '}
                {weekdayText(caller.locale, `2024-01-0${day}`)}
              </label>
            ))}
          </div>
        </fieldset>
        <label for="weekend-source">{t('calendars.source')}</label>
        <input
          id="weekend-source"
          name="source"
          required
          maxLength={300}
          dir="auto"
          value={isEntered ? entered.source : (calendar.weekendSource ?? undefined)}
          {...about('weekend-source', refusal)}
        />
        <button type="submit">{t('calendars.preview')}</button>
      </Part>
    </form>
  );
};
