import { z } from 'zod';
import { InboundChannel, InboundStatus, pageOf, paging } from '../platform/index.js';

export const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });

export const ReplyQuery = z.strictObject({
  status: z.enum(InboundStatus).default('LISTED').meta({ description: '`LISTED`: the secretariat must look at it' }),
  ...paging,
});
export type ReplyQuery = z.infer<typeof ReplyQuery>;

const Invited = z.object({
  id: Id,
  person: z.string().nullable().meta({ description: 'Null: they asked to be forgotten' }),
  consultation: z.object({ id: Id, title: z.string() }),
});

export const ReplyFacts = z.object({
  id: Id,
  receivedAt: z.iso.datetime(),
  via: z.enum(InboundChannel),
  status: z.enum(InboundStatus),
  cause: z.string().nullable().meta({ description: 'Why it is listed, or was ignored', example: 'another-sender' }),
  invitation: Invited.nullable().meta({ description: 'The one it answers; null: that is not known' }),
  sender: z.string().nullable(),
  subject: z.string().nullable(),
  excerpt: z.string().nullable().meta({ description: 'The beginning of what it says' }),
  settled: z.object({ at: z.iso.datetime(), by: z.string().nullable() }).nullable(),
});
export type ReplyFacts = z.infer<typeof ReplyFacts>;
export const ReplyPage = pageOf(ReplyFacts);

export const answers = ['ACCEPTED', 'DECLINED', 'TENTATIVE'] as const;

export const TakeReply = z.strictObject({
  answer: z.enum(answers),
  invitationId: Id.optional().meta({ description: 'Whose answer it is; may be left out where that is known' }),
});
export type TakeReply = z.infer<typeof TakeReply>;

export const SetAside = z.strictObject({
  note: z
    .string()
    .trim()
    .max(2000)
    .transform((note) => (note === '' ? null : note))
    .nullable()
    .default(null)
    .meta({ description: 'What was done about it; kept in the audit trail', example: 'Answered by telephone' }),
});
export type SetAside = z.infer<typeof SetAside>;
