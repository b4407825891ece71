import { Injectable } from '@nestjs/common';
import { Clock, Database, newId, NotFound, Outbox, type Actor, type DeadlineKind, type Tx } from '../platform/index.js';
import { PlanBody, type ReminderPlan } from './plans.schemas.js';

/** How people are reminded, as data: one plan a kind of deadline in force. */
@Injectable()
export class ReminderPlansService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** The plans in force. */
  async list(tx: Tx = this.db.now): Promise<ReminderPlan[]> {
    const rows = await tx.reminderPlan.findMany({ where: { replacedAt: null }, orderBy: { kind: 'asc' } });
    return rows.map(({ id, kind, body, setAt }) => ({
      id,
      kind,
      body: PlanBody.parse(body),
      setAt: setAt.toISOString(),
    }));
  }

  /** The plan in force. Throws NotFound. */
  async get(kind: DeadlineKind): Promise<ReminderPlan> {
    const plan = (await this.list()).find((one) => one.kind === kind);
    if (!plan) throw new NotFound('reminder plan');
    return plan;
  }

  /** How many deadlines another plan of the kind would plan anew. */
  open(kind: DeadlineKind): Promise<number> {
    return this.db.now.deadline.count({ where: { kind, status: 'OPEN' } });
  }

  async bodies(tx: Tx): Promise<Map<DeadlineKind, PlanBody>> {
    return new Map((await this.list(tx)).map(({ kind, body }) => [kind, body]));
  }

  /** Sets another plan; open deadlines of the kind are planned anew, and what was told is not told again. */
  async set(
    kind: DeadlineKind,
    body: PlanBody,
    { by, reason }: { by: Actor; reason: string },
  ): Promise<ReminderPlan[]> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      await tx.reminderPlan.updateMany({ where: { kind, replacedAt: null }, data: { replacedAt: now } });
      const planId = newId();
      await tx.reminderPlan.create({ data: { id: planId, kind, body, setAt: now } });
      await this.outbox.publish(tx, 'reminder-plan.set', { planId }, { by, reason });
      return this.list(tx);
    });
  }
}
