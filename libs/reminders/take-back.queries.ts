import { Prisma } from '../platform/generated/prisma/client.js';
import type { Day, Tx } from '../platform/index.js';
import { heldOn } from './people.queries.js';

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
 * it. `speakingDay`: the next day that is worked.
 */
export const takeBackFromStrangers = (
  tx: Tx,
  personIds: string[],
  { today, speakingDay }: { today: Day; speakingDay: Day },
): Promise<number> =>
  takeBack(
    tx,
    Prisma.sql`
      USING deadline d
      WHERE d.id = n.deadline_id AND n.person_id = ANY(${personIds}::uuid[])
        AND NOT EXISTS (
          SELECT 1 FROM mandate m
          WHERE m.person_id = n.person_id AND m.institution_id = d.institution_id AND ${heldOn(today)})
        AND NOT EXISTS (
          SELECT 1 FROM role_grant g WHERE g.person_id = n.person_id AND g.role IN ('COORDINATOR', 'HEAD'))
        AND NOT EXISTS (
          SELECT 1 FROM leave l WHERE l.substitute_id = n.person_id AND l.cancelled_at IS NULL
            AND l.starts_on <= ${speakingDay}::date AND l.ends_on >= ${speakingDay}::date
            AND (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = l.substitute_id)
              OR EXISTS (SELECT 1 FROM mandate m WHERE m.person_id = l.substitute_id AND ${heldOn(today)})))`,
  );

/** What fell due while somebody was away who is back now (days end in `timeZone`), and waits for others in their place. */
export const takeBackFromStandIns = (
  tx: Tx,
  { today, now, timeZone }: { today: Day; now: Date; timeZone: string },
): Promise<number> =>
  takeBack(
    tx,
    Prisma.sql`
      USING (
        WITH back AS (
          SELECT person_id, least(cancelled_at, (ends_on + 1)::timestamp AT TIME ZONE ${timeZone}) AS since FROM leave
          WHERE ends_on >= ${today}::date - ${daysBack}::int
            AND least(cancelled_at, (ends_on + 1)::timestamp AT TIME ZONE ${timeZone}) <= ${now}
        )
        SELECT w.step_id, w.person_id FROM back
        JOIN mandate m ON m.person_id = back.person_id
        JOIN deadline d ON d.institution_id = m.institution_id
        JOIN notice w ON w.deadline_id = d.id AND w.told_at IS NULL AND w.person_id <> back.person_id
        JOIN reminder_step s ON s.id = w.step_id AND s.audience NOT IN ('COORDINATOR', 'HEAD') AND s.fell_due_at < back.since
        UNION
        SELECT w.step_id, w.person_id FROM back
        JOIN role_grant g ON g.person_id = back.person_id
        JOIN notice w ON w.told_at IS NULL AND w.person_id <> back.person_id
        JOIN reminder_step s ON s.id = w.step_id AND s.audience::text = g.role::text AND s.fell_due_at < back.since
      ) b
      WHERE b.step_id = n.step_id AND b.person_id = n.person_id`,
  );
