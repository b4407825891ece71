import type { AssignmentStatus } from '../platform/index.js';

/** The life of an assignment, and the only place where two statuses meet. */
export const nextSteps: Record<AssignmentStatus, readonly AssignmentStatus[]> = {
  PROPOSED: ['UNDER_VERIFICATION', 'WITHDRAWN'],
  UNDER_VERIFICATION: ['ACCEPTED', 'CONTESTED', 'WITHDRAWN'],
  /** An answer may be changed until the division of work is approved. */
  ACCEPTED: ['CONTESTED', 'APPROVED', 'WITHDRAWN'],
  /** Transferred: proposed to another institution. */
  CONTESTED: ['ACCEPTED', 'TRANSFERRED', 'WITHDRAWN'],
  APPROVED: ['ACTIVE', 'WITHDRAWN'],
  ACTIVE: ['COMPLETED', 'TRANSFERRED', 'WITHDRAWN'],
  COMPLETED: [],
  WITHDRAWN: [],
  TRANSFERRED: [],
};

/** The statuses from which `to` can be reached in one step. */
export const stepsTo = (to: AssignmentStatus): AssignmentStatus[] =>
  (Object.keys(nextSteps) as AssignmentStatus[]).filter((from) => nextSteps[from].includes(to));

/** Statuses that no longer hold a place: the same recommendation can be given to somebody again. */
export const withoutPlace: AssignmentStatus[] = ['CONTESTED', 'WITHDRAWN', 'TRANSFERRED'];

/** Working days an institution has to verify its list, unless the coordinator says otherwise. */
export const defaultWorkingDays = 10;

/** Cuts a list into pages that stay light on a slow line: by weight of text first, by number second; never an empty page. */
export const intoPages = <T extends { text: string }>(
  items: T[],
  { bytes, count }: { bytes: number; count: number },
): T[][] => {
  const pages: T[][] = [];
  let page: T[] = [];
  let weight = 0;
  for (const item of items) {
    const itemWeight = Buffer.byteLength(item.text);
    if (page.length > 0 && (page.length >= count || weight + itemWeight > bytes)) {
      pages.push(page);
      page = [];
      weight = 0;
    }
    page.push(item);
    weight += itemWeight;
  }
  if (page.length > 0) pages.push(page);
  return pages;
};

const nameKey = (name: string) => name.normalize('NFKC').trim().toLowerCase();

/** Finds the institution a person means by the name they typed; nothing is guessed. */
export const namedIn = (institutions: { id: string; name: string }[]): ((name: string) => string | undefined) => {
  const idOf = new Map(institutions.map(({ id, name }) => [nameKey(name), id]));
  return (name) => idOf.get(nameKey(name));
};
