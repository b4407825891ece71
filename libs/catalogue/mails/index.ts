import type { z } from 'zod';
import { addressChanged } from './address-changed.mail.js';
import { addressUnreachable } from './address-unreachable.mail.js';
import { assignmentsActivated } from './assignments-activated.mail.js';
import { digest } from './digest.mail.js';
import { anonymousInputAnswered, inputAnswered } from './input-answered.mails.js';
import { institutionsVacant } from './institutions-vacant.mail.js';
import { intimidationReported } from './intimidation-reported.mail.js';
import { mandateEnded, workHandedOver } from './mandate.mails.js';
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
  'input-answered': inputAnswered,
  'anonymous-input-answered': anonymousInputAnswered,
  'intimidation-reported': intimidationReported,
};

export type MailName = keyof typeof mails;
export type MailProps<N extends MailName> = z.infer<(typeof mails)[N]['props']>;
