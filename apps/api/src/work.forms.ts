import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { z } from 'zod';
import type { PageKey } from '../../../libs/catalogue/index.js';
import { answerAgain } from '../../../libs/platform/http.js';
import { DomainError } from '../../../libs/platform/index.js';

/** Forms without scripts send empty fields too, and one or many of a name; what is wrong is said on the page. */
const one = z.string().max(4000).catch('');
const many = z.union([z.array(z.string().max(300)).max(500), z.string().transform((value) => [value])]).catch([]);

export const ClusterForm = z.object({ name: one, position: one, themes: many });
export type ClusterForm = z.infer<typeof ClusterForm>;
export const ProposalForm = z.object({ what: one, leadId: one, supportingIds: many, onlyWithoutLead: one });
export type ProposalForm = z.infer<typeof ProposalForm>;
export const SendForm = z.object({ workingDays: one });
export type SendForm = z.infer<typeof SendForm>;
export const ApprovalForm = z.object({ note: one });
export type ApprovalForm = z.infer<typeof ApprovalForm>;
export const ContestedForm = z.object({ institution: one, reason: one, decision: one });
export type ContestedForm = z.infer<typeof ContestedForm>;

/** Where a page is opened, and what was done just before. */
export const Where = z.object({
  cursor: z.string().max(500).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(1000).catch(1),
  /** What to propose for, chosen on the page before. */
  what: z.string().max(400).optional().catch(undefined),
  done: z
    .enum(['formed', 'proposed', 'sent', 'reminded', 'asked', 'reassigned', 'withdrawn', 'approved'])
    .optional()
    .catch(undefined),
  n: z.coerce.number().int().min(0).catch(0),
  m: z.coerce.number().int().min(0).catch(0),
});
export type Where = z.infer<typeof Where>;

/** Why a form was not taken. */
export interface Refusal {
  status: number;
  text: PageKey;
  /** How many recommendations it is about, where that matters. */
  count: number;
  /** The field where it can be put right. */
  field: string | null;
}

/** By the field's name in the schema of the use case. */
const atField: Record<string, { text: PageKey; field: string }> = {
  name: { text: 'work.invalid.name', field: 'name' },
  proposals: { text: 'work.invalid.what', field: 'what' },
  clusterId: { text: 'work.invalid.what', field: 'what' },
  leadId: { text: 'work.invalid.lead', field: 'leadId' },
  workingDays: { text: 'work.invalid.working-days', field: 'workingDays' },
  institutionId: { text: 'work.invalid.institution', field: 'institution' },
  reason: { text: 'work.invalid.reason', field: 'reason' },
};

/** By the code of the domain's error. */
const byCode: Record<string, { text: PageKey; field: string | null }> = {
  'cluster-name-taken': { text: 'work.error.cluster-name-taken', field: 'name' },
  'cluster-would-be-empty': { text: 'work.error.cluster-would-be-empty', field: 'themes' },
  'lead-already-assigned': { text: 'work.error.lead-already-assigned', field: 'onlyWithoutLead' },
  'nothing-to-verify': { text: 'work.error.nothing-to-verify', field: null },
  'nothing-to-approve': { text: 'work.error.nothing-to-approve', field: null },
  'not-contested': { text: 'work.error.not-contested', field: null },
};

const refusalOf = (error: unknown): Refusal | null => {
  if (error instanceof z.ZodError) {
    const name = error.issues[0]?.path.findLast((part) => typeof part === 'string') ?? '';
    const found = atField[name];
    return found ? { ...found, status: 422, count: 0 } : null;
  }
  if (!(error instanceof DomainError)) return null;
  const found = byCode[error.code];
  const ids: unknown = error.details['recommendationIds'];
  return found ? { ...found, status: error.status, count: Array.isArray(ids) ? ids.length : 0 } : null;
};

/** Does what a form asks for and goes on to the page `act` names; or shows the form again, with the reason. */
export const goOnOrAgain = async (
  reply: FastifyReply,
  act: () => Promise<string>,
  again: (refusal: Refusal) => Promise<VNode>,
): Promise<void> => {
  try {
    await reply.redirect(await act(), 303);
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    await answerAgain(reply, refusal.status, await again(refusal));
  }
};
