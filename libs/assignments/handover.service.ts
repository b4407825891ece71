import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { dueDaysOf } from '../deadlines/index.js';
import type { Recipient } from '../directory/index.js';
import { Clock, Outbox, Post, system, toDay, type Tx } from '../platform/index.js';
import { FocalPoints } from './focal-points.js';
import { VerificationService } from './verification.service.js';

/** What happens to the open work of whoever leaves. Work belongs to the institution: only whose link works, and who is told, changes. */
@Injectable()
export class HandoverService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly post: Post,
    private readonly focalPoints: FocalPoints,
    private readonly verification: VerificationService,
  ) {}

  /** Ends the links of the person who leaves, gives the open lists to whoever holds the mandate now, and tells both. */
  async handOver(
    { mandateId, personId, institutionId, successorId }: EventPayload<'mandate.ended'>,
    tx: Tx,
  ): Promise<void> {
    const mandate = await tx.mandate.findUniqueOrThrow({
      where: { id: mandateId },
      include: { institution: true, person: true },
    });
    const holders = await this.focalPoints.all(tx, [institutionId]);
    if (!holders.some(({ person }) => person.id === personId)) await this.revokeLinks(tx, personId, institutionId);
    const successors = holders.filter(
      ({ person, role }) =>
        person.id !== personId && (successorId === null ? role === mandate.role : person.id === successorId),
    );
    const distinct = [...new Map(successors.map((holder) => [holder.person.id, holder.person])).values()];
    for (const successor of distinct) await this.give(tx, successor, mandate.institution);
    if (holders.length === 0) await this.focalPoints.reportVacant(tx, [mandate.institution.name]);
    await this.post.post(tx, 'mandate-ended', [
      {
        to: mandate.person,
        props: {
          name: mandate.person.name,
          institution: mandate.institution.name,
          successor: distinct.map(({ name }) => name).join(', ') || null,
        },
      },
    ]);
  }

  /** One mail for each open list, with its link; one without a link when nothing is open. */
  private async give(tx: Tx, person: Recipient, institution: { id: string; name: string }): Promise<void> {
    const lists = await tx.verification.findMany({
      where: { institutionId: institution.id, assignments: { some: { status: 'UNDER_VERIFICATION' } } },
      include: { round: true, _count: { select: { assignments: { where: { status: 'UNDER_VERIFICATION' } } } } },
      orderBy: { round: { openedAt: 'asc' } },
    });
    const letter = (open: number, linkId: string | null) => ({
      to: person,
      props: { name: person.name, institution: institution.name, open, linkId },
    });
    if (lists.length === 0) {
      await this.post.post(tx, 'work-handed-over', [letter(0, null)]);
      return;
    }
    const dueDays = await dueDaysOf(
      tx,
      'VERIFICATION',
      lists.map(({ id }) => id),
    );
    for (const { id, round, _count } of lists) {
      const [linkId = null] = await this.verification.makeLinks(tx, [
        { personId: person.id, roundId: round.id, dueOn: dueDays.get(id) ?? toDay(round.dueOn) },
      ]);
      await this.post.post(tx, 'work-handed-over', [{ ...letter(_count.assignments, linkId), threadId: round.id }]);
    }
  }

  /** The page checks the mandate as well; revoking says so in the audit trail. */
  private async revokeLinks(tx: Tx, personId: string, institutionId: string): Promise<void> {
    const stillActsFor = await this.focalPoints.institutionsOf(tx, personId);
    const rounds = await tx.verificationRound.findMany({
      where: {
        verifications: { some: { institutionId }, none: { institutionId: { in: stillActsFor } } },
      },
      select: { id: true },
    });
    const revoked = await tx.link.updateManyAndReturn({
      where: { personId, purpose: 'verify', revokedAt: null, subjectId: { in: rounds.map(({ id }) => id) } },
      data: { revokedAt: this.clock.now() },
      select: { id: true },
    });
    await this.outbox.publish(
      tx,
      'link.revoked',
      revoked.map(({ id }) => ({ linkId: id, personId })),
      { by: system, reason: 'the mandate ended' },
    );
  }
}
