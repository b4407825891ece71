import { Injectable } from '@nestjs/common';
import { Database, Outbox, type Actor } from '../platform/index.js';
import { InvitationWithdrawn } from './invitations.errors.js';
import type { Particulars } from './invitations.schemas.js';

/** What somebody who was invited says of themselves, freely: needs, who they are for the figures, whether others may see them. */
@Injectable()
export class ParticularsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Writes it down as they say it now; the same again changes nothing. Throws InvitationWithdrawn. */
  async describe(invitationId: string, said: Particulars, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM invitation WHERE id = ${invitationId}::uuid FOR UPDATE`;
      const found = await tx.invitation.findUnique({ where: { id: invitationId } });
      if (!found || found.withdrawnAt || found.forgottenAt) throw new InvitationWithdrawn();
      const keys = Object.keys(said) as (keyof Particulars)[];
      if (keys.every((key) => found[key] === said[key])) return;
      await tx.invitation.update({ where: { id: invitationId }, data: said });
      const fact = { invitationId, consultationId: found.consultationId };
      await this.outbox.publish(tx, 'invitation.described', fact, { by });
    });
  }
}
