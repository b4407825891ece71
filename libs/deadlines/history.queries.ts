import { z } from 'zod';
import { seesAll, type Caller } from '../access/index.js';
import { toDay, type Tx } from '../platform/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import type { HistoryLine, RequestView } from './deadlines.schemas.js';

type RequestRow = Prisma.DeadlineRequestGetPayload<object>;

/** Requests about these deadlines that wait for the secretariat, the oldest first. */
export const pendingRequests = async (tx: Tx, about: Prisma.DeadlineWhereInput): Promise<RequestView[]> =>
  withNames(
    tx,
    await tx.deadlineRequest.findMany({
      where: { status: 'PENDING', deadline: about },
      orderBy: { askedAt: 'asc' },
      take: 200,
    }),
  );

/** Of these, what is the caller's to know: what another institution asked before it was handed on stays between it and the secretariat. */
export const requestsFor = async (tx: Tx, rows: RequestRow[], caller: Caller): Promise<RequestView[]> => {
  if (seesAll(caller)) return withNames(tx, rows);
  const colleagues = await tx.mandate.findMany({
    where: {
      institutionId: { in: caller.institutionIds },
      personId: { in: rows.map(({ personId }) => personId) },
    },
    select: { personId: true },
  });
  const known = new Set([caller.personId, ...colleagues.map(({ personId }) => personId)]);
  return withNames(
    tx,
    rows.filter(({ personId }) => known.has(personId)),
  );
};

const withNames = async (tx: Tx, rows: RequestRow[]): Promise<RequestView[]> => {
  const people = await tx.person.findMany({
    where: { id: { in: rows.map(({ personId }) => personId) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.id,
    deadlineId: row.deadlineId,
    kind: row.kind,
    by: { id: row.personId, name: nameOf.get(row.personId) ?? '' },
    until: row.until && toDay(row.until),
    named: row.named,
    reason: row.reason,
    status: row.status,
    askedAt: row.askedAt.toISOString(),
    decisionReason: row.decisionReason,
  }));
};

const Facts = z.object({
  requestId: z.string().optional(),
  wasOn: z.string().optional(),
  dueOn: z.string().optional(),
  fallsOn: z.string().optional(),
});

/**
 * What happened to a deadline, or to a date, in order. Whoever acts for an institution learns what the secretariat did and
 * why, and who among their own people did what; not what another institution did before.
 */
export const historyOf = async (
  tx: Tx,
  id: string,
  caller: Caller,
  about: 'deadline' | 'anchor.' = 'deadline',
): Promise<HistoryLine[]> => {
  const events = await tx.event.findMany({
    where: { subjectIds: { has: id }, name: { startsWith: about } },
    orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
    take: 500,
  });
  const requests = await tx.deadlineRequest.findMany({
    where: { id: { in: events.flatMap(({ payload }) => Facts.parse(payload).requestId ?? []) } },
    select: { id: true, kind: true, until: true },
  });
  const requestOf = new Map(requests.map((request) => [request.id, request]));
  const people = await tx.person.findMany({
    where: { id: { in: events.flatMap(({ actorId }) => actorId ?? []) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(people.map((person) => [person.id, person.name]));
  return events.map(({ name, occurredAt, actorId, onBehalfOfId, reason, payload }) => {
    const { requestId, wasOn, dueOn, fallsOn } = Facts.parse(payload);
    const isTheirs = onBehalfOfId !== null && caller.institutionIds.includes(onBehalfOfId);
    const mayKnow = seesAll(caller) || isTheirs || actorId === caller.personId;
    const request = mayKnow ? requestOf.get(requestId ?? '') : undefined;
    const until = name === 'deadline-request.made' && request?.until ? toDay(request.until) : null;
    return {
      what: name,
      at: occurredAt.toISOString(),
      by: actorId !== null && mayKnow ? (nameOf.get(actorId) ?? null) : null,
      bySystem: actorId === null,
      asked: request?.kind ?? null,
      reason: mayKnow || onBehalfOfId === null ? reason : null,
      from: wasOn ?? null,
      to: dueOn ?? fallsOn ?? until,
    };
  });
};
