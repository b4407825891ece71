import { Injectable } from '@nestjs/common';
import { DeadlinesService } from '../deadlines/index.js';
import { Clock, Outbox, type Actor, type Tx } from '../platform/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';

/** When a list has no open item left: it is answered, or nothing is left of it. */
@Injectable()
export class ListCompletion {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly deadlines: DeadlinesService,
  ) {}

  /** Locks the lists that hold these assignments, so that of two people at once the later one sees whether a list is complete. */
  async lock(tx: Tx, which: Prisma.AssignmentWhereInput): Promise<string[]> {
    const found = await tx.assignment.findMany({
      where: { ...which, verificationId: { not: null } },
      select: { verificationId: true },
      distinct: ['verificationId'],
    });
    const ids = found.flatMap(({ verificationId }) => verificationId ?? []).sort();
    await tx.$queryRaw`SELECT id FROM verification WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
    return ids;
  }

  /**
   * Closes those of the lists (locked before) that have no open item left: `forInstitution` when its own people do it.
   * Returns how many items are still open in all of them.
   */
  async settle(
    tx: Tx,
    lists: string[],
    { by, reason, forInstitution = false }: { by: Actor; reason?: string; forInstitution?: boolean },
  ): Promise<number> {
    const counts = await tx.assignment.groupBy({
      by: ['verificationId', 'status'],
      where: { verificationId: { in: lists }, status: { not: 'WITHDRAWN' } },
      _count: true,
    });
    const holds = (id: string, open: boolean) =>
      counts.some(({ verificationId, status }) => verificationId === id && (status === 'UNDER_VERIFICATION') === open);
    const complete = lists.filter((id) => !holds(id, true));
    const empty = complete.filter((id) => !holds(id, false));
    await this.answer(
      tx,
      complete.filter((id) => holds(id, false)),
      by,
      forInstitution,
    );
    await this.deadlines.waive(tx, 'VERIFICATION', empty, by, reason ?? 'nothing is left of the list');
    return counts.filter(({ status }) => status === 'UNDER_VERIFICATION').reduce((sum, { _count }) => sum + _count, 0);
  }

  private async answer(tx: Tx, lists: string[], by: Actor, forInstitution: boolean): Promise<void> {
    await tx.verification.updateMany({
      where: { id: { in: lists }, answeredAt: null },
      data: { answeredAt: this.clock.now() },
    });
    const answered = await tx.verification.findMany({ where: { id: { in: lists } } });
    for (const { id, roundId, institutionId } of answered) {
      const onBehalfOfId = forInstitution ? institutionId : by.onBehalfOfId;
      await this.outbox.publish(
        tx,
        'verification.answered',
        { verificationId: id, roundId, institutionId },
        { by: { ...by, onBehalfOfId } },
      );
    }
    await this.deadlines.meet(tx, 'VERIFICATION', lists, by);
  }
}
