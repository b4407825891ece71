import { z } from 'zod';
import { defineMail, paragraph } from '../mail.js';

/** To the address a person had until now; it does not say the new one, for others may read this mailbox. */
export const addressChanged = defineMail({
  name: 'address-changed',
  props: z.object({ name: z.string(), mechanism: z.string() }),
  example: { name: 'Sok Dara', mechanism: 'Committee for Follow-up' },
  subject: ({ mechanism }, { t }) => t('address-changed.subject', { mechanism }),
  body: ({ name, mechanism }, { t }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('address-changed.body', { mechanism })),
    paragraph(t('address-changed.unexpected')),
  ],
});
