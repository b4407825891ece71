import { heldOn } from '../directory/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import type { Day, InstitutionKind, Tx } from '../platform/index.js';

/** Whom to invite: those on lists, institutions (through whoever acts for them), and people for themselves. */
export interface Whom {
  listIds: string[];
  institutionIds: string[];
  personIds: string[];
}

/** Somebody who is to be invited; or an institution that nobody acts for. */
export interface Candidate {
  personId: string | null;
  name: string | null;
  locale: string | null;
  isForgotten: boolean;
  /** A server said that there is nobody at their address. */
  isSuppressed: boolean;
  /** In whose name they would come. */
  institutionId: string | null;
  institution: string | null;
  kind: InstitutionKind | null;
  province: string | null;
  /** Chosen one by one, not through a list. */
  isNamed: boolean;
  /** Their place in the consultation, if they have one. */
  invitationId: string | null;
  isWithdrawn: boolean;
}

/**
 * For each institution its main focal point of that day, else an alternate, else nobody; for each list what its filter finds
 * and who was added, without those left out. Everybody once; institutions without anybody as well.
 */
export const candidates = (
  tx: Tx,
  { listIds, institutionIds, personIds }: Whom,
  { day, consultationId }: { day: Day; consultationId: string | null },
): Promise<Candidate[]> => tx.$queryRaw`
  WITH acting AS MATERIALIZED (${acting(day)}),
  found AS (
    SELECT i.id AS institution_id, a.person_id, l.id AS list_id
    FROM stakeholder_list l
    JOIN institution i ON l.is_filter
      AND (cardinality(l.kinds) = 0 OR i.kind = ANY(l.kinds))
      AND (cardinality(l.themes) = 0 OR i.themes && l.themes)
      AND (cardinality(l.provinces) = 0 OR i.province = ANY(l.provinces))
    LEFT JOIN acting a ON a.institution_id = i.id
    LEFT JOIN person p ON p.id = a.person_id
    WHERE l.id = ANY(${listIds}::uuid[]) AND (cardinality(l.locales) = 0 OR p.locale = ANY(l.locales))
    UNION
    SELECT m.institution_id, coalesce(m.person_id, a.person_id), m.list_id
    FROM stakeholder_list_member m LEFT JOIN acting a ON a.institution_id = m.institution_id
    WHERE m.list_id = ANY(${listIds}::uuid[]) AND NOT m.is_left_out
  ),
  wanted AS (
    SELECT f.institution_id, f.person_id, false AS is_named FROM found f
    WHERE NOT EXISTS (
      SELECT FROM stakeholder_list_member x
      WHERE x.list_id = f.list_id AND x.is_left_out
        AND (x.institution_id = f.institution_id OR x.person_id = f.person_id))
    UNION ALL
    SELECT i.id, a.person_id, true
    FROM institution i LEFT JOIN acting a ON a.institution_id = i.id WHERE i.id = ANY(${institutionIds}::uuid[])
    UNION ALL
    SELECT NULL, p.id, true FROM person p WHERE p.id = ANY(${personIds}::uuid[])
  )
  SELECT DISTINCT ON (coalesce(p.name, i.name), coalesce(w.person_id, w.institution_id))
         p.id AS "personId", p.name, p.locale, p.forgotten_at IS NOT NULL AS "isForgotten",
         EXISTS (SELECT FROM suppression s WHERE s.address = lower(p.email)) AS "isSuppressed",
         i.id AS "institutionId", i.name AS institution, i.kind, i.province,
         bool_or(w.is_named) OVER (PARTITION BY coalesce(w.person_id, w.institution_id)) AS "isNamed",
         v.id AS "invitationId", v.withdrawn_at IS NOT NULL AS "isWithdrawn"
  FROM wanted w
  LEFT JOIN person p ON p.id = w.person_id
  LEFT JOIN LATERAL (
    SELECT coalesce(w.institution_id, (
      SELECT m.institution_id FROM mandate m
      WHERE w.institution_id IS NULL AND m.person_id = w.person_id AND ${heldOn(day)}
      ORDER BY m.role, m.starts_on, m.id LIMIT 1)) AS id) own ON true
  LEFT JOIN institution i ON i.id = own.id
  LEFT JOIN invitation v ON v.person_id = w.person_id AND v.consultation_id = ${consultationId}::uuid
  ORDER BY coalesce(p.name, i.name), coalesce(w.person_id, w.institution_id), w.institution_id IS NULL, i.name`;

/** Of each institution, the person who acts for it on a day: its main focal point, else an alternate. */
export const acting = (day: Day): Prisma.Sql => Prisma.sql`
  SELECT DISTINCT ON (m.institution_id) m.institution_id, m.person_id
  FROM mandate m JOIN person p ON p.id = m.person_id
  WHERE ${heldOn(day)} AND m.role IN ('MAIN', 'ALTERNATE') AND p.forgotten_at IS NULL
  ORDER BY m.institution_id, m.role, m.starts_on DESC, m.id`;
