import { Injectable } from '@nestjs/common';
import { Clock, Conflict, Database, dayIn, Outbox, type Actor, type Day, type Tx } from '../platform/index.js';
import type { Mechanism } from './directory.schemas.js';

/** The mechanism this installation serves. */
@Injectable()
export class MechanismService {
  /** Asked many times within one use case, and the same all through it. */
  private readonly known = new WeakMap<Tx, Mechanism>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  async get(): Promise<Mechanism> {
    const tx = this.db.transactionUnderWay;
    const known = tx && this.known.get(tx);
    if (known) return known;
    const found = await this.find();
    if (tx) this.known.set(tx, found);
    return found;
  }

  private async find(): Promise<Mechanism> {
    const row = await this.db.now.mechanism.findUnique({ where: { id: 1 }, omit: { id: true } });
    if (!row) throw new Conflict('mechanism-missing', 'Say first which mechanism this is: PUT /api/v1/mechanism.');
    return { ...row, locale: row.locale as Mechanism['locale'] };
  }

  /** Which day it is where the mechanism works. */
  async today(): Promise<Day> {
    const { timeZone } = await this.get();
    return dayIn(timeZone, this.clock.now());
  }

  /** Says which mechanism this installation serves, the first time or anew. */
  async describe(mechanism: Mechanism, by: Actor): Promise<Mechanism> {
    return this.db.transaction(async (tx) => {
      await tx.mechanism.upsert({ where: { id: 1 }, create: { id: 1, ...mechanism }, update: mechanism });
      this.known.delete(tx);
      await this.outbox.publish(tx, 'mechanism.changed', {}, { by });
      return mechanism;
    });
  }
}
