import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import {
  addDays,
  addMonths,
  Clock,
  Database,
  dayIn,
  fromDay,
  momentAt,
  newId,
  Outbox,
  timeIn,
  type Actor,
  type Day,
  type Tx,
} from '../platform/index.js';
import {
  ConsultationInThePast,
  NoHosts,
  NoPlace,
  NoticeTooShort,
  NotNow,
  TimesOutOfOrder,
} from './consultations.errors.js';
import {
  canBecome,
  earliestDay,
  isUpcoming,
  missingPlace,
  usualAnswerBy,
  workingDaysBetween,
} from './consultations.rules.js';
import type {
  EndConsultation,
  MoveConsultation,
  RepeatConsultation,
  ScheduleConsultation,
} from './consultations.schemas.js';
import { ConsultationsService } from './consultations.service.js';
import { TimetableService } from './timetable.service.js';

type Held = Awaited<ReturnType<ConsultationsService['hold']>>;
type Times = Pick<ScheduleConsultation, 'from' | 'until' | 'answerBy' | 'noticeReason'>;

/** How much notice a day would give, and how much the rule asks for. */
export interface Notice {
  workingDays: number;
  asked: number;
  /** The first day that gives as much. */
  earliest: Day;
}

/** When consultations are held: scheduled, moved, postponed, cancelled, repeated. Everything owed for a date follows it. */
@Injectable()
export class SchedulingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly calendars: CalendarsService,
    private readonly consultations: ConsultationsService,
    private readonly timetable: TimetableService,
  ) {}

  /**
   * Sets its date, the first time or after it was postponed. Throws NotNow, NoHosts, NoPlace, ConsultationInThePast,
   * TimesOutOfOrder, and NoticeTooShort unless a reason is given.
   */
  async schedule(id: string, wanted: ScheduleConsultation, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, id);
      if (!['DRAFT', 'POSTPONED', 'SCHEDULED'].includes(held.status)) throw new NotNow(held.status);
      const { data, fallsOn } = await this.check(tx, held, wanted);
      const inviteAt = wanted.inviteAt === null ? null : momentOf(wanted.inviteAt, held.timeZone);
      if (inviteAt && inviteAt > data.startsAt) {
        throw new TimesOutOfOrder('inviteAt', 'Invitations cannot go out after it has begun. Name an earlier time.');
      }
      // Who was invited to the former date is told the new one.
      const isKnown =
        held.status === 'POSTPONED' &&
        (await tx.invitation.count({ where: { consultationId: id, NOT: { toldAt: null } } })) > 0;
      await this.set(tx, held, { ...data, inviteAt, status: isKnown ? 'INVITING' : 'SCHEDULED', endReason: null });
      const reason = wanted.noticeReason ?? null;
      await this.outbox.publish(tx, 'consultation.scheduled', { consultationId: id, fallsOn }, { by, reason });
    });
  }

  /** Another date. Answers were about the former one: those invited are asked again, once. Throws as `schedule`. */
  async move(id: string, wanted: MoveConsultation, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, id);
      if (!isUpcoming(held.status)) throw new NotNow(held.status);
      const { data, fallsOn } = await this.check(tx, held, wanted);
      if (data.startsAt.getTime() === held.startsAt?.getTime() && data.endsAt.getTime() === held.endsAt?.getTime())
        return;
      const inviteAt = held.inviteAt && held.inviteAt > data.startsAt ? null : held.inviteAt;
      await this.set(tx, held, { ...data, inviteAt });
      const wasOn = dayIn(held.timeZone, held.startsAt ?? data.startsAt);
      const fact = { consultationId: id, wasOn, fallsOn };
      await this.outbox.publish(tx, 'consultation.moved', fact, { by, reason: wanted.reason });
    });
  }

  /** Not on that date, and the new one is not known yet. Throws NotNow. */
  async postpone(id: string, { reason }: EndConsultation, by: Actor): Promise<void> {
    await this.endDate(id, 'POSTPONED', { by, reason });
  }

  /** It is not held. Throws NotNow. */
  async cancel(id: string, { reason }: EndConsultation, by: Actor): Promise<void> {
    await this.endDate(id, 'CANCELLED', { by, reason });
  }

  /** How much notice is given to a consultation on a day, if it is announced today. */
  async noticeFor(tx: Tx, fallsOn: Day): Promise<Notice> {
    const today = await this.mechanism.today();
    const { noticeWorkingDays } = await tx.consultationRules.findFirstOrThrow();
    const until = fallsOn > today ? fallsOn : today;
    const calendar = await this.calendars.calendar(tx, null, today, addDays(until, 2 * noticeWorkingDays + 90));
    // Beyond a year nobody counts.
    const counted = until > addDays(today, 366) ? addDays(today, 366) : until;
    return {
      workingDays: workingDaysBetween(today, counted, calendar),
      asked: noticeWorkingDays,
      earliest: earliestDay(today, noticeWorkingDays, calendar),
    };
  }

  /** Drafts more of the same, every so many months at the same hour; each is scheduled by itself. Returns their ids. */
  async repeat(id: string, { everyMonths, times }: RepeatConsultation, by: Actor): Promise<string[]> {
    return this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, id);
      if (!held.startsAt || !held.endsAt) throw new NotNow(held.status);
      const now = this.clock.now();
      const seriesId = held.seriesId ?? newId();
      if (held.seriesId === null) {
        await tx.consultationSeries.create({ data: { id: seriesId, everyMonths, createdAt: now } });
        await tx.consultation.update({ where: { id }, data: { seriesId } });
      }
      const [hosts, subjects, seats, agenda] = [
        await tx.consultationHost.findMany({ where: { consultationId: id } }),
        await tx.consultationSubject.findMany({ where: { consultationId: id } }),
        await tx.consultationSeats.findMany({ where: { consultationId: id } }),
        await tx.agendaItem.findMany({ where: { consultationId: id } }),
      ];
      const copies = Array.from({ length: times }, (_, n) => ({
        ...held,
        id: newId(),
        seriesId,
        status: 'DRAFT' as const,
        startsAt: laterBy(held.startsAt ?? now, everyMonths * (n + 1), held.timeZone),
        endsAt: laterBy(held.endsAt ?? now, everyMonths * (n + 1), held.timeZone),
        ...{ inviteAt: null, answerBy: null, noticeReason: null, endReason: null },
        ...{ sequence: 0, timeSequence: 0, createdAt: now, changedAt: now },
      }));
      await tx.consultation.createMany({ data: copies });
      const each = <T extends object>(rows: T[]) =>
        copies.flatMap((copy) => rows.map((row) => ({ ...row, consultationId: copy.id })));
      await tx.consultationHost.createMany({ data: each(hosts) });
      await tx.consultationSubject.createMany({ data: each(subjects) });
      await tx.consultationSeats.createMany({ data: each(seats) });
      await tx.agendaItem.createMany({ data: each(agenda).map((item) => ({ ...item, id: newId(), record: '' })) });
      const facts = copies.map((copy) => ({ consultationId: copy.id }));
      await this.outbox.publish(tx, 'consultation.drafted', facts, { by });
      return copies.map((copy) => copy.id);
    });
  }

  private async check(tx: Tx, held: Held, wanted: Times) {
    const { timeZone, format } = held;
    if ((await tx.consultationHost.count({ where: { consultationId: held.id } })) === 0) throw new NoHosts();
    const missing = missingPlace(format, held);
    if (missing !== null) throw new NoPlace(missing);
    const [startsAt, endsAt] = [momentOf(wanted.from, timeZone), momentOf(wanted.until, timeZone)];
    if (endsAt <= startsAt) throw new TimesOutOfOrder('until', 'It would end before it begins. Name a later end.');
    if (startsAt <= this.clock.now()) throw new ConsultationInThePast();
    const fallsOn = wanted.from.slice(0, 10);
    const notice = await this.noticeFor(tx, fallsOn);
    const isShort = notice.workingDays < notice.asked;
    if (isShort && wanted.noticeReason === undefined) throw new NoticeTooShort(notice);
    const { answerDays } = await tx.consultationRules.findFirstOrThrow();
    const today = dayIn(timeZone, this.clock.now());
    const answerBy = wanted.answerBy ?? usualAnswerBy(fallsOn, answerDays, today);
    if (answerBy < today || answerBy > fallsOn) {
      throw new TimesOutOfOrder('answerBy', `The last day for answers must be between today and ${fallsOn}.`);
    }
    const noticeReason = isShort ? (wanted.noticeReason ?? null) : null;
    return { data: { startsAt, endsAt, answerBy: fromDay(answerBy), noticeReason }, fallsOn };
  }

  /** Writes a date down. From this sequence on answers are about it. */
  private async set(tx: Tx, held: Held, data: object): Promise<void> {
    const sequence = held.sequence + 1;
    const { id } = held;
    await tx.consultation.update({
      where: { id },
      data: { ...data, sequence, timeSequence: sequence, changedAt: this.clock.now() },
    });
    // What was done for the former date is to be done for this one.
    await this.timetable.plan(tx, id);
  }

  private async endDate(
    id: string,
    status: 'POSTPONED' | 'CANCELLED',
    cause: { by: Actor; reason: string },
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, id);
      if (!canBecome(held.status, status)) throw new NotNow(held.status);
      await tx.consultation.update({
        where: { id },
        data: {
          status,
          endReason: cause.reason,
          inviteAt: null,
          sequence: { increment: 1 },
          changedAt: this.clock.now(),
        },
      });
      await this.timetable.plan(tx, id);
      const name = status === 'POSTPONED' ? 'consultation.postponed' : 'consultation.cancelled';
      await this.outbox.publish(tx, name, { consultationId: id }, cause);
    });
  }
}

const momentOf = (local: string, timeZone: string): Date => momentAt(local.slice(0, 10), local.slice(11), timeZone);

/** So many months later, at the same hour on the clocks there. */
const laterBy = (moment: Date, months: number, timeZone: string): Date =>
  momentAt(addMonths(dayIn(timeZone, moment), months), timeIn(timeZone, moment), timeZone);
