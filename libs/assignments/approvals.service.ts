import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { Clock, Database, groupBy, newId, Outbox, Post, system, type Actor, type Tx } from '../platform/index.js';
import { NothingToApprove } from './assignments.errors.js';
import { byInstitution, listItems } from './assignments.queries.js';
import type { Approve } from './assignments.schemas.js';
import { FocalPoints } from './focal-points.js';

@Injectable()
export class ApprovalsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly focalPoints: FocalPoints,
    private readonly post: Post,
  ) {}

  /** The competent authority approves what the institutions accepted. Activation and mails follow, through `division-of-work.approved`. */
  async approve(
    { reviewId, assignmentIds, note }: Approve,
    by: Actor,
  ): Promise<{ approvalId: string; approved: number }> {
    return this.db.transaction(async (tx) => {
      const { id: approvalId } = await tx.approval.create({
        data: { id: newId(), reviewId, approvedAt: this.clock.now() },
      });
      const approved = await tx.assignment.updateManyAndReturn({
        where: {
          status: 'ACCEPTED',
          recommendation: { reviewId },
          ...(assignmentIds ? { id: { in: assignmentIds } } : {}),
        },
        data: { status: 'APPROVED', approvalId },
        select: { id: true, recommendationId: true, institutionId: true },
      });
      if (approved.length === 0) throw new NothingToApprove();
      const reason = note ?? null;
      await this.outbox.publish(tx, 'assignment.approved', approved.map(toFact), { by, reason });
      await this.outbox.publish(tx, 'division-of-work.approved', { approvalId, reviewId }, { by, reason });
      return { approvalId, approved: approved.length };
    });
  }

  /** What was approved becomes active, and each focal point is told once what is now theirs. */
  async activate({ approvalId, reviewId }: EventPayload<'division-of-work.approved'>, tx: Tx): Promise<void> {
    const activated = await tx.assignment.updateManyAndReturn({
      where: { approvalId, status: 'APPROVED' },
      data: { status: 'ACTIVE' },
      select: { id: true, recommendationId: true, institutionId: true },
    });
    if (activated.length === 0) return;
    await this.outbox.publish(tx, 'assignment.activated', activated.map(toFact), { by: system });
    const review = await tx.review.findUniqueOrThrow({ where: { id: reviewId } });
    const items = await listItems(tx, { id: { in: activated.map(({ id }) => id) } });
    const holders = await this.focalPoints.of(tx, [...new Set(items.map(({ institutionId }) => institutionId))]);
    await this.post.post(
      tx,
      'assignments-activated',
      [...groupBy(holders, ({ person }) => person.id).values()].flatMap((held) => {
        const person = held[0]?.person;
        if (!person) return [];
        const theirs = new Set(held.map(({ institutionId }) => institutionId));
        return [
          {
            to: person,
            threadId: reviewId,
            props: {
              name: person.name,
              review: { mechanism: review.mechanism, session: review.session },
              institutions: byInstitution(items.filter(({ institutionId }) => theirs.has(institutionId))).map(
                (institution) => ({
                  ...institution,
                  lead: institution.items.filter(({ role }) => role === 'LEAD').length,
                  supporting: institution.items.filter(({ role }) => role === 'SUPPORTING').length,
                }),
              ),
            },
          },
        ];
      }),
    );
  }
}

const toFact = ({ id, ...rest }: { id: string; recommendationId: string; institutionId: string }) => ({
  assignmentId: id,
  ...rest,
});
