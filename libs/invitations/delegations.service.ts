import { Injectable } from '@nestjs/common';
import { PeopleService } from '../directory/index.js';
import { Clock, Database, newId, Outbox, type Actor, type Tx } from '../platform/index.js';
import { InvitationAnswersService } from './answers.service.js';
import { newDoorCode } from './door-code.js';
import { DelegateIsYourself, DelegateOfDelegate, TooManyDelegates } from './invitations.errors.js';
import type { Delegate } from './invitations.schemas.js';
import { InvitationsService } from './invitations.service.js';
import { SeatsService } from './seats.service.js';
import { WithdrawalsService } from './withdrawals.service.js';

/** So often one may name somebody, whoever it is: each time a mail goes to them. */
const most = 5;

/** Somebody who was invited sends somebody else in their place. */
@Injectable()
export class DelegationsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly people: PeopleService,
    private readonly answers: InvitationAnswersService,
    private readonly invitations: InvitationsService,
    private readonly seats: SeatsService,
    private readonly withdrawals: WithdrawalsService,
  ) {}

  /**
   * Names who goes in their place: found by address, or registered. A seat is kept for them till they answer. Whoever was named
   * before goes no more. Whether the person was invited already is not told: nobody is to learn who else was. Throws as answers
   * do, and DelegateOfDelegate, DelegateIsYourself, TooManyDelegates.
   */
  async delegate(
    invitationId: string,
    wanted: Delegate,
    by: Actor & { personId: string },
    seen: number | null = null,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { held, invitation, isLate } = await this.answers.open(tx, invitationId, seen);
      const { id: consultationId } = held;
      if (invitation.delegateOfId !== null) throw new DelegateOfDelegate();
      const delegate = await this.personOf(tx, wanted, by);
      if (delegate === invitation.personId) throw new DelegateIsYourself();
      const before = await tx.invitation.findFirst({ where: { delegateOfId: invitationId, withdrawnAt: null } });
      if (before?.personId === delegate && invitation.answer === 'DELEGATED') return;
      if ((await this.timesNamed(tx, invitationId)) >= most) throw new TooManyDelegates(most);
      const { seat, seatAt } = before ?? invitation;
      if (before) await this.withdrawals.end(tx, held, [before.id], { by, reason: null });
      await tx.invitation.update({
        where: { id: invitationId },
        data: {
          ...{ answer: 'DELEGATED', answeredAt: this.clock.now(), answeredVia: 'LINK', isLate, seat: 'NONE' },
          ...{ seatAt: null, answeredSequence: held.timeSequence },
        },
      });
      const cause = { by };
      const answered = { invitationId, consultationId, answer: 'DELEGATED' as const };
      await this.outbox.publish(tx, 'invitation.answered', answered, cause);
      const theirs = await tx.invitation.findUnique({
        where: { consultationId_personId: { consultationId, personId: delegate } },
      });
      const isOurs = theirs?.delegateOfId === invitationId && theirs.forgottenAt === null;
      if (!theirs || isOurs) {
        const { institutionId, kind, province } = invitation;
        const data = {
          ...{ institutionId, kind, province, seat, seatAt, invitedAt: this.clock.now() },
          ...{ delegateOfId: invitationId, withdrawnAt: null, toldAt: null, answer: null, answeredAt: null },
          doorCode: seat === 'HELD' ? (theirs?.doorCode ?? newDoorCode()) : (theirs?.doorCode ?? null),
        };
        const id = theirs?.id ?? newId();
        await tx.invitation.upsert({
          where: { id },
          create: { id, consultationId, personId: delegate, ...data },
          update: data,
        });
        await this.outbox.publish(tx, 'invitation.made', { invitationId: id, consultationId, institutionId }, cause);
        await this.invitations.tell(tx, held);
      }
      await this.seats.moveUp(tx, consultationId);
    });
  }

  private async timesNamed(tx: Tx, invitationId: string): Promise<number> {
    const named = await tx.invitation.findMany({ where: { delegateOfId: invitationId }, select: { id: true } });
    return tx.event.count({ where: { name: 'invitation.made', subjectIds: { hasSome: named.map(({ id }) => id) } } });
  }

  private async personOf(tx: Tx, { name, email, locale }: Delegate, by: Actor & { personId: string }): Promise<string> {
    const found = await tx.person.findUnique({ where: { email }, select: { id: true } });
    if (found) return found.id;
    const { timeZone } = await tx.person.findUniqueOrThrow({ where: { id: by.personId }, select: { timeZone: true } });
    return (await this.people.register({ name, email, locale, timeZone }, by)).id;
  }
}
