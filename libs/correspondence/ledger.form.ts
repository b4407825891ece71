import { z } from 'zod';
import { MailStatus } from '../platform/index.js';

/** A form without scripts sends empty fields too, and people edit addresses: what does not fit is left out. */
const field = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);

/** What the search form of the ledger sends. */
export const LedgerForm = z.object({
  person: field(z.string().trim().min(1).max(200)),
  institutionId: field(z.uuid()),
  deadlineId: field(z.uuid()),
  status: field(z.enum(MailStatus)),
  from: field(z.iso.date()),
  to: field(z.iso.date()),
  cursor: field(z.string().max(500)),
});
export type LedgerForm = z.infer<typeof LedgerForm>;

/** Looked at by the page itself, which says what is wrong. */
export const ExportForm = z.object({
  from: z.string().max(100).catch(''),
  to: z.string().max(100).catch(''),
  deadlineId: field(z.uuid()),
  reason: z.string().max(5000).catch(''),
});
export type ExportForm = z.infer<typeof ExportForm>;

export const ReleaseForm = z.object({ address: z.string().max(300).catch(''), reason: z.string().max(5000).catch('') });
export type ReleaseForm = z.infer<typeof ReleaseForm>;

export const SuppressedQuery = z.object({
  cursor: field(z.string().max(500)),
  released: field(z.literal('1')),
});
export type SuppressedQuery = z.infer<typeof SuppressedQuery>;
