import { DomainError, Forbidden } from '../platform/index.js';

/** Said to a calendar program, which shows it to its owner at best. */
export class FeedUnusable extends DomainError {
  readonly code = 'feed-unusable';
  override readonly status: 404 | 410;
  constructor(readonly why: 'unknown' | 'revoked') {
    super(why === 'unknown' ? 'There is no calendar at this address.' : 'This address of a calendar was withdrawn.');
    this.status = why === 'unknown' ? 404 : 410;
  }
}

/** Else a token that leaked could be read on after its end. */
export class AddressForPeopleOnly extends Forbidden {
  constructor() {
    super('The address of a calendar is not shown to access tokens. Sign in, and take it from the page /my-calendar.');
  }
}
