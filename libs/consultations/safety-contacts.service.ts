import { Injectable } from '@nestjs/common';
import { MechanismService, validOn } from '../directory/index.js';
import type { Tx } from '../platform/index.js';

/** Who reads reports of intimidation: one rule for those who send them, and for pages that say whether anybody does. */
@Injectable()
export class SafetyContactsService {
  constructor(private readonly mechanism: MechanismService) {}

  /** The one named for a consultation, else the mechanism's; null: nobody who could sign in to read them. */
  async readerOf(tx: Tx, named: string | null) {
    const { safetyContactId } = await tx.consultationRules.findFirstOrThrow({ select: { safetyContactId: true } });
    const wanted = [named, safetyContactId].flatMap((id) => id ?? []);
    const found = await tx.person.findMany({
      where: { id: { in: wanted }, ...(await this.able()) },
      select: { id: true, name: true, email: true, locale: true },
    });
    const able = new Map(found.map((person) => [person.id, person]));
    return wanted.flatMap((id) => able.get(id) ?? [])[0] ?? null;
  }

  /** Who could be named: who was forgotten or lost every right reads nothing any more. */
  async able() {
    const valid = validOn(await this.mechanism.today());
    return { forgottenAt: null, OR: [{ roles: { some: {} } }, { mandates: { some: valid } }] };
  }
}
