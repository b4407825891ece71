import { createHash } from 'node:crypto';

/** An order that says nothing of when or by whom. */
export const shuffled = <T extends { id: string }>(items: readonly T[]): T[] => {
  const place = ({ id }: T) => createHash('sha256').update(id).digest('hex');
  return items
    .map((item) => [place(item), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, item]) => item);
};
