import { z } from 'zod';
import { seesAll, type Caller } from '../access/index.js';
import type { Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { searchTerms, type SearchTerm } from './recommendations.rules.js';
import type { RecommendationQuery } from './recommendations.schemas.js';

const { sql, join } = Prisma;

type Filter = Partial<Omit<RecommendationQuery, 'sort' | 'cursor' | 'limit'>>;

/** An assignment in these states is no longer the institution's. */
const over = sql`('WITHDRAWN', 'TRANSFERRED')`;

/** Which recommendations (as `r`) a caller may see: all, or those assigned to the institutions they act for. */
export const visibleTo = (caller: Caller): Prisma.Sql =>
  seesAll(caller)
    ? sql`true`
    : sql`EXISTS (SELECT 1 FROM assignment a WHERE a.recommendation_id = r.id AND a.status NOT IN ${over}
                  AND a.institution_id = ANY(${caller.institutionIds}::uuid[]))`;

/** Which recommendations (as `r`) fit a filter. */
export const fits = (filter: Filter): Prisma.Sql => {
  const { reviewId, state, recommendingState, position, kind, theme, affectedPersons, sdg, clusterId, q } = filter;
  return join(
    [
      sql`true`,
      reviewId && sql`r.review_id = ${reviewId}::uuid`,
      state && sql`r.review_id IN (SELECT id FROM review WHERE state_code = ${state})`,
      recommendingState &&
        sql`EXISTS (SELECT 1 FROM recommending_state s WHERE s.recommendation_id = r.id AND s.state_code = ${recommendingState})`,
      position && (position === 'NONE' ? sql`r.current_position IS NULL` : sql`r.current_position::text = ${position}`),
      kind && sql`r.kind::text = ${kind}`,
      theme && classified('THEME', sql`c.label = ${theme}`),
      affectedPersons && classified('AFFECTED_PERSONS', sql`c.label = ${affectedPersons}`),
      sdg && classified('SDG', sql`(c.label = ${sdg} OR starts_with(c.label, ${`${sdg}.`}))`),
      clusterId &&
        sql`EXISTS (SELECT 1 FROM cluster_member m WHERE m.recommendation_id = r.id AND m.cluster_id = ${clusterId}::uuid)`,
      assigned(filter),
      ...(q ? search(q) : []),
    ].filter((condition) => typeof condition === 'object'),
    ' AND ',
  );
};

const classified = (kind: string, which: Prisma.Sql): Prisma.Sql => sql`r.id IN (
  SELECT rc.recommendation_id FROM recommendation_classification rc JOIN classification c ON c.id = rc.classification_id
  WHERE c.kind::text = ${kind} AND ${which})`;

const assigned = ({ institutionId, assignmentStatus }: Filter): Prisma.Sql | undefined =>
  institutionId || assignmentStatus
    ? sql`EXISTS (SELECT 1 FROM assignment a WHERE a.recommendation_id = r.id
        AND ${institutionId ? sql`a.institution_id = ${institutionId}::uuid` : sql`true`}
        AND ${assignmentStatus ? sql`a.status::text = ${assignmentStatus}` : sql`a.status NOT IN ${over}`})`
    : undefined;

/** All the terms, in the text or its translations: `words` and `pairs` hold what is in any of them, and have an index each. */
const search = (q: string): Prisma.Sql[] => {
  const terms = searchTerms(q);
  // Nothing that could be looked for: nothing is found.
  if (terms.length === 0) return [sql`false`];
  const words = terms.filter((term) => term.kind !== 'part').map(tsquery);
  return [
    ...(words.length > 0 ? [sql`r.words @@ (${join(words, ' && ')})`] : []),
    ...terms.flatMap(({ kind, text }) => (kind === 'part' ? [holds(text)] : [])),
  ];
};

/** About so many rows are sorted in a few milliseconds. */
const fewRows = 6000;

/**
 * Where a list looks for `q`: recommendations as `r`. What few texts have is found first and sorted then; what many have is met
 * soon on the way through the register in its order. Left to choose, PostgreSQL takes the long way for the beginning of a rare
 * word, of which it knows nothing.
 */
export const lookedThrough = async (tx: Tx, q: string | undefined): Promise<Prisma.Sql> => {
  if (!q) return sql`recommendation r`;
  const found = sql`SELECT r.* FROM recommendation r WHERE ${join(search(q), ' AND ')}`;
  const [row] = await tx.$queryRaw<unknown[]>`EXPLAIN (FORMAT JSON) ${found}`;
  const rows = Explained.parse(row)['QUERY PLAN'][0].Plan['Plan Rows'];
  return rows > fewRows ? sql`(${found}) r` : sql`(${found} OFFSET 0) r`;
};

const Explained = z.object({ 'QUERY PLAN': z.tuple([z.object({ Plan: z.object({ 'Plan Rows': z.number() }) })]) });

/** Pairs of characters may stand apart from each other: only the texts themselves say that they stand together. */
const holds = (text: string): Prisma.Sql =>
  sql`r.pairs @> pairs(${text}) AND strpos(fold(recommendation_texts(r.id, r.text)), fold(${text})) > 0`;

/** Quoted after folding (which may make quotes of its own), so that nothing in the word is an operator. */
const tsquery = (term: Exclude<SearchTerm, { kind: 'part' }>): Prisma.Sql =>
  term.kind === 'phrase'
    ? sql`phraseto_tsquery('simple', fold(${term.text}))`
    : sql`to_tsquery('simple', '''' || translate(fold(${term.text}), '''\\', '  ') || ${term.isPrefix ? "':*" : "'"})`;
