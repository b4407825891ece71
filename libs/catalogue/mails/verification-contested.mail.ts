import { z } from 'zod';
import { button, defineMail, paragraph, Review, reviewText } from '../mail.js';

/** To coordinators: an institution has answered its whole list, and some of it is not theirs. */
export const verificationContested = defineMail({
  name: 'verification-contested',
  keepsHours: true,
  props: z.object({
    name: z.string(),
    review: Review,
    institution: z.string(),
    accepted: z.int(),
    items: z.array(z.object({ reference: z.string(), reason: z.string(), instead: z.string().nullable() })),
  }),
  example: {
    name: 'Keo Sophea',
    review: { mechanism: 'UPR', session: 32 },
    institution: 'Ministry of Education',
    accepted: 11,
    items: [{ reference: '110.12', reason: 'This is about prisons.', instead: 'Ministry of Justice' }],
  },
  subject: ({ institution, items, review }, { t }) =>
    t('verification-contested.subject', { institution, count: items.length, review: reviewText(review, t) }),
  body: ({ name, institution, review, accepted, items }, { t, home }) => [
    paragraph(t('greeting', { name })),
    paragraph(
      t('verification-contested.intro', { institution, review: reviewText(review, t), accepted, count: items.length }),
    ),
    {
      kind: 'list',
      items: items.map(({ reference, reason, instead }) => ({
        label: reference,
        text: instead
          ? t('verification-contested.instead', { reason, institution: instead })
          : t('verification-contested.item', { reason }),
      })),
    },
    button(t('open-product.button'), home),
  ],
});
