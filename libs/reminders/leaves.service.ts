import { Injectable } from '@nestjs/common';
import { MechanismService, validOn } from '../directory/index.js';
import {
  addDays,
  Clock,
  Database,
  fromDay,
  newId,
  NotFound,
  Outbox,
  toDay,
  type Actor,
  type Tx,
} from '../platform/index.js';
import { LeaveOverlaps, LeaveTooLongAgo, SubstituteIsOneself, SubstituteUnsuitable } from './preferences.errors.js';
import type { LeaveOfPerson, PlanLeave, PlannedLeave } from './preferences.schemas.js';

/** A leave may be told of a month late; what was said meanwhile has been said. */
const daysBack = 31;
const offices = ['ADMINISTRATOR', 'COORDINATOR', 'OFFICER', 'HEAD'] as const;
const named = { select: { id: true, name: true } } as const;
const shape = { person: named, substitute: named } as const;

/** When people are away, and who stands in for them. */
@Injectable()
export class LeavesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
  ) {}

  /** Leaves of a person that are not over, the next first. */
  async list(personId: string): Promise<PlannedLeave[]> {
    return (await this.upcoming({ personId })).map(({ person: _, ...leave }) => leave);
  }

  /** Those of everybody that are not over, the next first. */
  async all(): Promise<LeaveOfPerson[]> {
    return this.upcoming({});
  }

  private async upcoming(whose: { personId?: string }): Promise<LeaveOfPerson[]> {
    const rows = await this.db.now.leave.findMany({
      where: { ...whose, cancelledAt: null, endsOn: { gte: fromDay(await this.mechanism.today()) } },
      include: shape,
      orderBy: [{ startsOn: 'asc' }, { id: 'asc' }],
    });
    return rows.map(({ id, person, startsOn, endsOn, substitute }) => ({
      id,
      person,
      startsOn: toDay(startsOn),
      endsOn: toDay(endsOn),
      substitute,
    }));
  }

  /** Who may stand in for a person: colleagues with a mandate in one of their institutions today; for an office, others in office. */
  async substitutes(personId: string, tx: Tx = this.db.now): Promise<{ id: string; name: string }[]> {
    const valid = validOn(await this.mechanism.today());
    const held = await tx.mandate.findMany({ where: { personId, ...valid }, select: { institutionId: true } });
    const inOffice = { role: { in: [...offices] } };
    const hasOffice = (await tx.roleGrant.count({ where: { personId, ...inOffice } })) > 0;
    const institutionIds = held.map(({ institutionId }) => institutionId);
    return tx.person.findMany({
      where: {
        id: { not: personId },
        OR: [
          { mandates: { some: { institutionId: { in: institutionIds }, ...valid } } },
          ...(hasOffice ? [{ roles: { some: inOffice } }] : []),
        ],
      },
      select: { id: true, name: true },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    });
  }

  /**
   * What waits for the person is addressed anew, through `leave.planned`.
   * Throws LeaveOverlaps, LeaveTooLongAgo, SubstituteIsOneself, SubstituteUnsuitable, NotFound.
   */
  async plan(
    personId: string,
    { startsOn, endsOn, substituteId }: PlanLeave,
    { by, reason = null }: { by: Actor; reason?: string | null },
  ): Promise<string> {
    return this.db.transaction(async (tx) => {
      // Of two leaves planned at once, the second sees the first.
      const person = await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM person WHERE id = ${personId}::uuid FOR NO KEY UPDATE`;
      if (person.length === 0) throw new NotFound('person');
      const earliest = addDays(await this.mechanism.today(), -daysBack);
      if (startsOn < earliest) throw new LeaveTooLongAgo(earliest);
      const other = await tx.leave.findFirst({
        where: { personId, cancelledAt: null, startsOn: { lte: fromDay(endsOn) }, endsOn: { gte: fromDay(startsOn) } },
        orderBy: { startsOn: 'asc' },
      });
      if (other) {
        throw new LeaveOverlaps({ id: other.id, startsOn: toDay(other.startsOn), endsOn: toDay(other.endsOn) });
      }
      if (substituteId === personId) throw new SubstituteIsOneself();
      if (substituteId !== null && !(await this.substitutes(personId, tx)).some(({ id }) => id === substituteId)) {
        throw new SubstituteUnsuitable();
      }
      const leaveId = newId();
      await tx.leave.create({
        data: { id: leaveId, personId, startsOn: fromDay(startsOn), endsOn: fromDay(endsOn), substituteId },
      });
      const fact = { leaveId, personId, startsOn, endsOn, substituteId };
      await this.outbox.publish(tx, 'leave.planned', fact, { by, reason });
      return leaveId;
    });
  }

  /** The person is there after all; said again, nothing happens. Throws NotFound for somebody else's leave. */
  async cancel(
    personId: string,
    leaveId: string,
    { by, reason = null }: { by: Actor; reason?: string | null },
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const leave = await tx.leave.findFirst({ where: { id: leaveId, personId } });
      if (!leave) throw new NotFound('leave');
      const { count } = await tx.leave.updateMany({
        where: { id: leaveId, cancelledAt: null },
        data: { cancelledAt: this.clock.now() },
      });
      if (count > 0) await this.outbox.publish(tx, 'leave.cancelled', { leaveId, personId }, { by, reason });
    });
  }
}
