import { Injectable } from '@nestjs/common';
import { MandatesService, type Holder } from '../directory/index.js';
import { groupBy, type MandateRole, type Tx } from '../platform/index.js';

/** Who is asked first, and who in their absence. */
const order: MandateRole[] = ['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'];

/** Whom to speak to in an institution today. */
@Injectable()
export class FocalPoints {
  constructor(private readonly mandates: MandatesService) {}

  /** The main focal points; where an institution has none, its alternates, then its validating authority. May be nobody. */
  async of(tx: Tx, institutionIds: string[]): Promise<Holder[]> {
    const holders = groupBy(await this.mandates.holders(tx, institutionIds), ({ institutionId }) => institutionId);
    return institutionIds.flatMap((institutionId) => {
      const all = holders.get(institutionId) ?? [];
      const role = order.find((wanted) => all.some((holder) => holder.role === wanted));
      return all.filter((holder) => holder.role === role);
    });
  }
}
