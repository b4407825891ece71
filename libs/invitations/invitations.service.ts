import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { EventPayload } from '../catalogue/index.js';
import { ConsultationsService, NotNow } from '../consultations/index.js';
import { MechanismService } from '../directory/index.js';
import {
  Clock,
  Database,
  newId,
  Outbox,
  system,
  type Actor,
  type ConsultationStatus,
  type InstitutionKind,
  type Tx,
} from '../platform/index.js';
import type { Invited, InvitationPreview, Prospect, Whom } from './invitations.schemas.js';
import { LettersService } from './letters.service.js';
import { candidates, type Candidate } from './whom.queries.js';

type Wanted = z.infer<typeof Whom>;
type Held = Awaited<ReturnType<ConsultationsService['hold']>>;

/** Statuses in which people may still be invited; before invitations go out, they wait. */
const open: readonly ConsultationStatus[] = ['DRAFT', 'SCHEDULED', 'INVITING', 'POSTPONED'];

/** Who is invited, and when they are told. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly consultations: ConsultationsService,
    private readonly letters: LettersService,
  ) {}

  /** Who would get what, if these were invited; changes nothing. */
  async preview(consultationId: string, whom: Wanted): Promise<InvitationPreview> {
    const tx = this.db.now;
    const found = await candidates(tx, whom, { day: await this.mechanism.today(), consultationId });
    const { capacity, seats } = await tx.consultation.findUniqueOrThrow({
      where: { id: consultationId },
      select: { capacity: true, seats: true },
    });
    const present = await tx.invitation.groupBy({
      by: ['kind'],
      where: { consultationId, withdrawnAt: null, answer: { notIn: ['DECLINED', 'DELEGATED'] } },
      _count: { _all: true },
    });
    const unanswered = await tx.invitation.groupBy({
      by: ['kind'],
      where: { consultationId, withdrawnAt: null, answer: null },
      _count: { _all: true },
    });
    const count = new Map<InstitutionKind | null, number>();
    for (const { kind, _count } of [...present, ...unanswered]) {
      count.set(kind, (count.get(kind) ?? 0) + _count._all);
    }
    for (const { kind } of found.filter(isNew)) count.set(kind, (count.get(kind) ?? 0) + 1);
    const invitees = [...count.values()].reduce((sum, one) => sum + one, 0);
    const groups = seats.map((group) => ({ ...group, invitees: count.get(group.kind) ?? 0 }));
    return {
      items: found.map(asProspect),
      invitees,
      capacity,
      crowded: [
        ...(capacity !== null && invitees > capacity ? [{ kind: null, invitees, seats: capacity }] : []),
        ...groups
          .filter((group) => group.invitees > group.seats)
          .map((group) => ({ kind: group.kind, invitees: group.invitees, seats: group.seats })),
      ],
    };
  }

  /**
   * Invites those who are not yet; somebody whose invitation was taken back only if named by themselves. Once invitations are
   * out, they are told at once. Throws NotFound, and NotNow once it is over.
   */
  async invite(consultationId: string, whom: Wanted, by: Actor): Promise<Invited> {
    return this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, consultationId);
      if (!open.includes(held.status)) throw new NotNow(held.status);
      const found = await candidates(tx, whom, { day: await this.mechanism.today(), consultationId });
      const now = this.clock.now();
      const added = found.filter(isNew).map(({ personId, institutionId, kind, province, invitationId }) => ({
        ...{ id: invitationId ?? newId(), consultationId, personId, institutionId, kind, province, invitedAt: now },
        isAgain: invitationId !== null,
      }));
      const again = added.filter(({ isAgain }) => isAgain).map(({ id }) => id);
      // Nothing they said before counts.
      await tx.invitation.updateMany({
        where: { id: { in: again } },
        data: {
          ...{ invitedAt: now, withdrawnAt: null, toldAt: null, toldSequence: null, remindedOn: null },
          ...{ answer: null, answeredAt: null, answeredVia: null, isLate: false, formerAnswer: null },
          delegateOfId: null,
        },
      });
      const rows = added.filter(({ isAgain }) => !isAgain);
      await tx.invitation.createMany({ data: rows.map(({ isAgain: _, ...row }) => row) });
      const facts = added.map(({ id, institutionId }) => ({ invitationId: id, consultationId, institutionId }));
      await this.outbox.publish(tx, 'invitation.made', facts, { by });
      return { invited: added.length, told: held.status === 'INVITING' ? await this.tell(tx, held) : 0 };
    });
  }

  /** Has the invitations go out now; once they are out, tells those who were invited since. Throws NotFound, NotNow. */
  async sendOut(consultationId: string, by: Actor): Promise<Invited> {
    return this.db.transaction(async (tx) => {
      const held = await this.consultations.hold(tx, consultationId);
      if (held.status !== 'SCHEDULED' && held.status !== 'INVITING') throw new NotNow(held.status);
      return { invited: 0, told: await this.open(tx, held, by) };
    });
  }

  /** The moment that was set for it has come, unless another one was set since. */
  async sendDue(facts: EventPayload<'invitations.due'>[], tx: Tx): Promise<void> {
    for (const consultationId of distinct(facts)) {
      const held = await this.consultations.hold(tx, consultationId);
      const isDue = held.inviteAt !== null && held.inviteAt <= this.clock.now();
      if (held.status === 'SCHEDULED' && isDue) await this.open(tx, held, system);
    }
  }

  /** Tells those who have not been told. The caller holds the consultation, whose invitations are out. Returns how many. */
  async tell(tx: Tx, { id: consultationId, sequence }: Pick<Held, 'id' | 'sequence'>): Promise<number> {
    const told = await tx.invitation.updateManyAndReturn({
      where: {
        ...{ consultationId, toldAt: null, withdrawnAt: null, forgottenAt: null, attendance: null },
        NOT: { personId: null },
      },
      data: { toldAt: this.clock.now(), toldSequence: sequence },
      select: { id: true, delegateOfId: true },
    });
    const those = (isDelegate: boolean) =>
      told.filter(({ delegateOfId }) => (delegateOfId !== null) === isDelegate).map(({ id }) => id);
    await this.letters.write(tx, consultationId, those(false), { news: 'INVITED' });
    await this.letters.write(tx, consultationId, those(true), { news: 'DELEGATED' });
    return told.length;
  }

  private async open(tx: Tx, held: Held, by: Actor): Promise<number> {
    if (held.status === 'SCHEDULED') {
      await this.consultations.advance(tx, held.id, 'INVITING');
      await this.outbox.publish(tx, 'consultation.opened', { consultationId: held.id }, { by });
    }
    return this.tell(tx, held);
  }
}

/** Each consultation once, in one order for everybody: so that no two wait for each other. */
export const distinct = (facts: { consultationId: string }[]): string[] =>
  [...new Set(facts.map(({ consultationId }) => consultationId))].sort();

const standingOf = (found: Candidate): Prospect['standing'] => {
  if (found.personId === null) return 'NOBODY';
  if (found.isForgotten) return 'FORGOTTEN';
  if (found.invitationId === null) return 'NEW';
  if (!found.isWithdrawn) return 'INVITED';
  return found.isNamed ? 'NEW' : 'WITHDRAWN';
};
const isNew = (found: Candidate) => standingOf(found) === 'NEW';

export const asProspect = (found: Candidate): Prospect => {
  const { personId, name, locale, institutionId, institution, kind, isSuppressed } = found;
  const standing = standingOf(found);
  return {
    ...{ personId, name, locale, kind, standing },
    institution: institutionId !== null && institution !== null ? { id: institutionId, name: institution } : null,
    channel: standing === 'NOBODY' || standing === 'FORGOTTEN' ? 'NONE' : isSuppressed ? 'SUPPRESSED' : 'MAIL',
  };
};
