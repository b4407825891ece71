import { Injectable } from '@nestjs/common';
import { MandatesService, MechanismService, validOn, type Recipient } from '../directory/index.js';
import { groupBy, Post, type MandateRole, type Tx } from '../platform/index.js';

/** Somebody who acts for an institution today. */
export interface ActingPerson {
  institutionId: string;
  role: MandateRole;
  person: Recipient;
}

/** Who is asked first, and who in their absence. */
const order: MandateRole[] = ['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'];

/** Whom to speak to in an institution today. */
@Injectable()
export class FocalPoints {
  constructor(
    private readonly mechanism: MechanismService,
    private readonly mandates: MandatesService,
    private readonly post: Post,
  ) {}

  /** Everybody who acts for these institutions today, the longest-serving first. */
  async all(tx: Tx, institutionIds: string[]): Promise<ActingPerson[]> {
    return tx.mandate.findMany({
      where: { institutionId: { in: institutionIds }, ...(await this.validToday()) },
      select: {
        institutionId: true,
        role: true,
        person: { select: { id: true, name: true, email: true, locale: true, timeZone: true } },
      },
      orderBy: [{ startsOn: 'asc' }, { id: 'asc' }],
    });
  }

  /** The main focal points; where an institution has none, its alternates, then its validating authority. May be nobody. */
  async of(tx: Tx, institutionIds: string[]): Promise<ActingPerson[]> {
    const acting = groupBy(await this.all(tx, institutionIds), ({ institutionId }) => institutionId);
    return institutionIds.flatMap((institutionId) => {
      const all = acting.get(institutionId) ?? [];
      const role = order.find((wanted) => all.some((holder) => holder.role === wanted));
      return all.filter((holder) => holder.role === role);
    });
  }

  /** Tells the coordinators of institutions where there is nobody to speak to. */
  async reportVacant(tx: Tx, institutions: string[]): Promise<void> {
    if (institutions.length === 0) return;
    const letters = (await this.mandates.coordinators(tx)).map((person) => ({
      to: person,
      props: { name: person.name, institutions },
    }));
    await this.post.post(tx, 'institutions-vacant', letters);
  }

  /** The institutions a person acts for today. */
  async institutionsOf(tx: Tx, personId: string): Promise<string[]> {
    const held = await tx.mandate.findMany({
      where: { personId, ...(await this.validToday()) },
      select: { institutionId: true },
      distinct: ['institutionId'],
    });
    return held.map(({ institutionId }) => institutionId);
  }

  private async validToday() {
    return validOn(await this.mechanism.today());
  }
}
