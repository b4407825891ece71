import { z } from 'zod';
import { pageOf, paging } from '../platform/index.js';

const Id = z.uuid();
const exampleId = '01920000-0000-7000-8000-000000000001';
const Role = z.enum(['LEAD', 'SUPPORTING']);
export const Status = z.enum([
  'PROPOSED',
  'UNDER_VERIFICATION',
  'ACCEPTED',
  'CONTESTED',
  'APPROVED',
  'ACTIVE',
  'COMPLETED',
  'WITHDRAWN',
  'TRANSFERRED',
]);
const reason = z.string().trim().min(1).max(4000);

export const Propose = z.strictObject({
  proposals: z
    .array(
      z
        .strictObject({
          clusterId: Id.optional().meta({ description: 'All recommendations of this cluster' }),
          recommendationIds: z.array(Id).max(5000).optional().meta({ description: 'Or these recommendations' }),
          leadId: Id.meta({ description: 'The one institution that leads' }),
          supportingIds: z.array(Id).max(100).default([]),
          onlyWithoutLead: z
            .boolean()
            .optional()
            .meta({ description: 'Leave out what another institution leads, instead of refusing the whole' }),
        })
        .refine((proposal) => (proposal.clusterId === undefined) !== (proposal.recommendationIds === undefined), {
          message: 'give either clusterId or recommendationIds',
        }),
    )
    .min(1)
    .max(500)
    .meta({ example: [{ recommendationIds: [exampleId], leadId: exampleId, supportingIds: [] }] }),
});
export type Propose = z.infer<typeof Propose>;
export const Proposed = z.object({ proposed: z.int(), alreadyThere: z.int() });

export const Reassign = z.strictObject({ institutionId: Id, reason });
export type Reassign = z.infer<typeof Reassign>;

export const Withdraw = z.strictObject({
  reviewId: Id,
  assignmentIds: z.array(Id).min(1).max(5000).optional(),
  reason,
});
export type Withdraw = z.infer<typeof Withdraw>;
export const Withdrawn = z.object({ withdrawn: z.int() });

export const OpenRound = z.strictObject({
  reviewId: Id,
  workingDays: z.int().min(1).max(250).optional().meta({ description: 'Time to verify; 10 unless given', example: 10 }),
  dueOn: z.iso.date().optional().meta({ description: 'Or the day itself' }),
});
export type OpenRound = z.infer<typeof OpenRound>;

export const Round = z.object({
  id: Id,
  reviewId: Id,
  openedAt: z.iso.datetime(),
  dueOn: z.iso.date().meta({ description: 'The day the round was opened with' }),
  verifications: z.array(
    z.object({
      id: Id,
      institution: z.object({ id: Id, name: z.string() }),
      dueOn: z.iso.date().meta({ description: 'When this list is due: its deadline may have been moved' }),
      open: z.int(),
      accepted: z.int(),
      contested: z.int(),
      answeredAt: z.iso.datetime().nullable(),
      people: z.int().meta({ description: 'How many people can be asked there today; 0: nobody acts for it' }),
    }),
  ),
});
export type Round = z.infer<typeof Round>;

export const Asked = z.object({ mailed: z.int() });

export const Answer = z.discriminatedUnion('answer', [
  z.strictObject({ assignmentId: Id, answer: z.literal('ACCEPT') }),
  z.strictObject({
    assignmentId: Id,
    answer: z.literal('CONTEST'),
    reason: z.string().trim().max(4000),
    insteadId: Id.nullable().default(null),
  }),
]);
export type Answer = z.infer<typeof Answer>;
export const Answers = z.strictObject({ answers: z.array(Answer).min(1).max(5000) });
export type Answers = z.infer<typeof Answers>;
export const Answered = z.object({
  changed: z.int().meta({ description: 'How many answers are new; the same answer given again counts nothing' }),
  open: z.int().meta({ description: 'How many still wait for an answer' }),
});

export const Approve = z.strictObject({
  reviewId: Id,
  assignmentIds: z
    .array(Id)
    .min(1)
    .max(5000)
    .optional()
    .meta({ description: 'Only these; all accepted ones unless given' }),
  note: z.string().trim().max(4000).optional(),
});
export type Approve = z.infer<typeof Approve>;
export const Approved = z.object({ approvalId: Id, approved: z.int() });

export const ListAssignments = z.strictObject({
  ...paging,
  reviewId: Id.optional(),
  institutionId: Id.optional(),
  recommendationId: Id.optional(),
  status: Status.optional(),
  role: Role.optional(),
});
export type ListAssignments = z.infer<typeof ListAssignments>;

export const AssignmentView = z.object({
  id: Id,
  recommendation: z.object({ id: Id, paragraph: z.string().nullable(), text: z.string() }),
  institution: z.object({ id: Id, name: z.string() }),
  role: Role,
  status: Status,
  contestReason: z.string().nullable(),
  proposedInstead: z.object({ id: Id, name: z.string() }).nullable(),
  replacesId: Id.nullable(),
  proposedAt: z.iso.datetime(),
});
export type AssignmentView = z.infer<typeof AssignmentView>;
export const AssignmentPage = pageOf(AssignmentView);
