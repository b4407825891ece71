import { Conflict, DomainError, NotFound, type Day } from '../platform/index.js';

/** Nobody can be present before the day has come, nor be corrected once the minutes are final. */
export class AttendanceNotNow extends Conflict {
  constructor() {
    super(
      'attendance-not-now',
      'Who is present is noted from the morning of the day on, until the minutes are final. Nothing was changed.',
    );
  }
}

/** Who did not come is known when the meeting is over. */
export class NotHeldYet extends Conflict {
  constructor() {
    super('consultation-not-held', 'The meeting is not over yet, so nobody is absent. Close the list after it.');
  }
}

/** Also when the code belongs to another consultation: of that one nothing is said. */
export class DoorCodeUnknown extends DomainError {
  readonly code = 'door-code-unknown';
  override readonly status = 404;
  constructor() {
    super('Nobody who was invited to this consultation has this code. Look for the name in the list, or add who came.');
  }
}

export class MinutesNotNow extends Conflict {
  constructor() {
    super('minutes-not-now', 'Minutes are written from the morning of the day on. Nothing was changed.');
  }
}

export class MinutesFinal extends Conflict {
  constructor() {
    super('minutes-final', 'These minutes are final and cannot be changed any more.');
  }
}

/** They have been sent to those who took part. */
export class MinutesCirculated extends Conflict {
  constructor() {
    super('minutes-circulated', 'These minutes have been circulated already.');
  }
}

export class MinutesNotCirculated extends Conflict {
  constructor() {
    super('minutes-not-circulated', 'These minutes have not been circulated yet. Circulate them first.');
  }
}

/** Somebody else has changed the same part since it was read; what they wrote is kept. */
export class MinutesChangedMeanwhile extends Conflict {
  /** `parts`: ids of agenda items, or `opening`. */
  constructor(readonly parts: string[]) {
    super(
      'minutes-changed-meanwhile',
      'Somebody has changed the same part meanwhile; nothing was saved. Read it anew, and send yours with its present version.',
      { parts },
    );
  }
}

export class MinutesEmpty extends Conflict {
  constructor() {
    super('minutes-empty', 'There is nothing in these minutes yet. Write them first.');
  }
}

export class CommentsDayWrong extends DomainError {
  readonly code = 'comments-day-wrong';
  override readonly details: { earliest: Day; latest: Day };
  constructor(earliest: Day, latest: Day) {
    super(`The last day for comments must be between ${earliest} and ${latest}.`);
    this.details = { earliest, latest };
  }
}

/** Those who took part were told that they may comment until then. */
export class CommentsStillOpen extends Conflict {
  constructor(commentsBy: Day) {
    super('comments-still-open', `Comments are welcome until ${commentsBy}: the minutes are final after that day.`, {
      commentsBy,
    });
  }
}

export class CommitmentInThePast extends DomainError {
  readonly code = 'commitment-in-the-past';
  override readonly details: { commitmentIds: string[]; dueOn: Day };
  constructor(commitments: { id: string | null; dueOn: Day }[]) {
    const [first] = commitments;
    const dueOn = first?.dueOn ?? '';
    super(
      `${commitments.length === 1 ? 'A commitment is' : `${commitments.length} commitments are`} due on a day that has passed, ` +
        `e.g. ${dueOn}, and nobody could be reminded of it. Name a later day, or withdraw it.`,
    );
    this.details = { commitmentIds: commitments.flatMap(({ id }) => id ?? []), dueOn };
  }
}

export class CommitmentChangedMeanwhile extends Conflict {
  constructor() {
    super(
      'commitment-changed-meanwhile',
      'Somebody has changed this commitment meanwhile. Read it anew, then change it.',
    );
  }
}

export class CommitmentWithdrawn extends Conflict {
  constructor() {
    super('commitment-withdrawn', 'This commitment was withdrawn. Make a new one if it holds after all.');
  }
}

/** A paragraph that is not in the register, or in several places of it. */
export class ParagraphUnclear extends DomainError {
  readonly code = 'paragraph-unclear';
  override readonly details: { paragraph: string };
  constructor(paragraph: string) {
    super(`No single recommendation has paragraph ${paragraph}. Look it up in the register, or name its id.`);
    this.details = { paragraph };
  }
}

/** Minutes are for those who took part. */
export class NotAParticipant extends DomainError {
  readonly code = 'not-a-participant';
  override readonly status = 403;
  constructor() {
    super('The minutes are for those who took part or held a seat.');
  }
}

export class ReplyMissing extends DomainError {
  readonly code = 'reply-missing';
  constructor() {
    super('Say in the reply why the comment is not taken up: its author reads it.');
  }
}

/** Of this consultation. */
export const noSuchCommitment = (): NotFound => new NotFound('commitment');
