import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { Frame, momentText, pageTranslator } from '../platform/index.js';
import { needsOf } from './attendance.parts.js';
import type { AttendanceRow } from './attendance.schemas.js';

/** The list on paper: it works where there is no network. */
export const AttendancePrintPage = ({
  caller,
  consultation,
  rows,
}: {
  caller: Caller;
  consultation: { title: string; startsAt: Date | null; timeZone: string; place: string | null };
  rows: AttendanceRow[];
}): VNode => {
  const t = pageTranslator(caller.locale);
  const { title, startsAt, timeZone, place } = consultation;
  return (
    <Frame locale={caller.locale} title={`${t('attendance.sheet')} · ${title}`} owner={caller.mechanism}>
      <h1 dir="auto">{title}</h1>
      <p dir="auto">
        {startsAt && momentText(caller.locale, startsAt, timeZone)}
        {place !== null && ` · ${place}`}
      </p>
      <table>
        <caption>{t('attendance.sheet')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('attendance.name')}</th>
            <th scope="col">{t('attendance.institution')}</th>
            <th scope="col">{t('attendance.code')}</th>
            <th scope="col" class="sign">
              {t('attendance.signature')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const needs = needsOf(row, t, caller.locale);
            return (
              <tr>
                <td dir="auto">
                  {row.name}
                  {needs.length > 0 && <small class="below">{needs.join(' · ')}</small>}
                </td>
                <td dir="auto">{row.institution}</td>
                <td>{row.doorCode}</td>
                <td />
              </tr>
            );
          })}
        </tbody>
      </table>
      <p>{t('attendance.sheet.hint')}</p>
    </Frame>
  );
};
