import { Injectable } from '@nestjs/common';
import { Clock, Database, NotFound, Outbox, type Actor, type Role, type Tx } from '../platform/index.js';
import { LastAdministrator } from './access.errors.js';

/** Roles are given by appointment; what a mandate allows comes and goes with the mandate. */
@Injectable()
export class RolesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  async of(personId: string): Promise<{ roles: Role[] }> {
    await this.mustExist(this.db.now, personId);
    return { roles: await this.held(this.db.now, personId) };
  }

  /** Gives a person exactly these roles. Throws LastAdministrator where nobody would be left to give any. */
  async give(personId: string, wanted: Role[], { by, reason }: { by: Actor; reason: string | null }) {
    return this.db.transaction(async (tx) => {
      await this.mustExist(tx, personId);
      // One at a time: two administrators who remove each other at once must not both succeed.
      const administrators = await tx.$queryRaw<{ personId: string }[]>`
        SELECT person_id AS "personId" FROM role_grant WHERE role = 'ADMINISTRATOR' ORDER BY person_id FOR UPDATE`;
      const held = await this.held(tx, personId);
      const granted = [...new Set(wanted)].filter((role) => !held.includes(role));
      const revoked = held.filter((role) => !wanted.includes(role));
      if (revoked.includes('ADMINISTRATOR') && administrators.length === 1) throw new LastAdministrator();
      const grantedAt = this.clock.now();
      await tx.roleGrant.createMany({ data: granted.map((role) => ({ personId, role, grantedAt })) });
      await tx.roleGrant.deleteMany({ where: { personId, role: { in: revoked } } });
      const about = (role: Role) => ({ personId, role });
      await this.outbox.publish(tx, 'role.granted', granted.map(about), { by, reason });
      await this.outbox.publish(tx, 'role.revoked', revoked.map(about), { by, reason });
      return { roles: await this.held(tx, personId) };
    });
  }

  private async held(tx: Tx, personId: string): Promise<Role[]> {
    const grants = await tx.roleGrant.findMany({ where: { personId }, orderBy: { role: 'asc' } });
    return grants.map(({ role }) => role);
  }

  private async mustExist(tx: Tx, personId: string): Promise<void> {
    if (!(await tx.person.findUnique({ where: { id: personId }, select: { id: true } }))) throw new NotFound('person');
  }
}
