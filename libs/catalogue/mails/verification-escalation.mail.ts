import { z } from 'zod';
import { button, defineMail, paragraph } from '../mail.js';

/** What is overdue, to the next person up: alternate, then validating authority, then coordinator. */
export const verificationEscalation = defineMail({
  name: 'verification-escalation',
  props: z.object({
    name: z.string(),
    audience: z.enum(['ALTERNATE', 'VALIDATING_AUTHORITY', 'COORDINATOR']),
    dueOn: z.iso.date(),
    items: z.array(z.object({ institution: z.string(), open: z.int(), dueOn: z.iso.date() })),
    /** Null for a coordinator, who signs in. */
    linkId: z.uuid().nullable(),
  }),
  example: {
    name: 'Chan Bopha',
    audience: 'VALIDATING_AUTHORITY',
    dueOn: '2026-12-04',
    items: [{ institution: 'Ministry of Education', open: 12, dueOn: '2026-12-04' }],
    linkId: '01920000-0000-7000-8000-000000000001',
  },
  subject: ({ items, dueOn }, { t, day }) =>
    t('verification-escalation.subject', { institutions: namesOf(items), due: day(dueOn) }),
  body: ({ name, audience, items, dueOn, linkId }, { t, day, home, link }) => [
    paragraph(t('greeting', { name })),
    paragraph(
      t(`verification-escalation.${audience}`, {
        institutions: namesOf(items),
        open: items.reduce((sum, item) => sum + item.open, 0),
        due: day(dueOn),
      }),
    ),
    ...(items.length > 1
      ? [
          {
            kind: 'list' as const,
            title: t('verification-escalation.list'),
            items: items.map((item) => ({
              text: t('verification-escalation.item', {
                institution: item.institution,
                open: item.open,
                due: day(item.dueOn),
              }),
            })),
          },
        ]
      : []),
    linkId ? button(t('open-list.button'), link('verify', linkId)) : button(t('open-product.button'), home),
  ],
});

const namesOf = (items: { institution: string }[]) => items.map((item) => item.institution).join(', ');
