import { Injectable } from '@nestjs/common';
import type { JobPayload } from '../catalogue/index.js';
import { Clock, newId, Outbox, system, toDay, type ConsultationStepKind, type Tx } from '../platform/index.js';
import { owedSteps, stepKey, stepsOf, type Timed } from './timetable.rules.js';

interface DueStep {
  consultationId: string;
  kind: ConsultationStepKind;
  dueAt: Date;
}

/**
 * Every step in time around a consultation: a row, and an alarm owed for it. Whatever changes plans them anew; an alarm
 * whose step is done or stopped finds nothing to do.
 */
@Injectable()
export class TimetableService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** Plans the steps of a consultation as it is now. The caller holds its row. */
  async plan(tx: Tx, consultationId: string): Promise<void> {
    const { waiting, owed } = await this.read(tx, consultationId);
    const keys = new Set(owed.map(stepKey));
    const stopped = waiting.filter((step) => !keys.has(stepKey(step))).map(({ id }) => id);
    await tx.consultationStep.updateMany({ where: { id: { in: stopped } }, data: { stoppedAt: this.clock.now() } });
    const known = new Set(waiting.map(stepKey));
    const added = owed
      .filter((step) => !known.has(stepKey(step)))
      .map((step) => ({ id: newId(), consultationId, ...step }));
    await tx.consultationStep.createMany({ data: added });
    const dueAt = new Map(added.map((step) => [step.id, step.dueAt]));
    await this.outbox.enqueue(
      tx,
      'consultation.wake',
      added.map(({ id }) => ({ stepId: id })),
      { runAt: ({ stepId }) => dueAt.get(stepId) ?? this.clock.now() },
    );
  }

  /**
   * Takes the steps whose time has come, and says so to whoever acts on them. Of ten alarms for a step, one finds it; and an
   * alarm that comes first takes the consultation's earlier steps too: the end of the meeting would stop what was due before.
   */
  async wake(alarms: JobPayload<'consultation.wake'>[], tx: Tx): Promise<void> {
    const stepIds = alarms.map(({ stepId }) => stepId);
    // Whoever changes a consultation holds it first, then its steps: so do we.
    const held = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM consultation
      WHERE id IN (SELECT consultation_id FROM consultation_step WHERE id = ANY(${stepIds}::uuid[])) ORDER BY id FOR UPDATE`;
    const due = await tx.$queryRaw<DueStep[]>`
      UPDATE consultation_step SET done_at = ${this.clock.now()}
      WHERE consultation_id = ANY(${held.map(({ id }) => id)}::uuid[]) AND due_at <= ${this.clock.now()}
        AND done_at IS NULL AND stopped_at IS NULL
      RETURNING consultation_id AS "consultationId", kind, due_at AS "dueAt"`;
    // After an outage many may be due.
    due.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime());
    for (const step of due) await this.take(tx, step);
  }

  private async take(tx: Tx, { consultationId, kind }: DueStep): Promise<void> {
    const cause = { by: system };
    switch (kind) {
      case 'POLL_CLOSES': {
        const closed = await tx.datePoll.updateManyAndReturn({
          where: { consultationId, closedAt: null },
          data: { closedAt: this.clock.now() },
          select: { id: true },
        });
        const facts = closed.map(({ id }) => ({ pollId: id, consultationId }));
        return this.outbox.publish(tx, 'date-poll.closed', facts, cause);
      }
      case 'POLL_REMINDED': {
        const open = await tx.datePoll.findMany({ where: { consultationId, closedAt: null }, select: { id: true } });
        const facts = open.map(({ id }) => ({ pollId: id, consultationId }));
        return this.outbox.publish(tx, 'date-poll.closing', facts, cause);
      }
      case 'INVITATIONS_GO_OUT':
        return this.outbox.publish(tx, 'invitations.due', { consultationId }, cause);
      case 'UNANSWERED_REMINDED':
        return this.outbox.publish(tx, 'answers.awaited', { consultationId }, cause);
      case 'ANSWERS_CLOSE':
        return this.outbox.publish(tx, 'answers.closed', { consultationId }, cause);
      case 'MEETING_ENDS': {
        const held = await tx.consultation.updateMany({
          where: { id: consultationId, status: { in: ['SCHEDULED', 'INVITING'] } },
          data: { status: 'HELD', changedAt: this.clock.now() },
        });
        if (held.count > 0) await this.outbox.publish(tx, 'consultation.held', { consultationId }, cause);
        return this.plan(tx, consultationId);
      }
      case 'COMMENTS_CLOSE':
        return this.outbox.publish(tx, 'comments.closed', { consultationId }, cause);
    }
  }

  /** What waits now, and what would be owed if the consultation were changed as `changes` say; nothing is written. */
  async read(tx: Tx, consultationId: string, changes: Partial<Timed> = {}) {
    const found = await tx.consultation.findUniqueOrThrow({
      where: { id: consultationId },
      include: { polls: { where: { closedAt: null } }, minutes: true, steps: { where: { stoppedAt: null } } },
    });
    const { answerBy, polls, minutes, steps } = found;
    const [waiting, done] = [steps.filter(({ doneAt }) => !doneAt), steps.filter(({ doneAt }) => doneAt)];
    const wanted = stepsOf({
      ...found,
      answerBy: answerBy && toDay(answerBy),
      pollClosesAt: polls[0]?.closesAt ?? null,
      commentsBy: minutes?.commentsBy ? toDay(minutes.commentsBy) : null,
      ...changes,
    });
    return { waiting, owed: owedSteps(wanted, { done, waiting }, this.clock.now()) };
  }
}
