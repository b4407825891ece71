import { later, momentAt, timeIn } from '../platform/index.js';
import { TimeSkipped, TimesOutOfOrder } from './consultations.errors.js';
import type { Span } from './consultations.rules.js';

/** The moment at which clocks there show it, `2026-09-15T09:00`. Throws TimeSkipped when they never do. */
export const shownMoment = (local: string, timeZone: string): Date => {
  const moment = momentAt(local.slice(0, 10), local.slice(11), timeZone);
  if (timeIn(timeZone, moment) !== local.slice(11)) throw new TimeSkipped(local);
  return moment;
};

/** Whoever needs longer holds several. */
const longestDays = 31;

/** Throws TimesOutOfOrder where it would end before it begins, or last longer than anything is looked for. */
const mustLast = ({ startsAt, endsAt }: Span): void => {
  if (endsAt <= startsAt) throw new TimesOutOfOrder('until', 'It would end before it begins. Name a later end.');
  if (endsAt > later(startsAt, { days: longestDays })) {
    throw new TimesOutOfOrder('until', `It would last more than ${longestDays} days. Name an earlier end.`);
  }
};

/** The moments between which it would be held. Throws TimeSkipped, TimesOutOfOrder. */
export const wantedSpan = ({ from, until }: { from: string; until: string }, timeZone: string): Span => {
  const span = { startsAt: shownMoment(from, timeZone), endsAt: shownMoment(until, timeZone) };
  mustLast(span);
  return span;
};
