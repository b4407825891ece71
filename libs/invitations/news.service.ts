import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { ConsultationsService } from '../consultations/index.js';
import { Clock, dayIn, toDay, type Tx } from '../platform/index.js';
import { distinct, InvitationsService } from './invitations.service.js';
import { LettersService } from './letters.service.js';
import { SeatsService } from './seats.service.js';
import { SuccessionService } from './succession.service.js';

const letters = ['consultation-invitation', 'consultation-reminder'] as const;

/**
 * What those invited hear as a consultation goes on. Each is told the present state, and each state once: an invitation knows
 * what it was last told of, so that what comes late, or twice, finds nothing left to say.
 */
@Injectable()
export class InvitationNewsService {
  constructor(
    private readonly clock: Clock,
    private readonly consultations: ConsultationsService,
    private readonly invitations: InvitationsService,
    private readonly seats: SeatsService,
    private readonly letters: LettersService,
    private readonly succession: SuccessionService,
  ) {}

  /** It has another date, or one again: answers to the former are set aside, seats stay reserved, everybody is asked anew; whoever had not heard yet is simply invited. */
  async tellDate(facts: EventPayload<'consultation.moved' | 'consultation.scheduled'>[], tx: Tx): Promise<void> {
    for (const consultationId of distinct(facts)) {
      const held = await this.consultations.hold(tx, consultationId);
      if (held.status !== 'INVITING') continue;
      const { sequence, timeSequence, timeZone } = held;
      await tx.$executeRaw`
        UPDATE invitation SET former_answer = answer, answer = NULL, answered_at = NULL, answered_via = NULL,
                              answered_sequence = NULL, is_late = false
        WHERE consultation_id = ${consultationId}::uuid AND answer <> 'DELEGATED'
          AND (answered_sequence IS NULL OR answered_sequence < ${timeSequence})`;
      // Whoever declined the other date may come on this one; whoever sends somebody need not hear.
      const told = await tx.$queryRaw<{ id: string; isDelegate: boolean }[]>`
        UPDATE invitation SET told_sequence = ${sequence},
                              reminded_on = ${dayIn(timeZone, this.clock.now())}::date
        WHERE consultation_id = ${consultationId}::uuid AND told_at IS NOT NULL AND withdrawn_at IS NULL
          AND forgotten_at IS NULL AND answer IS DISTINCT FROM 'DELEGATED'
          AND (told_sequence IS NULL OR told_sequence < ${timeSequence})
        RETURNING id, delegate_of_id IS NOT NULL AS "isDelegate"`;
      const ids = told.map(({ id }) => id);
      await this.letters.takeBack(tx, ids, [...letters]);
      const heard = await this.letters.heard(tx, ids);
      const anew = (isDelegate: boolean) =>
        told.filter((one) => !heard.has(one.id) && one.isDelegate === isDelegate).map(({ id }) => id);
      await this.letters.write(tx, consultationId, anew(false), { news: 'INVITED' });
      await this.letters.write(tx, consultationId, anew(true), { news: 'DELEGATED' });
      await this.letters.write(tx, consultationId, [...heard], {
        news: 'MOVED',
        reason: await reasonOf(tx, consultationId),
      });
      await this.invitations.tell(tx, held);
    }
  }

  /** Something in people's calendars has changed; or there are more seats than there were. */
  async tellChange(facts: EventPayload<'consultation.changed'>[], tx: Tx): Promise<void> {
    for (const consultationId of distinct(facts)) {
      const { status, sequence, timeSequence } = await this.consultations.hold(tx, consultationId);
      if (status !== 'INVITING') continue;
      // Whoever has not heard of the date yet hears of all at once, with it.
      const told = await tx.$queryRaw<{ id: string }[]>`
        UPDATE invitation SET told_sequence = ${sequence}
        WHERE consultation_id = ${consultationId}::uuid AND told_at IS NOT NULL AND withdrawn_at IS NULL
          AND forgotten_at IS NULL AND (answer IS NULL OR answer NOT IN ('DECLINED', 'DELEGATED'))
          AND told_sequence >= ${timeSequence} AND told_sequence < ${sequence}
        RETURNING id`;
      const ids = told.map(({ id }) => id);
      await this.letters.write(tx, consultationId, ids, { news: 'CHANGED' });
      await this.seats.moveUp(tx, consultationId);
    }
  }

  /** It is not held, or not on that day: what still waits to be sent is taken back, and whoever has heard of it and might come is told. */
  async tellEnd(facts: EventPayload<'consultation.cancelled' | 'consultation.postponed'>[], tx: Tx): Promise<void> {
    for (const consultationId of distinct(facts)) {
      const { status, sequence, endReason } = await this.consultations.hold(tx, consultationId);
      if (status !== 'CANCELLED' && status !== 'POSTPONED') continue;
      await this.stopReminding(tx, consultationId, [...letters]);
      const told = await tx.$queryRaw<{ id: string }[]>`
        UPDATE invitation SET told_sequence = ${sequence}
        WHERE consultation_id = ${consultationId}::uuid AND told_at IS NOT NULL AND withdrawn_at IS NULL
          AND forgotten_at IS NULL AND (answer IS NULL OR answer NOT IN ('DECLINED', 'DELEGATED'))
          AND (told_sequence IS NULL OR told_sequence < ${sequence})
        RETURNING id`;
      const heard = await this.letters.heard(
        tx,
        told.map(({ id }) => id),
      );
      await this.letters.cancel(tx, consultationId, [...heard], { news: status, reason: endReason });
    }
  }

  /** Reminds those who have not answered: at most once a day, and not on the day on which they were invited. */
  async remind(facts: EventPayload<'answers.awaited'>[], tx: Tx): Promise<void> {
    for (const consultationId of distinct(facts)) {
      const { status, answerBy, timeZone } = await this.consultations.hold(tx, consultationId);
      const today = dayIn(timeZone, this.clock.now());
      if (status !== 'INVITING' || answerBy === null || today > toDay(answerBy)) continue;
      await this.succession.passOnIn(tx, consultationId);
      const reminded = await tx.$queryRaw<{ id: string }[]>`
        UPDATE invitation SET reminded_on = ${today}::date
        WHERE consultation_id = ${consultationId}::uuid AND answer IS NULL AND attendance IS NULL
          AND withdrawn_at IS NULL AND forgotten_at IS NULL AND (told_at AT TIME ZONE ${timeZone})::date < ${today}::date
          AND (reminded_on IS NULL OR reminded_on < ${today}::date)
        RETURNING id`;
      const ids = reminded.map(({ id }) => id);
      // An earlier one may wait for its reader's hours still: one is enough.
      await this.letters.takeBack(tx, ids, ['consultation-reminder']);
      await this.letters.write(tx, consultationId, ids, { news: 'REMINDED' });
    }
  }

  /** Seats that were kept for who has not answered anew are free now. */
  async closeAnswers(facts: EventPayload<'answers.closed'>[], tx: Tx): Promise<void> {
    for (const consultationId of distinct(facts)) {
      const { status, answerBy, timeZone } = await this.consultations.hold(tx, consultationId);
      const isOver = answerBy !== null && dayIn(timeZone, this.clock.now()) > toDay(answerBy);
      if (status !== 'INVITING' || !isOver) continue;
      await this.stopReminding(tx, consultationId, ['consultation-reminder']);
      await tx.invitation.updateMany({
        where: { consultationId, answer: null, attendance: null, seat: { not: 'NONE' } },
        data: { seat: 'NONE', seatAt: null },
      });
      await this.seats.moveUp(tx, consultationId);
    }
  }

  private async stopReminding(tx: Tx, consultationId: string, names: (typeof letters)[number][]): Promise<void> {
    const all = await tx.invitation.findMany({
      where: { consultationId, NOT: { toldAt: null } },
      select: { id: true },
    });
    await this.letters.takeBack(
      tx,
      all.map(({ id }) => id),
      names,
    );
  }
}

/** Why it was moved; null where a date was set after it had been postponed. */
const reasonOf = async (tx: Tx, consultationId: string): Promise<string | null> => {
  const last = await tx.event.findFirst({
    where: { name: { in: ['consultation.moved', 'consultation.scheduled'] }, subjectIds: { has: consultationId } },
    orderBy: { id: 'desc' },
    select: { name: true, reason: true },
  });
  return last?.name === 'consultation.moved' ? last.reason : null;
};
