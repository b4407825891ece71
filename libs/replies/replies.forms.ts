import { z } from 'zod';
import type { FormWords, PageTranslate } from '../platform/index.js';

const field = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);

export const lists = ['LISTED', 'IGNORED', 'HANDLED', 'TAKEN'] as const;

export const RepliesQuery = z.object({
  list: z.enum(lists).catch('LISTED'),
  cursor: field(z.string().max(500)),
  done: field(z.enum(['taken', 'set-aside'])),
});
export type RepliesQuery = z.infer<typeof RepliesQuery>;

export const ReplySearch = z.object({ q: field(z.string().trim().min(2).max(200)) });
export type ReplySearch = z.infer<typeof ReplySearch>;

const one = z.string().max(4000).catch('');

/** Looked at by the page itself, which says what is wrong. */
export const TakeForm = z.object({ answer: one, invitationId: one });
export type TakeForm = z.infer<typeof TakeForm>;
export const AsideForm = z.object({ note: one });
export type AsideForm = z.infer<typeof AsideForm>;

export const takeWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    answer: 'replies.invalid.answer',
    invitationId: 'replies.invalid.invitation',
    note: 'replies.invalid.note',
  },
  codes: { 'reply-unmatched': { field: 'invitationId', text: 'replies.invalid.invitation' } },
});
