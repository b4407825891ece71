import { z } from 'zod';
import { defineMail, paragraph, Review, reviewText } from '../mail.js';

/** The division of work was approved: what is now the institution's. */
export const assignmentsActivated = defineMail({
  name: 'assignments-activated',
  props: z.object({
    name: z.string(),
    review: Review,
    institutions: z.array(
      z.object({
        name: z.string(),
        lead: z.int(),
        supporting: z.int(),
        items: z.array(z.object({ reference: z.string(), text: z.string(), role: z.enum(['LEAD', 'SUPPORTING']) })),
      }),
    ),
  }),
  example: {
    name: 'Sok Dara',
    review: { mechanism: 'UPR', session: 32 },
    institutions: [
      {
        name: 'Ministry of Education',
        lead: 1,
        supporting: 0,
        items: [{ reference: '110.5', text: 'Extend free schooling to the most remote communes', role: 'LEAD' }],
      },
    ],
  },
  subject: ({ institutions, review }, { t }) =>
    t('assignments-activated.subject', {
      count: institutions.reduce((sum, { items }) => sum + items.length, 0),
      review: reviewText(review, t),
    }),
  body: ({ name, review, institutions }, { t }) => [
    paragraph(t('greeting', { name })),
    paragraph(
      t('assignments-activated.intro', {
        review: reviewText(review, t),
        institutions: institutions.map((institution) => institution.name).join(', '),
      }),
    ),
    ...institutions.map((institution) => ({
      kind: 'list' as const,
      title: t('assignments-activated.list', {
        institution: institution.name,
        lead: institution.lead,
        supporting: institution.supporting,
      }),
      items: institution.items.map(({ reference, text, role }) => ({
        label: [reference, t(`role.${role}`)].filter(Boolean).join(' · '),
        text,
      })),
    })),
  ],
});
