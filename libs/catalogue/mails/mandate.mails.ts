import { z } from 'zod';
import { button, defineMail, paragraph } from '../mail.js';

/** To whoever holds the mandate now: the open work of the predecessor is theirs. */
export const workHandedOver = defineMail({
  name: 'work-handed-over',
  keepsHours: true,
  props: z.object({
    name: z.string(),
    institution: z.string(),
    open: z.int(),
    /** Null when nothing waits for an answer. */
    linkId: z.uuid().nullable(),
  }),
  example: {
    name: 'Lim Veasna',
    institution: 'Ministry of Education',
    open: 12,
    linkId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ institution }, { t }) => t('work-handed-over.subject', { institution }),
  body: ({ name, institution, open, linkId }, { t, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('work-handed-over.intro', { institution })),
    paragraph(t('work-handed-over.open', { open })),
    ...(linkId ? [button(t('open-list.button'), link('verify', linkId))] : []),
  ],
});

/** To the person whose mandate has ended. */
export const mandateEnded = defineMail({
  name: 'mandate-ended',
  keepsHours: true,
  props: z.object({ name: z.string(), institution: z.string(), successor: z.string().nullable() }),
  example: { name: 'Sok Dara', institution: 'Ministry of Education', successor: 'Lim Veasna' },
  subject: ({ institution }, { t }) => t('mandate-ended.subject', { institution }),
  body: ({ name, institution, successor }, { t }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('mandate-ended.intro', { institution })),
    paragraph(successor ? t('mandate-ended.successor', { successor }) : t('mandate-ended.vacant')),
  ],
});
