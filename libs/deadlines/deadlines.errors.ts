import { Conflict, DomainError, type Day } from '../platform/index.js';

export class DeadlineClosed extends Conflict {
  constructor(readonly closedAs: 'MET' | 'WAIVED') {
    super(
      'deadline-closed',
      closedAs === 'MET'
        ? 'This was done already. Reopen it first if that was a mistake.'
        : 'This is no longer asked for. Reopen it first if that was a mistake.',
    );
  }
}

/** A list is answered item by item, on its own page. */
export class AnsweredByList extends Conflict {
  constructor() {
    super('answered-by-list', 'This is answered by verifying the list of recommendations: open the list.');
  }
}

export class DeadlineOpen extends Conflict {
  constructor() {
    super('deadline-open', 'This is still open: there is nothing to reopen.');
  }
}

export class DeadlineInThePast extends DomainError {
  readonly code = 'deadline-in-the-past';
  /** `canBeLate`: whoever sets it may say that it is late already. */
  constructor(dueOn: Day, { canBeLate = false } = {}) {
    const otherwise = canBeLate ? ', or say with isLate that it is late already' : '';
    super(`A deadline cannot be set to ${dueOn}, which has passed. Name today or a later day${otherwise}.`);
  }
}

/** The rules would never come to an end. */
export class RuleCycle extends DomainError {
  readonly code = 'rule-cycle';
  override readonly details: { path: string[] };
  constructor(path: string[]) {
    super(`Each of these would wait for the next, for ever: ${path.join(' → ')}. Let one of them follow an anchor.`);
    this.details = { path };
  }
}

/** What was reckoned by the version before would be reckoned by nothing. */
export class RuleKeepsCode extends DomainError {
  readonly code = 'rule-keeps-code';
  override readonly details: { ruleCode: string };
  constructor(ruleCode: string) {
    super(`Another version of rule ${ruleCode} is called ${ruleCode} too. For a rule of another name, replace none.`);
    this.details = { ruleCode };
  }
}

export class RuleContradicts extends DomainError {
  readonly code = 'rule-contradicts';
  override readonly details: { ruleId: string; ruleCode: string; validFrom: Day | null; validUntil: Day | null };
  constructor(code: string, other: { id: string; validFrom: Day | null; validUntil: Day | null }) {
    super(
      `Rule ${code} is valid already from ${other.validFrom ?? 'the beginning'} to ${other.validUntil ?? 'further notice'}: ` +
        'for an anchor in both there would be two days. Replace that version, or end it before this one begins.',
    );
    const { id: ruleId, validFrom, validUntil } = other;
    this.details = { ruleId, ruleCode: code, validFrom, validUntil };
  }
}

export class RuleFollowsUnknown extends DomainError {
  readonly code = 'rule-follows-unknown';
  override readonly details: { ruleCode: string };
  constructor(ruleCode: string) {
    super(`There is no rule ${ruleCode} whose deadline could be followed.`);
    this.details = { ruleCode };
  }
}

/** The rule leads to a day nobody can mean. */
export class DayOutOfReach extends DomainError {
  readonly code = 'day-out-of-reach';
  override readonly details: { ruleCode: string; day: Day };
  constructor(ruleCode: string, day: Day) {
    super(
      `Rule ${ruleCode} would lead to ${day}. Days from 1990 to 2199 can be deadlines: check the offset and the anchor.`,
    );
    this.details = { ruleCode, day };
  }
}

export class CalendarWithoutWorkingDays extends DomainError {
  readonly code = 'calendar-without-working-days';
  constructor(from: Day) {
    super(
      `The calendar has no working day within two months of ${from}, so nothing can be reckoned. Check weekends and holidays.`,
    );
  }
}

/** Nobody has said when offices of that country are closed. */
export class CalendarNotKept extends DomainError {
  readonly code = 'calendar-not-kept';
  override readonly details: { calendarCode: string };
  constructor(calendarCode: string) {
    super(
      `No calendar of ${calendarCode} is kept, so its working days cannot be counted. Enter its holidays or its weekend first, ` +
        'or leave calendarCode out for the mechanism’s own country.',
    );
    this.details = { calendarCode };
  }
}

export class AnchorExists extends Conflict {
  constructor(anchorId: string) {
    super('anchor-exists', 'This date is known already: move it instead.', { anchorId });
  }
}

export class RuleNotForAnchor extends DomainError {
  readonly code = 'rule-not-for-anchor';
  constructor(code: string) {
    super(
      `Rule ${code} does not ask institutions by name, or is not for this date: choose one whose owner is ASKED_INSTITUTIONS.`,
    );
  }
}

/** Whoever asks for more time names a later day than the one they have. */
export class MoreTimeNotLater extends DomainError {
  readonly code = 'more-time-not-later';
  constructor(dueOn: Day) {
    super(`It is due on ${dueOn}: more time means a later day.`);
  }
}

/** Till it is answered nobody is reminded: what nobody can mean is refused at once. */
export class MoreTimeTooLong extends DomainError {
  readonly code = 'more-time-too-long';
  override readonly details: { latest: Day };
  constructor(latest: Day) {
    super(
      `More time can be asked for until ${latest}, a year beyond the day it is due on, or beyond today if that has passed.`,
    );
    this.details = { latest };
  }
}

export class AlreadyTheirs extends Conflict {
  constructor() {
    super('already-theirs', 'This institution has the same deadline already. Waive one of the two instead.');
  }
}

export class RequestPending extends Conflict {
  constructor() {
    super('request-pending', 'Something was asked about this already, and the secretariat has not answered yet.');
  }
}

export class RequestDecided extends Conflict {
  constructor() {
    super('request-decided', 'This request was answered or taken back already.');
  }
}

export class DecisionIncomplete extends DomainError {
  readonly code = 'decision-incomplete';
}
