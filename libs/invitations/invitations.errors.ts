import { Conflict, DomainError, type ConsultationStatus } from '../platform/index.js';

/** Nobody is asked at the moment whether they come. */
export class AnswerNotWanted extends Conflict {
  constructor(status: ConsultationStatus) {
    super(
      'answer-not-wanted',
      'Answers are not taken any more, or not yet: the meeting is over, cancelled or has no date.',
      {
        status,
      },
    );
  }
}

/** What they say is about a date that is not so any more. */
export class DateChanged extends Conflict {
  constructor() {
    super('date-changed', 'The date has changed since the page was opened. Look at the new one, and answer again.');
  }
}

export class InvitationWithdrawn extends Conflict {
  constructor() {
    super('invitation-withdrawn', 'This invitation was taken back. Ask the hosts if you wonder why.');
  }
}

/** Otherwise nobody would know any more who comes. */
export class DelegateOfDelegate extends Conflict {
  constructor() {
    super('delegate-of-delegate', 'You go in somebody’s place: you cannot send a third person. Decline instead.');
  }
}

export class DelegateIsYourself extends DomainError {
  readonly code = 'delegate-is-yourself';
  constructor() {
    super('This is your own address. Accept the invitation instead, or name somebody else.');
  }
}

/** Each of them was written to: a link is no way to write to the world. */
export class TooManyDelegates extends Conflict {
  constructor(most: number) {
    super('too-many-delegates', `You have named somebody ${most} times. Write to the hosts instead.`, {
      most: String(most),
    });
  }
}

export class TooManyQuestions extends Conflict {
  constructor(most: number) {
    super('too-many-questions', `You have asked ${most} questions. Write to the hosts for more.`, {
      most: String(most),
    });
  }
}
