import { Injectable } from '@nestjs/common';
import { ConsultationsService } from '../consultations/index.js';
import { MechanismService, PeopleService } from '../directory/index.js';
import {
  Clock,
  Database,
  newId,
  NotFound,
  Outbox,
  type Actor,
  type Attendance,
  type AttendanceChannel,
  type Tx,
} from '../platform/index.js';
import { countsOf, invitationByCode } from './attendance.queries.js';
import type { Arrived, RecordAttendance, WalkIn } from './attendance.schemas.js';
import { AttendanceNotNow, DoorCodeUnknown, NotHeldYet } from './minutes.errors.js';
import { canRecord, isOver } from './minutes.rules.js';

/** Who was there: by the list, by the code on a pass, or uninvited. Corrections are events like the rest. */
@Injectable()
export class AttendanceService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
    private readonly mechanism: MechanismService,
    private readonly people: PeopleService,
  ) {}

  /** Notes who was there and who was not; of those not named nothing changes. Returns of how many it was not known. Throws AttendanceNotNow. */
  async record(consultationId: string, { items }: RecordAttendance, by: Actor): Promise<number> {
    return this.db.transaction(async (tx) => {
      await this.mustBeNow(tx, consultationId);
      const ids = [...new Set(items.map(({ invitationId }) => invitationId))];
      const where = { id: { in: ids }, consultationId, withdrawnAt: null, forgottenAt: null };
      if ((await tx.invitation.count({ where })) < ids.length) throw new NotFound('invitation');
      const of = (wanted: Attendance) =>
        items.flatMap(({ invitationId, attendance }) => (attendance === wanted ? [invitationId] : []));
      const there = await this.note(tx, consultationId, of('ATTENDED'), { via: 'LIST', by });
      return there + (await this.note(tx, consultationId, of('ABSENT'), { via: null, by }));
    });
  }

  /** Lets in whoever shows a code, once. Throws DoorCodeUnknown, also for codes of other consultations; AttendanceNotNow. */
  async letIn(consultationId: string, code: string, by: Actor): Promise<Arrived> {
    return this.db.transaction(async (tx) => {
      await this.mustBeNow(tx, consultationId);
      const found = await invitationByCode(tx, code);
      if (found?.consultationId !== consultationId) throw new DoorCodeUnknown();
      return this.arrive(tx, consultationId, found.id, { via: 'CODE', by });
    });
  }

  /**
   * Adds somebody who came uninvited. `id`: of the form that was sent, so that sending it twice adds one. Whoever was invited
   * at that address is noted as present; a new address becomes a person, so that the minutes reach them. Throws AttendanceNotNow.
   */
  async walkIn(
    consultationId: string,
    { name, institutionId, email }: WalkIn,
    by: Actor,
    id = newId(),
  ): Promise<Arrived> {
    return this.db.transaction(async (tx) => {
      const { timeZone } = await this.mustBeNow(tx, consultationId);
      const isKnown = await tx.invitation.findUnique({ where: { id }, select: { consultationId: true } });
      if (isKnown) {
        if (isKnown.consultationId !== consultationId) throw new NotFound('invitation');
        return this.arrive(tx, consultationId, id, { via: 'WALK_IN', by });
      }
      const institution = institutionId && (await tx.institution.findUnique({ where: { id: institutionId } }));
      if (institutionId !== null && !institution) throw new NotFound('institution');
      const personId = email === null ? null : await this.personAt(tx, { name, email, timeZone }, by);
      const invited =
        personId &&
        (await tx.invitation.findUnique({ where: { consultationId_personId: { consultationId, personId } } }));
      if (invited) {
        // They were let in, whatever became of their invitation.
        await tx.invitation.update({ where: { id: invited.id }, data: { withdrawnAt: null } });
        return this.arrive(tx, consultationId, invited.id, { via: 'WALK_IN', by });
      }
      const now = this.clock.now();
      await tx.invitation.create({
        data: {
          id,
          consultationId,
          personId,
          institutionId,
          kind: institution ? institution.kind : null,
          province: institution ? institution.province : null,
          invitedAt: now,
          walkInName: name,
        },
      });
      return this.arrive(tx, consultationId, id, { via: 'WALK_IN', by });
    });
  }

  /** The meeting is over: whoever held a seat and was not seen was absent. Returns how many. Throws NotHeldYet. */
  async close(consultationId: string, by: Actor): Promise<number> {
    return this.db.transaction(async (tx) => {
      const { status } = await this.consultations.hold(tx, consultationId);
      if (!isOver(status)) throw status === 'CLOSED' ? new AttendanceNotNow() : new NotHeldYet();
      return this.closeWithin(tx, consultationId, by);
    });
  }

  /** The caller holds the consultation. */
  async closeWithin(tx: Tx, consultationId: string, by: Actor): Promise<number> {
    const unseen = await tx.invitation.findMany({
      where: { consultationId, seat: 'HELD', attendance: null, withdrawnAt: null },
      select: { id: true },
    });
    const ids = unseen.map(({ id }) => id);
    return this.note(tx, consultationId, ids, { via: null, by });
  }

  private async mustBeNow(tx: Tx, consultationId: string) {
    const held = await this.consultations.hold(tx, consultationId);
    if (!canRecord(held, this.clock.now())) throw new AttendanceNotNow();
    return held;
  }

  private async arrive(
    tx: Tx,
    consultationId: string,
    invitationId: string,
    how: { via: AttendanceChannel; by: Actor },
  ): Promise<Arrived> {
    const noted = await this.note(tx, consultationId, [invitationId], how);
    const { isOverfull } = await countsOf(tx, consultationId);
    return { invitationId, outcome: noted > 0 ? 'in' : 'already', isOverfull };
  }

  /** `via` null: they were not there. */
  private async note(
    tx: Tx,
    consultationId: string,
    ids: string[],
    { via, by }: { via: AttendanceChannel | null; by: Actor },
  ): Promise<number> {
    const attendance: Attendance = via === null ? 'ABSENT' : 'ATTENDED';
    const noted = await tx.invitation.updateManyAndReturn({
      where: { id: { in: ids }, consultationId, OR: [{ attendance: null }, { attendance: { not: attendance } }] },
      data: { attendance, attendedVia: via, attendedAt: via === null ? null : this.clock.now() },
      select: { id: true },
    });
    const facts = noted.map(({ id }) => ({ invitationId: id, consultationId }));
    await this.outbox.publish(tx, 'attendance.recorded', facts, { by });
    return noted.length;
  }

  private async personAt(
    tx: Tx,
    { name, email, timeZone }: { name: string; email: string; timeZone: string },
    by: Actor,
  ): Promise<string> {
    const known = await tx.person.findUnique({ where: { email }, select: { id: true } });
    if (known) return known.id;
    const { locale } = await this.mechanism.get();
    return (await this.people.register({ name, email, locale, timeZone }, by)).id;
  }
}
