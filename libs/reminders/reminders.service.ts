import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { FocalPoints, VerificationService, type OpenList } from '../assignments/index.js';
import { DeadlinesService } from '../deadlines/index.js';
import { MandatesService, MechanismService, type Recipient } from '../directory/index.js';
import {
  Clock,
  Database,
  groupBy,
  newId,
  NotFound,
  Outbox,
  Post,
  system,
  toDay,
  type Actor,
  type ReminderAudience,
  type Tx,
} from '../platform/index.js';
import { planSteps } from './reminders.rules.js';
import type { Timeline } from './reminders.schemas.js';

/** A step that was claimed, with what it is about. */
interface ClaimedStep {
  id: string;
  deadlineId: string;
  audience: ReminderAudience;
  verificationId: string;
  institutionId: string;
}

/** One mail: a person, as what they are spoken to, and the lists it speaks of. */
interface Message {
  person: Recipient;
  audience: ReminderAudience;
  steps: ClaimedStep[];
}

/** Who is told, when, and once. The rows are the calendar; an alarm knows nothing, it only makes us look. */
@Injectable()
export class RemindersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly post: Post,
    private readonly deadlines: DeadlinesService,
    private readonly mechanism: MechanismService,
    private readonly mandates: MandatesService,
    private readonly focalPoints: FocalPoints,
    private readonly verification: VerificationService,
  ) {}

  /** Plans the steps of a new deadline and owes an alarm for each. */
  async plan({ deadlineId, dueOn }: EventPayload<'deadline.set'>, tx: Tx): Promise<void> {
    // Events come in no order: what was met before it was planned needs no plan.
    const [open] = await tx.$queryRaw<unknown[]>`
      SELECT id FROM deadline WHERE id = ${deadlineId}::uuid AND status = 'OPEN' FOR UPDATE`;
    if (!open) return;
    const { timeZone } = await this.mechanism.get();
    const calendar = await this.deadlines.calendar(tx, dueOn);
    const steps = planSteps(dueOn, { calendar, timeZone, now: this.clock.now() });
    const planned = await tx.reminderStep.createManyAndReturn({
      data: steps.map((step) => ({ id: newId(), deadlineId, ...step })),
      skipDuplicates: true,
    });
    for (const { sendAt } of planned) await this.outbox.enqueue(tx, 'reminders.wake', {}, { runAt: sendAt });
  }

  /** The deadline was met or waived: what was planned is not sent any more, nor what still waits for the mail server. */
  async stop({ deadlineId }: { deadlineId: string }, tx: Tx): Promise<void> {
    await tx.reminderStep.updateMany({
      where: { deadlineId, mailedAt: null, stoppedAt: null },
      data: { stoppedAt: this.clock.now() },
    });
    // A mail may speak of several lists: it is withdrawn when all of them are settled.
    const settled = await tx.$queryRaw<{ mailId: string }[]>`
      SELECT DISTINCT e.payload->>'mailId' AS "mailId" FROM event e
      WHERE e.name = 'reminder.mailed' AND e.subject_ids @> ARRAY[${deadlineId}::uuid]
        AND NOT EXISTS (
          SELECT 1 FROM event other JOIN deadline d ON d.id = (other.payload->>'deadlineId')::uuid
          WHERE other.name = 'reminder.mailed' AND other.subject_ids @> ARRAY[(e.payload->>'mailId')::uuid]
            AND d.status = 'OPEN')`;
    await this.post.withdraw(
      tx,
      settled.map(({ mailId }) => mailId),
    );
  }

  /** A coordinator does not want to wait: the one reminder of each open list of the round goes now instead of later. */
  async remindNow(roundId: string, by: Actor): Promise<{ reminded: number }> {
    return this.db.transaction(async (tx) => {
      const brought = await tx.$queryRaw<{ deadlineId: string; institutionId: string }[]>`
        UPDATE reminder_step s SET send_at = ${this.clock.now()}
        FROM deadline d JOIN verification v ON v.id = d.subject_id AND d.kind = 'VERIFICATION'
        WHERE s.deadline_id = d.id AND v.round_id = ${roundId}::uuid AND d.status = 'OPEN'
          AND s.audience = 'MAIN' AND s.mailed_at IS NULL AND s.stopped_at IS NULL
        RETURNING d.id AS "deadlineId", d.institution_id AS "institutionId"`;
      if (brought.length > 0) await this.outbox.enqueue(tx, 'reminders.wake', {});
      await this.outbox.publish(tx, 'reminder.brought-forward', brought, { by });
      return { reminded: brought.length };
    });
  }

  /** Sends every step that is due. Safe to run late, twice, or after the deadline was met: whatever the rows say now wins. */
  async wake(tx: Tx): Promise<void> {
    const today = await this.mechanism.today();
    const claimed = await this.claim(tx);
    const lists = await this.verification.openLists(tx, { id: { in: claimed.map((step) => step.verificationId) } });
    const listOf = new Map(lists.map((list) => [list.verificationId, list]));
    const timely = claimed.filter((step) => {
      const list = listOf.get(step.verificationId);
      return list && (step.audience !== 'MAIN' || today <= list.dueOn);
    });
    const messages = await this.address(tx, timely);
    for (const message of messages) await this.send(tx, message, listOf);
    const told = new Set(messages.flatMap(({ steps }) => steps.map(({ id }) => id)));
    await tx.reminderStep.updateMany({
      where: { id: { in: claimed.map(({ id }) => id).filter((id) => !told.has(id)) } },
      data: { mailedAt: null, stoppedAt: this.clock.now() },
    });
  }

  /** Of ten alarms at once, one claims a step; the WHERE names everything a step depends on. */
  private claim(tx: Tx): Promise<ClaimedStep[]> {
    const now = this.clock.now();
    return tx.$queryRaw<ClaimedStep[]>`
      UPDATE reminder_step s SET mailed_at = ${now}
      FROM (
        SELECT s.id, d.subject_id, d.institution_id
        FROM reminder_step s JOIN deadline d ON d.id = s.deadline_id
        WHERE s.send_at <= ${now} AND s.mailed_at IS NULL AND s.stopped_at IS NULL AND d.status = 'OPEN'
        FOR UPDATE OF s SKIP LOCKED
      ) due
      WHERE s.id = due.id
      RETURNING s.id, s.deadline_id AS "deadlineId", s.audience,
                due.subject_id AS "verificationId", due.institution_id AS "institutionId"`;
  }

  /**
   * Finds for each step whoever holds the role now, and gathers what one person is told as one kind of mail. A rung that
   * nobody holds is passed over, as is a reminder that comes too late: the next rung follows on its day.
   */
  private async address(tx: Tx, steps: ClaimedStep[]): Promise<Message[]> {
    const institutionIds = [...new Set(steps.map(({ institutionId }) => institutionId))];
    const acting = await this.focalPoints.all(tx, institutionIds);
    const firstAsked = await this.focalPoints.of(tx, institutionIds);
    const coordinators = steps.length > 0 ? await this.mandates.coordinators(tx) : [];
    const recipients = ({ audience, institutionId }: ClaimedStep): Recipient[] => {
      if (audience === 'COORDINATOR') return coordinators;
      const holders = audience === 'MAIN' ? firstAsked : acting.filter(({ role }) => role === audience);
      return holders.filter((holder) => holder.institutionId === institutionId).map(({ person }) => person);
    };
    const messages = new Map<string, Message>();
    for (const step of steps) {
      for (const person of recipients(step)) {
        const key = `${person.id} ${step.audience}`;
        const message = messages.get(key) ?? { person, audience: step.audience, steps: [] };
        message.steps.push(step);
        messages.set(key, message);
      }
    }
    return [...messages.values()];
  }

  /** One mail for each round the person is told about. */
  private async send(tx: Tx, message: Message, listOf: Map<string, OpenList>): Promise<void> {
    const { person, audience, steps } = message;
    const told = steps.flatMap((step) => {
      const list = listOf.get(step.verificationId);
      return list ? [{ step, list }] : [];
    });
    for (const [roundId, own] of groupBy(told, ({ list }) => list.roundId)) {
      const lists = own.map(({ list }) => list);
      const wanted = lists.slice(0, 1).map(({ dueOn }) => ({ personId: person.id, roundId, dueOn }));
      // A coordinator signs in; everybody else gets a link.
      const [linkId = null] = audience === 'COORDINATOR' ? [] : await this.verification.makeLinks(tx, wanted);
      const mailId = await this.compose(tx, message, lists, linkId);
      if (mailId === undefined) continue;
      const facts = own.map(({ step }) => ({
        reminderStepId: step.id,
        deadlineId: step.deadlineId,
        institutionId: step.institutionId,
        personId: person.id,
        mailId,
      }));
      await this.outbox.publish(tx, 'reminder.mailed', facts, { by: system });
    }
  }

  private async compose(
    tx: Tx,
    { person, audience }: Message,
    lists: OpenList[],
    linkId: string | null,
  ): Promise<string | undefined> {
    const [first] = lists;
    if (!first) return undefined;
    const { roundId, dueOn, review } = first;
    const to = { to: person, threadId: roundId };
    const name = person.name;
    if (audience === 'MAIN') {
      if (linkId === null) return undefined;
      const open = lists.reduce((sum, list) => sum + list.open, 0);
      const institutions = lists.map(({ institution }) => institution).join(', ');
      const props = { name, review, institutions, open, dueOn, linkId };
      return (await this.post.post(tx, 'verification-reminder', [{ ...to, props }]))[0];
    }
    const items = lists.map(({ institution, open, dueOn }) => ({ institution, open, dueOn }));
    const props = { name, audience, dueOn, items, linkId };
    return (await this.post.post(tx, 'verification-escalation', [{ ...to, props }]))[0];
  }

  /** The steps about one list, past and to come. Throws NotFound. */
  async timeline(verificationId: string): Promise<Timeline> {
    const deadline = await this.db.now.deadline.findFirst({
      where: { kind: 'VERIFICATION', subjectId: verificationId },
      include: { steps: { orderBy: { sendAt: 'asc' } } },
    });
    if (!deadline) throw new NotFound('verification');
    return {
      deadlineId: deadline.id,
      dueOn: toDay(deadline.dueOn),
      status: deadline.status,
      steps: deadline.steps.map(({ audience, sendAt, mailedAt, stoppedAt }) => ({
        audience,
        sendAt: sendAt.toISOString(),
        mailedAt: mailedAt?.toISOString() ?? null,
        stoppedAt: stoppedAt?.toISOString() ?? null,
      })),
    };
  }
}
