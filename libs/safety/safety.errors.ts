import { Conflict, DomainError } from '../platform/index.js';

/** There is nobody a report of intimidation could go to: it is not taken rather than lost. */
export class NoSafetyContact extends Conflict {
  constructor() {
    super(
      'no-safety-contact',
      'Nobody is named who reads such reports here, so nothing was kept. Turn to your national human rights institution or to the United Nations (reprisals@ohchr.org).',
    );
  }
}

/** A reason is kept for ever; the person is not. */
export class ReasonNamesPerson extends DomainError {
  readonly code = 'reason-names-person';
  constructor() {
    super(
      'The reason names the person who is to be forgotten, and reasons are kept. Say it without the name and the address.',
    );
  }
}

/** They could not sign in to read what is sent to them. */
export class ContactCannotSignIn extends DomainError {
  readonly code = 'safety-contact-cannot-sign-in';
  constructor() {
    super('Whoever reads reports must be able to sign in: choose somebody with a role or a mandate.');
  }
}
