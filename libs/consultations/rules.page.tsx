import type { VNode } from 'preact';
import { SignedInPage, type Caller } from '../access/index.js';
import { pageTranslator, Refused, TextArea, TextField, type FormRefusal } from '../platform/index.js';
import { saidOf, type Done, type RulesForm } from './desk.forms.js';

/** How this mechanism consults. */
export const ConsultationRulesPage = ({
  caller,
  entered,
  done,
  refusal,
}: {
  caller: Caller;
  entered: RulesForm;
  done: Done;
  refusal?: FormRefusal;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const days = (name: Exclude<keyof RulesForm, 'source' | 'remindDays'>, min: number, max: number) => (
    <TextField
      name={name}
      type="number"
      min={min}
      max={max}
      label={t(`consultations.rules.${name}`)}
      value={entered[name]}
      isRequired
      refusal={refusal}
    />
  );
  return (
    <SignedInPage caller={caller} title={t('consultations.rules')} path="/consultation-rules">
      <p>
        <a href="/consultations">{t('consultations.title')}</a>
      </p>
      <h1>{t('consultations.rules')}</h1>
      {done.done && (
        <p class="notice good" role="status">
          {saidOf(done, t)}
        </p>
      )}
      <Refused refusal={refusal} />
      <p>{t('consultations.rules.hint')}</p>
      <form class="narrow" method="post" action="/consultation-rules">
        {days('noticeWorkingDays', 0, 250)}
        {days('answerDays', 0, 90)}
        <TextField
          name="remindDays"
          label={t('consultations.field.remindDays')}
          hint={t('consultations.hint.remindDays')}
          value={entered.remindDays}
          refusal={refusal}
        />
        {days('minutesWorkingDays', 0, 250)}
        {days('commentDays', 1, 365)}
        <TextArea
          name="source"
          label={t('consultations.rules.source')}
          hint={t('consultations.rules.source.hint')}
          value={entered.source}
          maxLength={500}
          refusal={refusal}
        />
        <button type="submit">{t('consultations.save')}</button>
      </form>
    </SignedInPage>
  );
};
