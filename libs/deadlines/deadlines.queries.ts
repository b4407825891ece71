import { z } from 'zod';
import { secretariat, seesAll, type Caller } from '../access/index.js';
import {
  dayIn,
  fromDay,
  Forbidden,
  NotFound,
  readCursor,
  toDay,
  toPage,
  type Day,
  type DeadlineKind,
  type PageOf,
  type Tx,
} from '../platform/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { isOverdue, titleOf } from './deadlines.rules.js';
import type { DeadlineDetail, DeadlineQuery, DeadlineView, OverviewLine } from './deadlines.schemas.js';
import { explanationOf } from './explain.js';
import { historyOf, requestsFor } from './history.queries.js';

const shape = {
  rule: { select: { code: true, titles: true } },
  institution: { select: { id: true, name: true } },
} as const satisfies Prisma.DeadlineInclude;

type Row = Prisma.DeadlineGetPayload<{ include: typeof shape }>;

export const asView = (row: Row, locale: string, now: Date): DeadlineView => ({
  id: row.id,
  kind: row.kind,
  subjectId: row.subjectId,
  title: titleOf(row, locale),
  institution: row.institution,
  role: row.role,
  dueOn: toDay(row.dueOn),
  timeZone: row.timeZone,
  status: row.status,
  isOverdue: row.status === 'OPEN' && isOverdue({ dueOn: toDay(row.dueOn), timeZone: row.timeZone }, now),
  closedAt: row.closedAt?.toISOString() ?? null,
  isPinned: row.pinned,
  isRestricted: row.restricted,
  ruleCode: row.rule?.code ?? null,
});

/** Whoever acts for an institution sees what is its, and nothing of the secretariat's own; what is confidential is for those who answer for it. */
export const visibleTo = (caller: Caller): Prisma.DeadlineWhereInput => {
  const own = { institutionId: { in: caller.institutionIds } };
  if (!seesAll(caller)) return own;
  return isSecretariat(caller) ? {} : { OR: [{ restricted: false }, own] };
};

export const isSecretariat = (caller: Caller): boolean => secretariat.some((right) => caller.rights.has(right));

/** Throws Forbidden unless the caller answers for the deadline: the secretariat for all of them, others for their institutions'. */
export const mustAnswerFor = async (tx: Tx, id: string, caller: Caller): Promise<void> => {
  const deadline = await tx.deadline.findFirst({
    where: { id, AND: [visibleTo(caller)] },
    select: { institutionId: true },
  });
  if (!deadline) throw new NotFound('deadline');
  const { institutionId } = deadline;
  const isTheirs = institutionId !== null && caller.institutionIds.includes(institutionId);
  if (!isSecretariat(caller) && !isTheirs) {
    throw new Forbidden('You may see this, and whoever answers for it may say that it is done.');
  }
};

/** By due day, the earliest first. */
export const listDeadlines = async (
  tx: Tx,
  query: DeadlineQuery,
  caller: Caller,
  now: Date,
): Promise<PageOf<DeadlineView>> => {
  const { state, kind, institutionId, subjectId, from, until, cursor, limit } = query;
  const [day, id] = readCursor(cursor, z.tuple([z.iso.date().refine((on) => on >= '0001'), z.uuid()])) ?? [];
  const rows = await tx.deadline.findMany({
    where: {
      ...(kind && { kind }),
      ...(subjectId && { subjectId }),
      AND: [
        visibleTo(caller),
        institutionId ? { institutionId } : {},
        state ? inState(state, now) : {},
        from ? { dueOn: { gte: fromDay(from) } } : {},
        until ? { dueOn: { lte: fromDay(until) } } : {},
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
    (row) => asView(row, caller.locale, now),
  );
};

/**
 * Days end at different moments around the world: what was due before the day it is where it is earliest is overdue
 * everywhere; on that day and the next, the list may be a few hours late.
 */
const inState = (state: NonNullable<DeadlineQuery['state']>, now: Date): Prisma.DeadlineWhereInput => {
  const today = fromDay(dayIn('UTC', now));
  switch (state) {
    case 'OPEN':
      return { status: 'OPEN', dueOn: { gte: today } };
    case 'OVERDUE':
      return { status: 'OPEN', dueOn: { lt: today } };
    case 'MET':
    case 'WAIVED':
      return { status: state };
  }
};

/** Deadlines as they are listed, by due day. */
export const viewsOf = async (
  tx: Tx,
  where: Prisma.DeadlineWhereInput,
  locale: string,
  now: Date,
): Promise<DeadlineView[]> => {
  const rows = await tx.deadline.findMany({ where, include: shape, orderBy: [{ dueOn: 'asc' }, { id: 'asc' }] });
  return rows.map((row) => asView(row, locale, now));
};

/** When what these subjects owe is due, by subject; those without a deadline of the kind are left out. */
export const dueDaysOf = async (tx: Tx, kind: DeadlineKind, subjectIds: string[]): Promise<Map<string, Day>> => {
  const rows = await tx.deadline.findMany({
    where: { kind, subjectId: { in: subjectIds } },
    select: { subjectId: true, dueOn: true },
  });
  return new Map(rows.map(({ subjectId, dueOn }) => [subjectId ?? '', toDay(dueOn)]));
};

/** Throws NotFound, also for what is not the caller's to see. */
export const findDeadline = async (tx: Tx, id: string, caller: Caller, now: Date): Promise<DeadlineDetail> => {
  const row = await tx.deadline.findFirst({
    where: { id, AND: [visibleTo(caller)] },
    include: {
      institution: shape.institution,
      rule: true,
      anchor: true,
      after: { include: { rule: { select: { titles: true } } } },
      requests: { orderBy: { askedAt: 'desc' } },
    },
  });
  if (!row) throw new NotFound('deadline');
  return {
    ...asView(row, caller.locale, now),
    explanation: explanationOf(row, caller.locale),
    requests: await requestsFor(tx, row.requests, caller),
    history: await historyOf(tx, id, caller),
  };
};

/** Due, overdue, answered late, no answer: institution by institution, over deadlines due or closed since a day. */
export const overview = async (tx: Tx, since: Day, now: Date): Promise<OverviewLine[]> => {
  const today = dayIn('UTC', now);
  const rows = await tx.$queryRaw<(Omit<OverviewLine, 'institution'> & { id: string | null; name: string | null })[]>`
    SELECT i.id, i.name,
      count(*) FILTER (WHERE d.status = 'OPEN' AND d.due_on >= ${today}::date)::int AS due,
      count(*) FILTER (WHERE d.status = 'OPEN' AND d.due_on >= ${today}::date AND d.due_on < ${today}::date + 30)::int AS "dueSoon",
      count(*) FILTER (WHERE d.status = 'OPEN' AND d.due_on < ${today}::date)::int AS overdue,
      count(*) FILTER (WHERE d.status = 'OPEN' AND d.due_on < ${today}::date AND r.deadline_id IS NULL)::int AS "noAnswer",
      count(*) FILTER (WHERE d.status = 'MET' AND (d.closed_at AT TIME ZONE d.time_zone)::date <= d.due_on)::int AS "answeredInTime",
      count(*) FILTER (WHERE d.status = 'MET' AND (d.closed_at AT TIME ZONE d.time_zone)::date > d.due_on)::int AS "answeredLate",
      coalesce(sum(r.pending), 0)::int AS requests
    FROM deadline d
    LEFT JOIN institution i ON i.id = d.institution_id
    LEFT JOIN (SELECT deadline_id, count(*) FILTER (WHERE status = 'PENDING') AS pending FROM deadline_request
               WHERE status <> 'WITHDRAWN' GROUP BY deadline_id) r
      ON r.deadline_id = d.id
    WHERE d.status = 'OPEN' OR (d.status = 'MET' AND d.due_on >= ${since}::date)
    GROUP BY i.id, i.name ORDER BY overdue DESC, due DESC, i.name`;
  return rows.map(({ id, name, ...line }) => ({
    institution: id === null || name === null ? null : { id, name },
    ...line,
  }));
};
