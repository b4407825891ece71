import type {
  AnswersService,
  ApprovalsService,
  HandoverService,
  VerificationService,
} from '../../../libs/assignments/index.js';
import type { PollMailsService } from '../../../libs/consultations/index.js';
import type { UnreachableService } from '../../../libs/correspondence/index.js';
import type { AnchorsService, DeadlinesService } from '../../../libs/deadlines/index.js';
import type { MandatesService } from '../../../libs/directory/index.js';
import type { FeedsService } from '../../../libs/feeds/index.js';
import type { InvitationNewsService, InvitationsService, SuccessionService } from '../../../libs/invitations/index.js';
import { eachConsultation, type MinutesMailsService, type MinutesService } from '../../../libs/minutes/index.js';
import type { InputAnswersService } from '../../../libs/inputs/index.js';
import { each, type Subscriptions } from '../../../libs/platform/index.js';
import type { DigestsService, HoursService, RearrangingService, StepsService } from '../../../libs/reminders/index.js';

export interface Reacting {
  anchors: AnchorsService;
  answers: AnswersService;
  approvals: ApprovalsService;
  deadlines: DeadlinesService;
  digests: DigestsService;
  feeds: FeedsService;
  handover: HandoverService;
  hours: HoursService;
  inputAnswers: InputAnswersService;
  invitationNews: InvitationNewsService;
  invitations: InvitationsService;
  mandates: MandatesService;
  minutes: MinutesService;
  minutesMails: MinutesMailsService;
  pollMails: PollMailsService;
  rearranging: RearrangingService;
  steps: StepsService;
  succession: SuccessionService;
  unreachable: UnreachableService;
  verification: VerificationService;
}

/** The table of contents of reactions: which event makes which feature do what. */
export const subscriptions = (react: Reacting): Subscriptions => ({
  'review.registered': { 'deadlines.anchorReview': (facts, tx) => react.anchors.anchorReviews(facts, tx) },
  'review.changed': { 'deadlines.anchorReview': (facts, tx) => react.anchors.anchorReviews(facts, tx) },
  'mechanism.changed': {
    'directory.alarm': (facts, tx) => react.mandates.alarmAnew(facts, tx),
    'deadlines.rezone': (facts, tx) => react.deadlines.rezone(facts, tx),
    'reminders.alarm': (facts, tx) => react.rearranging.alarmAnew(facts, tx),
  },
  'person.changed': { 'reminders.reschedule': (facts, tx) => react.rearranging.reschedule(facts, tx) },
  'person.access-revoked': { 'feeds.revoke': (facts, tx) => react.feeds.revokeOf(facts, tx) },
  'role.revoked': { 'reminders.reassign': (facts, tx) => react.rearranging.reassign(facts, tx) },
  'mandate.started': {
    'reminders.reassign': (facts, tx) => react.rearranging.reassign(facts, tx),
    'invitations.passOn': (facts, tx) => react.succession.passOn(facts, tx),
  },
  'mandate.ended': {
    'assignments.handOver': each((fact, tx) => react.handover.handOver(fact, tx)),
    'feeds.renew': (facts, tx) => react.feeds.renewFor(facts, tx),
    'reminders.reassign': (facts, tx) => react.rearranging.reassign(facts, tx),
    'invitations.passOn': (facts, tx) => react.succession.passOn(facts, tx),
  },
  'assignment.approved': { 'deadlines.anchorApproval': (facts, tx) => react.anchors.anchorApprovals(facts, tx) },
  'verification-round.opened': {
    'assignments.askToVerify': each((fact, tx) => react.verification.askToVerify(fact, tx)),
  },
  'verification.answered': {
    'assignments.tellCoordinators': each((fact, tx) => react.answers.tellCoordinators(fact, tx)),
  },
  'division-of-work.approved': { 'assignments.activate': each((fact, tx) => react.approvals.activate(fact, tx)) },
  'deadline.set': { 'reminders.plan': (facts, tx) => react.steps.planNew(facts, tx) },
  'deadline.moved': { 'reminders.plan': (facts, tx) => react.steps.planMoved(facts, tx) },
  'deadline.changed': { 'reminders.plan': (facts, tx) => react.steps.planHanded(facts, tx) },
  'deadline.reopened': { 'reminders.plan': (facts, tx) => react.steps.planReopened(facts, tx) },
  'deadline.met': { 'reminders.stop': (facts, tx) => react.steps.stop(facts, tx) },
  'deadline.waived': { 'reminders.stop': (facts, tx) => react.steps.stop(facts, tx) },
  'deadline-request.made': { 'reminders.hold': (facts, tx) => react.steps.hold(facts, tx) },
  'deadline-request.granted': {
    'reminders.tellDecision': (facts, tx) => react.steps.tellDecision(facts, tx, 'granted'),
  },
  'deadline-request.refused': {
    'reminders.tellDecision': (facts, tx) => react.steps.tellDecision(facts, tx, 'refused'),
  },
  'deadline-request.withdrawn': { 'reminders.release': (facts, tx) => react.steps.release(facts, tx) },
  'input.answered': { 'inputs.tellAuthor': (facts, tx) => react.inputAnswers.tellAuthor(facts, tx) },
  'reminder-plan.set': { 'reminders.replanKind': (facts, tx) => react.steps.startReplanning(facts, tx) },
  'calendar.changed': {
    'reminders.replanAll': (facts, tx) => react.steps.replanAll(facts, tx),
    'reminders.rescheduleAll': (facts, tx) => react.rearranging.rescheduleAll(facts, tx),
  },
  'reminder-preference.set': { 'reminders.reschedule': (facts, tx) => react.rearranging.prefer(facts, tx) },
  'leave.planned': { 'reminders.reassign': (facts, tx) => react.rearranging.reassign(facts, tx) },
  'leave.cancelled': { 'reminders.reassign': (facts, tx) => react.rearranging.reassign(facts, tx) },
  'date-poll.opened': { 'consultations.askHosts': (facts, tx) => react.pollMails.askHosts(facts, tx) },
  'date-poll.hosts-changed': { 'consultations.askNewHosts': (facts, tx) => react.pollMails.askHosts(facts, tx) },
  'date-poll.closing': { 'consultations.remindHosts': (facts, tx) => react.pollMails.remindHosts(facts, tx) },
  'date-poll.closed': { 'consultations.tellPollResult': (facts, tx) => react.pollMails.tellPollResult(facts, tx) },
  'mail.expired': {
    'reminders.reclaim': (facts, tx) => react.digests.reclaim(facts, tx),
    'reminders.holdAgain': (facts, tx) => react.hours.holdAgain(facts, tx),
    'correspondence.tellAgain': (facts, tx) => react.unreachable.tellAgain(facts, tx),
  },
  'mail.withdrawn': { 'reminders.reclaim': (facts, tx) => react.digests.reclaim(facts, tx) },
  'mail.bounced': { 'correspondence.tellCoordinators': (_, tx) => react.unreachable.noteLost(tx) },
  'consultation.held': { 'minutes.expect': eachConsultation((fact, tx) => react.minutes.expect(fact, tx)) },
  'minutes.circulated': { 'minutes.circulate': eachConsultation((fact, tx) => react.minutesMails.circulate(fact, tx)) },
  'comments.closed': {
    'minutes.askToFinish': eachConsultation((fact, tx) => react.minutesMails.askToFinish(fact, tx)),
  },
  'minutes.finalised': { 'minutes.sendFinal': eachConsultation((fact, tx) => react.minutesMails.sendFinal(fact, tx)) },
  'address.suppressed': { 'correspondence.tellCoordinators': (_, tx) => react.unreachable.noteLost(tx) },
  'consultation.changed': { 'invitations.tellChange': (facts, tx) => react.invitationNews.tellChange(facts, tx) },
  'consultation.scheduled': { 'invitations.tellDate': (facts, tx) => react.invitationNews.tellDate(facts, tx) },
  'consultation.moved': { 'invitations.tellDate': (facts, tx) => react.invitationNews.tellDate(facts, tx) },
  'consultation.postponed': {
    'invitations.tellEnd': (facts, tx) => react.invitationNews.tellEnd(facts, tx),
    'minutes.giveUp': eachConsultation((fact, tx) => react.minutes.giveUp(fact, tx)),
  },
  'consultation.cancelled': {
    'invitations.tellEnd': (facts, tx) => react.invitationNews.tellEnd(facts, tx),
    'minutes.giveUp': eachConsultation((fact, tx) => react.minutes.giveUp(fact, tx)),
  },
  'invitations.due': { 'invitations.sendOut': (facts, tx) => react.invitations.sendDue(facts, tx) },
  'answers.awaited': { 'invitations.remind': (facts, tx) => react.invitationNews.remind(facts, tx) },
  'answers.closed': { 'invitations.closeAnswers': (facts, tx) => react.invitationNews.closeAnswers(facts, tx) },
});
