import { Conflict, DomainError, Invalid } from '../platform/index.js';

export class LeadAlreadyAssigned extends Conflict {
  constructor(recommendationIds: string[]) {
    super(
      'lead-already-assigned',
      `${recommendationIds.length === 1 ? 'One recommendation is' : `${recommendationIds.length} recommendations are`} led by another institution already, or supported by the one proposed to lead. Withdraw that assignment first.`,
      { recommendationIds },
    );
  }
}

export class UnknownInProposal extends Invalid {
  constructor(what: 'recommendation' | 'cluster' | 'institution', ids: string[]) {
    super(`unknown-${what}`, `There is no such ${what}: ${ids.join(', ')}.`);
  }
}

export class NothingToVerify extends Conflict {
  constructor() {
    super('nothing-to-verify', 'Nothing is proposed for this review: propose assignments first.');
  }
}

export class NothingToApprove extends Conflict {
  constructor() {
    super(
      'nothing-to-approve',
      'No institution has accepted an assignment of this review that still waits for approval.',
    );
  }
}

export class VerificationDueInThePast extends DomainError {
  readonly code = 'verification-due-in-the-past';
  constructor(dueOn: string) {
    super(`A verification cannot be due on ${dueOn}: that day is not after today.`);
  }
}

export class ReasonMissing extends DomainError {
  readonly code = 'reason-missing';
  constructor(assignmentIds: string[]) {
    super(
      'Say why, for each recommendation that is contested: the secretariat needs the reason to propose another institution.',
    );
    this.details = { assignmentIds };
  }
  override readonly details: Record<string, unknown>;
}

export class NotYoursToAnswer extends DomainError {
  readonly code = 'not-yours-to-answer';
  override readonly status = 403;
  constructor(assignmentIds: string[]) {
    super('Some of these are not on your list, or have been decided meanwhile. Open the list again.');
    this.details = { assignmentIds };
  }
  override readonly details: Record<string, unknown>;
}

export class AlreadyAssigned extends Conflict {
  constructor() {
    super('already-assigned', 'This institution already answers for the recommendation. Choose another.');
  }
}

export class NotContested extends Conflict {
  constructor() {
    super('not-contested', 'Only a contested assignment can be proposed to another institution.');
  }
}
