import { z } from 'zod';
import { InstitutionKind } from '../platform/index.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Day = z.iso.date().meta({ example: '2026-12-31' });
const Moment = z.iso.datetime();

/** FEW: fewer than 3. WITHHELD: with the total it would give away others that are few. */
const Counted = z.union([z.int(), z.enum(['FEW', 'WITHHELD'])]);

const groupCounts = {
  invited: Counted,
  yes: Counted,
  came: Counted,
  institutionsInvited: Counted,
  institutionsCame: Counted,
};
const Groups = z.array(z.object({ value: z.string().nullable(), ...groupCounts }));

const TotalsFacts = z.object({
  invited: Counted.meta({ description: 'In their own name; not those who go in somebody’s place or just come' }),
  told: Counted,
  yes: Counted,
  maybe: Counted,
  no: Counted,
  delegated: Counted,
  none: Counted.meta({ description: 'Did not answer' }),
  came: Counted.meta({ description: 'Everybody who came' }),
  delegates: Counted.meta({ description: 'Of them, in somebody’s place' }),
  walkIns: Counted.meta({ description: 'Of them, uninvited' }),
  firstTimers: Counted.meta({ description: 'Of them, never seen at an earlier one' }),
  institutionsInvited: Counted,
  institutionsCame: Counted,
  institutionsFirst: Counted,
});

export const FiguresFacts = z.object({
  total: TotalsFacts,
  groups: z
    .object({ kind: Groups, province: Groups, gender: Groups, disability: Groups })
    .meta({ description: '`value` null: not given' }),
});

export const ConsultationFigures = FiguresFacts.extend({
  consultationId: Id,
  former: z
    .object({ consultationId: Id, title: z.string(), startsAt: Moment, total: TotalsFacts })
    .nullable()
    .meta({ description: 'The one before it in its series, or for the same purpose' }),
});
export type ConsultationFigures = z.infer<typeof ConsultationFigures>;

export const PeriodFigures = FiguresFacts.extend({
  consultations: z.array(
    z.object({
      consultationId: Id,
      title: z.string(),
      startsAt: Moment,
      ...groupCounts,
    }),
  ),
  references: z
    .array(
      z.object({
        label: z.string(),
        year: z.int().nullable(),
        kind: z.enum(InstitutionKind).nullable(),
        invited: z.int().nullable(),
        tookPart: z.int(),
        population: z.int().nullable(),
        source: z.string(),
      }),
    )
    .meta({ description: 'What others counted before, to compare with' }),
});
export type PeriodFigures = z.infer<typeof PeriodFigures>;

/** Which consultations are counted together. */
export const FiguresQuery = z.object({
  from: Day.optional().meta({ description: 'The first day; default: of this year, unless a review is named' }),
  until: Day.optional().meta({ description: 'The last day' }),
  reviewId: Id.optional().meta({ description: 'Those about this review, or about its recommendations and clusters' }),
});
export type FiguresQuery = z.infer<typeof FiguresQuery>;

const empty = (value: unknown) => (value === '' ? undefined : value);
/** The same as a form sends it: what cannot be read is left out. */
export const FiguresForm = z.object({
  from: z.preprocess(empty, Day.optional()).catch(undefined),
  until: z.preprocess(empty, Day.optional()).catch(undefined),
  reviewId: z.preprocess(empty, Id.optional()).catch(undefined),
});

const count = z.int().min(0).max(10_000_000);
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .transform((text) => text.normalize('NFC'));

export const AddReference = z
  .strictObject({
    label: line(300),
    year: z.int().min(1900).max(2200).nullable(),
    kind: z.enum(InstitutionKind).nullable(),
    invited: count.nullable(),
    tookPart: count,
    population: count.nullable(),
    source: line(2000),
  })
  .refine(({ tookPart, population }) => population === null || population >= tookPart, { path: ['population'] });
export type AddReference = z.infer<typeof AddReference>;

const entered = z.string().max(4000).catch('');
export const ReferenceForm = z.object({
  label: entered,
  year: entered,
  kind: entered,
  invited: entered,
  tookPart: entered,
  population: entered,
  source: entered,
});
export type ReferenceForm = z.infer<typeof ReferenceForm>;

const numberOf = (text: string): number | null => (text.trim() === '' ? null : Number(text));

/** As the use case wants it; what is no number is refused there. */
export const referenceOf = (form: ReferenceForm): unknown => ({
  label: form.label,
  year: numberOf(form.year),
  kind: form.kind === '' ? null : form.kind,
  invited: numberOf(form.invited),
  tookPart: numberOf(form.tookPart),
  population: numberOf(form.population),
  source: form.source,
});
