import { Conflict, DomainError, type Day } from '../platform/index.js';

export class ObligationOfOffice extends Conflict {
  constructor() {
    super(
      'obligation-of-office',
      'Reminders of an office cannot be ended: they go to whoever holds the mandate. Choose another hour, or plan a leave.',
    );
  }
}

export class LeaveOverlaps extends Conflict {
  constructor(readonly other: { id: string; startsOn: Day; endsOn: Day }) {
    super(
      'leave-overlaps',
      `A leave from ${other.startsOn} to ${other.endsOn} is planned already. Cancel it first, or choose other days.`,
      { leaveId: other.id, startsOn: other.startsOn, endsOn: other.endsOn },
    );
  }
}

export class LeaveTooLongAgo extends DomainError {
  readonly code = 'leave-too-long-ago';
  constructor(earliest: Day) {
    super(`A leave can begin on ${earliest} or later: what was said before that has been said.`);
  }
}

export class SubstituteIsOneself extends DomainError {
  readonly code = 'substitute-is-oneself';
  constructor() {
    super('Nobody can stand in for themselves: name somebody else, or nobody.');
  }
}

export class SubstituteUnsuitable extends DomainError {
  readonly code = 'substitute-unsuitable';
  constructor() {
    super('Only somebody who holds a mandate in the same institution today, or the same kind of office, can stand in.');
  }
}
