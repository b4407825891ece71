import { Conflict, Forbidden } from '../platform/index.js';

/** A token made for reading was used to change something. */
export class TokenReadsOnly extends Forbidden {
  constructor() {
    super('This access token has the scope "read" only. Make one with the scope "write" to change something.');
  }
}

/** A page of another site sent the browser here with the person's cookie. */
export class ForeignOrigin extends Forbidden {
  constructor() {
    super('This request came from another site. Open the page here, and try again.');
  }
}

export class LastAdministrator extends Conflict {
  constructor() {
    super('last-administrator', 'This is the last administrator. Make another one first, so that somebody can.');
  }
}

/** Access tokens are made by people who are signed in, not by other tokens. */
export class CookieOnly extends Forbidden {
  constructor() {
    super('An access token cannot make another one. Sign in, and make it on the page /tokens.');
  }
}
