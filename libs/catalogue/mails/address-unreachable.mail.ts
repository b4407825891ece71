import { z } from 'zod';
import { button, defineMail, paragraph } from '../mail.js';

/** More than this nobody reads in a mail; the ledger shows all. */
const mostItems = 25;

/** To coordinators, once a day: mails to these people do not arrive. Should this one come back itself, nobody is told of that. */
export const addressUnreachable = defineMail({
  name: 'address-unreachable',
  props: z.object({
    name: z.string(),
    items: z.array(
      z.object({
        person: z.string(),
        institutions: z.array(z.string()),
        address: z.string(),
        /** The server's own words. */
        said: z.string(),
        /** Nobody is there, and nothing more is sent to the address. */
        isFinal: z.boolean(),
      }),
    ),
  }),
  example: {
    name: 'Keo Sophea',
    items: [
      {
        person: 'Sok Dara',
        institutions: ['Ministry of Education'],
        address: 'sok.dara@example.org',
        said: '550 5.1.1 User unknown',
        isFinal: true,
      },
      {
        person: 'Lim Veasna',
        institutions: [],
        address: 'lim.veasna@example.org',
        said: '552 5.2.2 Mailbox full',
        isFinal: false,
      },
    ],
  },
  subject: ({ items }, { t }) =>
    t('address-unreachable.subject', { count: items.length, person: items[0]?.person ?? '' }),
  body: ({ name, items }, { t, home }) => [
    paragraph(t('greeting', { name })),
    paragraph(t('address-unreachable.intro', { count: items.length })),
    {
      kind: 'list',
      items: items.slice(0, mostItems).map(({ person, institutions, address, said, isFinal }) => ({
        label: [person, ...institutions].join(', '),
        text: t('address-unreachable.item', { address, said, isFinal: String(isFinal) }),
      })),
    },
    ...(items.length > mostItems ? [paragraph(t('address-unreachable.more', { more: items.length - mostItems }))] : []),
    paragraph(t('address-unreachable.next')),
    button(t('address-unreachable.button'), `${home}/mails/suppressed`),
    { kind: 'link', label: t('address-unreachable.ledger'), url: `${home}/mails?status=BOUNCED` },
  ],
});
