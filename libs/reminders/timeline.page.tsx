import type { VNode } from 'preact';
import { seesAll, type Caller } from '../access/index.js';
import { isSecretariat } from '../deadlines/index.js';
import { dayText, momentText, pageTranslator, type Day, type PageTranslate } from '../platform/index.js';
import { newsIn, wordOf } from './reminders.rules.js';
import type { Timeline, TimelineStep } from './timeline.schemas.js';

type Line = { on: Day; step: TimelineStep } | { on: Day; mark: 'today' | 'due' };

/** The plan for a deadline in the order of its days: what was told and to whom, what was stopped and why, what will be. */
export const TimelineView = ({
  timeline,
  today,
  caller,
}: {
  timeline: Timeline;
  today: Day;
  caller: Caller;
}): VNode => {
  const t = pageTranslator(caller.locale);
  const marks: Line[] = [
    { on: timeline.dueOn, mark: 'due' },
    { on: today, mark: 'today' },
  ];
  const lines: Line[] = [...timeline.steps.map((step) => ({ on: step.sendOn, step })), ...marks];
  // On one day, what is said comes before the day itself.
  const inOrder = lines
    .map((line, index) => ({ line, index }))
    .sort((a, b) => a.line.on.localeCompare(b.line.on) || a.index - b.index);
  return (
    <>
      {timeline.isHeld && <p class="notice warn">{t('timeline.held')}</p>}
      {timeline.steps.length === 0 && <p>{t('timeline.none')}</p>}
      <ol class="timeline">
        {inOrder.map(({ line }) =>
          'mark' in line ? (
            <li class={`mark ${line.mark}`}>
              <strong>{t(`timeline.${line.mark}`)}</strong>{' '}
              <time dateTime={line.on}>{dayText(caller.locale, line.on)}</time>
            </li>
          ) : (
            <Step step={line.step} dueOn={timeline.dueOn} caller={caller} t={t} />
          ),
        )}
      </ol>
    </>
  );
};

const tones = { TOLD: 'good', WAITING: 'warn', PLANNED: '', STOPPED: '' };

const Step = ({ step, dueOn, caller, t }: { step: TimelineStep; dueOn: Day; caller: Caller; t: PageTranslate }) => (
  <li class={step.state.toLowerCase()}>
    <p class="badges">
      <time dateTime={step.sendOn}>{dayText(caller.locale, step.sendOn)}</time>
      <span class={`badge ${tones[step.state]}`.trim()}>{t(`timeline.state.${step.state}`)}</span>
    </p>
    <p>
      {whatOf(step, t)} <span class="quiet">→ {t(`places.${step.audience}`)}</span>
      {step.dueOn !== dueOn && (
        <span class="quiet below">{t('timeline.other-day', { day: dayText(caller.locale, step.dueOn) })}</span>
      )}
      {step.stopReason !== null && <span class="quiet below">{t(`timeline.stopped.${step.stopReason}`)}</span>}
    </p>
    {seesAll(caller) && step.told.length > 0 && (
      <ul class="told">
        {step.told.map(({ person, toldAt, hearsAt, mailId, mailStatus, serverAnswer }) => (
          <li dir="auto">
            {mailId !== null && isSecretariat(caller) ? <a href={`/mails/${mailId}`}>{person.name}</a> : person.name}
            {toldAt !== null && `, ${momentText(caller.locale, new Date(toldAt), caller.timeZone)}`}
            {hearsAt !== null && (
              <span class="quiet below">
                {t('timeline.hears', { moment: momentText(caller.locale, new Date(hearsAt), caller.timeZone) })}
              </span>
            )}
            {mailStatus !== null && <span class="quiet below">{t(`timeline.mail.${mailStatus}`)}</span>}
            {serverAnswer !== null && (
              <span class="quiet below">
                {t('timeline.answer')} <code>{serverAnswer}</code>
              </span>
            )}
          </li>
        ))}
      </ul>
    )}
  </li>
);

/** What a step says: how far from the day, or the news. */
const whatOf = ({ key }: TimelineStep, t: PageTranslate): string => {
  const news = newsIn(key);
  if (news !== null) return t(`timeline.news.${news}`);
  const [, distance = ''] = key.split('.');
  const unit = distance.endsWith('w') || wordOf(key) !== 'before' ? 'WORKING_DAYS' : 'DAYS';
  const words = t('explain.distance', { unit, amount: Number.parseInt(distance, 10) });
  return t(wordOf(key) === 'before' ? 'timeline.before' : 'timeline.after', { distance: words });
};
