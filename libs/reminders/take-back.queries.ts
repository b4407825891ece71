import { Prisma } from '../platform/generated/prisma/client.js';
import type { Day, Tx } from '../platform/index.js';
import { heldOn } from '../directory/index.js';
import { longestChain } from './people.queries.js';

/** In days: whoever came back before that has long heard what waited. */
const daysBack = 31;

/**
 * Takes back notices nobody has been told of yet; for whom their steps are is found again. `which` goes on from DELETE FROM
 * notice n. Returns how many steps that concerns.
 */
const takeBack = (tx: Tx, which: Prisma.Sql): Promise<number> => tx.$executeRaw`
  WITH untold AS (DELETE FROM notice n ${which} AND n.told_at IS NULL RETURNING n.step_id)
  UPDATE reminder_step SET fell_due_at = NULL WHERE id IN (SELECT step_id FROM untold) AND stopped_at IS NULL`;

/** What waits for these people, or for anybody in these institutions. */
export const takeBackFrom = (tx: Tx, personIds: string[], institutionIds: string[]): Promise<number> =>
  takeBack(
    tx,
    Prisma.sql`
      USING deadline d
      WHERE d.id = n.deadline_id
        AND (n.person_id = ANY(${personIds}::uuid[]) OR d.institution_id = ANY(${institutionIds}::uuid[]))`,
  );

/** What waits to be told of these deadlines, while something is asked of the secretariat about them. */
export const takeBackOfAsked = (tx: Tx, deadlineIds: string[]): Promise<number> =>
  takeBack(
    tx,
    Prisma.sql`
      USING deadline_request r
      WHERE n.deadline_id = ANY(${deadlineIds}::uuid[]) AND r.deadline_id = n.deadline_id AND r.status = 'PENDING'`,
  );

/**
 * Of what waits for these people, what is not theirs to hear any more: after an outage a digest may come before the news of
 * it. Theirs is what the places say that they hold, or that those hold for whom they stand in on `speakingDay`, the next day
 * that is worked; of an institution in which nobody holds any, the coordinators hear.
 */
export const takeBackFromStrangers = (
  tx: Tx,
  personIds: string[],
  { today, speakingDay }: { today: Day; speakingDay: Day },
): Promise<number> =>
  takeBack(
    tx,
    Prisma.sql`
      USING reminder_step s, deadline d
      WHERE n.person_id = ANY(${personIds}::uuid[]) AND s.id = n.step_id AND d.id = n.deadline_id
        AND NOT EXISTS (
          SELECT FROM (${placesOf(personIds, { today, speakingDay })}) place
          WHERE place.person_id = n.person_id
            AND (place.institution_id = d.institution_id AND s.audience NOT IN ('COORDINATOR', 'HEAD')
              OR place.role = s.audience::text
              OR place.role = 'COORDINATOR' AND NOT EXISTS (
                SELECT FROM mandate m WHERE m.institution_id = d.institution_id AND ${heldOn(today)})))`,
  );

/** The places by which people hear: their own, and those of whomever they stand in for; not those of a CSO they have left. */
const placesOf = (personIds: string[], { today, speakingDay }: { today: Day; speakingDay: Day }) => Prisma.sql`
  WITH RECURSIVE standing AS (
    SELECT id AS person_id, id AS for_id, 0 AS depth FROM unnest(${personIds}::uuid[]) AS p (id)
    UNION
    SELECT standing.person_id, l.person_id, depth + 1
    FROM standing JOIN leave l ON l.substitute_id = standing.for_id AND l.cancelled_at IS NULL
      AND l.starts_on <= ${speakingDay}::date AND l.ends_on >= ${speakingDay}::date
    WHERE depth < ${longestChain}
      -- Whoever holds nothing any more stands in for nobody.
      AND (EXISTS (SELECT FROM mandate m WHERE m.person_id = standing.for_id AND ${heldOn(today)})
        OR EXISTS (SELECT FROM role_grant g WHERE g.person_id = standing.for_id))
  )
  SELECT standing.person_id, m.institution_id, NULL AS role
  FROM standing JOIN mandate m ON m.person_id = standing.for_id AND ${heldOn(today)}
  JOIN institution i ON i.id = m.institution_id
  LEFT JOIN reminder_preference r ON r.person_id = standing.for_id
  WHERE i.kind <> 'CSO' OR r.unsubscribed_at IS NULL
  UNION ALL
  SELECT standing.person_id, NULL, g.role::text FROM standing JOIN role_grant g ON g.person_id = standing.for_id`;

/** What fell due while somebody was away who is back now (days end in `timeZone`), and waits for these people in their place. */
export const takeBackFromStandIns = (
  tx: Tx,
  personIds: string[],
  { today, now, timeZone }: { today: Day; now: Date; timeZone: string },
): Promise<number> =>
  takeBack(
    tx,
    Prisma.sql`
      USING reminder_step s, deadline d, (
        SELECT person_id, least(cancelled_at, (ends_on + 1)::timestamp AT TIME ZONE ${timeZone}) AS since FROM leave
        WHERE ends_on >= ${today}::date - ${daysBack}::int
          AND least(cancelled_at, (ends_on + 1)::timestamp AT TIME ZONE ${timeZone}) <= ${now}
      ) back
      WHERE n.person_id = ANY(${personIds}::uuid[]) AND n.person_id <> back.person_id
        AND s.id = n.step_id AND s.fell_due_at < back.since AND d.id = n.deadline_id
        AND CASE WHEN s.audience IN ('COORDINATOR', 'HEAD')
          THEN EXISTS (SELECT FROM role_grant g WHERE g.person_id = back.person_id AND g.role::text = s.audience::text)
          ELSE EXISTS (SELECT FROM mandate m WHERE m.person_id = back.person_id AND m.institution_id = d.institution_id) END`,
  );
