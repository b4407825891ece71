import { Injectable } from '@nestjs/common';
import { ConsultationsService } from '../consultations/index.js';
import { InvitationAnswersService } from '../invitations/index.js';
import { Clock, Database, NotFound, type Actor, type Tx } from '../platform/index.js';
import { consultationOf } from './invitation.context.js';
import { ReplySettled, ReplyUnmatched } from './replies.errors.js';
import type { SetAside, TakeReply } from './replies.schemas.js';
import { RepliesService } from './replies.service.js';

/** What the secretariat does about mails that need somebody. */
@Injectable()
export class RepliesDesk {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly consultations: ConsultationsService,
    private readonly answers: InvitationAnswersService,
    private readonly replies: RepliesService,
  ) {}

  /** Records what a mail answers, for whoever it is from. Throws ReplySettled, ReplyUnmatched, and what an answer throws. */
  async take(id: string, { answer, invitationId }: TakeReply, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.holdConsultation(tx, id, invitationId);
      const known = await this.hold(tx, id);
      const chosen = invitationId ?? known.invitationId;
      if (chosen === null) throw new ReplyUnmatched();
      await this.answers.answer(chosen, { answer, via: 'DESK' }, by);
      await this.settle(tx, { id, invitationId: chosen }, by, null);
    });
  }

  /** Nothing is to be recorded: it was read, dealt with in another way, or is nothing. Throws ReplySettled. */
  async setAside(id: string, { note }: SetAside, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { invitationId } = await this.hold(tx, id);
      await this.settle(tx, { id, invitationId }, by, note);
    });
  }

  /** The mail as it travelled, for as long as somebody must look at it. Throws NotFound. */
  async source(id: string): Promise<Buffer> {
    const row = await this.db.now.inboundMail.findFirst({
      where: { id, status: 'LISTED', source: { not: null } },
      select: { source: true },
    });
    if (!row?.source) throw new NotFound('mail');
    return Buffer.from(row.source);
  }

  /** Before the mail, as whoever forgets somebody does: one that waits for the other the other way round never ends. */
  private async holdConsultation(tx: Tx, id: string, invitationId: string | undefined): Promise<void> {
    const row = await tx.inboundMail.findUnique({ where: { id }, select: { invitationId: true } });
    const chosen = invitationId ?? row?.invitationId ?? null;
    const consultationId = chosen && (await consultationOf(tx, chosen));
    if (consultationId !== null) await this.consultations.hold(tx, consultationId);
  }

  /** Of ten people at once, one gets through. */
  private async hold(tx: Tx, id: string): Promise<{ invitationId: string | null }> {
    await tx.$queryRaw`SELECT 1 FROM inbound_mail WHERE id = ${id}::uuid FOR UPDATE`;
    const row = await tx.inboundMail.findUnique({ where: { id }, select: { status: true, invitationId: true } });
    if (!row) throw new NotFound('mail');
    if (row.status !== 'LISTED') throw new ReplySettled();
    return row;
  }

  private async settle(
    tx: Tx,
    { id, invitationId }: { id: string; invitationId: string | null },
    by: Actor,
    note: string | null,
  ): Promise<void> {
    const settled = { settledAt: this.clock.now(), settledById: by.personId };
    await tx.inboundMail.update({ where: { id }, data: { status: 'HANDLED', source: null, invitationId, ...settled } });
    await this.replies.announce(tx, { replyId: id, invitationId }, by, note);
  }
}
