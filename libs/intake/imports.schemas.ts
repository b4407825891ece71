import { z } from 'zod';
import { pageOf, paging } from '../platform/index.js';
import { askedAbout, columnRoles } from './records.js';

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
  merged: z.int().meta({ description: 'Rows of the file that went into the recommendation of another row' }).default(0),
  unreadable: z.int().meta({ description: 'Rows left out; see the problems' }),
  doubtful: z.int().meta({ description: 'Taken, but please look; see the problems' }),
  asked: z.int().meta({ description: 'Words nobody has explained yet; see the questions' }).default(0),
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

const ColumnView = z.object({
  heading: z.string(),
  role: z.enum(columnRoles).nullable().meta({ description: 'null: the column is left aside' }),
  from: z.enum(['heading', 'content', 'person', 'unknown']),
  samples: z.array(z.string()),
});
export const Mapping = z.object({ layout: z.string(), headingRow: z.int(), columns: z.array(ColumnView) });

/** What a person explains about a file: words of it, and what its columns hold. */
export const Explain = z.object({
  words: z
    .array(
      z.object({
        about: z.enum(askedAbout),
        value: z.string().min(1),
        meaning: z.string().nullable().meta({ description: 'null: it means nothing, and is left empty' }),
      }),
    )
    .max(2000)
    .default([]),
  columns: z
    .array(z.enum(columnRoles).nullable())
    .max(1000)
    .optional()
    .meta({ description: 'One for each column, in order' }),
});
export type Explain = z.infer<typeof Explain>;

export const QuestionView = z.object({
  about: z.enum(askedAbout),
  value: z.string(),
  uses: z.int().meta({ description: 'How many records hang on it' }),
  isOpen: z.boolean(),
  meaning: z.string().nullable(),
  meanings: z.array(z.string()).meta({ description: 'What it can mean; for States, any ISO 3166-1 alpha-3 code' }),
});
export type QuestionView = z.infer<typeof QuestionView>;
export const QuestionList = z.object({ items: z.array(QuestionView) });

export const ImportView = z.object({
  id: Id,
  kind: z.enum(['RECOMMENDATIONS', 'DIRECTORY']),
  status: z
    .enum(['RECEIVED', 'READING', 'PREVIEWED', 'REFUSED', 'APPLYING', 'APPLIED', 'CANCELLED', 'UNDONE', 'FAILED'])
    .meta({ description: 'FAILED: reading or applying it was given up; it can be tried again or cancelled' }),
  fileName: z.string(),
  format: z.string().nullable(),
  progress: z.number().meta({ description: 'Share of the step under way, 0 to 1' }),
  summary: Summary.nullable(),
  columns: z
    .array(ColumnView)
    .nullable()
    .meta({ description: 'What the columns of a list were understood to hold; null for formats without columns' }),
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

export const ListRows = z.strictObject({ ...paging, verdict: z.enum(['NEW', 'CHANGED', 'UNCHANGED']).optional() });
export type ListRows = z.infer<typeof ListRows>;

const Position = z.enum(['SUPPORTED', 'PARTIALLY_SUPPORTED', 'NOTED', 'UNDER_CONSIDERATION']).nullable();
const Shown = z.object({
  paragraph: z.string().nullable(),
  text: z.string(),
  position: Position,
  recommendingStates: z.array(z.string()),
  themes: z.array(z.string()),
});
export const RowView = z.object({
  n: z.int(),
  verdict: z.enum(['NEW', 'CHANGED', 'UNCHANGED']).nullable(),
  places: z
    .array(
      z.object({
        sheet: z.string().optional(),
        row: z.int().optional(),
        column: z.string().optional(),
        paragraph: z.string().optional(),
      }),
    )
    .nullable()
    .meta({ description: 'Where it stands in the file; the first five' }),
  inFile: Shown.extend({ stateUnderReview: z.string(), session: z.int().nullable() }),
  inRegister: Shown.extend({ id: Id }).nullable().meta({ description: 'null: it is new' }),
});
export type RowView = z.infer<typeof RowView>;
export const RowPage = pageOf(RowView);
export const Undo = z.object({ reason: z.string().trim().max(2000).default('') });
export type Undo = z.infer<typeof Undo>;
