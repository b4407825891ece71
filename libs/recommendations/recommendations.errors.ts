import { Conflict, DomainError } from '../platform/index.js';

export class ReviewExists extends Conflict {
  constructor(reviewId: string) {
    super('review-exists', 'This review is in the register already.', { reviewId });
  }
}

export class CycleContradictsSession extends DomainError {
  readonly code = 'cycle-contradicts-session';
  constructor(cycle: number) {
    super(`A session of the UPR decides the cycle: this one belongs to cycle ${cycle}. Leave the cycle out.`);
  }
}

export class ClusterNameTaken extends Conflict {
  constructor(name: string) {
    super('cluster-name-taken', `The review already has a cluster “${name}”.`);
  }
}

export class ClusterWouldBeEmpty extends DomainError {
  readonly code = 'cluster-would-be-empty';
  constructor() {
    super('No recommendation would be in the cluster. Name some, or widen the filter.');
  }
}

export class OutsideTheReview extends DomainError {
  readonly code = 'recommendation-outside-the-review';
  override readonly details: Record<string, unknown>;
  constructor(recommendationIds: string[]) {
    super('A cluster holds recommendations of one review; these are not of this one.');
    this.details = { recommendationIds };
  }
}
