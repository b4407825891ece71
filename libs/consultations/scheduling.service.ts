import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import {
  addDays,
  Clock,
  Database,
  dayIn,
  fromDay,
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
import { shownMoment, wantedSpan } from './consultations.moments.js';
import type { EndConsultation, MoveConsultation, ScheduleConsultation } from './consultations.schemas.js';
import { ConsultationsService } from './consultations.service.js';
import { PollsService } from './polls.service.js';
import type { Step } from './timetable.rules.js';
import { TimetableService } from './timetable.service.js';

type Held = Awaited<ReturnType<ConsultationsService['hold']>>;
type Times = Pick<ScheduleConsultation, 'from' | 'until' | 'answerBy' | 'noticeReason'>;

/** What would come of a date. */
export interface Preview extends Span {
  answerBy: Day;
  noticeReason: string | null;
  notice: Notice;
  /** How many of those invited would hear of it. */
  told: number;
  /** What becomes of the moment that was named for the invitations: nothing, since those invited before hear at once; or it would lie after the beginning. */
  inviteAtUnused: 'TOLD_AT_ONCE' | 'TOO_LATE' | null;
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
      // Who was invited to the former date is told the new one.
      const isKnown = await this.isKnown(tx, held);
      const { data, notice, fallsOn } = await this.look(tx, held, wanted, isKnown ? null : inviteMoment(wanted, held));
      mustGiveNotice(data, notice);
      await this.set(tx, held, { ...data, status: isKnown ? 'INVITING' : 'SCHEDULED', endReason: null }, by);
      const reason = data.noticeReason;
      await this.outbox.publish(tx, 'consultation.scheduled', { consultationId: id, fallsOn }, { by, reason });
    });
  }

  /** Another date. Answers were about the former one: those invited are asked again, once. False: the time stays, and nobody hears. Throws as `schedule`. */
  async move(id: string, wanted: MoveConsultation, by: Actor): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, id);
      if (!isUpcoming(held.status)) throw new NotNow(held.status);
      const { data, notice, fallsOn } = await this.look(tx, held, wanted, keptInviteAt(held, wanted));
      if (data.startsAt.getTime() === held.startsAt?.getTime() && data.endsAt.getTime() === held.endsAt?.getTime()) {
        await this.setAnswerBy(tx, held, data.answerBy, by);
        return false;
      }
      mustGiveNotice(data, notice);
      await this.set(tx, held, data, by);
      const wasOn = dayIn(held.timeZone, held.startsAt ?? data.startsAt);
      const fact = { consultationId: id, wasOn, fallsOn };
      await this.outbox.publish(tx, 'consultation.moved', fact, { by, reason: wanted.reason });
      return true;
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

  /** How much notice is given to a consultation on a day, if the invitations go out today, or on a later day. */
  async noticeFor(tx: Tx, fallsOn: Day, invitedOn?: Day): Promise<Notice> {
    const now = await this.mechanism.today();
    const today = invitedOn !== undefined && invitedOn > now ? invitedOn : now;
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
      const isMove = wanted.inviteAt === undefined;
      const isKnown = await this.isKnown(tx, held);
      const named = isMove ? held.inviteAt : inviteMoment(wanted, held);
      const inviteAt = isMove ? keptInviteAt(held, wanted) : isKnown ? null : named;
      const { data, notice } = await this.look(tx, held, wanted, inviteAt);
      const status = isUpcoming(held.status) ? held.status : isKnown ? 'INVITING' : 'SCHEDULED';
      const answerBy = toDay(data.answerBy);
      const { waiting, owed } = await this.timetable.read(tx, id, { ...data, status, answerBy, pollClosesAt: null });
      const isUnused = named !== null && inviteAt === null && held.status !== 'INVITING';
      const inviteAtUnused = !isUnused ? null : isKnown ? 'TOLD_AT_ONCE' : 'TOO_LATE';
      const told = await this.told(tx, id);
      return { ...data, answerBy, notice, told, inviteAtUnused, before: waiting, after: owed };
    });
  }

  /** How many of those invited would hear of a change. */
  async told(tx: Tx, consultationId: string): Promise<number> {
    return tx.invitation.count({
      where: { consultationId, personId: { not: null }, toldAt: { not: null }, withdrawnAt: null },
    });
  }

  /** Whether some were told of its former date: they hear of the new one as soon as it is set. */
  private async isKnown(tx: Tx, { id, status }: Held): Promise<boolean> {
    if (status !== 'POSTPONED') return false;
    return (await tx.invitation.count({ where: { consultationId: id, NOT: { toldAt: null } } })) > 0;
  }

  private async look(tx: Tx, held: Held, wanted: Times, inviteAt: Date | null) {
    const { timeZone, format } = held;
    if ((await tx.consultationHost.count({ where: { consultationId: held.id } })) === 0) throw new NoHosts();
    const missing = missingPlace(format, held);
    if (missing !== null) throw new NoPlace(missing);
    const { startsAt, endsAt } = wantedSpan(wanted, timeZone);
    if (startsAt <= this.clock.now()) throw new ConsultationInThePast();
    const fallsOn = wanted.from.slice(0, 10);
    if (inviteAt && inviteAt > startsAt) {
      throw new TimesOutOfOrder('inviteAt', 'Invitations cannot go out after it has begun. Name an earlier time.');
    }
    const invitedOn = inviteAt === null ? undefined : dayIn(timeZone, inviteAt);
    const notice = await this.noticeFor(tx, fallsOn, invitedOn);
    const { answerDays } = await tx.consultationRules.findFirstOrThrow();
    const today = dayIn(timeZone, this.clock.now());
    const answerBy =
      wanted.answerBy ?? usualAnswerBy(fallsOn, answerDays, invitedOn && invitedOn > today ? invitedOn : today);
    if (answerBy < today || answerBy > fallsOn) {
      throw new TimesOutOfOrder('answerBy', `The last day for answers must be between today and ${fallsOn}.`);
    }
    if (invitedOn !== undefined && invitedOn > answerBy) {
      const message = `Answers are due by ${answerBy}: the invitations must go out by then. Name an earlier time, or a later last day for answers.`;
      throw new TimesOutOfOrder('inviteAt', message);
    }
    const noticeReason = notice.workingDays < notice.asked ? (wanted.noticeReason ?? null) : null;
    return { data: { startsAt, endsAt, inviteAt, answerBy: fromDay(answerBy), noticeReason }, notice, fallsOn };
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

const mustGiveNotice = ({ noticeReason }: { noticeReason: string | null }, notice: Notice): void => {
  if (noticeReason === null && notice.workingDays < notice.asked) throw new NoticeTooShort(notice);
};

/** Invitations that would go out after it has begun are sent by hand; those that are out are. */
const keptInviteAt = ({ inviteAt, status, timeZone }: Held, { from }: Pick<Times, 'from'>): Date | null =>
  status === 'INVITING' || (inviteAt && inviteAt > shownMoment(from, timeZone)) ? null : inviteAt;

const inviteMoment = ({ inviteAt }: { inviteAt?: string | null }, { timeZone }: Held): Date | null =>
  inviteAt == null ? null : shownMoment(inviteAt, timeZone);
