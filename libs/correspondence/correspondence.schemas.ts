import { z } from 'zod';
import { MailStatus, pageOf, paging } from '../platform/index.js';

export const Id = z.uuid();
const Day = z.iso.date();
const Moment = z.iso.datetime();
const Named = z.object({ id: Id, name: z.string() });
const Email = z.string().max(254).trim().toLowerCase().pipe(z.email());
const Reason = z
  .string()
  .trim()
  .min(3)
  .max(2000)
  .meta({ description: 'Why; kept with the event', example: 'Asked for by the committee' });

const about = {
  personId: Id.optional().meta({ description: 'Only mails to this person' }),
  deadlineId: Id.optional().meta({ description: 'Only mails that told of this deadline' }),
};
const days = {
  from: Day.meta({ description: 'From this day on, where the mechanism works', example: '2026-01-01' }),
  to: Day.meta({ description: 'To this day, included', example: '2026-12-31' }),
};

export const MailQuery = z.strictObject({
  ...about,
  institutionId: Id.optional().meta({ description: 'Only mails to people who held a mandate for it on that day' }),
  name: z.string().max(100).optional().meta({ description: 'Only mails of this kind', example: 'sign-in' }),
  status: z.enum(MailStatus).optional(),
  from: days.from.optional(),
  to: days.to.optional(),
  ...paging,
});
export type MailQuery = z.infer<typeof MailQuery>;

export const ToldDeadline = z.object({ id: Id, title: z.string(), dueOn: Day });
export type ToldDeadline = z.infer<typeof ToldDeadline>;

const CameBack = z.object({
  at: Moment.meta({ description: 'When we read the report' }),
  action: z.string().meta({ description: '`failed`, `delayed` or `complaint`' }),
  status: z.string().nullable().meta({ description: 'Enhanced status code (RFC 3463)', example: '5.1.1' }),
  said: z.string().nullable().meta({ description: 'The other server’s own words' }),
});

export const MailFacts = z.object({
  id: Id,
  person: Named.nullable(),
  address: z.string().nullable().meta({ description: 'For the secretariat only' }),
  name: z.string().meta({ description: 'The kind of mail', example: 'verification-request' }),
  what: z.string().meta({ description: 'The kind of mail, in your language' }),
  subject: z
    .string()
    .nullable()
    .meta({ description: 'As it was sent; null: this version does not know the mail any more' }),
  createdAt: Moment,
  sentAt: Moment.nullable().meta({ description: 'When a mail server took it' }),
  status: z.enum(MailStatus),
  serverAnswer: z
    .string()
    .nullable()
    .meta({ description: 'The mail server’s own words', example: '250 2.0.0 Ok: queued as 4XyZ' }),
  attempts: z.int(),
  lastError: z.string().nullable(),
  bounce: CameBack.nullable().meta({ description: 'The last report about it' }),
  deadlines: z.array(ToldDeadline).meta({ description: 'What it told of' }),
});
export type MailFacts = z.infer<typeof MailFacts>;
export const MailPage = pageOf(MailFacts);

export const WholeMail = MailFacts.extend({
  text: z
    .string()
    .nullable()
    .meta({ description: 'As it was sent; links are left out, they are their reader’s alone' }),
  bounces: z.array(CameBack).meta({ description: 'All reports about it, the oldest first' }),
});
export type WholeMail = z.infer<typeof WholeMail>;

export const ExportMails = z.strictObject({ ...days, ...about, reason: Reason });
export type ExportMails = z.infer<typeof ExportMails>;

export const BounceReport = z.strictObject({
  messageId: z
    .string()
    .max(400)
    .meta({ description: 'Message-ID of the mail', example: '<01920000-0000-7000-8000-000000000001@example.org>' }),
  recipient: Email.meta({ description: 'Whom it was sent to', example: 'sok.dara@example.org' }),
  action: z.enum(['failed', 'delayed']),
  status: z
    .string()
    .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
    .optional()
    .meta({ description: 'Enhanced status code (RFC 3463)', example: '5.1.1' }),
  diagnostic: z
    .string()
    .max(2000)
    .optional()
    .meta({ description: 'The server’s own words', example: '550 5.1.1 User unknown' }),
});
export type BounceReport = z.infer<typeof BounceReport>;
/** A program may hand on what a mail service told it, or the report as it came. */
export const AnyReport = z.union([
  BounceReport,
  z.instanceof(Buffer).meta({ description: 'The report itself, as `message/rfc822`' }),
]);
export type AnyReport = z.infer<typeof AnyReport>;

/** What became of something that arrived at the return address. */
export const receipts = [
  'NOBODY',
  'RETURNED',
  'DELAYED',
  'COMPLAINT',
  'NOTHING',
  'SEEN_BEFORE',
  'NOT_OURS',
  'NO_REPORT',
] as const;
export const Received = z.object({
  outcome: z.enum(receipts).meta({
    description:
      'NOBODY: nothing more is sent to the address. RETURNED: the mail did not arrive. DELAYED: it still may. NOT_OURS: the report names no ' +
      'mail of ours, or not the address it went to, and changes nothing. SEEN_BEFORE, NOTHING, NO_REPORT: there is nothing to do.',
  }),
  mailId: Id.nullable(),
});
export type Received = z.infer<typeof Received>;

export const SuppressionQuery = z.strictObject({ ...paging });
export type SuppressionQuery = z.infer<typeof SuppressionQuery>;
export const Suppression = z.object({
  address: z.string(),
  since: Moment,
  reason: z.string().meta({ description: 'What a server said' }),
  person: Named.nullable().meta({ description: 'Whose address it is now' }),
});
export type Suppression = z.infer<typeof Suppression>;
export const SuppressionPage = pageOf(Suppression);
export const Release = z.strictObject({
  address: Email.meta({ example: 'sok.dara@example.org' }),
  reason: Reason.meta({ example: 'The mailbox was set up again' }),
});
export type Release = z.infer<typeof Release>;
