import type { VNode } from 'preact';
import type { Caller } from '../access/index.js';
import {
  AnchorKind,
  Choice,
  DeadlineKind,
  DeadlineOwner,
  Group,
  OffsetUnit,
  pageTranslator,
  ReviewMechanism,
  Roll,
  TextArea,
  TextField,
  Tick,
  type FormRefusal,
} from '../platform/index.js';
import { ChangesTable, DeskPage, mechanismText } from './desk.parts.js';
import type { RuleForm } from './rule.form.js';
import { whenText } from './rules.page.js';
import type { Change, SetRule } from './rules.schemas.js';

interface RulePageProps {
  caller: Caller;
  entered: RuleForm;
  refusal?: FormRefusal;
}

/** Where both pages of a rule lead: a new one, or another version of one. */
const addressOf = ({ replacesId }: RuleForm) => `/deadline-rules/${replacesId === '' ? 'new' : replacesId}`;

const isNew = ({ replacesId }: RuleForm) => replacesId === '';

/** A rule to be entered; the next page shows what it would move. */
export const RuleFormPage = ({ caller, entered, refusal, codes }: RulePageProps & { codes: string[] }): VNode => {
  const t = pageTranslator(caller.locale);
  const text = (name: keyof RuleForm) => ({ name, value: entered[name], refusal });
  const choice = (name: keyof RuleForm) => ({ name, chosen: entered[name], refusal });
  return (
    <DeskPage
      caller={caller}
      title={isNew(entered) ? t('rules.new') : t('rules.change.title', { code: entered.code })}
      path={addressOf(entered)}
      back={{ href: '/deadline-rules', text: t('rules.title') }}
      refusal={refusal}
    >
      <form method="post" action={addressOf(entered)}>
        <div class="narrow">
          {isNew(entered) ? (
            <TextField
              {...text('code')}
              label={t('rules.code')}
              hint={t('rules.code.hint')}
              isRequired
              maxLength={30}
            />
          ) : (
            <input type="hidden" name="code" value={entered.code} />
          )}
          <TextField
            {...text('titleEn')}
            label={t('rules.title-in', { language: 'English' })}
            isRequired
            maxLength={300}
          />
          <TextField {...text('titleFr')} label={t('rules.title-in', { language: 'français' })} maxLength={300} />
          <TextField {...text('titleKm')} label={t('rules.title-in', { language: 'ភាសាខ្មែរ' })} maxLength={300} />
          <Choice
            {...choice('kind')}
            label={t('register.kind')}
            hint={t('deadlines.kind.hint')}
            options={Object.values(DeadlineKind).map((kind) => [kind, t(`deadlines.kind.${kind}`)] as const)}
          />
        </div>
        <Group id="when" label={t('rules.when.title')}>
          <div class="grid">
            <TextField {...text('amount')} label={t('rules.amount')} type="number" min={0} isRequired />
            <Choice
              {...choice('unit')}
              label={t('rules.unit')}
              options={Object.values(OffsetUnit).map((unit) => [unit, t(`rules.unit.${unit}`)] as const)}
            />
            <Choice
              {...choice('side')}
              label={t('rules.side')}
              options={(['before', 'after'] as const).map((side) => [side, t(`rules.side.${side}`)] as const)}
            />
            <Choice
              {...choice('anchor')}
              label={t('rules.anchor')}
              options={Object.values(AnchorKind).map((kind) => [kind, t(`anchors.kind.${kind}`)] as const)}
            />
            <Choice
              {...choice('afterCode')}
              label={t('rules.after')}
              hint={t('rules.after.hint')}
              any={t('rules.after.none')}
              options={codes.map((code) => [code, code] as const)}
            />
            <Choice
              {...choice('roll')}
              label={t('rules.roll')}
              options={Object.values(Roll).map((roll) => [roll, t(`rules.roll.${roll}`)] as const)}
            />
            <TextField {...text('timeZone')} label={t('deadlines.zone')} hint={t('rules.zone.hint')} isRequired />
            <TextField
              {...text('calendarCode')}
              label={t('rules.calendar')}
              hint={t('rules.calendar.hint')}
              maxLength={3}
            />
          </div>
        </Group>
        <Group id="for-whom" label={t('rules.for.title')}>
          <div class="grid">
            <Choice
              {...choice('mechanism')}
              label={t('dates.mechanism')}
              any={t('rules.mechanism.any')}
              options={Object.values(ReviewMechanism).map((one) => [one, mechanismText(one, caller.locale)] as const)}
            />
            <Choice
              {...choice('owner')}
              label={t('rules.owner')}
              options={Object.values(DeadlineOwner).map((owner) => [owner, t(`rules.owner.${owner}`)] as const)}
            />
            <TextField
              {...text('validFrom')}
              label={t('rules.validFrom')}
              hint={t('rules.validity.hint')}
              type="date"
            />
            <TextField {...text('validUntil')} label={t('rules.validUntil')} type="date" />
          </div>
        </Group>
        <div class="narrow">
          <TextArea
            {...text('source')}
            label={t('rules.source')}
            hint={t('rules.source.hint')}
            maxLength={1000}
            isRequired
          />
          <Tick name="confirmed" label={t('rules.confirmed')} checked={entered.confirmed === '1'} />
          <Tick name="formal" label={t('rules.formal')} checked={entered.formal === '1'} />
          <input type="hidden" name="reason" value={entered.reason} />
          <p>{t('rules.preview.hint')}</p>
          <button type="submit" name="step" value="preview">
            {t('changes.preview')}
          </button>
        </div>
      </form>
    </DeskPage>
  );
};

/** What the rule would move; nothing happens before somebody says why and applies it. */
export const RulePreviewPage = ({
  caller,
  entered,
  refusal,
  rule,
  changes,
}: RulePageProps & { rule: SetRule; changes: Change[] }): VNode => {
  const t = pageTranslator(caller.locale);
  const { reason, step: _, ...kept } = entered;
  return (
    <DeskPage
      caller={caller}
      title={t('rules.preview.title', { code: rule.code })}
      path={addressOf(entered)}
      back={{ href: '/deadline-rules', text: t('rules.title') }}
      refusal={refusal}
    >
      <p class="big" dir="auto">
        {rule.titles[caller.locale] ?? rule.titles.en}: <strong>{whenText(rule, t)}</strong>
        {rule.roll !== 'NONE' && `, ${t(`rules.roll.${rule.roll}`)}`}
      </p>
      <p>{t(rule.formal ? 'rules.formal.yes' : 'rules.formal.no')}</p>
      <p>{t('changes.nothing-yet')}</p>
      <ChangesTable changes={changes} caller={caller} />
      <form class="narrow" method="post" action={addressOf(entered)}>
        {Object.entries(kept).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <TextArea name="reason" label={t('requests.reason')} value={reason} isRequired refusal={refusal} />
        <div class="actions">
          <button type="submit" name="step" value="apply">
            {t('changes.apply')}
          </button>
          <button class="quiet" type="submit" name="step" value="change" formNoValidate>
            {t('changes.again')}
          </button>
        </div>
      </form>
    </DeskPage>
  );
};
