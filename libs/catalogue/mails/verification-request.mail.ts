import { z } from 'zod';
import { button, defineMail, paragraph, Review, reviewText, small } from '../mail.js';

/** What is proposed to a focal point: one mail for everything, however many recommendations and institutions. */
export const verificationRequest = defineMail({
  name: 'verification-request',
  props: z.object({
    name: z.string(),
    review: Review,
    dueOn: z.iso.date(),
    linkId: z.uuid(),
    institutions: z.array(
      z.object({
        name: z.string(),
        items: z.array(z.object({ reference: z.string(), text: z.string(), role: z.enum(['LEAD', 'SUPPORTING']) })),
      }),
    ),
  }),
  example: {
    name: 'Sok Dara',
    review: { mechanism: 'UPR', session: 32 },
    dueOn: '2026-12-04',
    linkId: '01920000-0000-7000-8000-000000000001',
    institutions: [
      {
        name: 'Ministry of Education',
        items: [
          { reference: '110.5', text: 'Extend free schooling to the most remote communes', role: 'LEAD' },
          { reference: '110.12', text: 'Publish yearly figures on school attendance', role: 'SUPPORTING' },
        ],
      },
    ],
  },
  subject: ({ institutions, review, dueOn }, { t, day }) =>
    t('verification-request.subject', { count: countOf(institutions), due: day(dueOn), review: reviewText(review, t) }),
  body: ({ name, institutions, review, dueOn, linkId }, { t, day, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(
      t('verification-request.intro', {
        institutions: institutions.map((institution) => institution.name).join(', '),
        count: countOf(institutions),
        review: reviewText(review, t),
        due: day(dueOn),
      }),
    ),
    button(t('verification-request.button'), link('verify', linkId)),
    small(t('verification-request.note')),
    ...institutions.map((institution) => ({
      kind: 'list' as const,
      title: t('verification-request.list', { institution: institution.name, count: institution.items.length }),
      items: institution.items.map(({ reference, text, role }) => ({
        label: [reference, t(`role.${role}`)].filter(Boolean).join(' · '),
        text,
      })),
    })),
  ],
});

const countOf = (institutions: { items: unknown[] }[]) =>
  institutions.reduce((sum, institution) => sum + institution.items.length, 0);
