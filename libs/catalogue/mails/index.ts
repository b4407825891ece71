import type { z } from 'zod';
import { addressChanged } from './address-changed.mail.js';
import { addressUnreachable } from './address-unreachable.mail.js';
import { assignmentsActivated } from './assignments-activated.mail.js';
import { consultationCancelled } from './consultation-cancelled.mail.js';
import { consultationInvitation, consultationReminder } from './consultation-invitation.mail.js';
import { consultationPoll, consultationPollClosed, consultationPollReminder } from './consultation-poll.mails.js';
import { consultationQuestion, consultationQuestionAnswered } from './consultation-question.mails.js';
import { digest } from './digest.mail.js';
import { anonymousInputAnswered, inputAnswered } from './input-answered.mails.js';
import { institutionsVacant } from './institutions-vacant.mail.js';
import { intimidationReported } from './intimidation-reported.mail.js';
import { mandateEnded, workHandedOver } from './mandate.mails.js';
import { consultationCommentsClosed, consultationMinutes, consultationMinutesFinal } from './minutes.mails.js';
import { replyRefused } from './reply-refused.mail.js';
import { signIn } from './sign-in.mail.js';
import { verificationContested } from './verification-contested.mail.js';
import { verificationRequest } from './verification-request.mail.js';

/** Every mail the product sends. */
export const mails = {
  'sign-in': signIn,
  'address-changed': addressChanged,
  'address-unreachable': addressUnreachable,
  'verification-request': verificationRequest,
  digest,
  'verification-contested': verificationContested,
  'assignments-activated': assignmentsActivated,
  'work-handed-over': workHandedOver,
  'mandate-ended': mandateEnded,
  'institutions-vacant': institutionsVacant,
  'reply-refused': replyRefused,
  'input-answered': inputAnswered,
  'anonymous-input-answered': anonymousInputAnswered,
  'intimidation-reported': intimidationReported,
  'consultation-invitation': consultationInvitation,
  'consultation-reminder': consultationReminder,
  'consultation-cancelled': consultationCancelled,
  'consultation-poll': consultationPoll,
  'consultation-poll-reminder': consultationPollReminder,
  'consultation-poll-closed': consultationPollClosed,
  'consultation-question': consultationQuestion,
  'consultation-question-answered': consultationQuestionAnswered,
  'consultation-minutes': consultationMinutes,
  'consultation-minutes-final': consultationMinutesFinal,
  'consultation-comments-closed': consultationCommentsClosed,
};

export type MailName = keyof typeof mails;
export type MailProps<N extends MailName> = z.infer<(typeof mails)[N]['props']>;
