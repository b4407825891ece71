import { Injectable } from '@nestjs/common';
import { Clock, Database, NotFound, Outbox, type Actor } from '../platform/index.js';
import { RegisterUndo } from '../recommendations/index.js';
import { BuiltUpon, NothingToUndo } from './imports.errors.js';

/** Takes an applied import back, as long as nothing was built on it. */
@Injectable()
export class UndoService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly register: RegisterUndo,
  ) {}

  /** All of it or nothing; said twice, it is undone once. Throws NotFound, NothingToUndo, BuiltUpon. */
  async undo(importId: string, by: Actor, reason: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      // What is imported meanwhile could build on it.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('import.apply', 0))`;
      const item = await tx.import.findUnique({ where: { id: importId } });
      if (!item) throw new NotFound('import');
      if (item.status === 'UNDONE') return;
      if (item.status !== 'APPLIED' || item.kind !== 'RECOMMENDATIONS') throw new NothingToUndo(item.status);
      // Imports of before there was a record of changes cannot be taken back.
      if ((await tx.importChange.count({ where: { importId } })) === 0) throw new NothingToUndo(item.status);
      await tx.$executeRaw`
        SELECT 1 FROM recommendation WHERE id IN (SELECT recommendation_id FROM import_change WHERE import_id = ${importId}::uuid)
        ORDER BY id FOR UPDATE`;
      const builtOn = await this.register.builtOn(tx, importId);
      if (Object.values(builtOn).some((count) => count > 0)) throw new BuiltUpon(builtOn);
      await this.register.undo(tx, { importId, reviewIds: item.reviewIds, by });
      await tx.import.update({ where: { id: importId }, data: { status: 'UNDONE', undoneAt: this.clock.now() } });
      await this.outbox.publish(tx, 'import.undone', { importId }, { by, reason });
    });
  }
}
