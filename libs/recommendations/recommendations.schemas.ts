import { z } from 'zod';
import {
  AssignmentRole,
  AssignmentStatus,
  ClassificationKind,
  pageOf,
  paging,
  PositionValue,
  RecommendationKind,
  ReferenceScheme,
} from '../platform/index.js';
import { NamedState, Review, StateCode } from './reviews.schemas.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Day = z.iso.date();
const Moment = z.iso.datetime();
const Label = z.string().trim().min(1).max(300);

/** What recommendations can be chosen by. */
export const recommendationFilter = {
  position: z
    .enum([...Object.values(PositionValue), 'NONE'])
    .meta({ description: 'The newest; NONE: not answered yet' }),
  kind: z.enum(RecommendationKind),
  theme: Label.meta({ example: 'Right to education' }),
  affectedPersons: Label.meta({ example: 'Children' }),
  sdg: z
    .string()
    .regex(/^\d{1,2}(\.\w{1,2})?$/)
    .meta({ description: 'A goal with all its targets, or a target', example: '4.1' }),
  recommendingState: StateCode,
  q: z.string().max(300).meta({
    description:
      'Every word must be there, in the text or in one of its translations; the last may be cut short; "…" keeps words together',
    example: 'children "primary education"',
  }),
};

export const RecommendationFilter = z.strictObject(recommendationFilter).partial();
export type RecommendationFilter = z.infer<typeof RecommendationFilter>;

export const RecommendationQuery = RecommendationFilter.extend({
  reviewId: Id.optional(),
  state: StateCode.optional().meta({ description: 'State under review' }),
  clusterId: Id.optional(),
  institutionId: Id.optional().meta({ description: 'Assigned to this institution' }),
  assignmentStatus: z.enum(AssignmentStatus).optional(),
  sort: z.enum(['paragraph', 'newest']).default('paragraph'),
  ...paging,
});
export type RecommendationQuery = z.infer<typeof RecommendationQuery>;

export const RecommendationItem = z.object({
  id: Id,
  kind: z.enum(RecommendationKind),
  paragraph: z.string().nullable().meta({ description: 'As printed in the adopted report', example: '118.10' }),
  text: z.string(),
  position: z.enum(PositionValue).nullable(),
  recommendingStates: z.array(NamedState),
  themes: z.array(z.string()),
  review: Review,
});
export type RecommendationItem = z.infer<typeof RecommendationItem>;
export const RecommendationPage = pageOf(RecommendationItem);

const Named = z.object({ id: Id, name: z.string() });

export const HistoryEntry = z.object({
  at: Moment,
  event: z.string().meta({ example: 'assignment.proposed' }),
  who: Named.nullable().meta({ description: 'Null: the system itself, or somebody of another institution than yours' }),
  onBehalfOf: Named.nullable().meta({ description: 'The institution they spoke for' }),
  institution: Named.nullable().meta({ description: 'The institution it is about' }),
  via: z.string().meta({ description: 'session, token, link, command or system' }),
  why: z.string().nullable().meta({ description: 'For the mechanism, and for the institution it was said for' }),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const RecommendationDetail = RecommendationItem.extend({
  registeredAt: Moment,
  translations: z
    .array(z.object({ language: z.string().meta({ description: 'BCP 47', example: 'fr' }), text: z.string() }))
    .meta({ description: 'The text in further languages, as the United Nations publish it' }),
  references: z.array(z.object({ scheme: z.enum(ReferenceScheme), value: z.string() })),
  positions: z
    .array(
      z.object({
        value: z.enum(PositionValue),
        takenOn: Day.nullable(),
        recordedAt: Moment,
        source: z.object({ symbol: z.string().nullable(), paragraph: z.string().nullable() }),
      }),
    )
    .meta({ description: 'The newest last' }),
  affectedPersons: z.array(z.string()),
  sdgs: z.array(z.string()),
  clusters: z.array(Named),
  assignments: z.array(
    z.object({
      id: Id,
      institution: Named,
      role: z.enum(AssignmentRole),
      status: z.enum(AssignmentStatus),
      contestReason: z.string().nullable().meta({ description: 'For the mechanism, and for the institution itself' }),
    }),
  ),
  history: z.array(HistoryEntry),
});
export type RecommendationDetail = z.infer<typeof RecommendationDetail>;

export const ClassificationQuery = z.strictObject({
  kind: z.enum(ClassificationKind).optional(),
  reviewId: Id.optional(),
});
export type ClassificationQuery = z.infer<typeof ClassificationQuery>;
export const Classification = z.object({
  kind: z.enum(ClassificationKind),
  label: z.string().meta({ example: 'Right to education' }),
  recommendations: z.int(),
});
export type Classification = z.infer<typeof Classification>;
export const Classifications = z.object({ items: z.array(Classification) });

const ClusterName = z
  .string()
  .transform((name) => name.normalize('NFC').trim())
  .pipe(z.string().min(1).max(200))
  .meta({ example: 'Primary education' });
const Ids = z.array(Id).max(5000);
export const FormCluster = z
  .strictObject({
    reviewId: Id,
    name: ClusterName,
    recommendationIds: Ids.exactOptional(),
    filter: RecommendationFilter.exactOptional().meta({
      example: { theme: 'Right to education', position: 'SUPPORTED' },
    }),
  })
  .refine(({ recommendationIds, filter }) => (recommendationIds === undefined) !== (filter === undefined), {
    message: 'give either recommendationIds or filter',
  });
export type FormCluster = z.infer<typeof FormCluster>;
export const ChangeCluster = z.strictObject({
  name: ClusterName.exactOptional(),
  add: Ids.default([]),
  remove: Ids.default([]),
});
export type ChangeCluster = z.infer<typeof ChangeCluster>;
export const ClusterQuery = z.strictObject({ reviewId: Id.optional(), ...paging });
export type ClusterQuery = z.infer<typeof ClusterQuery>;
export const Cluster = z.object({ id: Id, reviewId: Id, name: z.string(), recommendations: z.int() });
export type Cluster = z.infer<typeof Cluster>;
export const ClusterPage = pageOf(Cluster);
