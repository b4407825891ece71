import { z } from 'zod';
import type { FormWords, PageTranslate } from '../platform/index.js';
import type { DeadlineRule } from './rules.schemas.js';

const one = z.string().max(4000).catch('');

/** A rule as it is entered: how long before or after, not a signed number. */
export const RuleForm = z.object({
  code: one,
  titleEn: one,
  titleFr: one,
  titleKm: one,
  kind: one,
  anchor: one,
  mechanism: one,
  afterCode: one,
  amount: one,
  unit: one,
  side: one,
  roll: one,
  timeZone: one,
  calendarCode: one,
  owner: one,
  source: one,
  confirmed: one,
  formal: one,
  validFrom: one,
  validUntil: one,
  replacesId: one,
  reason: one,
  /** What the button says: look at it, apply it, or go on entering. */
  step: one,
});
export type RuleForm = z.infer<typeof RuleForm>;

const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());

/** As the use case wants it. What is not a number becomes none, and is refused there. */
export const ruleOf = (form: RuleForm): unknown => {
  const amount = form.amount.trim() === '' ? Number.NaN : Number(form.amount);
  const titles = { en: form.titleEn, fr: orNull(form.titleFr), km: orNull(form.titleKm) };
  return {
    code: form.code.trim(),
    titles: Object.fromEntries(Object.entries(titles).filter(([, title]) => title !== null)),
    kind: form.kind,
    anchor: form.anchor,
    mechanism: orNull(form.mechanism),
    // Chosen for another anchor before, it means nothing now.
    afterCode: form.anchor === 'DEADLINE' ? orNull(form.afterCode) : null,
    offset: form.side === 'before' ? 0 - amount : amount,
    unit: form.unit,
    roll: form.roll,
    timeZone: form.timeZone.trim(),
    calendarCode: orNull(form.calendarCode.toUpperCase()),
    owner: form.owner,
    source: form.source,
    confirmed: form.confirmed === '1',
    formal: form.formal === '1',
    validFrom: orNull(form.validFrom),
    validUntil: orNull(form.validUntil),
    replacesId: orNull(form.replacesId),
  };
};

/** The form of a rule that is to be replaced. */
export const formOf = (rule: DeadlineRule): RuleForm => ({
  code: rule.code,
  titleEn: rule.titles.en,
  titleFr: rule.titles.fr ?? '',
  titleKm: rule.titles.km ?? '',
  kind: rule.kind,
  anchor: rule.anchor,
  mechanism: rule.mechanism ?? '',
  afterCode: rule.afterCode ?? '',
  amount: String(Math.abs(rule.offset)),
  unit: rule.unit,
  side: rule.offset < 0 ? 'before' : 'after',
  roll: rule.roll,
  timeZone: rule.timeZone,
  calendarCode: rule.calendarCode ?? '',
  owner: rule.owner,
  source: rule.source,
  confirmed: rule.confirmed ? '1' : '',
  formal: rule.formal ? '1' : '',
  validFrom: rule.validFrom ?? '',
  validUntil: rule.validUntil ?? '',
  replacesId: rule.id,
  reason: '',
  step: '',
});

export const ruleWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    code: 'rules.invalid.code',
    'titles.en': { field: 'titleEn', text: 'rules.invalid.title' },
    'titles.fr': { field: 'titleFr', text: 'rules.invalid.title-long' },
    'titles.km': { field: 'titleKm', text: 'rules.invalid.title-long' },
    titles: { field: 'titleEn', text: 'rules.invalid.title' },
    kind: 'deadlines.invalid.kind',
    anchor: 'rules.invalid.anchor',
    mechanism: 'dates.invalid.mechanism',
    afterCode: 'rules.invalid.afterCode',
    offset: { field: 'amount', text: 'rules.invalid.offset' },
    unit: 'rules.invalid.unit',
    roll: 'rules.invalid.roll',
    timeZone: 'rules.invalid.timeZone',
    calendarCode: 'rules.invalid.calendarCode',
    owner: 'rules.invalid.owner',
    source: 'rules.invalid.source',
    validFrom: 'rules.invalid.validFrom',
    validUntil: 'rules.invalid.validUntil',
    reason: 'deadlines.invalid.reason',
  },
  codes: {
    'rule-cycle': { field: 'afterCode', text: 'rules.error.cycle' },
    'rule-contradicts': { field: 'validFrom', text: 'rules.error.contradicts' },
    'rule-follows-unknown': { field: 'afterCode' },
    'rule-keeps-code': { field: 'code' },
    'not-found': { text: 'rules.error.replaced' },
    'day-out-of-reach': { field: 'amount', text: 'rules.error.reach' },
    'calendar-not-kept': { field: 'calendarCode', text: 'rules.error.not-kept' },
    'calendar-without-working-days': { field: 'calendarCode' },
  },
});
