import type { Day } from '../platform/day.js';

export interface Term {
  startsOn: Day;
  /** The last day, included; null while open. */
  endsOn: Day | null;
}

/** Whether two terms share a day. */
export const overlap = (a: Term, b: Term): boolean =>
  (b.endsOn === null || a.startsOn <= b.endsOn) && (a.endsOn === null || b.startsOn <= a.endsOn);

export type EndDecision = 'ends-now' | 'ends-later' | 'already-ended' | 'already-planned' | 'before-its-start';

/** What it means to end a mandate on a day: its last day is `endsOn`, so it is over only on the day after. */
export const decideEnd = (
  term: Term & { successorId: string | null },
  end: { endsOn: Day; successorId: string | null },
  today: Day,
): EndDecision => {
  if (term.endsOn !== null && term.endsOn < today) return 'already-ended';
  if (end.endsOn < term.startsOn) return 'before-its-start';
  if (term.endsOn === end.endsOn && term.successorId === end.successorId) return 'already-planned';
  return end.endsOn < today ? 'ends-now' : 'ends-later';
};

/** An address as it is compared and stored. */
export const normalEmail = (email: string): string => email.normalize('NFC').trim().toLowerCase();

/** A name as it is stored: one form of every letter, single blanks. Zero-width blanks stay, Khmer needs them. */
export const normalName = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[^\S\u200b]+/g, ' ')
    .trim();

/** Whether the time zone is one that this computer knows. */
export const isTimeZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};
