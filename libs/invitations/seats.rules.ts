import type { InvitationAnswer, InstitutionKind, Seat } from '../platform/generated/prisma/enums.js';

/** How many seats there are: in all (null: no limit), and of groups that have a limit of their own. */
export interface Seats {
  capacity: number | null;
  groups: ReadonlyMap<InstitutionKind, number>;
}

/** How many seats are held. */
export interface Taken {
  all: number;
  groups: ReadonlyMap<InstitutionKind | null, number>;
}

export const isFree = (kind: InstitutionKind | null, seats: Seats, taken: Taken): boolean => {
  if (seats.capacity !== null && taken.all >= seats.capacity) return false;
  const group = kind === null ? undefined : seats.groups.get(kind);
  return group === undefined || (taken.groups.get(kind) ?? 0) < group;
};

/** The seat an answer gives: who accepts holds one while there is one, else waits; "maybe" holds none. Who has one keeps it. */
export const seatFor = (answer: InvitationAnswer, present: Seat, free: boolean): Seat => {
  if (answer !== 'ACCEPTED') return 'NONE';
  if (present !== 'NONE') return present;
  return free ? 'HELD' : 'WAITING';
};

interface Waiting {
  id: string;
  kind: InstitutionKind | null;
}

/** Who moves up, in the order in which they have waited: whoever's group is full lets those behind pass. */
export const movingUp = (waiting: readonly Waiting[], seats: Seats, taken: Taken): string[] => {
  const now = { all: taken.all, groups: new Map(taken.groups) };
  const up: string[] = [];
  for (const { id, kind } of waiting) {
    if (!isFree(kind, seats, now)) continue;
    now.all += 1;
    now.groups.set(kind, (now.groups.get(kind) ?? 0) + 1);
    up.push(id);
  }
  return up;
};
