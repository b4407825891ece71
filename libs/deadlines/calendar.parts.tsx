import type { Locale } from '../catalogue/index.js';
import { weekdayText, type PageTranslate } from '../platform/index.js';
import type { Refusal } from './calendar-changes.forms.js';

/** Days of the week as people write them. 1 January 2024 was a Monday. */
export const weekdays = (locale: Locale, days: readonly number[]): string =>
  days.map((day) => weekdayText(locale, `2024-01-0${day}`)).join(', ');

/** What was wrong, and where; a file's broken lines one by one. */
export const Refused = ({ refusal, t }: { refusal: Refusal; t: PageTranslate }) => (
  <div class="notice error" role="alert">
    <p id="refusal">{refusal.field === null ? refusal.text : <a href={`#${refusal.field}`}>{refusal.text}</a>}</p>
    {refusal.lines.length > 0 && (
      <ul>
        {refusal.lines.map((line) => (
          <li dir="auto">{line}</li>
        ))}
        {refusal.more > 0 && <li>{t('calendars.effect.more', { count: refusal.more })}</li>}
      </ul>
    )}
  </div>
);

/** The name in the national language; screen readers are told where that is Khmer. */
export const NationalName = ({ name }: { name: string | null }) =>
  name === null ? null : (
    <span dir="auto" lang={/\p{Script=Khmer}/u.test(name) ? 'km' : undefined}>
      {name}
    </span>
  );
