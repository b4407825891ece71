import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import type { Shown } from '../consultations/index.js';
import { momentText, pageTranslator } from '../platform/index.js';
import { AttendanceBadges, needsOf } from './attendance.parts.js';
import type { AttendanceRow } from './attendance.schemas.js';
import type { Done } from './pages.forms.js';

/** What the pass of somebody who was invited opens for whoever stands at the door. */
export const DoorPage = ({
  caller,
  consultation,
  row,
  isNow,
  isOverfull,
  code,
  done,
}: {
  caller: Caller;
  consultation: Shown;
  row: AttendanceRow;
  isNow: boolean;
  isOverfull: boolean;
  code: string;
  done: Done;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const needs = needsOf(row, t, caller.locale);
  const isHere = row.attendance === 'ATTENDED';
  const list = `/consultations/${consultation.id}/attendance`;
  return (
    <SignedInPage caller={caller} title={row.name} path="/consultations">
      <p>
        <a href={list} dir="auto">
          {consultation.title}
        </a>
      </p>
      <h1 dir="auto">{row.name}</h1>
      {(done.done === 'in' || done.done === 'already') && (
        <p class={done.done === 'in' ? 'notice good' : 'notice warn'} role="status">
          {t(`attendance.done.${done.done}`, { person: row.name })}
        </p>
      )}
      <dl>
        <dt>{t('attendance.institution')}</dt>
        <dd dir="auto">{row.institution ?? '–'}</dd>
        <dt>{t('attendance.state')}</dt>
        <dd>
          <AttendanceBadges row={row} t={t} />
        </dd>
        {row.attendedAt !== null && <dt>{t('attendance.since')}</dt>}
        {row.attendedAt !== null && <dd>{momentText(caller.locale, new Date(row.attendedAt), caller.timeZone)}</dd>}
        <dt>{t('attendance.needs')}</dt>
        <dd dir="auto">{needs.length > 0 ? needs.join(' · ') : '–'}</dd>
      </dl>
      {isOverfull && <p class="notice warn">{t('attendance.overfull')}</p>}
      {!isNow && (
        <p class="notice">{t(consultation.status === 'CLOSED' ? 'attendance.final' : 'attendance.not-yet')}</p>
      )}
      {isNow && !isHere && (
        <form method="post" action={`/door/${encodeURIComponent(code)}`}>
          <button type="submit">{t('attendance.let-in')}</button>
        </form>
      )}
      <p>
        <a href={list}>{t('attendance.to-list')}</a>
      </p>
    </SignedInPage>
  );
};
