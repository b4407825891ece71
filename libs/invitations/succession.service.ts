import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { ConsultationsService } from '../consultations/index.js';
import { MechanismService } from '../directory/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { Clock, newId, Outbox, system, type ConsultationStatus, type Tx } from '../platform/index.js';
import { newDoorCode } from './door-code.js';
import { InvitationsService } from './invitations.service.js';
import { SeatsService } from './seats.service.js';
import { acting } from './whom.queries.js';
import { WithdrawalsService } from './withdrawals.service.js';

const toCome: ConsultationStatus[] = ['DRAFT', 'SCHEDULED', 'INVITING', 'POSTPONED'];

interface Passed {
  invitationId: string;
  consultationId: string;
  institutionId: string;
  successorId: string;
}

/** An institution's invitation is its own: when whoever acts for it changes, it passes to whoever does now. */
@Injectable()
export class SuccessionService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly consultations: ConsultationsService,
    private readonly invitations: InvitationsService,
    private readonly seats: SeatsService,
    private readonly withdrawals: WithdrawalsService,
  ) {}

  /**
   * Mandates have ended, or others have started, perhaps long after: invitations to what is to come pass on from whoever held one
   * and does no more, with the seat, which is kept till the new holder answers. Where nobody acts now, or whoever does is invited
   * already, all stays as it is.
   */
  async passOn(facts: EventPayload<'mandate.ended' | 'mandate.started'>[], tx: Tx): Promise<void> {
    const institutionIds = facts.map(({ institutionId }) => institutionId);
    await this.passAll(tx, Prisma.sql`v.institution_id = ANY(${institutionIds}::uuid[])`);
  }

  /** The same for one consultation: a mandate that was to start by now has been announced long ago. */
  async passOnIn(tx: Tx, consultationId: string): Promise<void> {
    await this.passAll(tx, Prisma.sql`v.consultation_id = ${consultationId}::uuid`);
  }

  private async passAll(tx: Tx, which: Prisma.Sql): Promise<void> {
    const today = await this.mechanism.today();
    const open = await tx.$queryRaw<Passed[]>`
      WITH acting AS (${acting(today)})
      SELECT v.id AS "invitationId", v.consultation_id AS "consultationId", v.institution_id AS "institutionId",
             a.person_id AS "successorId"
      FROM invitation v
      JOIN consultation c ON c.id = v.consultation_id
      JOIN acting a ON a.institution_id = v.institution_id AND a.person_id <> v.person_id
      WHERE ${which}
        AND c.status::text = ANY(${toCome}) AND v.withdrawn_at IS NULL AND v.delegate_of_id IS NULL
        AND (v.answer IS NULL OR v.answer NOT IN ('DECLINED', 'DELEGATED'))
        AND EXISTS (SELECT FROM mandate m WHERE m.person_id = v.person_id AND m.institution_id = v.institution_id
                    AND m.ends_on < ${today}::date)
        AND NOT EXISTS (SELECT FROM mandate m WHERE m.person_id = v.person_id AND m.institution_id = v.institution_id
                        AND m.starts_on <= ${today}::date AND (m.ends_on IS NULL OR m.ends_on >= ${today}::date))
        AND NOT EXISTS (SELECT FROM invitation o WHERE o.consultation_id = c.id AND o.person_id = a.person_id)
      ORDER BY v.consultation_id, v.id`;
    for (const passed of open) await this.pass(tx, passed);
  }

  private async pass(tx: Tx, { invitationId, consultationId, institutionId, successorId }: Passed): Promise<void> {
    const held = await this.consultations.hold(tx, consultationId);
    const former = await tx.invitation.findUniqueOrThrow({ where: { id: invitationId } });
    // Looked at before it was held: it may have been settled since.
    const isInvited = await tx.invitation.count({ where: { consultationId, personId: successorId } });
    if (former.withdrawnAt || isInvited > 0) return;
    await this.withdrawals.end(tx, held, [invitationId], { by: system, reason: null });
    const id = newId();
    const { kind, province, seat, seatAt } = former;
    await tx.invitation.create({
      data: {
        ...{ id, consultationId, personId: successorId, institutionId, kind, province, seat, seatAt },
        invitedAt: this.clock.now(),
        doorCode: seat === 'HELD' ? newDoorCode() : null,
      },
    });
    const fact = { invitationId: id, consultationId, institutionId };
    await this.outbox.publish(tx, 'invitation.made', fact, { by: system });
    if (held.status === 'INVITING') await this.invitations.tell(tx, held);
    await this.seats.moveUp(tx, consultationId);
  }
}
