import { z } from 'zod';
import { NotFound, readCursor, toDay, toPage, type PageOf, type Tx } from '../platform/index.js';
import type { NamedState, Review, ReviewCounts, ReviewDetail, ReviewQuery } from './reviews.schemas.js';
import { stateName } from './states.js';

/** How many reviews a person looks through at once; more are told apart by their State first. */
const fewReviews = 20;
/** No State has more. */
const allReviews = 500;

/** A day comes as a Date from its column, as `YYYY-MM-DD` from JSON. */
type Row = Omit<Review, 'state' | 'reviewedOn'> & { stateCode: string; reviewedOn: Date | string | null };

export const asReview = (
  { id, mechanism, stateCode, cycle, session, symbol, body, reviewedOn }: Row,
  locale: string,
): Review => ({
  id,
  mechanism,
  state: { code: stateCode, name: stateName(stateCode, locale) },
  cycle,
  session,
  symbol,
  body,
  reviewedOn: reviewedOn instanceof Date ? toDay(reviewedOn) : reviewedOn,
});

/** Reviews, the last registered first. */
export const listReviews = async (
  tx: Tx,
  { mechanism, state, cursor, limit }: ReviewQuery,
  locale: string,
): Promise<PageOf<Review>> => {
  const [before] = readCursor(cursor, z.tuple([z.uuid()])) ?? [];
  const rows = await tx.review.findMany({
    where: {
      ...(mechanism && { mechanism }),
      ...(state && { stateCode: state }),
      ...(before && { id: { lt: before } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return toPage(
    rows,
    limit,
    ({ id }) => [id],
    (row) => asReview(row, locale),
  );
};

/** What the register can be narrowed to: every State that has a review, and the reviews of the one chosen; with none chosen, the newest. */
export const reviewChoices = async (
  tx: Tx,
  { state, reviewId }: { state?: string | undefined; reviewId?: string | undefined },
  locale: string,
): Promise<{ states: NamedState[]; reviews: Review[] }> => {
  const rows = await tx.review.findMany({ distinct: ['stateCode'], select: { stateCode: true } });
  const states = rows.map(({ stateCode: code }) => ({ code, name: stateName(code, locale) }));
  const limit = state === undefined && states.length > 1 ? fewReviews : allReviews;
  const reviews = (await listReviews(tx, { state, limit }, locale)).items;
  // The one chosen stays chosen, however old.
  const chosen =
    state === undefined && reviewId !== undefined && !reviews.some(({ id }) => id === reviewId)
      ? await tx.review.findUnique({ where: { id: reviewId } })
      : null;
  return {
    states: states.sort((a, b) => a.name.localeCompare(b.name, locale)),
    reviews: chosen ? [asReview(chosen, locale), ...reviews] : reviews,
  };
};

export const findReview = async (tx: Tx, id: string, locale: string): Promise<ReviewDetail> => {
  const row = await tx.review.findUnique({ where: { id }, include: { documents: { orderBy: { symbol: 'asc' } } } });
  if (!row) throw new NotFound('review');
  return {
    ...asReview(row, locale),
    counts: await countReview(tx, id),
    documents: row.documents.map(({ symbol, title, publishedOn }) => ({
      symbol,
      title,
      publishedOn: publishedOn === null ? null : toDay(publishedOn),
    })),
  };
};

const countReview = async (tx: Tx, id: string): Promise<ReviewCounts> => {
  const [counts] = await tx.$queryRaw<(Omit<ReviewCounts, 'byPosition'> & ReviewCounts['byPosition'])[]>`
    SELECT count(*) FILTER (WHERE kind = 'RECOMMENDATION')::int AS recommendations,
           count(*) FILTER (WHERE kind = 'VOLUNTARY_PLEDGE')::int AS "voluntaryPledges",
           count(*) FILTER (WHERE kind = 'OBSERVATION')::int AS observations,
           count(*) FILTER (WHERE kind = 'RECOMMENDATION' AND current_position = 'SUPPORTED')::int AS "SUPPORTED",
           count(*) FILTER (WHERE kind = 'RECOMMENDATION' AND current_position = 'PARTIALLY_SUPPORTED')::int AS "PARTIALLY_SUPPORTED",
           count(*) FILTER (WHERE kind = 'RECOMMENDATION' AND current_position = 'NOTED')::int AS "NOTED",
           count(*) FILTER (WHERE kind = 'RECOMMENDATION' AND current_position = 'UNDER_CONSIDERATION')::int AS "UNDER_CONSIDERATION",
           count(*) FILTER (WHERE kind = 'RECOMMENDATION' AND current_position IS NULL)::int AS "NONE",
           (SELECT count(*)::int FROM review_document WHERE review_id = ${id}::uuid) AS documents,
           (SELECT count(*)::int FROM cluster WHERE review_id = ${id}::uuid) AS clusters
    FROM recommendation WHERE review_id = ${id}::uuid`;
  if (!counts) throw new NotFound('review');
  const { recommendations, voluntaryPledges, observations, documents, clusters, ...byPosition } = counts;
  return { recommendations, voluntaryPledges, observations, byPosition, documents, clusters };
};
