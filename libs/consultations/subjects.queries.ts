import { mailTexts, reviewText, type Locale } from '../catalogue/index.js';
import { localeFor, translator, type ConsultationSubjectKind, type Tx } from '../platform/index.js';
import { stateName } from '../recommendations/index.js';

/** What a consultation is about, as people call it. */
export interface NamedSubject {
  kind: ConsultationSubjectKind;
  subjectId: string;
  name: string;
}
type Subject = Pick<NamedSubject, 'kind' | 'subjectId'>;

const shownReviews = 20;
const mostFound = 20;
/** Of a recommendation's text as much as tells it from another. */
const shownLetters = 160;

/** The names of subjects, in their order; what is gone is left out. */
export const subjectNames = async (tx: Tx, subjects: readonly Subject[], locale: Locale): Promise<NamedSubject[]> => {
  const idsOf = (kind: ConsultationSubjectKind) =>
    subjects.flatMap((subject) => (subject.kind === kind ? [subject.subjectId] : []));
  const named = [
    ...(await reviewsNamed(tx, { id: { in: idsOf('REVIEW') } }, locale, subjects.length)),
    ...(await clustersNamed(tx, { id: { in: idsOf('CLUSTER') } }, locale, subjects.length)),
    ...(await recommendationsNamed(tx, { id: { in: idsOf('RECOMMENDATION') } }, subjects.length)),
  ];
  const nameOf = new Map(named.map((one) => [one.subjectId, one]));
  return subjects.flatMap(({ subjectId }) => nameOf.get(subjectId) ?? []);
};

/** What may be chosen: the newest reviews, and the clusters and recommendations that fit what is looked for. */
export const subjectChoices = async (tx: Tx, q: string, locale: Locale): Promise<NamedSubject[]> => {
  const reviews = await reviewsNamed(tx, {}, locale, shownReviews);
  if (q.trim() === '') return reviews;
  const contains = { contains: q.trim(), mode: 'insensitive' as const };
  const clusters = await clustersNamed(tx, { name: contains }, locale, mostFound);
  const references = { some: { value: q.trim() } };
  const recommendations = await recommendationsNamed(tx, { OR: [{ references }, { text: contains }] }, mostFound);
  return [...reviews, ...clusters, ...recommendations];
};

/** People whose names hold what is looked for. */
export const peopleFound = (tx: Tx, q: string): Promise<{ id: string; name: string }[]> =>
  q.trim() === ''
    ? Promise.resolve([])
    : tx.person.findMany({
        where: { name: { contains: q.trim(), mode: 'insensitive' } },
        select: { id: true, name: true },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: mostFound,
      });

const reviewName = (review: { mechanism: string; session: number | null; stateCode: string }, locale: Locale): string =>
  `${stateName(review.stateCode, locale)}, ${reviewText(review, translator(mailTexts, localeFor(locale)))}`;

const reviewsNamed = async (
  tx: Tx,
  where: NonNullable<Parameters<Tx['review']['findMany']>[0]>['where'] & object,
  locale: Locale,
  take: number,
): Promise<NamedSubject[]> => {
  const rows = await tx.review.findMany({ where, orderBy: { id: 'desc' }, take });
  return rows.map((review) => ({ kind: 'REVIEW', subjectId: review.id, name: reviewName(review, locale) }));
};

const clustersNamed = async (
  tx: Tx,
  where: NonNullable<Parameters<Tx['cluster']['findMany']>[0]>['where'] & object,
  locale: Locale,
  take: number,
): Promise<NamedSubject[]> => {
  const rows = await tx.cluster.findMany({ where, include: { review: true }, orderBy: { name: 'asc' }, take });
  return rows.map(({ id, name, review }) => ({
    kind: 'CLUSTER',
    subjectId: id,
    name: `${name} · ${reviewName(review, locale)}`,
  }));
};

const recommendationsNamed = async (
  tx: Tx,
  where: NonNullable<Parameters<Tx['recommendation']['findMany']>[0]>['where'] & object,
  take: number,
): Promise<NamedSubject[]> => {
  const rows = await tx.recommendation.findMany({
    where,
    select: { id: true, text: true, references: { where: { scheme: 'PARAGRAPH' }, select: { value: true } } },
    orderBy: [{ sortKey: 'asc' }, { id: 'asc' }],
    take,
  });
  return rows.map(({ id, text, references }) => ({
    kind: 'RECOMMENDATION',
    subjectId: id,
    name: [...references.map(({ value }) => value).slice(0, 1), shortened(text)].join(' · '),
  }));
};

/** Letters that belong together are not parted. */
const shortened = (text: string): string => {
  if (text.length <= shownLetters) return text;
  const letters = [
    ...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text.slice(0, 4 * shownLetters)),
  ];
  return letters.length <= shownLetters
    ? text
    : `${letters
        .slice(0, shownLetters)
        .map(({ segment }) => segment)
        .join('')}…`;
};
