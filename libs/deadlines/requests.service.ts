import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  dayIn,
  fromDay,
  isDuplicate,
  newId,
  NotFound,
  Outbox,
  type Actor,
  type Tx,
} from '../platform/index.js';
import {
  AnsweredByList,
  DeadlineClosed,
  DeadlineInThePast,
  DecisionIncomplete,
  MoreTimeNotLater,
  MoreTimeTooLong,
  RequestDecided,
  RequestPending,
} from './deadlines.errors.js';
import { latestAskable } from './deadlines.rules.js';
import type { AskAbout, Decide } from './deadlines.schemas.js';
import { DeadlinesService } from './deadlines.service.js';
import { PlanningService, type Cause } from './planning.service.js';

/** What whoever answers for a deadline asks of the secretariat: more time, or that it be somebody else's. */
@Injectable()
export class DeadlineRequestsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly deadlines: DeadlinesService,
    private readonly planning: PlanningService,
  ) {}

  /** Asks; until the secretariat has answered, nobody is reminded. Throws RequestPending, DeadlineClosed, MoreTimeNotLater, MoreTimeTooLong, DeadlineInThePast, AnsweredByList. */
  async ask(deadlineId: string, asked: AskAbout, by: Actor & { personId: string }): Promise<string> {
    return this.db.transaction(async (tx) => {
      const deadline = await this.deadlines.hold(tx, deadlineId);
      if (deadline.status !== 'OPEN') throw new DeadlineClosed(deadline.status);
      // Of a list, each recommendation is contested by itself: its deadline goes with the list.
      if (asked.kind === 'NOT_OURS' && deadline.kind === 'VERIFICATION') throw new AnsweredByList();
      if (asked.kind === 'MORE_TIME') {
        const today = dayIn(deadline.timeZone, this.clock.now());
        const latest = latestAskable(deadline.dueOn, today);
        if (asked.until < today) throw new DeadlineInThePast(asked.until);
        if (asked.until <= deadline.dueOn) throw new MoreTimeNotLater(deadline.dueOn);
        if (asked.until > latest) throw new MoreTimeTooLong(latest);
      }
      const id = newId();
      const until = asked.kind === 'MORE_TIME' ? fromDay(asked.until) : null;
      const named = asked.kind === 'NOT_OURS' ? asked.named : null;
      await tx.deadlineRequest
        .create({
          data: {
            id,
            deadlineId,
            kind: asked.kind,
            personId: by.personId,
            until,
            named,
            reason: asked.reason,
            askedAt: this.clock.now(),
          },
        })
        .catch((error: unknown) => {
          if (isDuplicate(error)) throw new RequestPending();
          throw error;
        });
      const { institutionId } = deadline;
      await this.outbox.publish(
        tx,
        'deadline-request.made',
        { requestId: id, deadlineId, institutionId },
        { by, reason: asked.reason },
      );
      return id;
    });
  }

  /** Those who asked take it back, and reminders go on; they may ask again. Throws RequestDecided, also when it was taken back already. */
  async withdraw(deadlineId: string, requestId: string, cause: Cause): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { institutionId } = await this.deadlines.hold(tx, deadlineId);
      const request = await tx.deadlineRequest.findFirst({ where: { id: requestId, deadlineId } });
      if (!request) throw new NotFound('request');
      if (request.status !== 'PENDING') throw new RequestDecided();
      const data = { status: 'WITHDRAWN' as const, decidedAt: this.clock.now(), decidedById: cause.by.personId };
      await tx.deadlineRequest.update({ where: { id: requestId }, data });
      const fact = { requestId, deadlineId, institutionId };
      await this.outbox.publish(tx, 'deadline-request.withdrawn', fact, cause);
    });
  }

  /** The secretariat's answer. Granting moves the deadline, or gives it to another institution. Throws RequestDecided, DecisionIncomplete. */
  async decide(requestId: string, decision: Decide, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.planning.lock(tx);
      const known = await tx.deadlineRequest.findUnique({ where: { id: requestId } });
      if (!known) throw new NotFound('request');
      // Whoever says "done" meanwhile locks the deadline, then its request: so do we.
      await this.deadlines.hold(tx, known.deadlineId);
      const [request] = await tx.$queryRaw<
        { kind: 'MORE_TIME' | 'NOT_OURS'; deadlineId: string; until: string | null; status: string }[]
      >`
        SELECT kind, deadline_id AS "deadlineId", until::text, status FROM deadline_request WHERE id = ${requestId}::uuid FOR UPDATE`;
      if (!request) throw new NotFound('request');
      if (request.status !== 'PENDING') throw new RequestDecided();
      const status = decision.decision === 'GRANT' ? ('GRANTED' as const) : ('REFUSED' as const);
      await tx.deadlineRequest.update({
        where: { id: requestId },
        data: { status, decidedAt: this.clock.now(), decidedById: by.personId, decisionReason: decision.reason },
      });
      const cause = { by, reason: decision.reason };
      if (decision.decision === 'GRANT') await this.grant(tx, request, decision, cause);
      const { institutionId } = await tx.deadline.findUniqueOrThrow({ where: { id: request.deadlineId } });
      const fact = { requestId, deadlineId: request.deadlineId, institutionId };
      await this.outbox.publish(
        tx,
        status === 'GRANTED' ? 'deadline-request.granted' : 'deadline-request.refused',
        fact,
        cause,
      );
    });
  }

  private async grant(
    tx: Tx,
    { kind, deadlineId, until }: { kind: 'MORE_TIME' | 'NOT_OURS'; deadlineId: string; until: string | null },
    decision: Extract<Decide, { decision: 'GRANT' }>,
    cause: { by: Actor; reason: string },
  ): Promise<void> {
    if (kind === 'MORE_TIME') {
      const to = decision.until ?? until;
      if (to === null) throw new DecisionIncomplete('Say until when.');
      await this.deadlines.moveWithin(tx, deadlineId, to, cause);
    } else {
      if (decision.institutionId === undefined) {
        throw new DecisionIncomplete('Say whose it is instead: an institution, or null for the secretariat.');
      }
      await this.deadlines.handTo(tx, deadlineId, decision.institutionId, cause);
    }
  }
}
