/** How many hosts a date suits. */
export interface Suiting {
  yes: number;
  ifNeeded: number;
  no: number;
}

/** Which of two dates suits better: the one that keeps the fewest away, then the one that suits most without effort. */
export const bySuiting = (a: Suiting, b: Suiting): number => a.no - b.no || b.yes - a.yes || b.ifNeeded - a.ifNeeded;
