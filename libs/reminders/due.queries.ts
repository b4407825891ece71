import { explanationOf, isOverdue, titleOf } from '../deadlines/index.js';
import { mailTexts, type Locale } from '../catalogue/index.js';
import {
  toDay,
  translator,
  type Day,
  type DeadlineRequestKind,
  type DeadlineStatus,
  type Tx,
} from '../platform/index.js';
import { decisionsOn, type Decision } from './request-news.queries.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { heldOn } from '../directory/index.js';
import { longestChain } from './people.queries.js';

/** What a person may answer for today, and in what capacity. */
export interface Standing {
  /** By the link in a mail, which others may hold too, nothing confidential is named, and nothing of the secretariat's answered. */
  isSignedIn: boolean;
  /** Institutions they hold a mandate of. */
  own: string[];
  /** Institutions of people who are away and named them. */
  standsInFor: string[];
  /** Whether the secretariat's own deadlines are theirs too. */
  isSecretariat: boolean;
  /** Whether they hold any office of the mechanism. */
  hasOffice: boolean;
}

/** One thing that is due, as its page shows it. */
export interface DueItem {
  id: string;
  title: string;
  institution: string | null;
  institutionId: string | null;
  dueOn: Day;
  isOverdue: boolean;
  status: DeadlineStatus;
  /** How the day came about; null for a day somebody simply set. */
  explanation: string | null;
  /** What was asked of the secretariat, and waits. */
  request: { id: string; kind: DeadlineRequestKind; until: Day | null } | null;
  /** What the secretariat answered last, while nothing new is asked; of what is confidential, to whoever is signed in. */
  decision: Decision | null;
  /** Where it is answered: on the page of the list of a round, on this page, there but signed in, or, by who only stands in, not at all. */
  answered: { on: 'list'; roundId: string } | { on: 'page' } | { on: 'sign-in' } | { on: 'nowhere' };
}

/** Whoever stands in must still hold something themselves: with the mandate goes what it led to. */
export const standingOf = async (tx: Tx, personId: string, today: Day): Promise<Omit<Standing, 'isSignedIn'>> => {
  const held = await tx.$queryRaw<{ institutionId: string; isOwn: boolean }[]>`
    WITH RECURSIVE away AS (
      SELECT person_id, substitute_id FROM leave
      WHERE cancelled_at IS NULL AND starts_on <= ${today}::date AND ends_on >= ${today}::date
    ), behind AS (
      SELECT ${personId}::uuid AS person_id, 0 AS depth
      UNION
      SELECT away.person_id, depth + 1 FROM away JOIN behind ON away.substitute_id = behind.person_id
      WHERE depth < ${longestChain}
    )
    SELECT institution_id AS "institutionId", bool_or(person_id = ${personId}::uuid) AS "isOwn"
    FROM mandate m
    WHERE person_id IN (SELECT person_id FROM behind)
      AND ${heldOn(today)}
    GROUP BY institution_id`;
  const roles = (await tx.roleGrant.findMany({ where: { personId } })).map(({ role }) => role);
  const own = held.filter(({ isOwn }) => isOwn).map(({ institutionId }) => institutionId);
  const others = held.filter(({ isOwn }) => !isOwn).map(({ institutionId }) => institutionId);
  return {
    own,
    standsInFor: own.length > 0 || roles.length > 0 ? others : [],
    isSecretariat: roles.some((role) => ['ADMINISTRATOR', 'COORDINATOR', 'OFFICER'].includes(role)),
    hasOffice: roles.length > 0,
  };
};

/** Deadlines a person in this standing may answer for. */
export const answeredBy = ({ own, standsInFor, isSecretariat }: Standing): Prisma.DeadlineWhereInput => ({
  OR: [{ institutionId: { in: [...own, ...standsInFor] } }, ...(isSecretariat ? [{ institutionId: null }] : [])],
});

const shape = {
  institution: { select: { name: true } },
  rule: true,
  anchor: true,
  after: { include: { rule: { select: { titles: true } } } },
  requests: { where: { status: 'PENDING' }, select: { id: true, kind: true, until: true } },
} as const satisfies Prisma.DeadlineInclude;

/** Nobody answers for so many things at once; what lies beyond comes when the first are done. */
const most = 1000;

/** What is open, the overdue first, each the most urgent first; and how much more there is. */
export const dueItems = async (
  tx: Tx,
  standing: Standing,
  locale: Locale,
  now: Date,
): Promise<{ items: DueItem[]; more: number }> => {
  const where = { status: 'OPEN' as const, ...answeredBy(standing) };
  const rows = await tx.deadline.findMany({
    where,
    include: shape,
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    take: most,
  });
  const items = await asItems(tx, rows, standing, locale, now);
  const more = rows.length < most ? 0 : (await tx.deadline.count({ where })) - most;
  // Days end at different moments around the world: of one day, some may be overdue already.
  return { items: [...items.filter((item) => item.isOverdue), ...items.filter((item) => !item.isOverdue)], more };
};

/** One of them, open or closed; null where it is not this person's to answer for. */
export const dueItem = async (
  tx: Tx,
  id: string,
  standing: Standing,
  locale: Locale,
  now: Date,
): Promise<DueItem | null> => {
  const row = await tx.deadline.findFirst({ where: { id, ...answeredBy(standing) }, include: shape });
  return (row && (await asItems(tx, [row], standing, locale, now))[0]) ?? null;
};

/** What was told to a person in office about others' deadlines; they answer for it where they sign in. */
const mostEscalated = 10;
export const escalatedTo = async (
  tx: Tx,
  personId: string,
  standing: Standing,
  locale: Locale,
  now: Date,
): Promise<DueItem[]> => {
  if (!standing.hasOffice) return [];
  const rows = await tx.deadline.findMany({
    where: {
      status: 'OPEN',
      NOT: answeredBy(standing),
      notices: { some: { personId, toldAt: { not: null }, step: { audience: { in: ['COORDINATOR', 'HEAD'] } } } },
    },
    include: shape,
    orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    take: mostEscalated,
  });
  return asItems(tx, rows, standing, locale, now);
};

const asItems = async (
  tx: Tx,
  rows: Prisma.DeadlineGetPayload<{ include: typeof shape }>[],
  { own, isSecretariat, isSignedIn }: Standing,
  locale: Locale,
  now: Date,
): Promise<DueItem[]> => {
  const t = translator(mailTexts, locale);
  const lists = await tx.verification.findMany({
    where: { id: { in: rows.flatMap(({ kind, subjectId }) => (kind === 'VERIFICATION' && subjectId) || []) } },
    select: { id: true, roundId: true },
  });
  const decisions = await decisionsOn(
    tx,
    rows.map(({ id }) => id),
  );
  const roundOf = new Map(lists.map(({ id, roundId }) => [id, roundId]));
  return rows.map((row): DueItem => {
    const dueOn = toDay(row.dueOn);
    const holdsIt = row.institutionId === null ? isSecretariat : own.includes(row.institutionId);
    const mayKnow = (holdsIt && isSignedIn) || !row.restricted;
    const isForSignedIn = holdsIt && !isSignedIn && (row.restricted || row.institutionId === null);
    const roundId = row.kind === 'VERIFICATION' ? roundOf.get(row.subjectId ?? '') : undefined;
    const [request = null] = row.requests;
    return {
      id: row.id,
      title: mayKnow ? (titleOf(row, locale) ?? t(`deadline.${row.kind}`)) : t('deadline.restricted'),
      institution: row.institution?.name ?? null,
      institutionId: row.institutionId,
      dueOn,
      isOverdue: isOverdue({ dueOn, timeZone: row.timeZone }, now),
      status: row.status,
      explanation: mayKnow ? explanationOf(row, locale) : null,
      request: request && { ...request, until: request.until && toDay(request.until) },
      decision: (mayKnow && !request && decisions.get(row.id)) || null,
      answered:
        row.kind === 'VERIFICATION'
          ? holdsIt && roundId !== undefined
            ? { on: 'list', roundId }
            : { on: 'nowhere' }
          : { on: isForSignedIn ? 'sign-in' : mayKnow ? 'page' : 'nowhere' },
    };
  });
};
