import { Injectable } from '@nestjs/common';
import { canAnswer } from '../consultations/index.js';
import { Clock, Outbox, system, type InstitutionKind, type Tx } from '../platform/index.js';
import { movingUp, type Seats, type Taken } from './seats.rules.js';

/** Seats of a consultation: held, waited for, freed. The caller holds the consultation's row: so nobody takes the last one twice. */
@Injectable()
export class SeatsService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  async read(tx: Tx, consultationId: string): Promise<{ seats: Seats; taken: Taken }> {
    const { capacity, seats } = await tx.consultation.findUniqueOrThrow({
      where: { id: consultationId },
      select: { capacity: true, seats: true },
    });
    const held = await tx.invitation.groupBy({
      by: ['kind'],
      where: { consultationId, seat: 'HELD' },
      _count: { _all: true },
    });
    const groups = new Map<InstitutionKind | null, number>(held.map(({ kind, _count }) => [kind, _count._all]));
    return {
      seats: { capacity, groups: new Map(seats.map((group) => [group.kind, group.seats])) },
      taken: { all: held.reduce((sum, { _count }) => sum + _count._all, 0), groups },
    };
  }

  /** Gives free seats to those who have waited longest. They hear of it through `seat.given`. Returns their invitations. */
  async moveUp(tx: Tx, consultationId: string): Promise<string[]> {
    const { status } = await tx.consultation.findUniqueOrThrow({
      where: { id: consultationId },
      select: { status: true },
    });
    if (!canAnswer(status)) return [];
    const waiting = await tx.invitation.findMany({
      where: { consultationId, seat: 'WAITING' },
      orderBy: [{ seatAt: 'asc' }, { id: 'asc' }],
      select: { id: true, kind: true },
    });
    if (waiting.length === 0) return [];
    const { seats, taken } = await this.read(tx, consultationId);
    const up = movingUp(waiting, seats, taken);
    await tx.invitation.updateMany({ where: { id: { in: up } }, data: { seat: 'HELD', seatAt: this.clock.now() } });
    const facts = up.map((invitationId) => ({ invitationId, consultationId }));
    await this.outbox.publish(tx, 'seat.given', facts, { by: system });
    return up;
  }
}
