import { z } from 'zod';
import { button, defineMail, paragraph, Review, reviewText } from '../mail.js';

/** The one reminder before the due day. */
export const verificationReminder = defineMail({
  name: 'verification-reminder',
  props: z.object({
    name: z.string(),
    review: Review,
    institutions: z.string(),
    open: z.int(),
    dueOn: z.iso.date(),
    linkId: z.uuid(),
  }),
  example: {
    name: 'Sok Dara',
    review: { mechanism: 'UPR', session: 32 },
    institutions: 'Ministry of Education',
    open: 12,
    dueOn: '2026-12-04',
    linkId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ dueOn, review }, { t, day }) =>
    t('verification-reminder.subject', { due: day(dueOn), review: reviewText(review, t) }),
  body: ({ name, institutions, open, dueOn, linkId }, { t, day, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('verification-reminder.intro', { open, institutions, due: day(dueOn) })),
    button(t('open-list.button'), link('verify', linkId)),
  ],
});
