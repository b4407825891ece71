import { z } from 'zod';
import { PositionValue, RecommendationKind } from '../platform/index.js';
import { StateCode } from './reviews.schemas.js';

/** A form without scripts sends empty fields too, and people edit addresses: what does not fit is left out. */
const field = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);
/** What the search form of the register sends. */
export const RegisterForm = z.object({
  q: field(z.string().min(1).max(300)),
  state: field(StateCode),
  reviewId: field(z.uuid()),
  position: field(z.enum([...Object.values(PositionValue), 'NONE'])),
  kind: field(z.enum(RecommendationKind)),
  theme: field(z.string().min(1).max(300)),
  institutionId: field(z.uuid()),
  sort: z.enum(['paragraph', 'newest']).catch('paragraph'),
  cursor: field(z.string().max(500)),
});
export type RegisterForm = z.infer<typeof RegisterForm>;
