import { z } from 'zod';
import { button, defineMail, paragraph, small } from '../mail.js';

/** To the one person who reads reports of intimidation: something waits. Not what, about whom, nor where. */
export const intimidationReported = defineMail({
  name: 'intimidation-reported',
  isConfidential: true,
  props: z.object({ name: z.string() }),
  example: { name: 'Chan Sopheap' },
  subject: (_, { t }) => t('intimidation-reported.subject'),
  body: ({ name }, { t, home }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('intimidation-reported.body')),
    button(t('intimidation-reported.button'), `${home}/safety-reports`),
    small(t('intimidation-reported.alone')),
  ],
});
