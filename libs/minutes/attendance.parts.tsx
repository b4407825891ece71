import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import type { PageTranslate } from '../platform/index.js';
import type { AttendanceRow } from './attendance.schemas.js';

/** A language as readers of another one call it; what is no code stays as it is. */
const languageText = (locale: Locale, code: string): string =>
  /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(code)
    ? (new Intl.DisplayNames(locale, { type: 'language' }).of(code) ?? code)
    : code;

/** What somebody needs to take part, each in a few words. */
export const needsOf = ({ needs }: AttendanceRow, t: PageTranslate, locale: Locale): string[] => [
  ...(needs.interpretation === null
    ? []
    : [t('attendance.needs.interpretation', { language: languageText(locale, needs.interpretation) })]),
  ...(needs.stepFree ? [t('attendance.needs.step-free')] : []),
  ...(needs.travel ? [t('attendance.needs.travel')] : []),
  ...(needs.other === null || needs.other === '' ? [] : [needs.other]),
];

/** What they said, whether they hold a seat, whether they came. */
export const AttendanceBadges = ({ row, t }: { row: AttendanceRow; t: PageTranslate }): VNode => (
  <>
    {row.attendance === 'ATTENDED' && <span class="badge good">{t('attendance.ATTENDED')}</span>}
    {row.attendance === 'ABSENT' && <span class="badge warn">{t('attendance.ABSENT')}</span>}{' '}
    {row.attendedVia === 'WALK_IN' ? (
      <span class="badge">{t('attendance.walk-in')}</span>
    ) : row.seat === 'NONE' ? (
      <span class="quiet">{t(`attendance.answer.${row.answer ?? 'NONE'}`)}</span>
    ) : (
      <span class="quiet">{t(`attendance.seat.${row.seat}`)}</span>
    )}
  </>
);
