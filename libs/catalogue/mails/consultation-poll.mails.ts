import { z } from 'zod';
import { button, defineMail, paragraph, small, type Block, type MailContext } from '../mail.js';

const Time = z.string().regex(/^\d\d:\d\d$/);
const Shown = z.object({ on: z.iso.date(), from: Time, until: Time });
/** A date as clocks show it where the consultation is held; `own`: on the reader's, where they differ. */
const PolledDate = Shown.extend({ own: Shown.nullable() });

const asked = z.object({
  name: z.string(),
  title: z.string(),
  timeZone: z.string(),
  /** On the clocks where it is held. */
  closesOn: z.iso.date(),
  closesAt: Time,
  dates: z.array(PolledDate),
  linkId: z.uuid(),
});
type Asked = z.infer<typeof asked>;
type Shown = z.infer<typeof Shown>;

const example: Asked = {
  name: 'Chea Vanna',
  title: 'Consultation on the draft national report',
  timeZone: 'Asia/Phnom_Penh',
  closesOn: '2026-03-06',
  closesAt: '17:00',
  dates: [
    {
      on: '2026-04-20',
      from: '09:00',
      until: '12:00',
      own: { on: '2026-04-20', from: '04:00', until: '07:00' },
    },
    { on: '2026-04-22', from: '14:00', until: '17:00', own: null },
  ],
  linkId: '01920000-0000-7000-8000-000000000001',
};

const dateText = ({ on, from, until }: Shown, { t, day }: MailContext): string =>
  t('consultation-poll.date', { day: day(on), from, until });

const question = (intro: string, props: Asked, context: MailContext): Block[] => {
  const { name, timeZone, dates, linkId, closesOn, closesAt } = props;
  const { t, day, link } = context;
  return [
    paragraph(t('greeting', { name })),
    paragraph(intro),
    {
      kind: 'list',
      title: t('consultation-poll.dates', { zone: timeZone }),
      items: dates.map(({ own, ...date }) => ({
        text: dateText(date, context),
        ...(own && { label: t('consultation-poll.own', { date: dateText(own, context) }) }),
      })),
    },
    button(t('consultation-poll.button'), link('poll', linkId)),
    paragraph(t('consultation-poll.until', { day: day(closesOn), time: closesAt })),
    small(t('consultation-poll.note')),
  ];
};

/** A host is asked which dates suit them. */
export const consultationPoll = defineMail({
  name: 'consultation-poll',
  props: asked,
  example,
  subject: ({ title }, { t }) => t('consultation-poll.subject', { title }),
  body: (props, context) => question(context.t('consultation-poll.intro', { title: props.title }), props, context),
});

/** The same, once more: they have not said, and it closes in a day. */
export const consultationPollReminder = defineMail({
  name: 'consultation-poll-reminder',
  props: asked,
  keepsHours: true,
  example,
  subject: ({ title }, { t }) => t('consultation-poll-reminder.subject', { title }),
  body: (props, context) =>
    question(context.t('consultation-poll-reminder.intro', { title: props.title }), props, context),
});

/** Which dates suit the hosts: for those who then set one. */
export const consultationPollClosed = defineMail({
  name: 'consultation-poll-closed',
  props: z.object({
    name: z.string(),
    title: z.string(),
    timeZone: z.string(),
    consultationId: z.uuid(),
    hosts: z.int(),
    answered: z.int(),
    /** The one that suits best comes first. */
    dates: z.array(Shown.extend({ yes: z.int(), ifNeeded: z.int(), no: z.int() })),
    /** Whether the reader sets the date. */
    keeps: z.boolean(),
  }),
  example: {
    name: 'Kim Channary',
    title: 'Consultation on the draft national report',
    timeZone: 'Asia/Phnom_Penh',
    consultationId: '01920000-0000-7000-8000-000000000001',
    hosts: 3,
    answered: 2,
    dates: [
      { on: '2026-04-20', from: '09:00', until: '12:00', yes: 2, ifNeeded: 0, no: 0 },
      { on: '2026-04-22', from: '14:00', until: '17:00', yes: 0, ifNeeded: 1, no: 1 },
    ],
    keeps: true,
  },
  subject: ({ title }, { t }) => t('consultation-poll-closed.subject', { title }),
  body: ({ name, title, timeZone, consultationId, hosts, answered, dates, keeps }, context) => {
    const { t, home } = context;
    return [
      paragraph(t('greeting', { name })),
      paragraph(t('consultation-poll-closed.intro', { title, hosts, answered })),
      {
        kind: 'list',
        title: t('consultation-poll.dates', { zone: timeZone }),
        items: dates.map((date) => ({
          label: dateText(date, context),
          text: t('consultation-poll-closed.counts', { yes: date.yes, ifNeeded: date.ifNeeded, no: date.no }),
        })),
      },
      ...(keeps ? [button(t('consultation-poll-closed.button'), `${home}/consultations/${consultationId}/poll`)] : []),
    ];
  },
});
