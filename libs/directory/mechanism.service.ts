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

  /** Says which mechanism this installation serves, the first time or anew. Whoever shares its time zone follows it to another one. */
  async describe(mechanism: Mechanism, by: Actor): Promise<Mechanism> {
    return this.db.transaction(async (tx) => {
      const [before] = await tx.$queryRaw<{ zone: string }[]>`
        SELECT time_zone AS zone FROM mechanism WHERE id = 1 FOR UPDATE`;
      await tx.mechanism.upsert({ where: { id: 1 }, create: { id: 1, ...mechanism }, update: mechanism });
      this.known.delete(tx);
      const hasMoved = before !== undefined && before.zone !== mechanism.timeZone;
      await this.outbox.publish(tx, 'mechanism.changed', hasMoved ? { formerZone: before.zone } : {}, { by });
      if (hasMoved) {
        const people = await tx.person.updateManyAndReturn({
          where: { timeZone: before.zone },
          data: { timeZone: mechanism.timeZone },
          select: { id: true },
        });
        const facts = people.map(({ id }) => ({ personId: id }));
        await this.outbox.publish(tx, 'person.changed', facts, { by, reason: 'the mechanism changed its time zone' });
      }
      return mechanism;
    });
  }
}
