import { z } from 'zod';
import { keepsConsultations, visibleTo } from '../consultations/index.js';
import type { Caller } from '../access/index.js';
import { isOverdue } from '../deadlines/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { fromDay, readCursor, toDay, toPage, type PageOf, type Tx } from '../platform/index.js';
import type { CommitmentsQuery, CommitmentView } from './minutes.schemas.js';
import { versionOf } from './versions.js';

const reference = {
  where: { scheme: 'PARAGRAPH' },
  select: { value: true },
  orderBy: { id: 'desc' },
  take: 1,
} as const;

/** How a recommendation is named where there is little room. */
export const recommendationShape = { id: true, text: true, references: reference } as const;
export type NamedRecommendation = Prisma.RecommendationGetPayload<{ select: typeof recommendationShape }>;

export const named = ({ id, text, references }: NamedRecommendation) => ({
  id,
  paragraph: references[0]?.value ?? null,
  text,
});

const shape = {
  institution: { select: { id: true, name: true } },
  deadline: { select: { id: true, dueOn: true, status: true, timeZone: true } },
  consultation: { select: { title: true } },
  recommendations: {
    select: { recommendation: { select: recommendationShape } },
    orderBy: { recommendation: { sortKey: 'asc' } },
  },
} as const satisfies Prisma.CommitmentInclude;
type Row = Prisma.CommitmentGetPayload<{ include: typeof shape }>;

/** The state two people who change the same commitment begin with. */
export const commitmentVersion = (of: {
  what: string;
  institutionId: string | null;
  agendaItemId: string | null;
  dueOn: Date;
  recommendationIds: string[];
}): string =>
  versionOf([of.what, of.institutionId, of.agendaItemId, toDay(of.dueOn), [...of.recommendationIds].sort()]);

const asView = (row: Row, now: Date): CommitmentView => {
  const { id, consultationId, consultation, agendaItemId, what, institution, dueOn, deadline, withdrawnAt } = row;
  const recommendations = row.recommendations.map(({ recommendation }) => named(recommendation));
  return {
    id,
    consultationId,
    consultation: consultation.title,
    agendaItemId,
    what,
    institution,
    dueOn: toDay(dueOn),
    recommendations,
    isWithdrawn: withdrawnAt !== null,
    deadline: deadline && {
      id: deadline.id,
      dueOn: toDay(deadline.dueOn),
      status: deadline.status,
      isOverdue:
        deadline.status === 'OPEN' && isOverdue({ dueOn: toDay(deadline.dueOn), timeZone: deadline.timeZone }, now),
    },
    version: commitmentVersion({ ...row, recommendationIds: recommendations.map((one) => one.id) }),
  };
};

/** What was promised at a consultation, by due day; withdrawn ones too. */
export const commitmentsOf = async (tx: Tx, consultationId: string, now: Date): Promise<CommitmentView[]> => {
  const rows = await tx.commitment.findMany({
    where: { consultationId },
    include: shape,
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
  });
  return rows.map((row) => asView(row, now));
};

/** Commitments the caller may know of: those who hold or keep a consultation all of it, others once it is circulated, and their own institutions'. */
const knownTo = (caller: Caller): Prisma.CommitmentWhereInput => {
  if (keepsConsultations(caller)) return {};
  const circulated = { consultation: { minutes: { circulatedAt: { not: null } } } };
  return {
    OR: [
      { consultation: { hosts: { some: { personId: caller.personId } } } },
      { ...circulated, institutionId: { in: caller.institutionIds } },
      { AND: [circulated, { consultation: visibleTo(caller) }] },
    ],
  };
};

/** Over all consultations, by due day. */
export const listCommitments = async (
  tx: Tx,
  { institutionId, recommendationId, consultationId, cursor, limit }: CommitmentsQuery,
  caller: Caller,
  now: Date,
): Promise<PageOf<CommitmentView>> => {
  const [day, id] = readCursor(cursor, z.tuple([z.iso.date(), z.uuid()])) ?? [];
  const rows = await tx.commitment.findMany({
    where: {
      withdrawnAt: null,
      ...(consultationId && { consultationId }),
      ...(institutionId && { institutionId }),
      ...(recommendationId && { recommendations: { some: { recommendationId } } }),
      AND: [
        knownTo(caller),
        day && id ? { OR: [{ dueOn: { gt: fromDay(day) } }, { dueOn: fromDay(day), id: { gt: id } }] } : {},
      ],
    },
    include: shape,
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    take: limit + 1,
  });
  return toPage(
    rows,
    limit,
    (row) => [toDay(row.dueOn), row.id],
    (row) => asView(row, now),
  );
};

/** The reviews a consultation is about, and those of its clusters and recommendations. */
const reviewsOf = async (tx: Tx, consultationId: string): Promise<Set<string>> => {
  const subjects = await tx.consultationSubject.findMany({ where: { consultationId } });
  const ids = (kind: string) => subjects.flatMap((subject) => (subject.kind === kind ? [subject.subjectId] : []));
  const clusters = await tx.cluster.findMany({ where: { id: { in: ids('CLUSTER') } }, select: { reviewId: true } });
  const recommendations = await tx.recommendation.findMany({
    where: { id: { in: ids('RECOMMENDATION') } },
    select: { reviewId: true },
  });
  return new Set([...ids('REVIEW'), ...[...clusters, ...recommendations].map(({ reviewId }) => reviewId)]);
};

/** The recommendations that a commitment is most likely about: those the consultation is about, singly or in clusters. */
export const suggestedRecommendations = async (tx: Tx, consultationId: string) => {
  const subjects = await tx.consultationSubject.findMany({ where: { consultationId, kind: { not: 'REVIEW' } } });
  const ids = subjects.map(({ subjectId }) => subjectId);
  const rows = await tx.recommendation.findMany({
    where: { OR: [{ id: { in: ids } }, { clusters: { some: { clusterId: { in: ids } } } }] },
    select: recommendationShape,
    orderBy: [{ sortKey: 'asc' }, { id: 'asc' }],
    take: 40,
  });
  return rows.map(named);
};

/** The one recommendation of each paragraph, of the reviews the consultation is about if there it is one; null where it is none or several. */
export const byParagraphs = async (
  tx: Tx,
  consultationId: string,
  paragraphs: string[],
): Promise<Map<string, string | null>> => {
  if (paragraphs.length === 0) return new Map();
  const reviews = await reviewsOf(tx, consultationId);
  const found = await tx.recommendationReference.findMany({
    where: { scheme: 'PARAGRAPH', value: { in: paragraphs } },
    select: { value: true, recommendationId: true, recommendation: { select: { reviewId: true } } },
  });
  return new Map(
    paragraphs.map((paragraph) => {
      const all = found.filter(({ value }) => value === paragraph);
      const near = all.filter(({ recommendation }) => reviews.has(recommendation.reviewId));
      const ids = new Set((near.length > 0 ? near : all).map(({ recommendationId }) => recommendationId));
      const [only] = ids;
      return [paragraph, ids.size === 1 ? (only ?? null) : null];
    }),
  );
};
