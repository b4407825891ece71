import { Conflict, DomainError } from '../platform/index.js';

/** By a link, the same as a link that no longer works: what it led to is somebody else's now. */
export class NotYoursNow extends DomainError {
  readonly code = 'not-yours-now';
  override readonly status = 410;
  constructor() {
    super('This is not yours to answer any more: it belongs to somebody else now, or your mandate has ended.');
  }
}

export class AnsweredElsewhere extends Conflict {
  constructor() {
    super('answered-elsewhere', 'This is not answered here: open the list, sign in, or ask whoever holds the mandate.');
  }
}
