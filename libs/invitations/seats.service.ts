import { Injectable } from '@nestjs/common';
import { canAnswer } from '../consultations/index.js';
import { Clock, Outbox, system, type InstitutionKind, type Tx } from '../platform/index.js';
import { newDoorCode } from './door-code.js';
import { LettersService } from './letters.service.js';
import { movingUp, type Seats, type Taken } from './seats.rules.js';

/** Seats of a consultation: held, waited for, freed. The caller holds the consultation's row: so nobody takes the last one twice. */
@Injectable()
export class SeatsService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly letters: LettersService,
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

  /** Gives free seats to those who have waited longest, and tells them. Returns their invitations. */
  async moveUp(tx: Tx, consultationId: string): Promise<string[]> {
    const { status } = await tx.consultation.findUniqueOrThrow({
      where: { id: consultationId },
      select: { status: true },
    });
    if (!canAnswer(status)) return [];
    const waiting = await tx.invitation.findMany({
      // Whoever waited for a seat on another date has not said yet that they come.
      where: { consultationId, seat: 'WAITING', answer: 'ACCEPTED' },
      orderBy: [{ seatAt: 'asc' }, { id: 'asc' }],
      select: { id: true, kind: true },
    });
    if (waiting.length === 0) return [];
    const { seats, taken } = await this.read(tx, consultationId);
    const up = movingUp(waiting, seats, taken);
    if (up.length === 0) return [];
    await tx.$executeRaw`
      UPDATE invitation SET seat = 'HELD', seat_at = ${this.clock.now()}, door_code = coalesce(door_code, u.code)
      FROM unnest(${up}::uuid[], ${up.map(newDoorCode)}::text[]) AS u (id, code) WHERE invitation.id = u.id`;
    const facts = up.map((invitationId) => ({ invitationId, consultationId }));
    await this.outbox.publish(tx, 'seat.given', facts, { by: system });
    await this.letters.write(tx, consultationId, up, { news: 'SEAT_GIVEN' });
    return up;
  }
}
