import type { ComponentChildren, VNode } from 'preact';
import type { Caller } from '../access/index.js';
import { decidesDeadlines, DeskPage, type Done } from '../deadlines/index.js';
import {
  Choice,
  Group,
  momentText,
  pageTranslator,
  TextArea,
  TextField,
  Tick,
  type DeadlineKind,
  type FormRefusal,
  type PageTranslate,
  type ReminderAudience,
} from '../platform/index.js';
import { audiences, planFields, withSpare, type PlanForm } from './plan.form.js';
import type { PlanBody, ReminderPlan } from './plans.schemas.js';

/** How people are reminded of deadlines of each kind. */
export const PlansPage = ({ caller, plans, done }: { caller: Caller; plans: ReminderPlan[]; done: Done }): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <DeskPage caller={caller} title={t('plans.title')} path="/reminder-plans" done={done}>
      <p>{t('plans.intro')}</p>
      {plans.map(({ kind, body, setAt }) => (
        <section class="card" aria-labelledby={kind}>
          <h2 class="capital" id={kind}>
            {t(`deadlines.kind.${kind}`)}
          </h2>
          <PlanInWords body={body} t={t} />
          <p class="quiet">
            {t('plans.since', { moment: momentText(caller.locale, new Date(setAt), caller.timeZone) })}
          </p>
          {decidesDeadlines(caller) && (
            <p>
              <a href={`/reminder-plans/${kind}`} aria-label={`${t('plans.change')}: ${t(`deadlines.kind.${kind}`)}`}>
                {t('plans.change')}
              </a>
            </p>
          )}
        </section>
      ))}
    </DeskPage>
  );
};

/** A plan as the line of its days. */
const PlanInWords = ({ body, t }: { body: PlanBody; t: PageTranslate }) => {
  const { announce, before, again, ladder } = body;
  const places = (audience: ReminderAudience[]) => audience.map((place) => t(`places.${place}`)).join(', ');
  const after = (amount: number) =>
    t('timeline.after', { distance: t('explain.distance', { unit: 'WORKING_DAYS', amount }) });
  const early = [...before].sort((a, b) => b.offset - a.offset);
  return (
    <ol class="timeline plan">
      <li class={announce ? 'told' : 'stopped'}>{t(announce ? 'plans.announced' : 'plans.not-announced')}</li>
      {early.map(({ offset, unit }) => (
        <li class="planned">
          {t('timeline.before', { distance: t('explain.distance', { unit, amount: offset }) })}{' '}
          <span class="quiet">→ {t('places.MAIN')}</span>
        </li>
      ))}
      <li class="mark due">
        <strong>{t('timeline.due')}</strong>
      </li>
      {ladder.map((rung) => (
        <li class="waiting">
          {after(rung.after)} <span class="quiet">→ {places(rung.audience)}</span>
        </li>
      ))}
      {again !== null && (
        <li class="waiting">
          {t('plans.again', {
            distance: t('explain.distance', { unit: 'WORKING_DAYS', amount: again.every }),
            times: again.times,
          })}{' '}
          <span class="quiet">→ {places(again.audience)}</span>
        </li>
      )}
      {ladder.length === 0 && again === null && <li class="stopped">{t('plans.nothing-after')}</li>}
    </ol>
  );
};

interface PlanPageProps {
  caller: Caller;
  kind: DeadlineKind;
  entered: PlanForm;
  refusal?: FormRefusal | undefined;
}

const PlanPage = ({
  caller,
  kind,
  refusal,
  children,
}: Omit<PlanPageProps, 'entered'> & { children: ComponentChildren }) => {
  const t = pageTranslator(caller.locale);
  return (
    <DeskPage
      caller={caller}
      title={t('plans.change.title', { kind: t(`deadlines.kind.${kind}`) })}
      path={`/reminder-plans/${kind}`}
      back={{ href: '/reminder-plans', text: t('plans.title') }}
      refusal={refusal}
    >
      {children}
    </DeskPage>
  );
};

/** A plan to be changed; the next page shows it beside the one in force. */
export const PlanFormPage = ({ caller, kind, entered, refusal }: PlanPageProps): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <PlanPage {...{ caller, kind, refusal }}>
      <form method="post" action={`/reminder-plans/${kind}`}>
        <Tick name="announce" label={t('plans.announce')} checked={entered.announce} />
        <Group id="before" label={t('plans.before')} hint={t('plans.empty-rows')} refusal={refusal}>
          {withSpare(entered.before, { offset: '', unit: 'DAYS' }).map(({ offset, unit }, row) => (
            <div class="grid">
              <TextField
                name={`before-${row}-offset`}
                label={t('plans.before.offset', { n: row + 1 })}
                type="number"
                min={1}
                max={400}
                value={offset}
                refusal={refusal}
              />
              <Choice
                name={`before-${row}-unit`}
                label={t('plans.before.unit', { n: row + 1 })}
                chosen={unit}
                options={(['DAYS', 'WORKING_DAYS'] as const).map((one) => [one, t(`rules.unit.${one}`)] as const)}
              />
            </div>
          ))}
        </Group>
        <Group id="ladder" label={t('plans.ladder')} hint={t('plans.ladder.hint')} refusal={refusal}>
          {withSpare(entered.ladder, { after: '', audience: [] }).map(({ after, audience }, row) => (
            <div class="rung" role="group" aria-label={t('plans.rung', { n: row + 1 })}>
              <TextField
                name={`ladder-${row}-after`}
                label={t('plans.ladder.after', { n: row + 1 })}
                type="number"
                min={1}
                max={250}
                value={after}
                refusal={refusal}
              />
              <Places name={`ladder-${row}-audience`} chosen={audience} t={t} />
            </div>
          ))}
        </Group>
        <Group id="again" label={t('plans.again.title')} hint={t('plans.again.hint')} refusal={refusal}>
          <div class="grid">
            <TextField
              name="again-every"
              label={t('plans.again.every')}
              type="number"
              min={1}
              max={60}
              value={entered.again.every}
              refusal={refusal}
            />
            <TextField
              name="again-times"
              label={t('plans.again.times')}
              type="number"
              min={1}
              max={12}
              value={entered.again.times}
              refusal={refusal}
            />
          </div>
          <Places name="again-audience" chosen={entered.again.audience} t={t} />
        </Group>
        <input type="hidden" name="reason" value={entered.reason} />
        <button type="submit" name="step" value="preview">
          {t('changes.preview')}
        </button>
      </form>
    </PlanPage>
  );
};

/** A plan beside the one in force; nothing happens before somebody says why and applies it. */
export const PlanPreviewPage = ({
  caller,
  kind,
  entered,
  refusal,
  before,
  after,
  open,
}: PlanPageProps & {
  before: PlanBody;
  after: PlanBody;
  /** So many deadlines of the kind are open. */
  open: number;
}): VNode => {
  const t = pageTranslator(caller.locale);
  return (
    <PlanPage {...{ caller, kind, refusal }}>
      <p>{t('changes.nothing-yet')}</p>
      <p class="notice">
        {JSON.stringify(before) === JSON.stringify(after) ? t('plans.same') : t('plans.open', { count: open })}
      </p>
      <div class="grid">
        {(
          [
            ['changes.before', before],
            ['changes.after', after],
          ] as const
        ).map(([title, body]) => (
          <section class="card" aria-labelledby={title}>
            <h2 id={title}>{t(title)}</h2>
            <PlanInWords body={body} t={t} />
          </section>
        ))}
      </div>
      <form class="narrow" method="post" action={`/reminder-plans/${kind}`}>
        {planFields(entered).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <TextArea name="reason" label={t('requests.reason')} value={entered.reason} isRequired refusal={refusal} />
        <div class="actions">
          <button type="submit" name="step" value="apply">
            {t('changes.apply')}
          </button>
          <button class="quiet" type="submit" name="step" value="change" formNoValidate>
            {t('plans.change.again')}
          </button>
        </div>
      </form>
    </PlanPage>
  );
};

const Places = ({ name, chosen, t }: { name: string; chosen: string[]; t: PageTranslate }) => (
  <div class="choices">
    {audiences.map((place) => (
      <Tick name={name} value={place} label={t(`places.${place}`)} checked={chosen.includes(place)} />
    ))}
  </div>
);
