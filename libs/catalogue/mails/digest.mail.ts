import { z } from 'zod';
import { button, defineMail, paragraph, small, type Block, type MailContext } from '../mail.js';

const Item = z.object({
  deadlineId: z.uuid(),
  kind: z.enum([
    'VERIFICATION',
    'REVIEW',
    'ASSIGNMENT',
    'INFORMATION_REQUEST',
    'CONSULTATION',
    'REPORT',
    'COMMUNICATION',
    'FREE',
  ]),
  /** Null where the kind says it, or where nobody but the reader should know. */
  title: z.string().nullable(),
  isRestricted: z.boolean(),
  /** Null: the secretariat’s own. */
  institution: z.string().nullable(),
  dueOn: z.iso.date(),
  isOverdue: z.boolean(),
  /** What has just happened to it. */
  news: z.enum(['SET', 'MOVED', 'HANDED', 'REOPENED', 'ASKED', 'GRANTED', 'REFUSED', 'PUSHED']).nullable(),
  /** For news of a request: what was asked, and why it was answered so; null where nobody but the reader should know. */
  request: z
    .object({
      kind: z.enum(['MORE_TIME', 'NOT_OURS']),
      until: z.iso.date().nullable(),
      reason: z.string().nullable(),
    })
    .nullable()
    .default(null),
  /** In which capacity the reader hears of it. */
  audience: z.enum(['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY', 'COORDINATOR', 'HEAD']),
  /** For a list to verify: how many items wait. */
  open: z.int().nullable(),
  verifyLinkId: z.uuid().nullable(),
});
type Item = z.infer<typeof Item>;

/** Everything that is due from a person, in one mail a day; or what is urgent, alone. */
export const digest = defineMail({
  name: 'digest',
  props: z.object({
    name: z.string(),
    day: z.iso.date(),
    /** The digest of the day has gone already. */
    isAlone: z.boolean(),
    linkId: z.uuid(),
    items: z.array(Item),
    /** So many more are due that are not listed. */
    more: z.int(),
  }),
  example: {
    name: 'Sok Dara',
    day: '2026-12-03',
    isAlone: false,
    linkId: '01920000-0000-7000-8000-000000000001',
    items: [
      {
        deadlineId: '01920000-0000-7000-8000-000000000002',
        kind: 'INFORMATION_REQUEST',
        title: 'Figures on school attendance for the national report',
        isRestricted: false,
        institution: 'Ministry of Education',
        dueOn: '2026-12-01',
        isOverdue: true,
        news: null,
        request: null,
        audience: 'ALTERNATE',
        open: null,
        verifyLinkId: null,
      },
      {
        deadlineId: '01920000-0000-7000-8000-000000000003',
        kind: 'VERIFICATION',
        title: null,
        isRestricted: false,
        institution: 'Ministry of Education',
        dueOn: '2026-12-04',
        isOverdue: false,
        news: 'SET',
        request: null,
        audience: 'MAIN',
        open: 12,
        verifyLinkId: '01920000-0000-7000-8000-000000000004',
      },
    ],
    more: 2,
  },
  subject: ({ items, isAlone }, { t, day }) => {
    const [first, ...others] = items;
    if (first && others.length === 0) {
      const key = first.isOverdue ? 'digest-overdue.subject' : 'digest-due.subject';
      return t(key, { what: nameOf(first, t), due: day(first.dueOn) });
    }
    const overdue = items.filter(({ isOverdue }) => isOverdue).length;
    return t(isAlone ? 'digest-urgent.subject' : 'digest.subject', { overdue, due: items.length - overdue });
  },
  body: ({ name, items, more, linkId }, context) => {
    const { t, link } = context;
    const asked = items.filter(({ news }) => news === 'ASKED');
    const others = items.filter(({ news }) => news !== 'ASKED');
    return [
      paragraph(t('greeting', { name })),
      ...section('digest.asked', asked, context),
      ...section(
        'digest.overdue',
        others.filter(({ isOverdue }) => isOverdue),
        context,
      ),
      ...section(
        'digest.due',
        others.filter(({ isOverdue }) => !isOverdue),
        context,
      ),
      ...(more > 0 ? [paragraph(t('digest.more', { more }))] : []),
      ...buttons(items, linkId, context),
      small(t('digest.note')),
      { kind: 'link', label: t('digest.preferences'), url: `${link('due', linkId)}/preferences` },
    ];
  },
});

const nameOf = ({ title, kind, isRestricted }: Item, t: MailContext['t']): string =>
  isRestricted ? t('deadline.restricted') : (title ?? t(`deadline.${kind}`));

/** Others' deadlines, and the secretariat's own, are decided about by whoever signs in. */
const isOfOffice = ({ audience }: Item): boolean => audience === 'COORDINATOR' || audience === 'HEAD';

const buttons = (items: Item[], linkId: string, { t, link, home }: MailContext): Block[] => {
  const ofOffice = items.filter(isOfOffice);
  const [only, ...others] = ofOffice;
  const desk = only && others.length === 0 ? deskOf(only, home) : `${home}/deadlines`;
  return [
    ...(ofOffice.length > 0 ? [button(t('digest.desk'), desk)] : []),
    ...(ofOffice.length < items.length ? [button(t('digest.button'), link('due', linkId))] : []),
  ];
};

const deskOf = ({ deadlineId }: Item, home: string): string => `${home}/deadlines/${deadlineId}`;

const section = (
  title: 'digest.asked' | 'digest.overdue' | 'digest.due',
  items: Item[],
  context: MailContext,
): Block[] =>
  items.length === 0
    ? []
    : [
        {
          kind: 'list',
          title: context.t(title, { count: items.length }),
          items: items.map((item) => line(item, context)),
        },
      ];

const line = (item: Item, context: MailContext) => {
  const { t, day, link, home } = context;
  const notes = [
    item.open === null ? null : t('digest.open', { open: item.open }),
    newsOf(item, context),
    item.audience === 'MAIN' || item.news === 'ASKED' ? null : t(`digest.as.${item.audience}`),
  ].filter((note) => note !== null && note !== '');
  return {
    label: [item.institution, t('digest.day', { due: day(item.dueOn) })].filter(Boolean).join(' · '),
    text: [nameOf(item, t), ...notes].join(' — '),
    ...(item.verifyLinkId
      ? { url: link('verify', item.verifyLinkId) }
      : isOfOffice(item)
        ? { url: deskOf(item, home) }
        : {}),
  };
};

const newsOf = ({ news, dueOn, request }: Item, { t, day }: MailContext): string | null => {
  if (news === null) return null;
  const said = t(`digest.news.${news}`, {
    due: day(dueOn),
    kind: request?.kind ?? 'any',
    until: request?.until ? day(request.until) : '–',
  });
  return request?.reason ? t('digest.reason', { said, reason: request.reason.replace(/\s+/g, ' ') }) : said;
};
