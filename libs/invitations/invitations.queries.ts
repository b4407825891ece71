import { z } from 'zod';
import { Prisma } from '../platform/generated/prisma/client.js';
import { readCursor, toPage, type PageOf, type Tx } from '../platform/index.js';
import type { InvitationCounts, InvitationQuery, InvitationView } from './invitations.schemas.js';

type Row = Omit<InvitationView, 'person' | 'institution' | 'delegateOf' | 'needs' | 'answeredAt'> & {
  personId: string | null;
  personName: string | null;
  institutionId: string | null;
  institutionName: string | null;
  delegateOfId: string | null;
  delegateOfName: string | null;
  answeredAt: Date | null;
  needsInterpretation: string | null;
  needsStepFree: boolean;
  needsTravel: boolean;
  otherNeeds: string | null;
};

/** How the last mail about an invitation fared, by the mail ledger. */
const delivery = Prisma.sql`
  SELECT CASE WHEN m.status = 'SENT' THEN 'SENT' WHEN m.status = 'QUEUED' THEN 'WAITING'
              WHEN m.status IS NULL THEN 'NOT_YET' ELSE 'BOUNCED' END AS state
  FROM (VALUES (1)) AS one
  LEFT JOIN LATERAL (
    SELECT status FROM mail
    WHERE mail.thread_id = i.id AND mail.status NOT IN ('WITHDRAWN', 'EXPIRED')
      AND mail.name IN ('consultation-invitation', 'consultation-reminder')
    ORDER BY created_at DESC, id DESC LIMIT 1) m ON true`;

/** Whoever was named has declined, was taken back, or is or was invited in their own right. */
const lacksDelegate = Prisma.sql`(
  i.answer = 'DELEGATED' AND NOT EXISTS (
    SELECT FROM invitation g
    WHERE g.delegate_of_id = i.id AND g.withdrawn_at IS NULL AND g.answer IS DISTINCT FROM 'DECLINED'))`;

/** What an invitation is listed by. */
const name = Prisma.sql`lower(coalesce(p.name, i.walk_in_name, ''))`;

/** The invitations of a consultation, by name; those taken back last. */
export const listInvitations = async (
  tx: Tx,
  consultationId: string,
  { id, answer, kind, delivery: state, seat, cursor, limit }: InvitationQuery & { id?: string },
): Promise<PageOf<InvitationView>> => {
  const after = readCursor(cursor, z.tuple([z.int(), z.string(), z.uuid()]));
  const conditions = [
    Prisma.sql`i.consultation_id = ${consultationId}::uuid`,
    ...(id === undefined ? [] : [Prisma.sql`i.id = ${id}::uuid`]),
    ...(answer === 'NONE' ? [Prisma.sql`i.answer IS NULL`] : []),
    ...(answer && answer !== 'NONE' ? [Prisma.sql`i.answer::text = ${answer}`] : []),
    ...(kind ? [Prisma.sql`i.kind::text = ${kind}`] : []),
    ...(seat ? [Prisma.sql`i.seat::text = ${seat}`] : []),
    ...(state ? [Prisma.sql`d.state = ${state}`] : []),
    ...(after
      ? [Prisma.sql`(i.withdrawn_at IS NOT NULL, ${name}, i.id) > (${after[0] === 1}, ${after[1]}, ${after[2]}::uuid)`]
      : []),
  ];
  const rows = await tx.$queryRaw<(Row & { mark: string })[]>`
    SELECT i.id, p.id AS "personId", p.name AS "personName", i.walk_in_name AS "walkInName", p.locale,
           n.id AS "institutionId", n.name AS "institutionName", i.kind, i.province,
           o.id AS "delegateOfId", o.name AS "delegateOfName",
           i.answer, ${lacksDelegate} AS "lacksDelegate", i.answered_via AS "answeredVia", i.answered_at AS "answeredAt", i.is_late AS "isLate",
           i.former_answer AS "formerAnswer", i.seat, d.state AS delivery,
           i.needs_interpretation AS "needsInterpretation", i.needs_step_free AS "needsStepFree",
           i.needs_travel AS "needsTravel", i.other_needs AS "otherNeeds", i.withdrawn_at IS NOT NULL AS "isWithdrawn",
           ${name} AS mark
    FROM invitation i
    LEFT JOIN person p ON p.id = i.person_id AND p.forgotten_at IS NULL
    LEFT JOIN institution n ON n.id = i.institution_id
    LEFT JOIN invitation f ON f.id = i.delegate_of_id
    LEFT JOIN person o ON o.id = f.person_id AND o.forgotten_at IS NULL
    CROSS JOIN LATERAL (${delivery}) d
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY i.withdrawn_at IS NOT NULL, ${name}, i.id
    LIMIT ${limit + 1}`;
  return toPage(rows, limit, (row) => [Number(row.isWithdrawn), row.mark, row.id], shown);
};

const named = (id: string | null, text: string | null) => (id !== null && text !== null ? { id, name: text } : null);

const shown = (row: Row): InvitationView => {
  const { id, walkInName, locale, kind, province, answer, lacksDelegate, answeredVia, isLate, formerAnswer, seat } =
    row;
  return {
    ...{ id, walkInName, locale, kind, province, answer, lacksDelegate, answeredVia, isLate, formerAnswer, seat },
    person: named(row.personId, row.personName),
    institution: named(row.institutionId, row.institutionName),
    delegateOf: named(row.delegateOfId, row.delegateOfName),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    delivery: row.delivery,
    needs: {
      interpretation: row.needsInterpretation,
      stepFree: row.needsStepFree,
      travel: row.needsTravel,
      other: row.otherNeeds,
    },
    isWithdrawn: row.isWithdrawn,
  };
};

const coming = Prisma.sql`(answer IS NULL OR answer NOT IN ('DECLINED', 'DELEGATED')) AND withdrawn_at IS NULL`;

/** How many said what, and what those who may come need. */
export const countInvitations = async (tx: Tx, consultationId: string): Promise<InvitationCounts> => {
  const [counts] = await tx.$queryRaw<Omit<InvitationCounts, 'interpretation' | 'other'>[]>`
    SELECT count(*) FILTER (WHERE open)::int AS invited,
           count(*) FILTER (WHERE open AND told_at IS NOT NULL)::int AS told,
           count(*) FILTER (WHERE open AND answer = 'ACCEPTED')::int AS accepted,
           count(*) FILTER (WHERE open AND answer = 'DECLINED')::int AS declined,
           count(*) FILTER (WHERE open AND answer = 'TENTATIVE')::int AS tentative,
           count(*) FILTER (WHERE open AND answer = 'DELEGATED')::int AS delegated,
           count(*) FILTER (WHERE open AND answer IS NULL)::int AS unanswered,
           count(*) FILTER (WHERE NOT open)::int AS withdrawn,
           count(*) FILTER (WHERE seat = 'HELD')::int AS held,
           count(*) FILTER (WHERE seat = 'WAITING')::int AS waiting,
           count(*) FILTER (WHERE ${coming} AND needs_step_free)::int AS "stepFree",
           count(*) FILTER (WHERE ${coming} AND needs_travel)::int AS travel
    FROM (SELECT *, withdrawn_at IS NULL AS open FROM invitation WHERE consultation_id = ${consultationId}::uuid) i`;
  if (!counts) throw new Error('a count is one row');
  const interpretation = await tx.$queryRaw<InvitationCounts['interpretation']>`
    SELECT needs_interpretation AS language, count(*)::int AS count FROM invitation
    WHERE consultation_id = ${consultationId}::uuid AND withdrawn_at IS NULL AND ${coming}
      AND needs_interpretation IS NOT NULL
    GROUP BY 1 ORDER BY 2 DESC, 1`;
  const other = await tx.$queryRaw<{ text: string }[]>`
    SELECT other_needs AS text FROM invitation
    WHERE consultation_id = ${consultationId}::uuid AND withdrawn_at IS NULL AND ${coming} AND other_needs IS NOT NULL
    ORDER BY md5(other_needs)`;
  return { ...counts, interpretation, other: other.map(({ text }) => text) };
};

/** Answers by mail that somebody must look at. */
export const countListedReplies = (tx: Tx, consultationId: string): Promise<number> =>
  tx.inboundMail.count({ where: { status: 'LISTED', invitation: { consultationId } } });
