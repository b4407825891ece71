import { Injectable } from '@nestjs/common';
import { MechanismService } from '../directory/index.js';
import {
  addDays,
  Clock,
  fromDay,
  newId,
  Outbox,
  toDay,
  type Actor,
  type Day,
  type DeadlineKind,
  type Tx,
} from '../platform/index.js';
import type { Calendar } from './deadlines.rules.js';

@Injectable()
export class DeadlinesService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
  ) {}

  /** The calendar of the mechanism's country from a month before `around` to a year after. */
  async calendar(tx: Tx, around: Day): Promise<Calendar> {
    const { stateCode } = await this.mechanism.get();
    const holidays = await tx.holiday.findMany({
      where: {
        countryCode: stateCode,
        day: { gte: fromDay(addDays(around, -31)), lte: fromDay(addDays(around, 366)) },
      },
    });
    return { weekend: [6, 7], holidays: new Set(holidays.map(({ day }) => toDay(day))) };
  }

  /** Sets deadlines, one a subject; reminders follow on their own, through `deadline.set`. */
  async set(
    tx: Tx,
    kind: DeadlineKind,
    deadlines: { subjectId: string; institutionId: string; dueOn: Day }[],
    by: Actor,
  ): Promise<void> {
    const rows = deadlines.map((deadline) => ({ id: newId(), ...deadline }));
    await tx.deadline.createMany({
      data: rows.map(({ id, subjectId, institutionId, dueOn }) => ({
        id,
        kind,
        subjectId,
        institutionId,
        dueOn: fromDay(dueOn),
      })),
    });
    await this.outbox.publish(
      tx,
      'deadline.set',
      rows.map(({ id, institutionId, dueOn }) => ({ deadlineId: id, institutionId, dueOn })),
      { by },
    );
  }

  /** What was due has been done; said again, nothing happens. */
  async meet(tx: Tx, kind: DeadlineKind, subjectIds: string[], by: Actor): Promise<void> {
    const met = await this.close(tx, kind, subjectIds, 'MET');
    await this.outbox.publish(tx, 'deadline.met', met, { by });
  }

  /** What was due is no longer asked for. */
  async waive(tx: Tx, kind: DeadlineKind, subjectIds: string[], by: Actor, reason: string): Promise<void> {
    const waived = await this.close(tx, kind, subjectIds, 'WAIVED');
    await this.outbox.publish(tx, 'deadline.waived', waived, { by, reason });
  }

  private async close(tx: Tx, kind: DeadlineKind, subjectIds: string[], status: 'MET' | 'WAIVED') {
    const closed = await tx.deadline.updateManyAndReturn({
      where: { kind, subjectId: { in: subjectIds }, status: 'OPEN' },
      data: { status, closedAt: this.clock.now() },
      select: { id: true, institutionId: true },
    });
    return closed.map(({ id, institutionId }) => ({ deadlineId: id, institutionId }));
  }
}
