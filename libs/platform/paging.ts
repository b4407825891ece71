import { z } from 'zod';
import { Invalid } from './errors.js';
import { pathOfNul } from './nul.js';

/** One page of a list. `next` goes into `?cursor=` for the page after; null at the end. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });

export interface PageOf<T> {
  items: T[];
  next: string | null;
}

/** Query parameters every list has. */
export const paging = {
  cursor: z.string().max(500).optional().meta({ description: 'Where to go on: `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'How many at most' }),
};

/** Turns `limit + 1` rows into a page: the surplus row tells that there is more; the cursor is made from the last row shown. */
export const toPage = <R, T>(
  rows: R[],
  limit: number,
  cursorOf: (row: R) => (string | number)[],
  show: (row: R) => T,
): PageOf<T> => {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(show),
    next:
      rows.length > limit && last !== undefined
        ? Buffer.from(JSON.stringify(cursorOf(last))).toString('base64url')
        : null,
  };
};

/** Reads a cursor made by `toPage`. Throws Invalid `cursor-unreadable`. */
export const readCursor = <T extends z.ZodType>(cursor: string | undefined, shape: T): z.infer<T> | null => {
  if (cursor === undefined) return null;
  const parsed = shape.safeParse(decoded(cursor));
  if (!parsed.success || pathOfNul(parsed.data) !== null) {
    throw new Invalid('cursor-unreadable', 'This cursor cannot be read: take it from `next` of the page before.');
  }
  return parsed.data;
};

const decoded = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};
