import { Injectable } from '@nestjs/common';
import { addWorkingDays, CalendarsService } from '../calendars/index.js';
import { ConsultationsService, NotNow } from '../consultations/index.js';
import { DeadlinesService } from '../deadlines/index.js';
import { MechanismService } from '../directory/index.js';
import {
  addDays,
  Clock,
  Database,
  dayIn,
  fromDay,
  localeFor,
  Outbox,
  pageTranslator,
  system,
  toDay,
  type Actor,
  type Day,
  type Tx,
} from '../platform/index.js';
import { AttendanceService } from './attendance.service.js';
import { CommitmentsService } from './commitments.service.js';
import {
  CommentsDayWrong,
  CommentsStillOpen,
  MinutesChangedMeanwhile,
  MinutesCirculated,
  MinutesEmpty,
  MinutesFinal,
  MinutesNotCirculated,
  MinutesNotNow,
} from './minutes.errors.js';
import { canRecord, sortParts } from './minutes.rules.js';
import type { Circulate, WriteMinutes } from './minutes.schemas.js';
import { versionOf } from './versions.js';

/** Comments are asked for within a year. */
const longestDays = 365;

/** The record of a consultation: expected once it was held, written, circulated for comments, final. */
@Injectable()
export class MinutesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
    private readonly attendance: AttendanceService,
    private readonly commitments: CommitmentsService,
    private readonly deadlines: DeadlinesService,
    private readonly calendars: CalendarsService,
    private readonly mechanism: MechanismService,
  ) {}

  /** A consultation was held: its minutes are begun, and due from the secretariat. */
  async expect({ consultationId }: { consultationId: string }, tx: Tx): Promise<void> {
    const held = await this.consultations.hold(tx, consultationId);
    // Found meanwhile not to have taken place, or further already.
    if (held.status !== 'HELD') return;
    await this.begin(tx, consultationId, system);
    const where = { kind: 'CONSULTATION', subjectId: consultationId, status: { not: 'WAIVED' } } as const;
    if ((await tx.deadline.count({ where })) > 0) return;
    const { locale } = await this.mechanism.get();
    const title = pageTranslator(localeFor(locale))('minutes.deadline', { title: held.title });
    const dueOn = await this.usualDay(tx, dayIn(held.timeZone, held.endsAt ?? this.clock.now()));
    const wanted = { subjectId: consultationId, title, institutionId: null, dueOn, restricted: held.restricted };
    await this.deadlines.setNamed(tx, 'CONSULTATION', [wanted], system);
  }

  /** It turned out not to have been held: nobody waits for its minutes. */
  async giveUp({ consultationId }: { consultationId: string }, tx: Tx): Promise<void> {
    const held = await this.consultations.hold(tx, consultationId);
    await this.forgetAttendance(tx, held);
    if (held.status !== 'POSTPONED' && held.status !== 'CANCELLED') return;
    await this.deadlines.waive(tx, 'CONSULTATION', [consultationId], system, 'the consultation was not held');
  }

  /**
   * Writes down what was said. Parts sent as they were read stay as others have left them meanwhile. Throws
   * MinutesChangedMeanwhile when others changed the same part, and saves nothing then; MinutesNotNow, MinutesFinal.
   */
  async write(consultationId: string, { opening, items }: WriteMinutes, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, consultationId);
      if (held.status === 'CLOSED') throw new MinutesFinal();
      if (!canRecord(held, this.clock.now())) throw new MinutesNotNow();
      const present = await this.texts(tx, consultationId);
      const parts = [...(opening ? [{ agendaItemId: null, ...opening }] : []), ...items];
      // An item that is not on the agenda any more: what was written about it must not get lost unseen.
      const gone = parts.filter(({ agendaItemId, text }) => !present.has(agendaItemId) && text !== '');
      const { changed, conflicts } = sortParts(parts, present, versionOf);
      if (conflicts.length + gone.length > 0) {
        throw new MinutesChangedMeanwhile([...conflicts, ...gone].map(({ agendaItemId }) => agendaItemId ?? 'opening'));
      }
      if (changed.length === 0) return;
      await this.begin(tx, consultationId, by, { isWritten: true });
      for (const { agendaItemId, text } of changed) {
        if (agendaItemId === null) await tx.minutes.update({ where: { consultationId }, data: { opening: text } });
        else await tx.agendaItem.update({ where: { id: agendaItemId }, data: { record: text } });
      }
    });
  }

  /**
   * Sends them to those who took part, for comments until a day. Who was not seen was absent; what was promised becomes
   * deadlines. Throws MinutesCirculated, MinutesEmpty, CommentsDayWrong, CommitmentInThePast, NotNow.
   */
  async circulate(consultationId: string, { commentsBy }: Circulate, by: Actor): Promise<Day> {
    return this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, consultationId);
      if (held.status === 'MINUTES_CIRCULATED') throw new MinutesCirculated();
      if (held.status === 'CLOSED') throw new MinutesFinal();
      if (held.status !== 'HELD') throw new NotNow(held.status);
      const written = await this.texts(tx, consultationId);
      if ([...written.values()].every((text) => text === '')) throw new MinutesEmpty();
      const today = dayIn(held.timeZone, this.clock.now());
      const { commentDays } = await tx.consultationRules.findFirstOrThrow();
      const until = commentsBy ?? addDays(today, commentDays);
      const latest = addDays(today, longestDays);
      if (until < today || until > latest) throw new CommentsDayWrong(today, latest);
      await this.begin(tx, consultationId, by);
      await tx.minutes.update({
        where: { consultationId },
        data: { circulatedAt: this.clock.now(), commentsBy: fromDay(until) },
      });
      await this.attendance.closeWithin(tx, consultationId, by);
      await this.commitments.owe(tx, consultationId, by);
      await this.deadlines.meet(tx, 'CONSULTATION', [consultationId], by);
      await this.consultations.advance(tx, consultationId, 'MINUTES_CIRCULATED');
      await this.outbox.publish(tx, 'minutes.circulated', { consultationId, dueOn: until }, { by });
      return until;
    });
  }

  /** They change no more. Throws MinutesNotCirculated, CommentsStillOpen; said again, nothing happens. */
  async finalise(consultationId: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { status, timeZone } = await this.consultations.hold(tx, consultationId);
      if (status === 'CLOSED') return;
      if (status !== 'MINUTES_CIRCULATED') throw new MinutesNotCirculated();
      const { commentsBy } = await tx.minutes.findUniqueOrThrow({ where: { consultationId } });
      if (commentsBy && dayIn(timeZone, this.clock.now()) <= toDay(commentsBy)) {
        throw new CommentsStillOpen(toDay(commentsBy));
      }
      await tx.minutes.update({ where: { consultationId }, data: { finalAt: this.clock.now() } });
      await this.consultations.advance(tx, consultationId, 'CLOSED');
      await this.outbox.publish(tx, 'minutes.finalised', { consultationId }, { by });
      await this.outbox.publish(tx, 'consultation.closed', { consultationId }, { by });
    });
  }

  /** The last day for comments, unless another one is named. */
  async usualCommentsBy(timeZone: string): Promise<Day> {
    const { commentDays } = await this.db.now.consultationRules.findFirstOrThrow();
    return addDays(dayIn(timeZone, this.clock.now()), commentDays);
  }

  /** Who was noted as there or absent on a day on which it was not held: on the next one they are asked and let in like the others. */
  private async forgetAttendance(tx: Tx, held: Parameters<typeof canRecord>[0] & { id: string }): Promise<void> {
    // It may have a new date by now; before that day nobody can have been noted.
    if (held.status === 'CANCELLED' || held.status === 'CLOSED' || canRecord(held, this.clock.now())) return;
    await tx.invitation.updateMany({
      where: { consultationId: held.id, NOT: { attendance: null } },
      data: { attendance: null, attendedVia: null, attendedAt: null },
    });
  }

  private async begin(tx: Tx, consultationId: string, by: Actor, { isWritten = false } = {}): Promise<void> {
    const { count } = await tx.minutes.createMany({
      data: [{ consultationId, draftedAt: this.clock.now() }],
      skipDuplicates: true,
    });
    if (count > 0 || isWritten) await this.outbox.publish(tx, 'minutes.drafted', { consultationId }, { by });
  }

  private async usualDay(tx: Tx, heldOn: Day): Promise<Day> {
    const { minutesWorkingDays } = await tx.consultationRules.findFirstOrThrow();
    const calendar = await this.calendars.calendar(tx, null, heldOn, addDays(heldOn, 3 * minutesWorkingDays + 90));
    return addWorkingDays(heldOn, minutesWorkingDays, calendar);
  }

  private async texts(tx: Tx, consultationId: string): Promise<Map<string | null, string>> {
    const minutes = await tx.minutes.findUnique({ where: { consultationId } });
    const items = await tx.agendaItem.findMany({ where: { consultationId }, select: { id: true, record: true } });
    return new Map([[null, minutes?.opening ?? ''], ...items.map(({ id, record }) => [id, record] as const)]);
  }
}
