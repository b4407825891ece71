import { Prisma } from '../platform/generated/prisma/client.js';
import type { Day, DeadlineKind, DeadlineStatus } from '../platform/index.js';
import { mostEvents } from './feeds.rules.js';

const { sql } = Prisma;

/** One date of a calendar. */
export interface FeedItem {
  id: string;
  source: 'deadline' | 'anchor';
  kind: DeadlineKind;
  title: string | null;
  /** Of its rule, by language. */
  titles: Record<string, string> | null;
  code: string | null;
  ruleSource: string | null;
  isConfirmed: boolean;
  dueOn: Day;
  /** Null: a day, wherever one reads it. */
  timeZone: string | null;
  status: DeadlineStatus;
  isRestricted: boolean;
  sequence: number;
  createdAt: Date;
  changedAt: Date;
  institution: string | null;
  /** What it is reckoned from, e.g. the review. */
  about: string | null;
}

/** Till when what is over is shown. */
export interface Shown {
  closedSince: Date;
  dueSince: Day;
}

/** A deadline as `d`, with its rule `r`, the anchor `a` it is reckoned from, and the one `b` of the deadline it follows. */
const joined = sql`
  deadline d
  LEFT JOIN deadline_rule r ON r.id = d.rule_id
  LEFT JOIN institution i ON i.id = d.institution_id
  LEFT JOIN anchor a ON a.id = d.anchor_id
  LEFT JOIN deadline f ON f.id = d.after_id
  LEFT JOIN anchor b ON b.id = f.anchor_id`;

const restricted = sql`(d.restricted OR coalesce(a.restricted, false) OR coalesce(b.restricted, false))`;

const columns = sql`
  d.id, 'deadline' AS source, d.kind::text AS kind, d.title, r.titles, r.code, r.source AS "ruleSource",
  coalesce(r.confirmed, true) AS "isConfirmed", d.due_on::text AS "dueOn", d.time_zone AS "timeZone",
  d.status::text AS status, ${restricted} AS "isRestricted", d.sequence, d.created_at AS "createdAt",
  d.changed_at AS "changedAt", i.name AS institution, coalesce(a.title, b.title) AS about`;

/** The deadlines of some institutions, and of the secretariat if so: open ones, and what was closed of late. */
export const deadlinesOf = (
  { institutionIds, secretariat }: { institutionIds: string[]; secretariat: boolean },
  /** What was waived before the calendar existed was never in it, so that nothing is to be taken back. */
  { closedSince, dueSince, waivedSince }: Shown & { waivedSince: Date },
): Prisma.Sql => sql`
  SELECT ${columns} FROM ${joined}
  WHERE (d.institution_id = ANY(${institutionIds}::uuid[]) OR (${secretariat} AND d.institution_id IS NULL))
    AND (d.status = 'OPEN'
         OR (d.status IN ('MET', 'WAIVED') AND d.due_on >= ${dueSince}::date AND d.closed_at >= ${closedSince}
             AND (d.status = 'MET' OR d.closed_at >= ${waivedSince})))
  ORDER BY d.status = 'OPEN' DESC, d.due_on DESC, d.id LIMIT ${mostEvents}`;

/**
 * What everybody may know: the dated facts themselves, and the formal dates that rules reckon from them for the State. What
 * a rule is not formal for any more is not told either, though it was closed before. Whether the State kept a date is not
 * told. A rule that repeats its anchor's own day adds nothing.
 */
export const formalDates = ({ closedSince, dueSince }: Shown): Prisma.Sql => sql`
  (SELECT ${columns} FROM ${joined}
   WHERE d.institution_id IS NULL AND r.formal AND NOT ${restricted}
     AND (r.replaced_at IS NULL OR EXISTS (SELECT FROM deadline_rule latest
                                           WHERE latest.code = r.code AND latest.replaced_at IS NULL AND latest.formal))
     AND d.due_on >= ${dueSince}::date AND (d.status <> 'WAIVED' OR d.closed_at >= ${closedSince})
     AND NOT (d.kind = 'REVIEW' AND a.id IS NOT NULL AND a.day = d.due_on)
   ORDER BY d.due_on DESC, d.id LIMIT ${mostEvents / 2})
  UNION ALL
  (SELECT a.id, 'anchor', 'REVIEW', a.title, NULL, NULL, a.source, true, a.day::text, NULL, 'OPEN', false,
          greatest(told.times - 1, 0)::int, coalesce(told.first, a.day AT TIME ZONE 'UTC'),
          coalesce(told.last, a.day AT TIME ZONE 'UTC'), NULL, NULL
   FROM anchor a
   LEFT JOIN LATERAL (SELECT count(*) AS times, min(occurred_at) AS first, max(occurred_at) AS last FROM event
                      WHERE subject_ids @> ARRAY[a.id] AND name IN ('anchor.set', 'anchor.moved')) told ON true
   WHERE a.kind IN ('REVIEW', 'COUNCIL_SESSION', 'TREATY_BODY_SESSION', 'CONCLUDING_OBSERVATIONS')
     AND NOT a.restricted AND a.day >= ${dueSince}::date
   ORDER BY a.day DESC, a.id LIMIT ${mostEvents / 2})`;

/** What all the dates together are now, without telling them: a word that changes when anything of them does. */
export const stateOf = (items: Prisma.Sql): Prisma.Sql => sql`
  SELECT max(item."changedAt") AS "changedAt",
         md5(coalesce(string_agg(md5(item::text), '' ORDER BY item.source, item.id), '')) AS digest
  FROM (${items}) item`;

/** In the order of their days, so that the same dates give the same calendar. */
export const inOrder = (items: Prisma.Sql): Prisma.Sql => sql`
  SELECT * FROM (${items}) item ORDER BY item."dueOn", item.source, item.id`;
