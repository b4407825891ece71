import { Prisma } from '../platform/generated/prisma/client.js';
import type { InstitutionKind, Tx } from '../platform/index.js';
import { dimensions, type Figures, type Group, type GroupCounts, type Totals } from './figures.rules.js';

const { sql } = Prisma;

/** A row of the statement below: of everybody, of one consultation, or of those who have something in common. */
interface Counted extends Totals {
  grouped: number;
  consultationId: string | null;
  kind: string | null;
  province: string | null;
  gender: string | null;
  disability: string | null;
}

/** `grouping()` of what a row is not about: a bit for each. */
const about = { consultation: 0b01111, kind: 0b10111, province: 0b11011, gender: 0b11101, disability: 0b11110 };
const everybody = 0b11111;

const nothing: Totals = {
  ...{ invited: 0, told: 0, yes: 0, maybe: 0, no: 0, delegated: 0, none: 0 },
  ...{ came: 0, delegates: 0, walkIns: 0, firstTimers: 0 },
  ...{ institutionsInvited: 0, institutionsCame: 0, institutionsFirst: 0 },
};

/**
 * Who takes part in the consultations `c` of a condition, in one statement. Somebody is a first-timer at the first
 * consultation they ever came to; of the forgotten and of unknown walk-ins that cannot be known any more. Whoever is let in
 * at the door as a walk-in, but had been told, was invited.
 */
const counted = (chosen: Prisma.Sql): Prisma.Sql => sql`
  WITH place AS (
    SELECT i.id, i.consultation_id, i.person_id, i.institution_id, i.kind, i.province, i.gender, i.has_disability,
           i.answer, i.told_at,
           coalesce(i.attendance = 'ATTENDED', false) AS came,
           i.delegate_of_id IS NOT NULL AS stands_in,
           coalesce(i.attended_via = 'WALK_IN', false) AND i.told_at IS NULL OR i.walk_in_name IS NOT NULL AS walked_in,
           i.withdrawn_at IS NOT NULL AS withdrawn
    FROM invitation i JOIN consultation c ON c.id = i.consultation_id
    WHERE ${chosen} AND (i.withdrawn_at IS NULL OR i.attendance = 'ATTENDED')
  ), first_of_person AS (
    SELECT DISTINCT ON (i.person_id) i.id
    FROM invitation i JOIN consultation c ON c.id = i.consultation_id
    WHERE i.attendance = 'ATTENDED' AND i.person_id IN (SELECT person_id FROM place WHERE came)
    ORDER BY i.person_id, c.starts_at, c.id
  ), first_of_institution AS (
    SELECT DISTINCT ON (i.institution_id) i.institution_id, i.consultation_id
    FROM invitation i JOIN consultation c ON c.id = i.consultation_id
    WHERE i.attendance = 'ATTENDED' AND i.institution_id IN (SELECT institution_id FROM place WHERE came)
    ORDER BY i.institution_id, c.starts_at, c.id
  ), marked AS (
    SELECT p.*, NOT (p.walked_in OR p.stands_in OR p.withdrawn) AS invited,
           f.id IS NOT NULL AS first, o.institution_id IS NOT NULL AS institution_first
    FROM place p
    LEFT JOIN first_of_person f ON f.id = p.id
    LEFT JOIN first_of_institution o ON o.institution_id = p.institution_id AND o.consultation_id = p.consultation_id
  )
  SELECT grouping(consultation_id, kind, province, gender, has_disability) AS grouped,
         consultation_id AS "consultationId", kind::text AS kind, province, gender::text AS gender,
         CASE has_disability WHEN true THEN 'YES' WHEN false THEN 'NO' END AS disability,
         count(*) FILTER (WHERE invited)::int AS invited,
         count(*) FILTER (WHERE invited AND told_at IS NOT NULL)::int AS told,
         count(*) FILTER (WHERE invited AND answer = 'ACCEPTED')::int AS yes,
         count(*) FILTER (WHERE invited AND answer = 'TENTATIVE')::int AS maybe,
         count(*) FILTER (WHERE invited AND answer = 'DECLINED')::int AS no,
         count(*) FILTER (WHERE invited AND answer = 'DELEGATED')::int AS delegated,
         count(*) FILTER (WHERE invited AND answer IS NULL)::int AS none,
         count(*) FILTER (WHERE came)::int AS came,
         count(*) FILTER (WHERE came AND stands_in AND NOT walked_in)::int AS delegates,
         count(*) FILTER (WHERE came AND walked_in)::int AS "walkIns",
         count(*) FILTER (WHERE came AND first)::int AS "firstTimers",
         count(DISTINCT institution_id) FILTER (WHERE invited)::int AS "institutionsInvited",
         count(DISTINCT institution_id) FILTER (WHERE came)::int AS "institutionsCame",
         count(DISTINCT institution_id) FILTER (WHERE came AND institution_first)::int AS "institutionsFirst"
  FROM marked
  GROUP BY GROUPING SETS ((), (consultation_id), (kind), (province), (gender), (has_disability))
  ORDER BY came DESC, invited DESC, kind, province, gender, disability, "consultationId"`;

/** The figures of all chosen consultations together, and of each. */
export const countFigures = async (
  tx: Tx,
  chosen: Prisma.Sql,
): Promise<Figures & { byConsultation: Map<string, Totals> }> => {
  const rows = await tx.$queryRaw<Counted[]>(counted(chosen));
  const byConsultation = new Map(
    rows.flatMap((row) =>
      row.grouped === about.consultation && row.consultationId !== null ? [[row.consultationId, totalsOf(row)]] : [],
    ),
  );
  const total = rows.find(({ grouped }) => grouped === everybody);
  const groups = Object.fromEntries(
    dimensions.map((dimension) => [
      dimension,
      rows.filter(({ grouped }) => grouped === about[dimension]).map((row) => groupOf(row[dimension], row)),
    ]),
  ) as Figures['groups'];
  return { total: total ? totalsOf(total) : nothing, groups, byConsultation };
};

const totalsOf = (row: Counted): Totals => {
  const { grouped, consultationId, kind, province, gender, disability, ...totals } = row;
  return totals;
};

const groupOf = (value: string | null, row: GroupCounts): Group => {
  const { invited, yes, came, institutionsInvited, institutionsCame } = row;
  return { value, invited, yes, came, institutionsInvited, institutionsCame };
};

export interface Counting {
  id: string;
  title: string;
  startsAt: Date;
  timeZone: string;
}

/** Consultations that have taken place, as `c`. */
export const isOver = sql`c.status IN ('HELD', 'MINUTES_CIRCULATED', 'CLOSED')`;

/** Those of a period, or about one review and what came of it; a restricted one only for those who keep consultations. */
export const chosenBy = ({
  from,
  until,
  reviewId,
  restricted,
}: {
  from?: Date | undefined;
  until?: Date | undefined;
  reviewId?: string | undefined;
  restricted: boolean;
}): Prisma.Sql => {
  const conditions = [isOver];
  if (from) conditions.push(sql`c.starts_at >= ${from}`);
  if (until) conditions.push(sql`c.starts_at < ${until}`);
  if (!restricted) conditions.push(sql`NOT c.restricted`);
  if (reviewId !== undefined) {
    conditions.push(sql`c.id IN (
      SELECT s.consultation_id FROM consultation_subject s
      WHERE s.subject_id = ${reviewId}::uuid
         OR s.subject_id IN (SELECT id FROM cluster WHERE review_id = ${reviewId}::uuid)
         OR s.subject_id IN (SELECT id FROM recommendation WHERE review_id = ${reviewId}::uuid))`);
  }
  return Prisma.join(conditions, ' AND ');
};

/** Which ones those are, the latest first. */
export const listChosen = (tx: Tx, chosen: Prisma.Sql): Promise<Counting[]> => tx.$queryRaw<Counting[]>`
  SELECT c.id, c.title, c.starts_at AS "startsAt", c.time_zone AS "timeZone"
  FROM consultation c WHERE ${chosen} ORDER BY c.starts_at DESC, c.id DESC`;

/** The one to compare with: the last of its series before it, or else the last that was held for the same purpose. */
export const formerOf = async (
  tx: Tx,
  { id, startsAt, seriesId, purpose }: { id: string; startsAt: Date | null; seriesId: string | null; purpose: string },
  seen: Prisma.Sql,
): Promise<Counting | null> => {
  if (startsAt === null) return null;
  const [former] = await tx.$queryRaw<Counting[]>`
    SELECT c.id, c.title, c.starts_at AS "startsAt", c.time_zone AS "timeZone"
    FROM consultation c
    WHERE ${isOver} AND c.id <> ${id}::uuid AND c.starts_at < ${startsAt} AND ${seen}
      AND (c.series_id = ${seriesId}::uuid OR c.purpose = ${purpose}::"ConsultationPurpose")
    ORDER BY coalesce(c.series_id = ${seriesId}::uuid, false) DESC, c.starts_at DESC, c.id DESC LIMIT 1`;
  return former ?? null;
};

/** How many institutions of each kind the directory knows. */
export const countInstitutions = async (tx: Tx): Promise<Map<InstitutionKind, number>> => {
  const counts = await tx.institution.groupBy({ by: ['kind'], _count: true });
  return new Map(counts.map(({ kind, _count }) => [kind, _count]));
};
