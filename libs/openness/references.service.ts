import { Injectable } from '@nestjs/common';
import { Clock, Conflict, Database, newId, NotFound, Outbox, type Actor } from '../platform/index.js';
import type { AddReference } from './figures.schemas.js';

class ReferenceThere extends Conflict {
  constructor() {
    super(
      'reference-already-there',
      'There is a figure with this name already. Remove it first, or name this one differently.',
    );
  }
}

/** What others counted before this system did: figures to compare with, each with its source. */
@Injectable()
export class ReferencesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** The latest first; those without a year last. */
  list() {
    return this.db.now.inclusionReference.findMany({
      orderBy: [{ year: { sort: 'desc', nulls: 'last' } }, { label: 'asc' }],
      take: 200,
    });
  }

  /** Throws where one of that name is there: a form sent twice adds one. */
  async add(wanted: AddReference, by: Actor): Promise<string> {
    return this.db.transaction(async (tx) => {
      const id = newId();
      const { count } = await tx.inclusionReference.createMany({
        data: [{ id, ...wanted, addedAt: this.clock.now() }],
        skipDuplicates: true,
      });
      if (count === 0) throw new ReferenceThere();
      await this.outbox.publish(tx, 'inclusion-reference.added', { referenceId: id }, { by });
      return id;
    });
  }

  async remove(id: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { count } = await tx.inclusionReference.deleteMany({ where: { id } });
      if (count === 0) throw new NotFound('figure');
      await this.outbox.publish(tx, 'inclusion-reference.removed', { referenceId: id }, { by });
    });
  }
}
