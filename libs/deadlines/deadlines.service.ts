import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import {
  Clock,
  Database,
  dayIn,
  fromDay,
  newId,
  NotFound,
  Outbox,
  type Actor,
  type Day,
  type DeadlineKind,
  type DeadlineStatus,
  type MandateRole,
  type Tx,
} from '../platform/index.js';
import { AlreadyTheirs, AnsweredByList, DeadlineClosed, DeadlineInThePast, DeadlineOpen } from './deadlines.errors.js';
import type { SetDeadline } from './deadlines.schemas.js';
import { PlanningService, type Cause } from './planning.service.js';

/** A deadline that is locked for a change. */
interface Held {
  id: string;
  kind: DeadlineKind;
  institutionId: string | null;
  dueOn: Day;
  status: DeadlineStatus;
  anchorId: string | null;
  ruleId: string | null;
  timeZone: string;
}

interface NewDeadline {
  kind: DeadlineKind;
  subjectId: string | null;
  title: string | null;
  institutionId: string | null;
  role?: MandateRole;
  dueOn: Day;
  timeZone: string;
  restricted?: boolean;
}

/** What is due when: set, moved, met, waived. Reminders follow on their own, through the events. */
@Injectable()
export class DeadlinesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly planning: PlanningService,
  ) {}

  /** Sets deadlines of one kind in the mechanism's own zone, one a subject. */
  async set(
    tx: Tx,
    kind: DeadlineKind,
    deadlines: { subjectId: string; institutionId: string; dueOn: Day }[],
    by: Actor,
  ): Promise<void> {
    const { timeZone } = await this.mechanism.get();
    const rows = deadlines.map((deadline) => ({ kind, title: null, timeZone, ...deadline }));
    await this.insert(tx, rows, { by });
  }

  /** Sets deadlines with names of their own, for institutions or the secretariat (null), in the mechanism's zone. Returns their ids, in order. */
  async setNamed(
    tx: Tx,
    kind: DeadlineKind,
    deadlines: { subjectId: string; title: string; institutionId: string | null; dueOn: Day; restricted: boolean }[],
    by: Actor,
  ): Promise<string[]> {
    const { timeZone } = await this.mechanism.get();
    return this.insert(
      tx,
      deadlines.map((deadline) => ({ kind, timeZone, ...deadline })),
      { by },
    );
  }

  /** What is due is called something else; whoever changed that announces it. */
  async rename(tx: Tx, id: string, title: string): Promise<void> {
    await tx.deadline.updateMany({
      where: { id, title: { not: title } },
      data: { title, sequence: { increment: 1 }, changedAt: this.clock.now() },
    });
  }

  /**
   * Sets the same for each of these institutions, or for the secretariat when none is named. Returns the deadlines' ids.
   * Throws DeadlineInThePast, unless it `isLate` already: then it is overdue at once, and what was to be said before is not.
   */
  async setBy({ institutionIds, timeZone, isLate, ...facts }: SetDeadline, by: Actor): Promise<string[]> {
    return this.db.transaction(async (tx) => {
      const mechanism = await this.mechanism.get();
      const zone = timeZone ?? mechanism.timeZone;
      const today = dayIn(zone, this.clock.now());
      if (!isLate && facts.dueOn < today) throw new DeadlineInThePast(facts.dueOn, { canBeLate: true });
      const known = await tx.institution.count({ where: { id: { in: institutionIds } } });
      if (known < new Set(institutionIds).size) throw new NotFound('institution');
      const owners = institutionIds.length === 0 ? [null] : [...new Set(institutionIds)];
      const rows = owners.map((institutionId) => ({ ...facts, institutionId, timeZone: zone }));
      return this.insert(tx, rows, { by });
    });
  }

  /** What ends with the day where the mechanism works ends with it in its new time zone. Rules name zones of their own. */
  async rezone(facts: EventPayload<'mechanism.changed'>[], tx: Tx): Promise<void> {
    const { timeZone } = await this.mechanism.get();
    const former = facts.flatMap(({ formerZone }) => formerZone ?? []);
    await tx.deadline.updateMany({
      where: { status: 'OPEN', ruleId: null, timeZone: { in: former, not: timeZone } },
      data: { timeZone, sequence: { increment: 1 }, changedAt: this.clock.now() },
    });
  }

  /** Another day, by hand: its rule does not move it any more, and what follows it moves along. Throws DeadlineInThePast, as `setBy`. */
  async move(id: string, to: Day, cause: Cause, { isLate = false } = {}): Promise<void> {
    await this.db.transaction((tx) => this.moveWithin(tx, id, to, cause, { isLate }));
  }

  /** `isLate` left out: nobody could say that it is late already. */
  async moveWithin(tx: Tx, id: string, to: Day, cause: Cause, { isLate }: { isLate?: boolean } = {}): Promise<void> {
    await this.planning.lock(tx);
    const deadline = await this.hold(tx, id);
    if (deadline.status !== 'OPEN') throw new DeadlineClosed(deadline.status);
    const today = dayIn(deadline.timeZone, this.clock.now());
    if (isLate !== true && to < today) throw new DeadlineInThePast(to, { canBeLate: isLate !== undefined });
    if (to === deadline.dueOn) return;
    await tx.deadline.update({
      where: { id },
      data: {
        dueOn: fromDay(to),
        pinned: deadline.anchorId !== null,
        sequence: { increment: 1 },
        changedAt: this.clock.now(),
      },
    });
    // Another day answers whoever asked for one.
    await tx.deadlineRequest.updateMany({
      where: { deadlineId: id, status: 'PENDING' },
      data: { status: 'LAPSED', decidedAt: this.clock.now(), decidedById: cause.by.personId },
    });
    const { institutionId, dueOn: wasOn } = deadline;
    await this.outbox.publish(tx, 'deadline.moved', { deadlineId: id, institutionId, wasOn, dueOn: to }, cause);
    if (deadline.anchorId !== null) await this.planning.replan(tx, [deadline.anchorId], cause);
  }

  /** It belongs to another institution, or to the secretariat. */
  async handTo(tx: Tx, id: string, institutionId: string | null, cause: Cause): Promise<void> {
    const deadline = await this.hold(tx, id);
    if (deadline.status !== 'OPEN') throw new DeadlineClosed(deadline.status);
    if (institutionId !== null && !(await tx.institution.findUnique({ where: { id: institutionId } }))) {
      throw new NotFound('institution');
    }
    const { anchorId, ruleId } = deadline;
    const twin = await tx.deadline.findFirst({ where: { institutionId, ruleId, anchorId, id: { not: id } } });
    if (anchorId !== null && twin) throw new AlreadyTheirs();
    const data = { institutionId, sequence: { increment: 1 }, changedAt: this.clock.now() };
    await tx.deadline.update({ where: { id }, data });
    await this.outbox.publish(tx, 'deadline.changed', { deadlineId: id, institutionId }, cause);
  }

  /** What was due has been done. Said again, nothing happens. Throws DeadlineClosed when it was waived. */
  async done(id: string, cause: Cause): Promise<void> {
    await this.db.transaction(async (tx) => {
      if ((await this.hold(tx, id)).kind === 'VERIFICATION') throw new AnsweredByList();
      await this.end(tx, id, 'MET', cause);
    });
  }

  /** It is no longer asked for. Said again, nothing happens. Throws DeadlineClosed when it was done. */
  async giveUp(id: string, cause: Cause): Promise<void> {
    await this.db.transaction((tx) => this.end(tx, id, 'WAIVED', cause));
  }

  /** It was closed by mistake. What has moved its rule or anchor meanwhile moves it now. */
  async reopen(id: string, cause: Cause): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.planning.lock(tx);
      const deadline = await this.hold(tx, id);
      if (deadline.status === 'OPEN') throw new DeadlineOpen();
      const data = { status: 'OPEN' as const, closedAt: null, sequence: { increment: 1 }, changedAt: this.clock.now() };
      await tx.deadline.update({ where: { id }, data });
      const { institutionId, anchorId } = deadline;
      await this.outbox.publish(tx, 'deadline.reopened', { deadlineId: id, institutionId }, cause);
      if (anchorId !== null) await this.planning.replan(tx, [anchorId], cause);
    });
  }

  /** What was due about these subjects has been done; said again, nothing happens. */
  async meet(tx: Tx, kind: DeadlineKind, subjectIds: string[], by: Actor): Promise<void> {
    const met = await this.closeAll(tx, { kind, subjectId: { in: subjectIds } }, 'MET');
    await this.outbox.publish(tx, 'deadline.met', met, { by });
  }

  /** What was due about these subjects is no longer asked for. */
  async waive(tx: Tx, kind: DeadlineKind, subjectIds: string[], by: Actor, reason: string): Promise<void> {
    const waived = await this.closeAll(tx, { kind, subjectId: { in: subjectIds } }, 'WAIVED');
    await this.outbox.publish(tx, 'deadline.waived', waived, { by, reason });
  }

  private async end(tx: Tx, id: string, status: 'MET' | 'WAIVED', cause: Cause): Promise<void> {
    const deadline = await this.hold(tx, id);
    if (deadline.status === status) return;
    if (deadline.status !== 'OPEN') throw new DeadlineClosed(deadline.status);
    const closed = await this.closeAll(tx, { id }, status);
    await this.outbox.publish(tx, status === 'MET' ? 'deadline.met' : 'deadline.waived', closed, cause);
  }

  private async closeAll(
    tx: Tx,
    where: { id: string } | { kind: DeadlineKind; subjectId: { in: string[] } },
    status: 'MET' | 'WAIVED',
  ) {
    const now = this.clock.now();
    const closed = await tx.deadline.updateManyAndReturn({
      where: { ...where, status: 'OPEN' },
      data: { status, closedAt: now, changedAt: now, sequence: { increment: 1 } },
      select: { id: true, institutionId: true },
    });
    // What was asked about them has no object any more.
    await tx.deadlineRequest.updateMany({
      where: { deadlineId: { in: closed.map(({ id }) => id) }, status: 'PENDING' },
      data: { status: 'LAPSED', decidedAt: now },
    });
    return closed.map(({ id, institutionId }) => ({ deadlineId: id, institutionId }));
  }

  private async insert(tx: Tx, deadlines: NewDeadline[], cause: Cause): Promise<string[]> {
    const now = this.clock.now();
    const rows = deadlines.map((deadline) => ({ id: newId(), ...deadline }));
    await tx.deadline.createMany({
      data: rows.map((row) => ({ ...row, dueOn: fromDay(row.dueOn), createdAt: now, changedAt: now })),
    });
    const facts = rows.map(({ id, institutionId, dueOn }) => ({ deadlineId: id, institutionId, dueOn }));
    await this.outbox.publish(tx, 'deadline.set', facts, cause);
    return rows.map(({ id }) => id);
  }

  /** Locks it for a change. Throws NotFound. */
  async hold(tx: Tx, id: string): Promise<Held> {
    const [deadline] = await tx.$queryRaw<Held[]>`
      SELECT id, kind, institution_id AS "institutionId", due_on::text AS "dueOn", status, anchor_id AS "anchorId",
             rule_id AS "ruleId", time_zone AS "timeZone"
      FROM deadline WHERE id = ${id}::uuid FOR UPDATE`;
    if (!deadline) throw new NotFound('deadline');
    return deadline;
  }
}
