import { z } from 'zod';
import { locales } from '../catalogue/index.js';
import { ConsultationFormat, ConsultationPurpose, ConsultationStatus, pageOf, paging } from '../platform/index.js';

export const Id = z.uuid();

const Language = z.enum(locales).optional().catch(undefined);
const Year = z.coerce.number().int().min(1900).max(2200);

/** Whatever else stands in an address that is passed on does no harm. */
export const PageQuery = z.object({ lang: Language });
export type PageQuery = z.infer<typeof PageQuery>;

export const ListQuery = z.object({
  lang: Language,
  year: Year.optional().catch(undefined),
  cursor: paging.cursor,
});
export type ListQuery = z.infer<typeof ListQuery>;

export const ContributionsQuery = z.object({ lang: Language, cursor: paging.cursor });
export type ContributionsQuery = z.infer<typeof ContributionsQuery>;

export const PublishedQuery = z.object({
  year: Year.optional().meta({ description: 'Default: what is to come', example: 2026 }),
  ...paging,
});
export type PublishedQuery = z.infer<typeof PublishedQuery>;

const PublishedFacts = z.object({
  id: z.uuid(),
  title: z.string(),
  purpose: z.enum(ConsultationPurpose),
  format: z.enum(ConsultationFormat),
  status: z.enum(ConsultationStatus),
  startsAt: z.iso.datetime(),
  endsAt: z.iso.datetime(),
  timeZone: z.string(),
  place: z.string().nullable(),
  languages: z.array(z.string()),
  interpretation: z.array(z.string()),
  url: z.url().meta({ description: 'The page for people' }),
});
export type PublishedFacts = z.infer<typeof PublishedFacts>;
export const PublishedFactsPage = pageOf(PublishedFacts);
