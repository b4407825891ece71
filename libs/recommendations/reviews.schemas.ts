import { z } from 'zod';
import { pageOf, paging, PositionValue, ReviewMechanism } from '../platform/index.js';
import { isStateCode } from './states.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Day = z.iso.date().meta({ example: '2019-01-30' });
export const StateCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .refine(isStateCode, 'is not a code of ISO 3166-1')
  .meta({ description: 'ISO 3166-1 alpha-3', example: 'KHM' });
/** A State with its name in the caller's language. */
export const NamedState = z.object({
  code: z.string().meta({ example: 'KHM' }),
  name: z.string().meta({ example: 'Cambodia' }),
});
export type NamedState = z.infer<typeof NamedState>;

const Session = z
  .int()
  .min(1)
  .max(999)
  .nullable()
  .meta({ description: 'Session of the Working Group or committee', example: 32 });
const Cycle = z.int().min(1).max(99).nullable().meta({
  description: 'For the UPR it follows from the session and may be left out',
  example: 3,
});

const DocumentSymbol = z
  .string()
  .trim()
  .min(3)
  .max(100)
  .meta({ description: 'UN document symbol', example: 'A/HRC/41/17' });
const MainSymbol = DocumentSymbol.nullable().meta({
  description: 'UN symbol of the main document: what tells one examination by a treaty body from the next',
  example: 'CEDAW/C/ALB/CO/4',
});
const Body = z.string().trim().min(1).max(200).nullable().meta({
  description: 'The special procedure; null for the UPR and for treaty bodies',
  example: 'Special Rapporteur on the right to education',
});

export const RegisterReview = z.strictObject({
  mechanism: z.enum(ReviewMechanism).meta({ example: 'UPR' }),
  stateCode: StateCode,
  session: Session.default(null),
  cycle: Cycle.default(null),
  symbol: MainSymbol.default(null),
  body: Body.default(null),
  reviewedOn: Day.nullable().default(null),
});
export type RegisterReview = z.infer<typeof RegisterReview>;

export const ChangeReview = z.strictObject({
  session: Session.exactOptional(),
  cycle: Cycle.exactOptional(),
  symbol: MainSymbol.exactOptional(),
  body: Body.exactOptional(),
  reviewedOn: Day.nullable().exactOptional(),
});
export type ChangeReview = z.infer<typeof ChangeReview>;

export const AddDocument = z.strictObject({
  symbol: DocumentSymbol,
  title: z.string().trim().min(1).max(500).nullable().default(null).meta({ example: 'Report of the Working Group' }),
  publishedOn: Day.nullable().default(null),
});
export type AddDocument = z.infer<typeof AddDocument>;

export const ReviewQuery = z.strictObject({
  mechanism: z.enum(ReviewMechanism).optional(),
  state: StateCode.optional().meta({ description: 'State under review' }),
  ...paging,
});
export type ReviewQuery = z.infer<typeof ReviewQuery>;

export const Review = z.object({
  id: Id,
  mechanism: z.enum(ReviewMechanism),
  state: NamedState,
  cycle: z.int().nullable(),
  session: z.int().nullable(),
  symbol: MainSymbol,
  body: Body,
  reviewedOn: Day.nullable(),
});
export type Review = z.infer<typeof Review>;
export const ReviewPage = pageOf(Review);

const Count = z.int().meta({ example: 198 });
export const ReviewCounts = z.object({
  recommendations: Count,
  voluntaryPledges: Count,
  observations: Count,
  byPosition: z
    .record(z.enum([...Object.values(PositionValue), 'NONE']), Count)
    .meta({ description: 'Recommendations by their newest position; pledges and observations are not counted' }),
  documents: Count,
  clusters: Count,
});
export type ReviewCounts = z.infer<typeof ReviewCounts>;
export const ReviewDetail = Review.extend({
  counts: ReviewCounts,
  documents: z.array(z.object({ symbol: z.string(), title: z.string().nullable(), publishedOn: Day.nullable() })),
});
export type ReviewDetail = z.infer<typeof ReviewDetail>;
