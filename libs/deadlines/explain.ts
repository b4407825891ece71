import {
  localeFor,
  pageTranslator,
  toDay,
  weekdayText,
  dateText,
  type Day,
  type OffsetUnit,
  type Roll,
} from '../platform/index.js';
import { reckon, titleOf } from './deadlines.rules.js';

interface Explained {
  dueOn: Date;
  pinned: boolean;
  rule: {
    code: string;
    titles: unknown;
    offset: number;
    unit: OffsetUnit;
    roll: Roll;
    source: string;
    confirmed: boolean;
  } | null;
  anchor: { title: string; day: Date } | null;
  after: { title: string | null; dueOn: Date; rule: { titles: unknown } | null } | null;
}

/**
 * How a day came about, e.g. "12 weeks before 30 January 2019 (UPR 32) = 7 November 2018, a Wednesday; rule UPR-4, source: …".
 * Null where no rule made it.
 */
export const explanationOf = ({ dueOn, pinned, rule, anchor, after }: Explained, language: string): string | null => {
  if (!rule) return null;
  const locale = localeFor(language);
  const t = pageTranslator(locale);
  const base = after
    ? { title: titleOf(after, locale) ?? '', day: toDay(after.dueOn) }
    : anchor && { title: anchor.title, day: toDay(anchor.day) };
  const parts: string[] = [];
  if (base) {
    const due = toDay(dueOn);
    const amount = Math.abs(rule.offset);
    const distance = t('explain.distance', { unit: rule.unit, amount });
    const side = rule.offset === 0 ? 'on' : rule.offset < 0 ? 'before' : 'after';
    const result = pinned ? plainDay(base.day, rule) : due;
    parts.push(
      t('explain.reckoned', {
        side,
        distance,
        anchor: base.title,
        day: dateText(locale, base.day),
        result: result === null ? t('explain.unknown') : dateText(locale, result),
        weekday: result === null ? '' : weekdayText(locale, result),
      }),
    );
    if (rule.roll !== 'NONE') parts.push(t('explain.roll', { roll: rule.roll }));
    if (pinned) parts.push(t('explain.pinned', { day: dateText(locale, due), weekday: weekdayText(locale, due) }));
  }
  parts.push(t(rule.confirmed ? 'explain.rule' : 'explain.rule-unconfirmed', { code: rule.code, source: rule.source }));
  return parts.join('; ');
};

/** What the rule alone would say, without a calendar; null where it needs one. */
const plainDay = (from: Day, rule: { offset: number; unit: OffsetUnit; roll: Roll }): Day | null =>
  rule.unit === 'WORKING_DAYS' || rule.roll !== 'NONE'
    ? null
    : reckon(from, rule, { weekend: [], holidays: new Set() }).dueOn;
