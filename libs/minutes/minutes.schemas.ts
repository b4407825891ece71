import { z } from 'zod';
import { ConsultationStatus, DeadlineStatus, paging, pageOf } from '../platform/index.js';
import { asWritten } from './minutes.rules.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Day = z.iso
  .date()
  .refine((day) => day >= '1990-01-01' && day <= '2199-12-31', 'must be a day from 1990-01-01 to 2199-12-31')
  .meta({ example: '2026-09-15' });
const text = (most: number) => z.string().max(most).transform(asWritten);
const said = (most: number) => text(most).refine((words) => words !== '', 'must not be empty');
/** What a text of the minutes may hold. */
export const longestText = 20_000;
export const longestComment = 5000;
export const longestWhat = 300;

const part = {
  text: text(longestText),
  version: z.string().max(50).meta({ description: 'Of the text that was read before: `version` of the part' }),
};
export const WriteMinutes = z.strictObject({
  opening: z.strictObject(part).optional().meta({ description: 'What is said before the items' }),
  items: z
    .array(z.strictObject({ agendaItemId: Id, ...part }))
    .max(200)
    .default([])
    .meta({ description: 'What is said of items of the agenda; the others stay as they are' }),
});
export type WriteMinutes = z.infer<typeof WriteMinutes>;

export const Circulate = z.strictObject({
  commentsBy: Day.optional().meta({ description: 'The last day for comments; default: as the mechanism’s rules say' }),
});
export type Circulate = z.infer<typeof Circulate>;

export const CommitmentFacts = z.strictObject({
  what: said(longestWhat).meta({ example: 'Publish figures on school attendance by province' }),
  institutionId: Id.nullable().default(null).meta({ description: 'Who promised it; null: the secretariat' }),
  dueOn: Day,
  agendaItemId: Id.nullable().default(null),
  recommendationIds: z.array(Id).max(100).default([]),
});
export type CommitmentFacts = z.infer<typeof CommitmentFacts>;
export const ChangeCommitment = CommitmentFacts.extend({
  version: z.string().max(50).optional().meta({ description: 'Of what was read before; left out: whatever it is now' }),
});
export type ChangeCommitment = z.infer<typeof ChangeCommitment>;
export const WithdrawCommitment = z.strictObject({
  reason: z.string().trim().min(1, 'must not be empty').max(2000).meta({ description: 'Why; kept with the event' }),
});
export type WithdrawCommitment = z.infer<typeof WithdrawCommitment>;

export const CommentFacts = z.strictObject({
  text: said(longestComment),
  agendaItemId: Id.nullable().default(null).meta({ description: 'Null: about the whole' }),
});
export type CommentFacts = z.infer<typeof CommentFacts>;
export const AnswerComment = z.strictObject({
  isTakenUp: z.boolean(),
  reply: text(2000).default('').meta({ description: 'For its author; needed where it is not taken up' }),
});
export type AnswerComment = z.infer<typeof AnswerComment>;

export const CommitmentsQuery = z.strictObject({
  consultationId: Id.optional(),
  institutionId: Id.optional(),
  recommendationId: Id.optional(),
  ...paging,
});
export type CommitmentsQuery = z.infer<typeof CommitmentsQuery>;
export const CommentsQuery = z.strictObject(paging);
export type CommentsQuery = z.infer<typeof CommentsQuery>;

export const CommitmentView = z.object({
  id: Id,
  consultationId: Id,
  consultation: z.string().meta({ description: 'Its title' }),
  agendaItemId: Id.nullable(),
  what: z.string(),
  institution: z.object({ id: Id, name: z.string() }).nullable().meta({ description: 'Null: the secretariat' }),
  dueOn: z.iso.date().meta({ description: 'As it was promised' }),
  recommendations: z.array(z.object({ id: Id, paragraph: z.string().nullable(), text: z.string() })),
  isWithdrawn: z.boolean(),
  deadline: z
    .object({ id: Id, dueOn: z.iso.date(), status: z.enum(DeadlineStatus), isOverdue: z.boolean() })
    .nullable()
    .meta({ description: 'Null until the minutes are circulated' }),
  version: z.string(),
});
export type CommitmentView = z.infer<typeof CommitmentView>;
export const CommitmentList = z.object({ items: z.array(CommitmentView) });
export const CommitmentPage = pageOf(CommitmentView);
export const CommitmentMade = z.object({ id: Id });

const Written = z.object({ text: z.string(), version: z.string() });
export const MinutesView = z.object({
  consultationId: Id,
  status: z.enum(ConsultationStatus),
  opening: Written,
  items: z.array(z.object({ agendaItemId: Id, title: z.string(), ...Written.shape })),
  draftedAt: z.iso.datetime().nullable(),
  circulatedAt: z.iso.datetime().nullable(),
  commentsBy: z.iso.date().nullable(),
  finalAt: z.iso.datetime().nullable(),
});
export type MinutesView = z.infer<typeof MinutesView>;

export const CommentView = z.object({
  id: Id,
  agendaItemId: Id.nullable(),
  by: z.object({ name: z.string(), institution: z.string().nullable() }).nullable().meta({
    description: 'Null: the author was forgotten',
  }),
  text: z.string(),
  madeAt: z.iso.datetime(),
  isLate: z.boolean(),
  isTakenUp: z.boolean().nullable().meta({ description: 'Null: not answered yet' }),
  reply: z.string().nullable(),
  repliedAt: z.iso.datetime().nullable(),
});
export type CommentView = z.infer<typeof CommentView>;
export const CommentPage = pageOf(CommentView);
