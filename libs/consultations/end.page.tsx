import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { pageTranslator, TextArea, TextField, type FormRefusal } from '../platform/index.js';
import { ClashList, ConsultationDesk, spanText, whenText } from './consultation.parts.js';
import { localTime } from './consultations.queries.js';
import type { Clashes, ConsultationDetail } from './consultations.views.js';
import type { ReasonForm, RepeatForm } from './dates.forms.js';
import type { Span } from './consultations.rules.js';
import { StepChanges } from './steps.parts.js';

/** It is not held on its date, or not at all: who will hear, and what will not happen, before it is pressed. */
export const EndPage = ({
  caller,
  consultation,
  act,
  told,
  entered,
  refusal,
}: {
  caller: Caller;
  consultation: ConsultationDetail;
  act: 'postpone' | 'cancel';
  /** How many of those invited will hear. */
  told: number;
  entered?: ReasonForm;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const waiting = consultation.steps
    .filter(({ doneAt }) => doneAt === null)
    .map(({ kind, dueAt }) => ({ kind, dueAt: new Date(dueAt) }));
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab=""
      heading={t(`consultations.act.${act}`)}
      refusal={refusal}
    >
      <p>{t('consultations.move.now', { when: whenText(consultation, caller.locale, t) })}</p>
      <p>{t(`consultations.${act}.hint`)}</p>
      <p>{t('consultations.preview.told', { count: told })}</p>
      {waiting.length > 0 && (
        <>
          <h3>{t('consultations.steps.stop')}</h3>
          <StepChanges before={waiting} after={[]} timeZone={consultation.timeZone} locale={caller.locale} />
        </>
      )}
      <form class="narrow" method="post" action={`/consultations/${consultation.id}/${act}`}>
        <TextArea
          name="reason"
          label={t('consultations.field.moveReason')}
          value={entered?.reason}
          isRequired
          refusal={refusal}
        />
        <div class="actions">
          <button type="submit">{t(`consultations.act.${act}`)}</button>
          <a href={`/consultations/${consultation.id}`}>{t('changes.leave')}</a>
        </div>
      </form>
    </ConsultationDesk>
  );
};

/** More of the same: the dates are looked at first. */
export const RepeatPage = ({
  caller,
  consultation,
  entered,
  dates,
  refusal,
}: {
  caller: Caller;
  consultation: ConsultationDetail;
  entered: RepeatForm;
  dates?: { span: Span; clashes: Clashes }[];
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const { timeZone } = consultation;
  return (
    <ConsultationDesk
      caller={caller}
      consultation={consultation}
      tab=""
      heading={t('consultations.act.repeat')}
      refusal={refusal}
    >
      <p>{t('consultations.move.now', { when: whenText(consultation, caller.locale, t) })}</p>
      <p>{t('consultations.repeat.hint')}</p>
      <form class="narrow" method="post" action={`/consultations/${consultation.id}/repeat`}>
        <button type="submit" name="step" value="preview" hidden>
          {t('consultations.preview')}
        </button>
        <TextField
          name="everyMonths"
          type="number"
          min={1}
          max={60}
          label={t('consultations.field.everyMonths')}
          value={entered.everyMonths}
          isRequired
          refusal={refusal}
        />
        <TextField
          name="times"
          type="number"
          min={1}
          max={24}
          label={t('consultations.field.times')}
          value={entered.times}
          isRequired
          refusal={refusal}
        />
        {dates && (
          <>
            <h3>{t('consultations.repeat.dates', { zone: timeZone })}</h3>
            <ul class="list">
              {dates.map(({ span, clashes }) => (
                <li>
                  {spanText(
                    { from: localTime(span.startsAt, timeZone), until: localTime(span.endsAt, timeZone) },
                    caller.locale,
                  )}
                  {clashes.closed.length + clashes.consultations.length > 0 && (
                    <ClashList clashes={clashes} caller={caller} />
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
        <div class="actions">
          {dates && (
            <button type="submit" name="step" value="apply">
              {t('consultations.repeat.apply')}
            </button>
          )}
          <button class={dates ? 'quiet' : undefined} type="submit" name="step" value="preview">
            {t('consultations.repeat.preview')}
          </button>
          <a href={`/consultations/${consultation.id}`}>{t('changes.leave')}</a>
        </div>
      </form>
    </ConsultationDesk>
  );
};
