import { dayIn } from '../platform/day.js';
import type { ConsultationStatus, InstitutionKind } from '../platform/generated/prisma/enums.js';

interface Timed {
  status: ConsultationStatus;
  startsAt: Date | null;
  timeZone: string;
}

/** Whether what happens there is noted down: from the morning of the day on, until the minutes are final. */
export const canRecord = ({ status, startsAt, timeZone }: Timed, now: Date): boolean => {
  if (status === 'HELD' || status === 'MINUTES_CIRCULATED') return true;
  const isToCome = status === 'SCHEDULED' || status === 'INVITING';
  return isToCome && startsAt !== null && dayIn(timeZone, now) >= dayIn(timeZone, startsAt);
};

/** Whether whoever has not been seen was absent. */
export const isOver = (status: ConsultationStatus): boolean => status === 'HELD' || status === 'MINUTES_CIRCULATED';

export const isCirculated = (status: ConsultationStatus): boolean =>
  status === 'MINUTES_CIRCULATED' || status === 'CLOSED';

/** Whether more people hold a seat or are there than there are seats, in all or for a group. Nobody is sent away for that. */
export const isOverfull = (
  seats: { capacity: number | null; groups: ReadonlyMap<InstitutionKind, number> },
  expected: { all: number; groups: ReadonlyMap<InstitutionKind | null, number> },
): boolean =>
  (seats.capacity !== null && expected.all > seats.capacity) ||
  [...seats.groups].some(([kind, most]) => (expected.groups.get(kind) ?? 0) > most);

/** As it is compared and kept: one kind of line break, composed letters, no blanks around it. */
export const asWritten = (text: string): string => text.replaceAll('\r\n', '\n').normalize('NFC').trim();

export interface Part {
  /** An agenda item's id; null: what is said before the items. */
  agendaItemId: string | null;
  text: string;
  /** Of the text it was written upon. */
  version: string;
}

/**
 * What becomes of the parts somebody sends: those they did not touch stay as others left them, those they changed are saved,
 * unless others have changed them too.
 */
export const sortParts = (
  parts: readonly Part[],
  present: ReadonlyMap<string | null, string>,
  versionOf: (text: string) => string,
): { changed: Part[]; conflicts: Part[] } => {
  const touched = parts.filter(({ agendaItemId, text, version }) => {
    const now = present.get(agendaItemId);
    return now !== undefined && text !== now && versionOf(text) !== version;
  });
  const isClean = ({ agendaItemId, version }: Part) => versionOf(present.get(agendaItemId) ?? '') === version;
  return { changed: touched.filter(isClean), conflicts: touched.filter((part) => !isClean(part)) };
};
