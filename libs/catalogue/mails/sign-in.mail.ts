import { z } from 'zod';
import { button, defineMail, paragraph, small } from '../mail.js';

export const signIn = defineMail({
  name: 'sign-in',
  props: z.object({ name: z.string(), mechanism: z.string(), minutes: z.int(), linkId: z.uuid() }),
  example: {
    name: 'Sok Dara',
    mechanism: 'Human Rights Committee',
    minutes: 20,
    linkId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ mechanism }, { t }) => t('sign-in.subject', { mechanism }),
  body: ({ name, minutes, linkId }, { t, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('sign-in.body', { minutes })),
    button(t('sign-in.button'), link('sign-in', linkId)),
    small(t('sign-in.ignore')),
  ],
});
