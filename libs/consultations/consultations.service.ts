import { Injectable } from '@nestjs/common';
import { MechanismService } from '../directory/index.js';
import {
  Clock,
  Database,
  newId,
  NotFound,
  Outbox,
  type Actor,
  type ConsultationStatus,
  type ConsultationSubjectKind,
  type InstitutionKind,
  type Tx,
} from '../platform/index.js';
import { CapacityBelowAcceptances, NoHosts, NoPlace, NotNow } from './consultations.errors.js';
import { canBecome, isUpcoming, missingPlace } from './consultations.rules.js';
import type { ChangeConsultation, DraftConsultation } from './consultations.schemas.js';
import { TimetableService } from './timetable.service.js';

/** What those invited have in their calendars or must prepare for: they hear of a change. */
const told = ['title', 'about', 'format', 'place', 'joinUrl', 'languages', 'interpretation', 'accessibility'] as const;

/** Consultations as they are planned: what for, by whom, where, with what agenda. When is `SchedulingService`'s. */
@Injectable()
export class ConsultationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly timetable: TimetableService,
  ) {}

  /** Begins one, without a date. Returns its id. */
  async draft(wanted: DraftConsultation, by: Actor): Promise<string> {
    const { hostIds, subjects, seats, timeZone, remindDays, ...facts } = wanted;
    return this.db.transaction(async (tx) => {
      const id = newId();
      const now = this.clock.now();
      const rules = await tx.consultationRules.findFirstOrThrow();
      await tx.consultation.create({
        data: {
          id,
          ...facts,
          timeZone: timeZone ?? (await this.mechanism.get()).timeZone,
          remindDays: remindDays ?? rules.remindDays,
          createdAt: now,
          changedAt: now,
        },
      });
      await this.connect(tx, id, { hostIds, subjects, seats });
      await this.outbox.publish(tx, 'consultation.drafted', { consultationId: id }, { by });
      return id;
    });
  }

  /**
   * Changes what it is. Those invited hear of what is in their calendars. Throws NotNow once it is over, NoHosts and NoPlace
   * while it is upcoming, CapacityBelowAcceptances.
   */
  async change(id: string, wanted: ChangeConsultation, by: Actor): Promise<void> {
    const { hostIds, subjects, seats, ...facts } = wanted;
    await this.db.transaction(async (tx) => {
      const before = await this.hold(tx, id);
      if (['CLOSED', 'CANCELLED'].includes(before.status)) throw new NotNow(before.status);
      const after = { ...before, ...facts };
      // What the clocks there show is what people were told.
      if (after.timeZone !== before.timeZone && !['DRAFT', 'POSTPONED'].includes(before.status)) {
        throw new NotNow(before.status);
      }
      if (isUpcoming(before.status)) {
        if (hostIds?.length === 0) throw new NoHosts();
        const missing = missingPlace(after.format, after);
        if (missing !== null) throw new NoPlace(missing);
      }
      if (facts.capacity != null) await this.mustSeat(tx, id, facts.capacity);
      for (const group of seats ?? []) await this.mustSeat(tx, id, group.seats, group.kind);
      const isTold =
        before.status === 'INVITING' && told.some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
      await tx.consultation.update({
        where: { id },
        data: { ...facts, changedAt: this.clock.now(), ...(isTold && { sequence: { increment: 1 } }) },
      });
      await this.connect(tx, id, { hostIds, subjects, seats });
      await this.timetable.plan(tx, id);
      if (hostIds) await this.askNewHosts(tx, id, by);
      await this.outbox.publish(tx, 'consultation.changed', { consultationId: id, isTold }, { by });
    });
  }

  /** Locks it for a change. Throws NotFound. */
  async hold(tx: Tx, id: string) {
    await tx.$queryRaw`SELECT 1 FROM consultation WHERE id = ${id}::uuid FOR UPDATE`;
    const found = await tx.consultation.findUnique({ where: { id } });
    if (!found) throw new NotFound('consultation');
    return found;
  }

  /** Goes on to another status, by the table of what may follow on what; its steps are planned anew. The caller announces it. Throws NotNow. */
  async advance(tx: Tx, id: string, to: ConsultationStatus): Promise<void> {
    const { status } = await this.hold(tx, id);
    if (!canBecome(status, to)) throw new NotNow(status);
    await tx.consultation.update({ where: { id }, data: { status: to, changedAt: this.clock.now() } });
    await this.timetable.plan(tx, id);
  }

  private async askNewHosts(tx: Tx, consultationId: string, by: Actor): Promise<void> {
    const open = await tx.datePoll.findMany({ where: { consultationId, closedAt: null }, select: { id: true } });
    const facts = open.map(({ id }) => ({ pollId: id, consultationId }));
    await this.outbox.publish(tx, 'date-poll.hosts-changed', facts, { by });
  }

  private async mustSeat(tx: Tx, consultationId: string, seats: number, kind?: InstitutionKind): Promise<void> {
    const held = await tx.invitation.count({ where: { consultationId, seat: 'HELD', ...(kind && { kind }) } });
    if (held > seats) throw new CapacityBelowAcceptances(held, seats);
  }

  private async connect(
    tx: Tx,
    consultationId: string,
    wanted: {
      hostIds?: string[] | undefined;
      subjects?: { kind: ConsultationSubjectKind; subjectId: string }[] | undefined;
      seats?: { kind: InstitutionKind; seats: number }[] | undefined;
    },
  ): Promise<void> {
    const where = { consultationId };
    if (wanted.hostIds) {
      const hostIds = [...new Set(wanted.hostIds)];
      if ((await tx.person.count({ where: { id: { in: hostIds } } })) < hostIds.length) throw new NotFound('person');
      await tx.consultationHost.deleteMany({ where });
      await tx.consultationHost.createMany({
        data: hostIds.map((personId, position) => ({ consultationId, personId, position })),
      });
    }
    if (wanted.subjects) {
      await this.mustExist(tx, wanted.subjects);
      await tx.consultationSubject.deleteMany({ where });
      const data = wanted.subjects.map((subject) => ({ consultationId, ...subject }));
      await tx.consultationSubject.createMany({ data, skipDuplicates: true });
    }
    if (wanted.seats) {
      await tx.consultationSeats.deleteMany({ where });
      await tx.consultationSeats.createMany({ data: wanted.seats.map((group) => ({ consultationId, ...group })) });
    }
  }

  private async mustExist(tx: Tx, subjects: { kind: ConsultationSubjectKind; subjectId: string }[]): Promise<void> {
    const idsOf = (wanted: ConsultationSubjectKind) => [
      ...new Set(subjects.flatMap(({ kind, subjectId }) => (kind === wanted ? [subjectId] : []))),
    ];
    const [reviews, clusters, recommendations] = [idsOf('REVIEW'), idsOf('CLUSTER'), idsOf('RECOMMENDATION')];
    const isThere = async (ids: string[], count: Promise<number>) => (await count) === ids.length;
    if (!(await isThere(reviews, tx.review.count({ where: { id: { in: reviews } } })))) throw new NotFound('review');
    if (!(await isThere(clusters, tx.cluster.count({ where: { id: { in: clusters } } }))))
      throw new NotFound('cluster');
    const where = { id: { in: recommendations } };
    if (!(await isThere(recommendations, tx.recommendation.count({ where })))) throw new NotFound('recommendation');
  }
}
