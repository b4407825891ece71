import { locales, mailTexts, reviewText, type Locale } from '../catalogue/index.js';
import { localeFor, pageTranslator, toDay, translator, weekdayText, dateText, type Day } from '../platform/index.js';
import type { DeadlineStatus } from '../platform/index.js';
import { reckon, titleOf, type Offset } from './deadlines.rules.js';

interface Explained {
  dueOn: Date;
  status: DeadlineStatus;
  pinned: boolean;
  rule:
    (Offset & { code: string; titles: unknown; source: string; confirmed: boolean; afterCode: string | null }) | null;
  anchor: { title: string; day: Date } | null;
  after: { title: string | null; dueOn: Date; rule: { titles: unknown } | null } | null;
}

/**
 * How a day came about, e.g. "12 weeks before 30 January 2019 (UPR 32) = 7 November 2018, a Wednesday; rule UPR-4, source: …".
 * Null where no rule made it.
 */
export const explanationOf = (deadline: Explained, language: string): string | null => {
  const { rule } = deadline;
  if (!rule) return null;
  const t = pageTranslator(localeFor(language));
  const source = t(rule.confirmed ? 'explain.rule' : 'explain.rule-unconfirmed', {
    code: rule.code,
    source: rule.source,
  });
  return [...reckoning(deadline, rule, language), source].join('; ');
};

/** A date that is named as its review is, named so in the reader's language whoever named it; others keep their name. */
export const namedIn = <T extends { title: string; mechanism: string | null }>(anchor: T, language: string): T => {
  const { title, mechanism } = anchor;
  if (mechanism === null) return anchor;
  const [digits] = /\d+$/.exec(title) ?? [];
  const review = { mechanism, session: digits === undefined ? null : Number(digits) };
  const nameIn = (locale: Locale) => reviewText(review, translator(mailTexts, locale));
  const names = [...locales.map(nameIn), `${mechanism} ${digits}`];
  return names.includes(title) ? { ...anchor, title: nameIn(localeFor(language)) } : anchor;
};

const reckoning = (
  { dueOn, status, pinned, anchor, after }: Explained,
  rule: Offset & { afterCode: string | null },
  language: string,
): string[] => {
  const locale = localeFor(language);
  const t = pageTranslator(locale);
  const distance = t('explain.distance', { unit: rule.unit, amount: Math.abs(rule.offset) });
  const side = rule.offset === 0 ? 'on' : rule.offset < 0 ? 'before' : 'after';
  const base = after
    ? { title: titleOf(after, locale) ?? '', day: toDay(after.dueOn) }
    : anchor && { title: anchor.title, day: toDay(anchor.day) };
  if (!base) return [];
  const from = { side, distance, anchor: base.title, day: dateText(locale, base.day) };
  const onDay = (day: Day) => ({ day: dateText(locale, day), weekday: weekdayText(locale, day) });
  const reckoned = (day: Day) =>
    t('explain.reckoned', { ...from, result: dateText(locale, day), weekday: weekdayText(locale, day) });
  const due = toDay(dueOn);
  // What it follows was past already when it was planned, and is not there.
  if (!after && rule.afterCode !== null) {
    const past = t('explain.from-past', { side, distance, code: rule.afterCode });
    return [past, ...(pinned ? [t('explain.pinned', onDay(due))] : [])];
  }
  const plain = plainDay(base.day, rule);
  if (status === 'OPEN' && !pinned) {
    return plain === null || plain === due
      ? [reckoned(due)]
      : [reckoned(plain), t('explain.roll', { roll: rule.roll, ...onDay(due) })];
  }
  // What was moved by hand or is closed stays where it is, whatever its rule would say today.
  const isKnown = plain !== null && rule.roll === 'NONE';
  return [
    isKnown ? reckoned(plain) : t('explain.from', from),
    ...(isKnown && plain === due ? [] : [t(pinned ? 'explain.pinned' : 'explain.stayed', onDay(due))]),
  ];
};

/** What the rule says before anybody looks at a calendar; null where it needs one. */
const plainDay = (from: Day, rule: Offset): Day | null =>
  rule.unit === 'WORKING_DAYS'
    ? null
    : reckon(from, { ...rule, roll: 'NONE' }, { weekend: [], holidays: new Set() }).plain;
