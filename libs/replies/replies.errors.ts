import { Conflict, Invalid } from '../platform/index.js';

/** Somebody else has dealt with it, or nobody needs to. */
export class ReplySettled extends Conflict {
  constructor() {
    super('reply-settled', 'This mail is settled already: load the list again.');
  }
}

export class ReplyUnmatched extends Invalid {
  constructor() {
    super('reply-unmatched', 'It is not known which invitation this mail answers: name one.');
  }
}
