import { z } from 'zod';
import { PositionValue, RecommendationKind, ReviewMechanism } from '../platform/index.js';
import { RecommendationQuery } from './recommendations.schemas.js';
import { NamedState } from './reviews.schemas.js';

export const ExportFormat = z.enum(['xlsx', 'csv', 'json']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** What the register can be chosen by; the order is always that of reviews and paragraphs. */
export const RegisterExportQuery = RecommendationQuery.omit({ sort: true, cursor: true, limit: true }).extend({
  format: ExportFormat.meta({ description: 'xlsx: a workbook; csv: UTF-8 with byte order mark; json: exact values' }),
});
export type RegisterExportQuery = z.infer<typeof RegisterExportQuery>;

export const ExportedRecommendation = z.object({
  id: z.uuid().meta({ description: 'Our own: a paragraph is no identity' }),
  stateUnderReview: NamedState,
  mechanism: z.enum(ReviewMechanism),
  session: z.int().nullable(),
  cycle: z.int().nullable(),
  documentSymbols: z.array(z.string()).meta({ description: 'Documents of the review', example: ['A/HRC/41/17/Add.1'] }),
  paragraph: z.string().nullable().meta({ description: 'As printed, never a number', example: '110.10' }),
  text: z.string(),
  kind: z.enum(RecommendationKind),
  recommendingStates: z.array(NamedState),
  position: z.enum(PositionValue).nullable().meta({ description: 'The newest' }),
  positionSource: z.object({ symbol: z.string().nullable(), paragraph: z.string().nullable() }),
  themes: z.array(z.string()),
  affectedPersons: z.array(z.string()),
  sdgs: z.array(z.string()).meta({ description: 'Codes of goals or targets', example: ['16', '16.2'] }),
  uhriAnnotationIds: z.array(z.string()),
});
export type ExportedRecommendation = z.infer<typeof ExportedRecommendation>;
export const RegisterFile = z.object({ rows: z.array(ExportedRecommendation) });
