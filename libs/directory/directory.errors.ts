import { Conflict, DomainError, Forbidden, type Day } from '../platform/index.js';

/** Sign-in links go to the address: who could change it could act with the person's roles. */
export class AddressOfSomebodyWithRoles extends Forbidden {
  constructor() {
    super('This person holds a role: only an administrator may change their e-mail address.');
  }
}

export class MandateAlreadyEnded extends Conflict {
  constructor(endsOn: Day) {
    super('mandate-already-ended', `This mandate ended on ${endsOn}.`, { endsOn });
  }
}

export class MandateEndAlreadyPlanned extends Conflict {
  constructor(endsOn: Day) {
    super('mandate-end-already-planned', `This mandate already ends on ${endsOn}. Name another day to change it.`, {
      endsOn,
    });
  }
}

export class MandateAlreadyHeld extends Conflict {
  constructor(mandateId: string) {
    super('mandate-already-held', 'The person already holds this role for the institution in those days.', {
      mandateId,
    });
  }
}

export class MandateEndsBeforeItStarts extends DomainError {
  readonly code = 'mandate-ends-before-it-starts';
  constructor(startsOn: Day) {
    super(`The mandate starts on ${startsOn}: it cannot end before that day.`);
  }
}

export class SuccessorUnknown extends DomainError {
  readonly code = 'successor-unknown';
  constructor() {
    super('The successor is not in the directory: register the person first.');
  }
}

export class SuccessorIsTheSame extends DomainError {
  readonly code = 'successor-is-the-same';
  constructor() {
    super('A person cannot succeed themselves: leave the mandate as it is.');
  }
}
