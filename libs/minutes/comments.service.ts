import { Injectable } from '@nestjs/common';
import { ConsultationsService } from '../consultations/index.js';
import type { Invitee } from '../invitations/index.js';
import { Clock, Database, dayIn, newId, NotFound, Outbox, toDay, type Actor } from '../platform/index.js';
import { MinutesFinal, MinutesNotCirculated, NotAParticipant, ReplyMissing } from './minutes.errors.js';
import type { AnswerComment, CommentFacts } from './minutes.schemas.js';
import { participants } from './participants.js';

/** What those who took part say about circulated minutes, and what became of it. */
@Injectable()
export class CommentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
  ) {}

  /**
   * Takes a comment; after the last day it is marked as late. `id`: of the form that was sent, so that sending it twice makes
   * one. Throws NotAParticipant, MinutesNotCirculated, MinutesFinal.
   */
  async comment(
    { invitationId, consultationId, by }: Pick<Invitee, 'invitationId' | 'consultationId' | 'by'>,
    { text, agendaItemId }: CommentFacts,
    id = newId(),
  ): Promise<{ id: string; isLate: boolean }> {
    return this.db.transaction(async (tx) => {
      const { status, timeZone } = await this.consultations.hold(tx, consultationId);
      const isTheirs = await tx.invitation.count({ where: { id: invitationId, consultationId, ...participants } });
      if (isTheirs === 0) throw new NotAParticipant();
      if (status === 'CLOSED') throw new MinutesFinal();
      if (status !== 'MINUTES_CIRCULATED') throw new MinutesNotCirculated();
      const made = await tx.minutesComment.findUnique({ where: { id } });
      if (made && made.invitationId !== invitationId) throw new NotFound('comment');
      if (made) return { id, isLate: made.isLate };
      if (agendaItemId !== null && !(await tx.agendaItem.findFirst({ where: { id: agendaItemId, consultationId } }))) {
        throw new NotFound('agenda item');
      }
      const { commentsBy } = await tx.minutes.findUniqueOrThrow({ where: { consultationId } });
      const now = this.clock.now();
      const isLate = commentsBy !== null && dayIn(timeZone, now) > toDay(commentsBy);
      await tx.minutesComment.create({
        data: { id, consultationId, invitationId, agendaItemId, text, madeAt: now, isLate },
      });
      await this.outbox.publish(tx, 'minutes.commented', { commentId: id, consultationId }, { by });
      return { id, isLate };
    });
  }

  /** Says whether a comment was taken up; its author reads it. One may think better of it until the minutes are final. Throws ReplyMissing, MinutesFinal. */
  async answer(
    consultationId: string,
    commentId: string,
    { isTakenUp, reply }: AnswerComment,
    by: Actor,
  ): Promise<void> {
    if (!isTakenUp && reply === '') throw new ReplyMissing();
    await this.db.transaction(async (tx) => {
      const { status } = await this.consultations.hold(tx, consultationId);
      if (status === 'CLOSED') throw new MinutesFinal();
      const comment = await tx.minutesComment.findFirst({ where: { id: commentId, consultationId } });
      if (!comment) throw new NotFound('comment');
      if (comment.isTakenUp === isTakenUp && comment.reply === reply) return;
      await tx.minutesComment.update({
        where: { id: commentId },
        data: { isTakenUp, reply, repliedAt: this.clock.now() },
      });
      await this.outbox.publish(tx, 'comment.answered', { commentId, consultationId }, { by });
    });
  }
}
