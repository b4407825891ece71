import { createHash } from 'node:crypto';
import type { ConsultationStatus, InputVisibility } from '../platform/generated/prisma/enums.js';

/** Contributions are taken before, during and after the meeting, until all about it is done. */
export const takesInputs = (status: ConsultationStatus): boolean => !['DRAFT', 'CLOSED', 'CANCELLED'].includes(status);

/** To whom fewer may know something: what may follow on a choice. An anonymous one shown to fewer would have to name its author. */
export const narrower: Record<InputVisibility, readonly InputVisibility[]> = {
  PUBLIC: ['PARTICIPANTS', 'SECRETARIAT', 'ANONYMOUS'],
  PARTICIPANTS: ['SECRETARIAT'],
  SECRETARIAT: [],
  ANONYMOUS: [],
};

/** An order that says nothing of when or by whom. */
export const shuffled = <T extends { id: string }>(items: readonly T[]): T[] => {
  const place = ({ id }: T) => createHash('sha256').update(id).digest('hex');
  return items
    .map((item) => [place(item), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
};

const segments = new Intl.Segmenter();

/** The beginning of a text, not cut within a letter as readers see them; null: it is short enough as it is. */
export const beginning = (text: string, most: number): string | null => {
  if (text.length <= most) return null;
  let length = 0;
  for (const { segment, index } of segments.segment(text.slice(0, most * 2))) {
    if (index + segment.length > most) break;
    length = index + segment.length;
  }
  return `${text.slice(0, length)}…`;
};
