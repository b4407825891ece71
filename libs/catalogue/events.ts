import { z } from 'zod';

const Id = z.uuid();
const Day = z.iso.date();

const event = <P extends z.ZodObject, const S extends readonly string[]>(payload: P, { heardBy }: { heardBy: S }) => ({
  payload,
  heardBy,
});

/** Written into the audit trail; nobody reacts. */
const noted = { heardBy: [] } as const;

/**
 * Every fact one feature announces, and who reacts to it: past tense, `<noun>.<verb>`, ids and days only.
 * An event is about every id its payload names. A subscriber's name is stored with the work it is owed: never rename one in place.
 */
export const events = {
  'review.registered': event(z.object({ reviewId: Id }), { heardBy: ['deadlines.anchorReview'] }),
  'review.changed': event(z.object({ reviewId: Id }), { heardBy: ['deadlines.anchorReview'] }),
  'review.removed': event(z.object({ reviewId: Id, importId: Id }), noted),
  'recommendation.registered': event(z.object({ recommendationId: Id, reviewId: Id, importId: Id }), noted),
  'recommendation.corrected': event(z.object({ recommendationId: Id, importId: Id }), noted),
  'recommendation.restored': event(z.object({ recommendationId: Id, importId: Id }), noted),
  'recommendation.removed': event(z.object({ recommendationId: Id, importId: Id }), noted),
  'position.recorded': event(z.object({ recommendationId: Id, importId: Id }), noted),
  'cluster.formed': event(z.object({ clusterId: Id, reviewId: Id }), noted),
  'cluster.changed': event(z.object({ clusterId: Id, reviewId: Id }), noted),

  'import.received': event(z.object({ importId: Id }), noted),
  'import.refused': event(z.object({ importId: Id }), noted),
  'import.approved': event(z.object({ importId: Id }), noted),
  'import.previewed': event(z.object({ importId: Id }), noted),
  'import.explained': event(z.object({ importId: Id }), noted),
  'import.applied': event(z.object({ importId: Id }), noted),
  'import.undone': event(z.object({ importId: Id }), noted),
  'import.cancelled': event(z.object({ importId: Id }), noted),

  /** `formerZone`: the time zone it worked in till now, if that has changed. */
  'mechanism.changed': event(z.object({ formerZone: z.string().optional() }), {
    heardBy: ['directory.alarm', 'deadlines.rezone', 'reminders.alarm'],
  }),
  'institution.registered': event(z.object({ institutionId: Id }), noted),
  'institution.changed': event(z.object({ institutionId: Id }), noted),
  'person.registered': event(z.object({ personId: Id }), noted),
  'person.changed': event(z.object({ personId: Id }), { heardBy: ['reminders.reschedule'] }),
  'mandate.started': event(z.object({ mandateId: Id, personId: Id, institutionId: Id }), {
    heardBy: ['reminders.reassign', 'invitations.passOn'],
  }),
  /** The last day is known and has not passed: on the day after, `mandate.ended` follows. */
  'mandate.end-planned': event(
    z.object({ mandateId: Id, personId: Id, institutionId: Id, endsOn: Day, successorId: Id.nullable() }),
    noted,
  ),
  /** `successorId`: the person who holds the mandate from the day after, if one was named. */
  'mandate.ended': event(z.object({ mandateId: Id, personId: Id, institutionId: Id, successorId: Id.nullable() }), {
    heardBy: ['assignments.handOver', 'feeds.renew', 'reminders.reassign', 'invitations.passOn'],
  }),

  'person.signed-in': event(z.object({ personId: Id }), noted),
  'person.signed-out': event(z.object({ personId: Id }), noted),
  /** Whatever opened something to a person opens it no more: links, browsers, tokens. */
  'person.access-revoked': event(z.object({ personId: Id }), { heardBy: ['feeds.revoke'] }),
  'role.granted': event(z.object({ personId: Id, role: z.string() }), noted),
  'role.revoked': event(z.object({ personId: Id, role: z.string() }), { heardBy: ['reminders.reassign'] }),
  'access-token.created': event(z.object({ accessTokenId: Id, personId: Id }), noted),
  'access-token.revoked': event(z.object({ accessTokenId: Id, personId: Id }), noted),
  'work.retried': event(z.object({ owedId: Id }), noted),
  'link.revoked': event(z.object({ linkId: Id, personId: Id }), noted),

  'assignment.proposed': event(z.object({ assignmentId: Id, recommendationId: Id, institutionId: Id }), noted),
  'assignment.accepted': event(z.object({ assignmentId: Id, recommendationId: Id, institutionId: Id }), noted),
  'assignment.contested': event(z.object({ assignmentId: Id, recommendationId: Id, institutionId: Id }), noted),
  'assignment.approved': event(z.object({ assignmentId: Id, recommendationId: Id, institutionId: Id }), {
    heardBy: ['deadlines.anchorApproval'],
  }),
  'assignment.activated': event(z.object({ assignmentId: Id, recommendationId: Id, institutionId: Id }), noted),
  'assignment.transferred': event(z.object({ assignmentId: Id, recommendationId: Id, institutionId: Id }), noted),
  'assignment.withdrawn': event(z.object({ assignmentId: Id, recommendationId: Id, institutionId: Id }), noted),
  'assignment.sent-for-verification': event(
    z.object({ assignmentId: Id, recommendationId: Id, institutionId: Id, roundId: Id }),
    noted,
  ),
  'verification-round.opened': event(z.object({ roundId: Id, reviewId: Id, dueOn: Day }), {
    heardBy: ['assignments.askToVerify'],
  }),
  'verification.asked-again': event(z.object({ verificationId: Id, roundId: Id, institutionId: Id }), noted),
  'verification.answered': event(z.object({ verificationId: Id, roundId: Id, institutionId: Id }), {
    heardBy: ['assignments.tellCoordinators'],
  }),
  'division-of-work.approved': event(z.object({ approvalId: Id, reviewId: Id }), { heardBy: ['assignments.activate'] }),

  'calendar.changed': event(z.object({ countryCode: z.string() }), {
    heardBy: ['reminders.replanAll', 'reminders.rescheduleAll'],
  }),
  'deadline-rule.set': event(z.object({ ruleId: Id, replacesId: Id.nullable() }), noted),
  'anchor.set': event(z.object({ anchorId: Id, subjectId: Id, fallsOn: Day }), noted),
  'anchor.moved': event(z.object({ anchorId: Id, subjectId: Id, wasOn: Day, fallsOn: Day }), noted),
  'anchor.removed': event(z.object({ anchorId: Id, subjectId: Id }), noted),

  /** `institutionId` null: the secretariat's own. */
  'deadline.set': event(z.object({ deadlineId: Id, institutionId: Id.nullable(), dueOn: Day }), {
    heardBy: ['reminders.plan'],
  }),
  'deadline.moved': event(z.object({ deadlineId: Id, institutionId: Id.nullable(), wasOn: Day, dueOn: Day }), {
    heardBy: ['reminders.plan'],
  }),
  'deadline.changed': event(z.object({ deadlineId: Id, institutionId: Id.nullable() }), {
    heardBy: ['reminders.plan'],
  }),
  'deadline.met': event(z.object({ deadlineId: Id, institutionId: Id.nullable() }), { heardBy: ['reminders.stop'] }),
  'deadline.waived': event(z.object({ deadlineId: Id, institutionId: Id.nullable() }), { heardBy: ['reminders.stop'] }),
  'deadline.reopened': event(z.object({ deadlineId: Id, institutionId: Id.nullable() }), {
    heardBy: ['reminders.plan'],
  }),
  'deadline-request.made': event(z.object({ requestId: Id, deadlineId: Id, institutionId: Id.nullable() }), {
    heardBy: ['reminders.hold'],
  }),
  'deadline-request.granted': event(z.object({ requestId: Id, deadlineId: Id, institutionId: Id.nullable() }), {
    heardBy: ['reminders.tellDecision'],
  }),
  'deadline-request.refused': event(z.object({ requestId: Id, deadlineId: Id, institutionId: Id.nullable() }), {
    heardBy: ['reminders.tellDecision'],
  }),
  'deadline-request.withdrawn': event(z.object({ requestId: Id, deadlineId: Id, institutionId: Id.nullable() }), {
    heardBy: ['reminders.release'],
  }),

  'reminder-plan.set': event(z.object({ planId: Id }), { heardBy: ['reminders.replanKind'] }),
  'reminder.brought-forward': event(z.object({ deadlineId: Id, institutionId: Id.nullable() }), noted),
  'reminder-preference.set': event(z.object({ personId: Id }), { heardBy: ['reminders.reschedule'] }),
  'leave.planned': event(
    z.object({ leaveId: Id, personId: Id, startsOn: Day, endsOn: Day, substituteId: Id.nullable() }),
    {
      heardBy: ['reminders.reassign'],
    },
  ),
  'leave.cancelled': event(z.object({ leaveId: Id, personId: Id }), { heardBy: ['reminders.reassign'] }),
  /** No server took it while it was worth sending. */
  'mail.expired': event(z.object({ mailId: Id }), {
    heardBy: ['reminders.reclaim', 'reminders.holdAgain', 'correspondence.tellAgain'],
  }),
  /** It was taken back, or its link had ended, before any server took it. */
  'mail.withdrawn': event(z.object({ mailId: Id }), { heardBy: ['reminders.reclaim'] }),

  'feed.made': event(z.object({ feedId: Id, personId: Id.nullable(), institutionId: Id.nullable() }), noted),
  'feed.revoked': event(z.object({ feedId: Id, personId: Id.nullable(), institutionId: Id.nullable() }), noted),
  /** A mail came back; `isFinal`: nobody is there, and nothing more is sent to the address. */
  'mail.bounced': event(
    z.object({ bounceId: Id, mailId: Id.nullable(), personId: Id.nullable(), isFinal: z.boolean() }),
    {
      heardBy: ['correspondence.tellCoordinators'],
    },
  ),
  /** A mail server said for good that there is nobody at a person's address. */
  'address.suppressed': event(z.object({ personId: Id, mailId: Id }), { heardBy: ['correspondence.tellCoordinators'] }),
  /** `personId` null: nobody in the directory has the address any more. */
  'address.released': event(z.object({ personId: Id.nullable() }), noted),
  /** Part of the mail ledger left the system: of these days, to a person or anybody, about a deadline or anything. */
  'mails.exported': event(
    z.object({ personId: Id.nullable(), deadlineId: Id.nullable(), startsOn: Day, endsOn: Day }),
    noted,
  ),

  'consultation-rules.set': event(z.object({}), noted),
  'consultation.drafted': event(z.object({ consultationId: Id }), noted),
  /** What it is, where, or what is on its agenda. `isTold`: those invited must hear of it. */
  'consultation.changed': event(z.object({ consultationId: Id, isTold: z.boolean() }), {
    heardBy: ['invitations.tellChange'],
  }),
  'consultation.scheduled': event(z.object({ consultationId: Id, fallsOn: Day }), {
    heardBy: ['invitations.tellDate'],
  }),
  'consultation.moved': event(z.object({ consultationId: Id, wasOn: Day, fallsOn: Day }), {
    heardBy: ['invitations.tellDate'],
  }),
  'consultation.postponed': event(z.object({ consultationId: Id }), {
    heardBy: ['invitations.tellEnd', 'minutes.giveUp'],
  }),
  'consultation.cancelled': event(z.object({ consultationId: Id }), {
    heardBy: ['invitations.tellEnd', 'minutes.giveUp'],
  }),
  /** Invitations have begun to go out. */
  'consultation.opened': event(z.object({ consultationId: Id }), noted),
  /** Its time is over. */
  'consultation.held': event(z.object({ consultationId: Id }), { heardBy: ['minutes.expect'] }),
  'consultation.closed': event(z.object({ consultationId: Id }), noted),
  'date-poll.opened': event(z.object({ pollId: Id, consultationId: Id }), { heardBy: ['consultations.askHosts'] }),
  'date-poll.answered': event(z.object({ pollId: Id, consultationId: Id, personId: Id }), noted),
  /** While it is open, the consultation got other hosts. */
  'date-poll.hosts-changed': event(z.object({ pollId: Id, consultationId: Id }), {
    heardBy: ['consultations.askNewHosts'],
  }),
  /** It closes in a day. */
  'date-poll.closing': event(z.object({ pollId: Id, consultationId: Id }), {
    heardBy: ['consultations.remindHosts'],
  }),
  'date-poll.closed': event(z.object({ pollId: Id, consultationId: Id }), {
    heardBy: ['consultations.tellPollResult'],
  }),

  /** It is the moment that was set for the invitations to go out. */
  'invitations.due': event(z.object({ consultationId: Id }), {
    heardBy: ['invitations.sendOut'],
  }),
  /** It is a day on which those who have not answered are reminded. */
  'answers.awaited': event(z.object({ consultationId: Id }), {
    heardBy: ['invitations.remind'],
  }),
  /** The last day for answers is over. */
  'answers.closed': event(z.object({ consultationId: Id }), {
    heardBy: ['invitations.closeAnswers'],
  }),
  'stakeholder-list.set': event(z.object({ listId: Id }), noted),
  'invitation.made': event(z.object({ invitationId: Id, consultationId: Id, institutionId: Id.nullable() }), noted),
  'invitation.withdrawn': event(z.object({ invitationId: Id, consultationId: Id }), noted),
  'invitation.answered': event(
    z.object({
      invitationId: Id,
      consultationId: Id,
      answer: z.enum(['ACCEPTED', 'DECLINED', 'TENTATIVE', 'DELEGATED']),
    }),
    noted,
  ),
  /** Somebody said what they need, or something of themselves. */
  'invitation.described': event(z.object({ invitationId: Id, consultationId: Id }), noted),
  /** Seats were all taken; one was freed. */
  'seat.given': event(z.object({ invitationId: Id, consultationId: Id }), noted),
  'question.asked': event(z.object({ questionId: Id, invitationId: Id, consultationId: Id }), noted),
  'question.answered': event(z.object({ questionId: Id, invitationId: Id, consultationId: Id }), noted),
  /** A mail came in as an answer to an invitation, and was looked at. */
  'reply.settled': event(z.object({ replyId: Id, invitationId: Id.nullable() }), noted),

  'attendance.recorded': event(z.object({ invitationId: Id, consultationId: Id }), noted),
  'minutes.drafted': event(z.object({ consultationId: Id }), noted),
  'minutes.circulated': event(z.object({ consultationId: Id, dueOn: Day }), { heardBy: ['minutes.circulate'] }),
  'minutes.commented': event(z.object({ commentId: Id, consultationId: Id }), noted),
  /** The last day for comments is over. */
  'comments.closed': event(z.object({ consultationId: Id }), { heardBy: ['minutes.askToFinish'] }),
  'comment.answered': event(z.object({ commentId: Id, consultationId: Id }), noted),
  'minutes.finalised': event(z.object({ consultationId: Id }), { heardBy: ['minutes.sendFinal'] }),
  'commitment.made': event(
    z.object({ commitmentId: Id, consultationId: Id, institutionId: Id.nullable(), dueOn: Day }),
    noted,
  ),
  'commitment.changed': event(z.object({ commitmentId: Id, consultationId: Id, dueOn: Day }), noted),
  'commitment.withdrawn': event(z.object({ commitmentId: Id, consultationId: Id }), noted),

  /** Without its author: an anonymous one must not be found out by its event. */
  'input.given': event(z.object({ inputId: Id, consultationId: Id }), noted),
  'input.withdrawn': event(z.object({ inputId: Id, consultationId: Id }), noted),
  /** Its author lets fewer read it. */
  'input.narrowed': event(z.object({ inputId: Id, consultationId: Id }), noted),
  'input.answered': event(z.object({ inputId: Id, consultationId: Id }), { heardBy: ['inputs.tellAuthor'] }),

  /** By their invitation: who came without being in the directory. */
  'participant.forgotten': event(z.object({ personId: Id.optional(), invitationId: Id.optional() }), noted),
  /** Neither by whom nor about which consultation. */
  'intimidation.reported': event(z.object({ reportId: Id }), noted),
  'intimidation.closed': event(z.object({ reportId: Id }), noted),
  /** A list of participants left the system. */
  'participants.exported': event(z.object({ consultationId: Id }), noted),

  'inclusion-reference.added': event(z.object({ referenceId: Id }), noted),
  'inclusion-reference.removed': event(z.object({ referenceId: Id }), noted),
};

export type EventName = keyof typeof events;
export const eventNames = Object.keys(events) as [EventName, ...EventName[]];
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]['payload']>;
type Heard<N extends EventName> = (typeof events)[N]['heardBy'][number];
/** Events that somebody reacts to. */
export type HeardEvent = { [N in EventName]: Heard<N> extends never ? never : N }[EventName];
export type SubscriberOf<N extends EventName> = Heard<N>;
