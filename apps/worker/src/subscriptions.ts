import type {
  AnswersService,
  ApprovalsService,
  HandoverService,
  VerificationService,
} from '../../../libs/assignments/index.js';
import type { UnreachableService } from '../../../libs/correspondence/index.js';
import type { Subscriptions } from '../../../libs/platform/index.js';
import type { RemindersService } from '../../../libs/reminders/index.js';

export interface Reacting {
  answers: AnswersService;
  approvals: ApprovalsService;
  handover: HandoverService;
  reminders: RemindersService;
  unreachable: UnreachableService;
  verification: VerificationService;
}

/** The table of contents of reactions: which event makes which feature do what. */
export const subscriptions = ({
  answers,
  approvals,
  handover,
  reminders,
  unreachable,
  verification,
}: Reacting): Subscriptions => ({
  'mandate.ended': { 'assignments.handOver': (event, tx) => handover.handOver(event, tx) },
  'verification-round.opened': { 'assignments.askToVerify': (event, tx) => verification.askToVerify(event, tx) },
  'verification.answered': { 'assignments.tellCoordinators': (event, tx) => answers.tellCoordinators(event, tx) },
  'division-of-work.approved': { 'assignments.activate': (event, tx) => approvals.activate(event, tx) },
  'deadline.set': { 'reminders.plan': (event, tx) => reminders.plan(event, tx) },
  'deadline.met': { 'reminders.stop': (event, tx) => reminders.stop(event, tx) },
  'mail.bounced': { 'correspondence.tellCoordinators': (facts, tx) => unreachable.tellOfBounces(facts, tx) },
  'address.suppressed': { 'correspondence.tellCoordinators': (facts, tx) => unreachable.tellOfSuppressed(facts, tx) },
  'deadline.waived': { 'reminders.stop': (event, tx) => reminders.stop(event, tx) },
});
