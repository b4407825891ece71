import type { Place, Problem, refusalCodes } from '../records.js';

/** Thrown inside the parsers where a file as a whole cannot be taken; readers turn it into the one problem they yield. */
export class Refusal extends Error {
  constructor(
    readonly code: (typeof refusalCodes)[number],
    readonly params: Record<string, string | number> = {},
    readonly place: Place | null = null,
  ) {
    super(code);
  }

  toProblem(): Problem {
    return { severity: 'refused', code: this.code, place: this.place, params: this.params };
  }
}
