import { momentAt, timeIn } from '../platform/index.js';
import { TimeSkipped } from './consultations.errors.js';

/** The moment at which clocks there show it, `2026-09-15T09:00`. Throws TimeSkipped when they never do. */
export const shownMoment = (local: string, timeZone: string): Date => {
  const moment = momentAt(local.slice(0, 10), local.slice(11), timeZone);
  if (timeIn(timeZone, moment) !== local.slice(11)) throw new TimeSkipped(local);
  return moment;
};
