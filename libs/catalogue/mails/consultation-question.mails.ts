import { z } from 'zod';
import { button, defineMail, paragraph } from '../mail.js';

/** To the host who leads: somebody who was invited asks something. */
export const consultationQuestion = defineMail({
  name: 'consultation-question',
  props: z.object({
    name: z.string(),
    by: z.string(),
    title: z.string(),
    question: z.string(),
    consultationId: z.uuid(),
  }),
  example: {
    name: 'Kim Channary',
    by: 'Sok Dara',
    title: 'Consultation on the draft national report',
    question: 'May we bring a colleague who takes notes?',
    consultationId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ title }, { t }) => t('consultation-question.subject', { title }),
  body: ({ name, by, title, question, consultationId }, { t, home }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('consultation-question.intro', { by, title })),
    paragraph(question),
    button(t('consultation-question.button'), `${home}/consultations/${consultationId}/invitations#questions`),
  ],
});

/** To whoever asked: what the hosts reply. */
export const consultationQuestionAnswered = defineMail({
  name: 'consultation-question-answered',
  props: z.object({
    name: z.string(),
    title: z.string(),
    question: z.string(),
    reply: z.string(),
    /** Null: their invitation was taken back, and has no page any more. */
    linkId: z.uuid().nullable(),
  }),
  example: {
    name: 'Sok Dara',
    title: 'Consultation on the draft national report',
    question: 'May we bring a colleague who takes notes?',
    reply: 'Yes, there is room for them beside you.',
    linkId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ title }, { t }) => t('consultation-question-answered.subject', { title }),
  body: ({ name, title, question, reply, linkId }, { t, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('consultation-question-answered.intro', { title })),
    paragraph(reply),
    paragraph(t('consultation-question-answered.asked', { question })),
    ...(linkId ? [button(t('consultation-question-answered.button'), link('invitation', linkId))] : []),
  ],
});
