import type { VNode } from 'preact';
import type { Locale } from '../catalogue/index.js';
import { momentText, pageTranslator } from '../platform/index.js';
import type { StepView } from './consultations.views.js';
import { stepKey, type Step } from './timetable.rules.js';

/** What was to happen, and what would happen instead, in the order of time. */
export const StepChanges = ({
  before,
  after,
  timeZone,
  locale,
}: {
  before: Step[];
  after: Step[];
  timeZone: string;
  locale: Locale;
}): VNode => {
  const t = pageTranslator(locale);
  const [was, will] = [new Set(before.map(stepKey)), new Set(after.map(stepKey))];
  const gone = before.filter((step) => !will.has(stepKey(step)));
  const all = [...after, ...gone].sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
  if (all.length === 0) return <p>{t('consultations.steps.none')}</p>;
  return (
    <ul>
      {all.map((step) => (
        <li>
          {momentText(locale, step.dueAt, timeZone)}: {t(`consultations.step.${step.kind}`)}{' '}
          {!was.has(stepKey(step)) && <span class="badge good">{t('changes.new')}</span>}
          {!will.has(stepKey(step)) && <span class="badge warn">{t('consultations.steps.stopped')}</span>}
        </li>
      ))}
    </ul>
  );
};

/** What has happened around a consultation, and what is to come. */
export const StepList = ({
  steps,
  timeZone,
  locale,
}: {
  steps: StepView[];
  timeZone: string;
  locale: Locale;
}): VNode => {
  const t = pageTranslator(locale);
  if (steps.length === 0) return <p>{t('consultations.steps.none')}</p>;
  return (
    <ol class="list">
      {steps.map(({ kind, dueAt, doneAt }) => (
        <li>
          <time dateTime={dueAt} class="quiet">
            {momentText(locale, new Date(dueAt), timeZone)}
          </time>
          <br />
          {t(`consultations.step.${kind}`)}{' '}
          <span class={doneAt === null ? 'badge' : 'badge good'}>
            {t(doneAt === null ? 'consultations.steps.planned' : 'consultations.steps.done')}
          </span>
        </li>
      ))}
    </ol>
  );
};
