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
