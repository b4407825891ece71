import { z } from 'zod';
import { pageOf, paging } from '../platform/index.js';

const Id = z.uuid();

/** What the person knows and the file may not say. */
export const ImportFields = z.object({
  kind: z.enum(['RECOMMENDATIONS', 'DIRECTORY']).default('RECOMMENDATIONS'),
  stateUnderReview: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 3166-1 alpha-3 code, e.g. KHM')
    .optional(),
  session: z.coerce.number().int().min(1).max(200).optional(),
});
export type ImportFields = z.infer<typeof ImportFields>;

export const Summary = z.object({
  read: z.int().meta({ description: 'Records read: recommendations, or rows of a directory' }),
  new: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  unreadable: z.int().meta({ description: 'Rows left out; see the problems' }),
  doubtful: z.int().meta({ description: 'Taken, but please look; see the problems' }),
  reviews: z.array(
    z.object({
      reviewId: Id.nullable(),
      mechanism: z.literal('UPR'),
      stateCode: z.string(),
      session: z.int().nullable(),
      recommendations: z.int(),
      supported: z.int(),
      partiallySupported: z.int(),
      noted: z.int(),
      none: z.int().meta({ description: 'Recommendations the file gives no position for' }),
      pledges: z.int(),
    }),
  ),
});
export type Summary = z.infer<typeof Summary>;

/** A summary as it is kept with the import. */
export const StoredSummary = Summary.extend({
  /** Stands for what applying would do to which row: another register under the same counts has another one. */
  work: z.string(),
});
export type StoredSummary = z.infer<typeof StoredSummary>;

export const ImportView = z.object({
  id: Id,
  kind: z.enum(['RECOMMENDATIONS', 'DIRECTORY']),
  status: z
    .enum(['RECEIVED', 'READING', 'PREVIEWED', 'REFUSED', 'APPLYING', 'APPLIED', 'CANCELLED', 'FAILED'])
    .meta({ description: 'FAILED: reading or applying it was given up; it can be tried again or cancelled' }),
  fileName: z.string(),
  format: z.string().nullable(),
  progress: z.number().meta({ description: 'Share of the step under way, 0 to 1' }),
  summary: Summary.nullable(),
  createdAt: z.iso.datetime(),
  appliedAt: z.iso.datetime().nullable(),
});
export type ImportView = z.infer<typeof ImportView>;

export const ListImports = z.strictObject(paging);
export type ListImports = z.infer<typeof ListImports>;
export const ImportPage = pageOf(ImportView);

export const ProblemView = z.object({
  severity: z.enum(['refused', 'unreadable', 'doubtful']),
  code: z.string(),
  place: z
    .object({
      sheet: z.string().optional(),
      row: z.int().optional(),
      column: z.string().optional(),
      paragraph: z.string().optional(),
    })
    .nullable(),
  sentence: z.string().meta({ description: 'What is wrong and what to do, in the language of the reader' }),
});
export const ProblemPage = pageOf(ProblemView);
export type ProblemView = z.infer<typeof ProblemView>;
