import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { canAnswer, ConsultationsService } from '../consultations/index.js';
import {
  Clock,
  Database,
  dayIn,
  NotFound,
  Outbox,
  toDay,
  type Actor,
  type AnswerChannel,
  type InvitationAnswer,
  type Seat,
  type Tx,
} from '../platform/index.js';
import { newDoorCode } from './door-code.js';
import { AnswerNotWanted, DateChanged, InvitationWithdrawn } from './invitations.errors.js';
import { LettersService } from './letters.service.js';
import type { TakenAnswer } from './invitations.schemas.js';
import { isFree, seatFor } from './seats.rules.js';
import { SeatsService } from './seats.service.js';
import { WithdrawalsService } from './withdrawals.service.js';

/** What somebody says to an invitation. */
export interface Said {
  answer: Exclude<InvitationAnswer, 'DELEGATED'>;
  via: AnswerChannel;
  /** DTSTAMP of a calendar reply. */
  stamp?: Date | null;
  /** The time sequence of the date they saw; null: not known, taken for the present one. */
  seen?: number | null;
}

/** What became of an answer. `older`: a calendar reply that was written before the one we have; nothing was changed. */
export type Taken = z.infer<typeof TakenAnswer>;

/** Answers to invitations, whichever way they come. */
@Injectable()
export class InvitationAnswersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
    private readonly seats: SeatsService,
    private readonly letters: LettersService,
    private readonly withdrawals: WithdrawalsService,
  ) {}

  /**
   * Takes an answer. One may change one's mind until the consultation is held; after the last day for answers it is marked
   * as late. An answer to a date that has changed since they saw it is refused. A seat given back goes to whoever has waited longest; who accepts is told what seat they have. Whoever had named
   * somebody to go in their place takes that back. Throws AnswerNotWanted, DateChanged, InvitationWithdrawn, NotFound.
   */
  async answer(invitationId: string, { answer, via, stamp = null, seen = null }: Said, by: Actor): Promise<Taken> {
    return this.db.transaction(async (tx) => {
      const { held, invitation, isLate } = await this.open(tx, invitationId, seen);
      const { id: consultationId, timeSequence } = held;
      if (stamp && invitation.replyStamp && stamp <= invitation.replyStamp) {
        return { outcome: 'older', seat: invitation.seat, isLate };
      }
      const isStale = isAboutFormerDate(invitation, timeSequence);
      // Who has sent somebody else, and takes the meeting out of their own calendar, still sends them.
      const isOff =
        invitation.answer === 'DELEGATED' && answer === 'DECLINED' && (via === 'CALENDAR' || via === 'MAIL');
      if ((invitation.answer === answer && !isStale) || isOff) {
        if (stamp) await tx.invitation.update({ where: { id: invitationId }, data: { replyStamp: stamp } });
        return { outcome: 'same', seat: invitation.seat, isLate: invitation.isLate };
      }
      const present = invitation.answer === 'DELEGATED' ? await this.takeBack(tx, held, invitationId, by) : invitation;
      const { seats, taken } = await this.seats.read(tx, consultationId);
      const seat = seatFor(answer, present.seat, isFree(invitation.kind, seats, taken));
      const now = this.clock.now();
      await tx.invitation.update({
        where: { id: invitationId },
        data: {
          ...{ answer, answeredAt: now, answeredVia: via, answeredSequence: timeSequence, isLate, seat },
          ...(isStale && { formerAnswer: invitation.answer }),
          ...(stamp && { replyStamp: stamp }),
          seatAt: seat === 'NONE' ? null : seat === present.seat ? present.seatAt : now,
          ...(seat === 'HELD' && { doorCode: invitation.doorCode ?? newDoorCode() }),
        },
      });
      await this.outbox.publish(tx, 'invitation.answered', { invitationId, consultationId, answer }, { by });
      await this.letters.takeBack(tx, [invitationId], ['consultation-reminder']);
      const up = await this.seats.moveUp(tx, consultationId);
      if (up.includes(invitationId)) return { outcome: 'taken', seat: 'HELD', isLate };
      const news = seat === 'HELD' ? 'SEAT_HELD' : 'WAITING';
      if (answer === 'ACCEPTED') await this.letters.write(tx, consultationId, [invitationId], { news });
      return { outcome: 'taken', seat, isLate };
    });
  }

  /** An invitation that may be answered now, and its consultation, held. Throws as `answer`. */
  async open(tx: Tx, invitationId: string, seen: number | null = null) {
    const { consultationId } =
      (await tx.invitation.findUnique({ where: { id: invitationId }, select: { consultationId: true } })) ?? {};
    if (consultationId === undefined) throw new NotFound('invitation');
    const held = await this.consultations.hold(tx, consultationId);
    const invitation = await tx.invitation.findUniqueOrThrow({ where: { id: invitationId } });
    if (invitation.withdrawnAt || invitation.forgottenAt) throw new InvitationWithdrawn();
    if (!canAnswer(held.status)) throw new AnswerNotWanted(held.status);
    if (seen !== null && seen < held.timeSequence) throw new DateChanged();
    const { answerBy, timeZone } = held;
    const isLate = answerBy !== null && dayIn(timeZone, this.clock.now()) > toDay(answerBy);
    return { held, invitation, isLate };
  }

  /** Ends the invitation of whoever was to go in their place. Returns the seat that is theirs again. */
  private async takeBack(
    tx: Tx,
    held: Parameters<WithdrawalsService['end']>[1],
    invitationId: string,
    by: Actor,
  ): Promise<{ seat: Seat; seatAt: Date | null }> {
    const sent = await tx.invitation.findFirst({ where: { delegateOfId: invitationId, withdrawnAt: null } });
    if (!sent) return { seat: 'NONE', seatAt: null };
    await this.withdrawals.end(tx, held, [sent.id], { by, reason: null });
    return sent;
  }
}

/** Whether the answer was given to a date that has been changed since. */
export const isAboutFormerDate = (
  { answer, answeredSequence }: { answer: InvitationAnswer | null; answeredSequence: number | null },
  timeSequence: number,
): boolean => answer !== null && answer !== 'DELEGATED' && answeredSequence !== null && answeredSequence < timeSequence;
