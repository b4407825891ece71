import { Conflict, type ConsultationStatus } from '../platform/index.js';

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

export class InvitationWithdrawn extends Conflict {
  constructor() {
    super('invitation-withdrawn', 'This invitation was taken back. Ask the hosts if you wonder why.');
  }
}
