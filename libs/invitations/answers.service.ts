import { Injectable } from '@nestjs/common';
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
} from '../platform/index.js';
import { AnswerNotWanted, InvitationWithdrawn } from './invitations.errors.js';
import { isFree, seatFor } from './seats.rules.js';
import { SeatsService } from './seats.service.js';

/** What somebody says to an invitation. */
export interface Said {
  answer: Exclude<InvitationAnswer, 'DELEGATED'>;
  via: AnswerChannel;
  /** DTSTAMP of a calendar reply. */
  stamp?: Date | null;
}

export interface Taken {
  /** `older`: a calendar reply that was written before the one we have; nothing was changed. */
  outcome: 'taken' | 'same' | 'older';
  seat: Seat;
  isLate: boolean;
}

/** Answers to invitations, whichever way they come. */
@Injectable()
export class InvitationAnswersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
    private readonly seats: SeatsService,
  ) {}

  /**
   * Takes an answer. One may change one's mind until the consultation is held; after the last day for answers it is marked
   * as late. A seat given back goes to whoever has waited longest. Throws AnswerNotWanted, InvitationWithdrawn, NotFound.
   */
  async answer(invitationId: string, { answer, via, stamp = null }: Said, by: Actor): Promise<Taken> {
    return this.db.transaction(async (tx) => {
      const { consultationId } =
        (await tx.invitation.findUnique({ where: { id: invitationId }, select: { consultationId: true } })) ?? {};
      if (consultationId === undefined) throw new NotFound('invitation');
      const { status, answerBy, timeZone } = await this.consultations.hold(tx, consultationId);
      const invitation = await tx.invitation.findUniqueOrThrow({ where: { id: invitationId } });
      if (invitation.withdrawnAt || invitation.forgottenAt) throw new InvitationWithdrawn();
      if (!canAnswer(status)) throw new AnswerNotWanted(status);
      const now = this.clock.now();
      const isLate = answerBy !== null && dayIn(timeZone, now) > toDay(answerBy);
      if (stamp && invitation.replyStamp && stamp <= invitation.replyStamp) {
        return { outcome: 'older', seat: invitation.seat, isLate };
      }
      if (invitation.answer === answer) {
        if (stamp) await tx.invitation.update({ where: { id: invitationId }, data: { replyStamp: stamp } });
        return { outcome: 'same', seat: invitation.seat, isLate: invitation.isLate };
      }
      const { seats, taken } = await this.seats.read(tx, consultationId);
      const seat = seatFor(answer, invitation.seat, isFree(invitation.kind, seats, taken));
      await tx.invitation.update({
        where: { id: invitationId },
        data: {
          answer,
          answeredAt: now,
          answeredVia: via,
          isLate,
          ...(stamp && { replyStamp: stamp }),
          ...(seat !== invitation.seat && { seat, seatAt: seat === 'NONE' ? null : now }),
        },
      });
      await this.outbox.publish(tx, 'invitation.answered', { invitationId, consultationId, answer }, { by });
      if (invitation.seat === 'HELD' && seat !== 'HELD') await this.seats.moveUp(tx, consultationId);
      return { outcome: 'taken', seat, isLate };
    });
  }
}
