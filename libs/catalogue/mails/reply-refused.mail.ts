import { z } from 'zod';
import { button, defineMail, paragraph } from '../mail.js';

/** To somebody whose answer came in a form that only one mail program can read. */
export const replyRefused = defineMail({
  name: 'reply-refused',
  isAutoReply: true,
  props: z.object({ name: z.string(), title: z.string(), linkId: z.uuid() }),
  example: {
    name: 'Sok Dara',
    title: 'Consultation on the draft national report',
    linkId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ title }, { t }) => t('reply-refused.subject', { title }),
  body: ({ name, title, linkId }, { t, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('reply-refused.intro', { title })),
    paragraph(t('reply-refused.instead')),
    button(t('reply-refused.button'), link('invitation', linkId)),
  ],
});
