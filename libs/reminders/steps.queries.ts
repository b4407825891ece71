import { Prisma } from '../platform/generated/prisma/client.js';
import { later, newId, type Day, type ReminderAudience, type StopReason, type Tx } from '../platform/index.js';
import type { PlannedStep } from './reminders.rules.js';

/** A step of a deadline's plan, of when it is due on that day. */
export interface DeadlineStep extends PlannedStep {
  deadlineId: string;
  dueOn: Day;
}

/** What steps say, as their keys begin: what speaks of a day, what is asked of the secretariat, and whatever it may be. */
export const [timed, asked, anything] = ['^(before|overdue|again)', '^asked', ''];

/**
 * Whether a step `s` may be said now: while something is asked of the secretariat about its deadline, nothing but the question;
 * once that is answered, not the question any more; and of a day only while it is the day.
 */
export const mayBeSaid = Prisma.sql`(s.key ~ '^(granted|refused)' OR (s.key ~ ${asked}) = EXISTS (
  SELECT FROM deadline_request q WHERE q.deadline_id = s.deadline_id AND q.status = 'PENDING'))
  AND (s.key !~ ${timed} OR s.due_on = (SELECT d.due_on FROM deadline d WHERE d.id = s.deadline_id))`;

/** Steps that fell due and were told to somebody, whatever due day they spoke of. */
export const toldSteps = (tx: Tx, deadlineIds: string[]): Promise<DeadlineStep[]> => tx.$queryRaw`
  SELECT s.deadline_id AS "deadlineId", regexp_replace(s.key, '^pushed\\.', '') AS key, s.audience,
         s.send_on::text AS "sendOn", s.due_on::text AS "dueOn"
  FROM reminder_step s
  WHERE s.deadline_id = ANY(${deadlineIds}::uuid[]) AND s.fell_due_at IS NOT NULL AND s.stopped_at IS NULL`;

/** Steps whose day had come and that nobody has been told: the worker was away, or it waits for somebody's hour. */
export const untoldSteps = (
  tx: Tx,
  deadlineIds: string[],
  today: Day,
): Promise<{ deadlineId: string; key: string; audience: ReminderAudience }[]> => tx.$queryRaw`
  SELECT s.deadline_id AS "deadlineId", s.key, s.audience FROM reminder_step s
  WHERE s.deadline_id = ANY(${deadlineIds}::uuid[]) AND s.stopped_at IS NULL AND s.send_on <= ${today}::date
    AND s.key ~ ${timed}
    AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.step_id = s.id AND n.told_at IS NOT NULL)`;

/** A step that was stopped before it was told counts again; one that was told stays told. */
export const insertSteps = async (tx: Tx, steps: DeadlineStep[]): Promise<void> => {
  await tx.$executeRaw`
    INSERT INTO reminder_step (id, deadline_id, key, audience, due_on, send_on)
    SELECT id, deadline_id, key, audience::"ReminderAudience", due_on, send_on
    FROM unnest(${steps.map(() => newId())}::uuid[], ${steps.map((step) => step.deadlineId)}::uuid[],
                ${steps.map((step) => step.key)}::text[], ${steps.map((step) => step.audience)}::text[],
                ${steps.map((step) => step.dueOn)}::date[], ${steps.map((step) => step.sendOn)}::date[])
         AS s (id, deadline_id, key, audience, due_on, send_on)
    ON CONFLICT (deadline_id, due_on, key, audience) DO UPDATE
      SET stopped_at = NULL, stop_reason = NULL, send_on = excluded.send_on
      WHERE reminder_step.stopped_at IS NOT NULL AND reminder_step.fell_due_at IS NULL`;
};

/** Takes back what has not been told: steps that wait, and notices that wait for somebody's hour. */
export const stopSteps = async (
  tx: Tx,
  deadlineIds: string[],
  { reason, words, now }: { reason: StopReason; words: string; now: Date },
): Promise<void> => {
  await tx.$executeRaw`
    WITH dropped AS (
      DELETE FROM notice n USING reminder_step s
      WHERE n.deadline_id = ANY(${deadlineIds}::uuid[]) AND n.told_at IS NULL AND s.id = n.step_id
        AND s.key ~ ${words}
      RETURNING n.step_id
    )
    UPDATE reminder_step s SET stopped_at = ${now}, stop_reason = ${reason}::"StopReason", fell_due_at = NULL
    WHERE s.deadline_id = ANY(${deadlineIds}::uuid[]) AND s.stopped_at IS NULL
      AND s.key ~ ${words}
      AND (s.fell_due_at IS NULL OR s.id IN (SELECT step_id FROM dropped))
      AND NOT EXISTS (SELECT 1 FROM notice told WHERE told.step_id = s.id AND told.told_at IS NOT NULL)`;
  // Told to one, it has been said: whoever has not heard it yet does not hear it of what counts no more.
  await tx.$executeRaw`
    UPDATE reminder_step s SET fell_due_at = ${now}
    WHERE s.deadline_id = ANY(${deadlineIds}::uuid[]) AND s.stopped_at IS NULL AND s.fell_due_at IS NULL
      AND s.key ~ ${words}`;
};

/** Digests that wait for the mail server and speak of these deadlines, whether they tell something of them or only list them. */
export const queuedDigestsAbout = async (tx: Tx, deadlineIds: string[], now: Date): Promise<string[]> => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT m.id FROM notice n JOIN mail m ON m.id = n.mail_id
    WHERE n.deadline_id = ANY(${deadlineIds}::uuid[]) AND m.status = 'QUEUED'
    UNION
    SELECT m.id FROM deadline d
    JOIN mandate p ON p.institution_id = d.institution_id
    JOIN mail m ON m.person_id = p.person_id AND m.created_at > ${later(now, { days: -2 })}
    WHERE d.id = ANY(${deadlineIds}::uuid[]) AND m.status = 'QUEUED' AND m.name = 'digest'
      AND m.props->'items' @> jsonb_build_array(jsonb_build_object('deadlineId', d.id))`;
  return rows.map(({ id }) => id);
};
