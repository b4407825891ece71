import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import {
  addDays,
  Clock,
  Database,
  dayIn,
  fromDay,
  later,
  Outbox,
  toDay,
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
  type Span,
} from './consultations.rules.js';
import { shownMoment } from './consultations.moments.js';
import type { EndConsultation, MoveConsultation, ScheduleConsultation } from './consultations.schemas.js';
import { ConsultationsService } from './consultations.service.js';
import { PollsService } from './polls.service.js';
import type { Step } from './timetable.rules.js';
import { TimetableService } from './timetable.service.js';

type Held = Awaited<ReturnType<ConsultationsService['hold']>>;
type Times = Pick<ScheduleConsultation, 'from' | 'until' | 'answerBy' | 'noticeReason'>;

/** Whoever needs longer holds several. */
const longestDays = 31;

/** What would come of a date. */
export interface Preview extends Span {
  answerBy: Day;
  noticeReason: string | null;
  notice: Notice;
  /** How many of those invited would hear of it. */
  told: number;
  before: Step[];
  after: Step[];
}

/** How much notice a day would give, and how much the rule asks for. */
export interface Notice {
  workingDays: number;
  asked: number;
  /** The first day that gives as much. */
  earliest: Day;
}

/** When consultations are held: scheduled, moved, postponed, cancelled. Everything owed for a date follows it. */
@Injectable()
export class SchedulingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly calendars: CalendarsService,
    private readonly consultations: ConsultationsService,
    private readonly polls: PollsService,
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
      const inviteAt = inviteMoment(wanted, held, data);
      // Who was invited to the former date is told the new one.
      const isKnown =
        held.status === 'POSTPONED' &&
        (await tx.invitation.count({ where: { consultationId: id, NOT: { toldAt: null } } })) > 0;
      await this.set(tx, held, { ...data, inviteAt, status: isKnown ? 'INVITING' : 'SCHEDULED', endReason: null }, by);
      const reason = data.noticeReason;
      await this.outbox.publish(tx, 'consultation.scheduled', { consultationId: id, fallsOn }, { by, reason });
    });
  }

  /** Another date. Answers were about the former one: those invited are asked again, once. Throws as `schedule`. */
  async move(id: string, wanted: MoveConsultation, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, id);
      if (!isUpcoming(held.status)) throw new NotNow(held.status);
      const { data, fallsOn } = await this.check(tx, held, wanted);
      if (data.startsAt.getTime() === held.startsAt?.getTime() && data.endsAt.getTime() === held.endsAt?.getTime()) {
        return this.setAnswerBy(tx, held, data.answerBy, by);
      }
      await this.set(tx, held, { ...data, inviteAt: keptInviteAt(held, data) }, by);
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

  /** What would come of a date: how much notice it gives, who would hear of it, and which steps would be owed. Throws as `schedule`, but for short notice. */
  async preview(id: string, wanted: Times & { inviteAt?: string | null }): Promise<Preview> {
    return this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, id);
      const { data, notice } = await this.look(tx, held, wanted);
      const inviteAt = wanted.inviteAt === undefined ? keptInviteAt(held, data) : inviteMoment(wanted, held, data);
      const status = isUpcoming(held.status) ? held.status : 'SCHEDULED';
      const answerBy = toDay(data.answerBy);
      const changes = { ...data, inviteAt, status, answerBy, pollClosesAt: null };
      const { waiting, owed } = await this.timetable.read(tx, id, changes);
      return { ...data, answerBy, notice, told: await this.told(tx, id), before: waiting, after: owed };
    });
  }

  /** How many of those invited would hear of a change. */
  async told(tx: Tx, consultationId: string): Promise<number> {
    return tx.invitation.count({
      where: { consultationId, personId: { not: null }, toldAt: { not: null }, withdrawnAt: null },
    });
  }

  private async check(tx: Tx, held: Held, wanted: Times) {
    const { data, notice, fallsOn } = await this.look(tx, held, wanted);
    if (data.noticeReason === null && notice.workingDays < notice.asked) throw new NoticeTooShort(notice);
    return { data, fallsOn };
  }

  private async look(tx: Tx, held: Held, wanted: Times) {
    const { timeZone, format } = held;
    if ((await tx.consultationHost.count({ where: { consultationId: held.id } })) === 0) throw new NoHosts();
    const missing = missingPlace(format, held);
    if (missing !== null) throw new NoPlace(missing);
    const [startsAt, endsAt] = [shownMoment(wanted.from, timeZone), shownMoment(wanted.until, timeZone)];
    if (endsAt <= startsAt) throw new TimesOutOfOrder('until', 'It would end before it begins. Name a later end.');
    if (endsAt > later(startsAt, { days: longestDays })) {
      throw new TimesOutOfOrder('until', `It would last more than ${longestDays} days. Name an earlier end.`);
    }
    if (startsAt <= this.clock.now()) throw new ConsultationInThePast();
    const fallsOn = wanted.from.slice(0, 10);
    const notice = await this.noticeFor(tx, fallsOn);
    const { answerDays } = await tx.consultationRules.findFirstOrThrow();
    const today = dayIn(timeZone, this.clock.now());
    const answerBy = wanted.answerBy ?? usualAnswerBy(fallsOn, answerDays, today);
    if (answerBy < today || answerBy > fallsOn) {
      throw new TimesOutOfOrder('answerBy', `The last day for answers must be between today and ${fallsOn}.`);
    }
    const noticeReason = notice.workingDays < notice.asked ? (wanted.noticeReason ?? null) : null;
    return { data: { startsAt, endsAt, answerBy: fromDay(answerBy), noticeReason }, notice, fallsOn };
  }

  /** Writes a date down. From this sequence on answers are about it. */
  private async set(tx: Tx, held: Held, data: object, by: Actor): Promise<void> {
    const sequence = held.sequence + 1;
    const { id } = held;
    await tx.consultation.update({
      where: { id },
      data: { ...data, sequence, timeSequence: sequence, changedAt: this.clock.now() },
    });
    await this.polls.end(tx, { consultationId: id }, by);
    // What was done for the former date is to be done for this one.
    await this.timetable.plan(tx, id);
  }

  /** The date stays; answers may come till another day. */
  private async setAnswerBy(tx: Tx, { id, answerBy }: Held, wanted: Date, by: Actor): Promise<void> {
    if (answerBy?.getTime() === wanted.getTime()) return;
    await tx.consultation.update({ where: { id }, data: { answerBy: wanted, changedAt: this.clock.now() } });
    await this.timetable.plan(tx, id);
    await this.outbox.publish(tx, 'consultation.changed', { consultationId: id, isTold: false }, { by });
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
      await this.polls.end(tx, { consultationId: id }, cause.by);
      await this.timetable.plan(tx, id);
      const name = status === 'POSTPONED' ? 'consultation.postponed' : 'consultation.cancelled';
      await this.outbox.publish(tx, name, { consultationId: id }, cause);
    });
  }
}

/** Invitations that would go out after it has begun are sent by hand. */
const keptInviteAt = ({ inviteAt }: Held, { startsAt }: Span): Date | null =>
  inviteAt && inviteAt > startsAt ? null : inviteAt;

const inviteMoment = ({ inviteAt }: { inviteAt?: string | null }, { timeZone }: Held, { startsAt }: Span) => {
  const moment = inviteAt == null ? null : shownMoment(inviteAt, timeZone);
  if (moment && moment > startsAt) {
    throw new TimesOutOfOrder('inviteAt', 'Invitations cannot go out after it has begun. Name an earlier time.');
  }
  return moment;
};
