import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { ConsultationDesk, decidesConsultations, type Shown } from '../consultations/index.js';
import { Pages, pageTranslator, TextField, type FormRefusal, type PageTranslate } from '../platform/index.js';
import { AttendanceBadges, needsOf } from './attendance.parts.js';
import type { AttendancePage as AttendanceList, AttendanceRow } from './attendance.schemas.js';
import type { CodeForm, Done, WalkInForm } from './pages.forms.js';

export interface AttendancePageProps {
  caller: Caller;
  consultation: Shown;
  list: AttendanceList;
  /** Whether the day has come, and the minutes are not final. */
  isNow: boolean;
  isOver: boolean;
  /** Officers see the list, but do not take it out. */
  mayPrint: boolean;
  cursor: string | undefined;
  /** Of the walk-in that this page can add. */
  newId: string;
  done: Done;
  /** Who was let in just now. */
  who: AttendanceRow | null;
  entered?: { code?: CodeForm; walkIn?: WalkInForm };
  refusal?: FormRefusal | undefined;
}

/** Who is there: the code of a pass, the list with boxes to tick, those who come uninvited. */
export const AttendancePage = (props: AttendancePageProps): VNode => {
  const { caller, consultation, list, isNow, isOver, mayPrint, cursor, refusal } = props;
  const t = pageTranslator(caller.locale);
  const base = `/consultations/${consultation.id}/attendance`;
  const { invited, seats, present, absent, isOverfull } = list.counts;
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab="/attendance"
      heading={t('attendance.title')}
      said={saidOf(props, t)}
      refusal={refusal}
    >
      <p>{t('attendance.counts', { invited, seats, present, absent })}</p>
      {isOverfull && <p class="notice warn">{t('attendance.overfull')}</p>}
      {!isNow && (
        <p class="notice">{t(consultation.status === 'CLOSED' ? 'attendance.final' : 'attendance.not-yet')}</p>
      )}
      {mayPrint && (
        <p>
          <a href={`${base}/print`}>{t('attendance.print')}</a>
        </p>
      )}
      {isNow && <AtTheDoor {...props} base={base} t={t} />}
      <h3>{t('attendance.list')}</h3>
      {list.items.length === 0 && <p class="quiet">{t('attendance.nobody')}</p>}
      {list.items.length > 0 && (
        <form method="post" action={cursor === undefined ? base : `${base}?cursor=${cursor}`}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('attendance.present')}</th>
                <th scope="col">{t('attendance.institution')}</th>
                <th scope="col">{t('attendance.state')}</th>
              </tr>
            </thead>
            <tbody>
              {list.items.map((row) => (
                <ListRow row={row} isNow={isNow} caller={caller} t={t} />
              ))}
            </tbody>
          </table>
          {isNow && <small>{t('attendance.list.hint')}</small>}
          {isNow && <button type="submit">{t('attendance.save')}</button>}
        </form>
      )}
      <Pages
        first={cursor === undefined ? null : base}
        next={list.next === null ? null : `${base}?cursor=${list.next}`}
        t={t}
      />
      {isOver && (
        <form method="post" action={`${base}/close`}>
          <h3>{t('attendance.close')}</h3>
          <p>{t('attendance.close.hint')}</p>
          <button type="submit" class="quiet">
            {t('attendance.close')}
          </button>
        </form>
      )}
    </ConsultationDesk>
  );
};

const saidOf = ({ done, who, caller }: AttendancePageProps, t: PageTranslate): string | undefined => {
  const { done: what, n } = done;
  if (what === 'saved' || what === 'closed') return t(`attendance.done.${what}`, { n });
  if (who === null || (what !== 'in' && what !== 'already' && what !== 'walk-in')) return undefined;
  const person = [who.name, ...(who.institution === null ? [] : [who.institution]), ...needsOf(who, t, caller.locale)];
  return t(`attendance.done.${what}`, { person: person.join(' · ') });
};

const ListRow = ({
  row,
  isNow,
  caller,
  t,
}: {
  row: AttendanceRow;
  isNow: boolean;
  caller: Caller;
  t: PageTranslate;
}) => {
  const isHere = row.attendance === 'ATTENDED';
  const needs = needsOf(row, t, caller.locale);
  return (
    <tr>
      <td>
        {isNow ? (
          <label class="choice">
            <input type="checkbox" name="here" value={row.invitationId} checked={isHere} />
            <span dir="auto">{row.name}</span>
          </label>
        ) : (
          <span dir="auto">{row.name}</span>
        )}
        {isNow && isHere && <input type="hidden" name="was" value={row.invitationId} />}
      </td>
      <td dir="auto">{row.institution}</td>
      <td>
        <AttendanceBadges row={row} t={t} />
        {row.attendedVia === 'WALK_IN' && decidesConsultations(caller) && (
          <a class="below" href={`/forget/invitation/${row.invitationId}`} dir="auto">
            {t('safety.forget.whom', { name: row.name })}
          </a>
        )}
        {needs.length > 0 && (
          <span class="below" dir="auto">
            {needs.join(' · ')}
          </span>
        )}
      </td>
    </tr>
  );
};

const AtTheDoor = (props: AttendancePageProps & { base: string; t: PageTranslate }) => {
  const { base, entered, newId, refusal, t } = props;
  const walkIn = entered?.walkIn;
  return (
    <>
      <form class="narrow" method="post" action={`${base}/door`}>
        <TextField
          name="code"
          label={t('attendance.code')}
          hint={t('attendance.code.hint')}
          value={entered?.code?.code}
          isRequired
          maxLength={100}
          refusal={refusal}
        />
        <button type="submit">{t('attendance.let-in')}</button>
      </form>
      <details class="action" open={walkIn !== undefined}>
        <summary>{t('attendance.walk-in.add')}</summary>
        <form class="narrow" method="post" action={`${base}/walk-ins`}>
          <input type="hidden" name="id" value={walkIn?.id ?? newId} />
          <TextField
            name="name"
            label={t('attendance.name')}
            value={walkIn?.name}
            isRequired
            maxLength={200}
            refusal={refusal}
          />
          <TextField
            name="institution"
            label={t('attendance.walk-in.institution')}
            hint={t('attendance.walk-in.institution.hint')}
            value={walkIn?.institution}
            maxLength={300}
            refusal={refusal}
          />
          <TextField
            name="email"
            label={t('attendance.walk-in.email')}
            hint={t('attendance.walk-in.email.hint')}
            value={walkIn?.email}
            maxLength={254}
            refusal={refusal}
          />
          <button type="submit">{t('attendance.let-in')}</button>
        </form>
      </details>
    </>
  );
};
