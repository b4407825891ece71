import { nearestWorkingDay, addWorkingDays, type Calendar } from '../calendars/calendars.rules.js';
import { addDays, addMonths, dayIn, type Day } from '../platform/day.js';
import type { AnchorKind, DeadlineKind, OffsetUnit, ReviewMechanism, Roll } from '../platform/index.js';

/** How far from the anchor, and what becomes of a day on which offices are closed. */
export interface Offset {
  offset: number;
  unit: OffsetUnit;
  roll: Roll;
}

/** Which anchors a rule is for. */
export interface Reach {
  anchor: AnchorKind;
  mechanism: ReviewMechanism | null;
  validFrom: Day | null;
  validUntil: Day | null;
}

/** The largest offsets that make sense, about ten years: more is a slip of the pen. */
export const largestOffset: Record<OffsetUnit, number> = { DAYS: 3660, WORKING_DAYS: 2600, WEEKS: 522, MONTHS: 120 };

/** Days the product reckons with; others are slips of the pen. */
export const firstDay: Day = '1990-01-01';
export const lastDay: Day = '2199-12-31';

/** The day an offset leads to, before and after rolling. Working days are those of `calendar`. Throws NoWorkingDays. */
export const reckon = (from: Day, { offset, unit, roll }: Offset, calendar: Calendar): { plain: Day; dueOn: Day } => {
  const plain = shifted(from, offset, unit, calendar);
  if (roll === 'NONE') return { plain, dueOn: plain };
  return { plain, dueOn: nearestWorkingDay(plain, roll === 'NEXT' ? 1 : -1, calendar) };
};

const shifted = (from: Day, offset: number, unit: OffsetUnit, calendar: Calendar): Day => {
  switch (unit) {
    case 'DAYS':
      return addDays(from, offset);
    case 'WEEKS':
      return addDays(from, offset * 7);
    case 'MONTHS':
      return addMonths(from, offset);
    case 'WORKING_DAYS':
      return addWorkingDays(from, offset, calendar);
  }
};

/** How many days a calendar must reach on either side of an anchor for this offset, generously. */
export const reachInDays = ({ offset, unit }: Pick<Offset, 'offset' | 'unit'>): number =>
  Math.abs(offset) * { DAYS: 1, WEEKS: 7, MONTHS: 31, WORKING_DAYS: 3 }[unit] + 90;

/** Whether a rule is for an anchor: its kind, its mechanism, and its day within the validity (both ends included). */
export const appliesTo = (
  rule: Reach,
  anchor: { kind: AnchorKind; mechanism: ReviewMechanism | null; day: Day },
): boolean => rule.anchor === anchor.kind && isForAnchorOf(rule, anchor);

/** The same for rules that follow another deadline: only mechanism and day of the anchor count. */
export const isForAnchorOf = (
  { mechanism, validFrom, validUntil }: Omit<Reach, 'anchor'>,
  anchor: { mechanism: ReviewMechanism | null; day: Day },
): boolean =>
  (mechanism === null || mechanism === anchor.mechanism) &&
  (validFrom === null || validFrom <= anchor.day) &&
  (validUntil === null || anchor.day <= validUntil);

/** Whether two validities share a day. */
export const validitiesMeet = (
  a: { validFrom: Day | null; validUntil: Day | null },
  b: { validFrom: Day | null; validUntil: Day | null },
): boolean =>
  (a.validFrom === null || b.validUntil === null || a.validFrom <= b.validUntil) &&
  (b.validFrom === null || a.validUntil === null || b.validFrom <= a.validUntil);

/** The chain of codes that leads from a rule back to itself, e.g. A → B → A; null when there is none. */
export const cycleThrough = (code: string, rules: { code: string; afterCode: string | null }[]): string[] | null => {
  const follows = (of: string) => rules.flatMap((rule) => (rule.code === of && rule.afterCode ? [rule.afterCode] : []));
  const walk = (at: string, path: string[]): string[] | null => {
    for (const next of follows(at)) {
      if (next === code) return [...path, next];
      if (path.includes(next)) continue;
      const found = walk(next, [...path, next]);
      if (found) return found;
    }
    return null;
  };
  return walk(code, [code]);
};

/** The last day that can be asked for: a year beyond the day it is due on, or beyond today where that has passed. */
export const latestAskable = (dueOn: Day, today: Day): Day => addMonths(dueOn < today ? today : dueOn, 12);

/** The day is over where the deadline is reckoned. */
export const isOverdue = (deadline: { dueOn: Day; timeZone: string }, now: Date): boolean =>
  deadline.dueOn < dayIn(deadline.timeZone, now);

export type Titles = { en: string } & Partial<Record<string, string>>;

/** Before and after as a reader of a language sees it. */
export const changesIn = <T extends { titles: Titles }>(
  changes: T[],
  locale: string,
): (Omit<T, 'titles'> & { title: string })[] =>
  changes.map(({ titles, ...change }) => ({ ...change, title: titles[locale] ?? titles.en }));

/** What a deadline is called in a language: its own title, else its rule's. Null where its kind must name it. */
export const titleOf = (
  { title, rule }: { title: string | null; rule: { titles: unknown } | null; kind?: DeadlineKind },
  locale: string,
): string | null => {
  if (title !== null) return title;
  if (!rule) return null;
  const titles = rule.titles as Titles;
  return titles[locale] ?? titles.en;
};
