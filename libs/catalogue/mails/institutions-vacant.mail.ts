import { z } from 'zod';
import { button, defineMail, paragraph } from '../mail.js';

/** To coordinators: there is nobody to speak to in these institutions. */
export const institutionsVacant = defineMail({
  name: 'institutions-vacant',
  keepsHours: true,
  props: z.object({ name: z.string(), institutions: z.array(z.string()) }),
  example: { name: 'Keo Sophea', institutions: ['Ministry of Education'] },
  subject: ({ institutions }, { t }) => t('institutions-vacant.subject', { institutions: institutions.join(', ') }),
  body: ({ name, institutions }, { t, home }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('institutions-vacant.intro', { institutions: institutions.join(', ') })),
    button(t('open-product.button'), home),
  ],
});
