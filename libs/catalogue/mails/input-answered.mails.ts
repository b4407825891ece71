import { z } from 'zod';
import { button, defineMail, paragraph, small, type MailContext } from '../mail.js';

const props = z.object({
  name: z.string(),
  /** Of the consultation. */
  title: z.string(),
  outcome: z.enum(['TAKEN_UP', 'PARTLY_TAKEN_UP', 'NOT_TAKEN_UP']),
  /** Where it was taken up, or why not. */
  text: z.string(),
  linkId: z.uuid(),
});

const example: z.infer<typeof props> = {
  name: 'Sok Dara',
  title: 'Consultation on the draft national report',
  outcome: 'PARTLY_TAKEN_UP',
  text: 'Chapter 3 now names the schools in floating villages; the figures come with the next report.',
  linkId: '0198c0de-0000-7000-8000-000000000001',
};

const subject = ({ title }: z.infer<typeof props>, { t }: MailContext) => t('input-answered.subject', { title });
const body = ({ name, title, outcome, text, linkId }: z.infer<typeof props>, { t, link }: MailContext) => [
  paragraph(t('greeting', { name })),
  paragraph(t('input-answered.intro', { title })),
  paragraph(t('input-answered.outcome', { outcome })),
  paragraph(text),
  button(t('input-answered.button'), `${link('invitation', linkId)}/contributions`),
];

/** To whoever gave a contribution: what was done with it. */
export const inputAnswered = defineMail({ name: 'input-answered', props, example, subject, body });

/** The same to whoever gave it without their name: the mail comes at another hour, and no list of mails shows it. */
export const anonymousInputAnswered = defineMail({
  name: 'anonymous-input-answered',
  isConfidential: true,
  keepsHours: true,
  props,
  example,
  subject,
  body: (given, context) => [...body(given, context), small(context.t('input-answered.anonymous'))],
});
