/** A rule of the domain said no. The message is for people: what was wrong, and what to do; the code is part of the API. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  readonly status: number = 422;
  /** Further facts for programs. */
  readonly details: Record<string, unknown> = {};
}

export class NotFound extends DomainError {
  readonly code = 'not-found';
  override readonly status = 404;
  constructor(what: string) {
    super(`There is no such ${what}, or it is not yours to see.`);
  }
}

export class Forbidden extends DomainError {
  readonly code = 'forbidden';
  override readonly status = 403;
  constructor(message = 'Your roles do not allow this. Ask an administrator of the mechanism if they should.') {
    super(message);
  }
}

export class Unauthenticated extends DomainError {
  readonly code = 'unauthenticated';
  override readonly status = 401;
  constructor() {
    super('Sign in first, or send an access token: Authorization: Bearer ….');
  }
}

/** The request does not fit the state of things. */
export class Conflict extends DomainError {
  override readonly status = 409;
  constructor(
    readonly code: string,
    message: string,
    override readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** The request itself is wrong, in a way its schema cannot see. */
export class Invalid extends DomainError {
  override readonly status = 400;
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
