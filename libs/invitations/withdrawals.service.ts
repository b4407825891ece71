import { Injectable } from '@nestjs/common';
import { ConsultationsService } from '../consultations/index.js';
import { Clock, Database, NotFound, Outbox, type Actor, type ConsultationStatus, type Tx } from '../platform/index.js';
import { LettersService } from './letters.service.js';
import { SeatsService } from './seats.service.js';

/** Statuses in which somebody whose invitation is taken back may still think of coming. */
const awaited: ConsultationStatus[] = ['SCHEDULED', 'INVITING'];

/** Taking invitations back: the page ends, the seat is free, and who had been told is told. */
@Injectable()
export class WithdrawalsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
    private readonly seats: SeatsService,
    private readonly letters: LettersService,
  ) {}

  /** The secretariat takes one back; asked twice, once. Throws NotFound. */
  async withdraw(invitationId: string, cause: { by: Actor; reason: string }): Promise<void> {
    await this.db.transaction(async (tx) => {
      const found = await tx.invitation.findUnique({ where: { id: invitationId }, select: { consultationId: true } });
      if (!found) throw new NotFound('invitation');
      const { status } = await this.consultations.hold(tx, found.consultationId);
      await this.end(tx, { id: found.consultationId, status }, [invitationId], cause);
      await this.seats.moveUp(tx, found.consultationId);
    });
  }

  /** Ends these, and those of whoever goes in their place, in the caller's transaction, which holds the consultation; the seats are the caller's to give. */
  async end(
    tx: Tx,
    { id: consultationId, status }: { id: string; status: ConsultationStatus },
    invitationIds: string[],
    cause: { by: Actor; reason: string | null },
  ): Promise<void> {
    const open = await tx.invitation.findMany({
      where: {
        ...{ consultationId, withdrawnAt: null },
        OR: [{ id: { in: invitationIds } }, { delegateOfId: { in: invitationIds } }],
      },
      select: { id: true, toldAt: true, answer: true },
    });
    const ids = open.map(({ id }) => id);
    const data = { withdrawnAt: this.clock.now(), seat: 'NONE' as const, seatAt: null };
    await tx.invitation.updateMany({ where: { id: { in: ids } }, data });
    const facts = ids.map((invitationId) => ({ invitationId, consultationId }));
    await this.outbox.publish(tx, 'invitation.withdrawn', facts, cause);
    await this.letters.takeBack(tx, ids, ['consultation-invitation', 'consultation-reminder']);
    // Whoever does not come anyway need not hear of it.
    const coming = open.filter(({ toldAt, answer }) => toldAt !== null && answer !== 'DECLINED');
    if (!awaited.includes(status)) return;
    await this.letters.cancel(
      tx,
      consultationId,
      coming.map(({ id }) => id),
      { news: 'WITHDRAWN', reason: cause.reason },
    );
  }
}
