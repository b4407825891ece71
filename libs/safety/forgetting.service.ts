import { Injectable } from '@nestjs/common';
import { RevocationService } from '../access/index.js';
import { ConsultationsService } from '../consultations/index.js';
import { MandatesService, MechanismService } from '../directory/index.js';
import { SeatsService } from '../invitations/index.js';
import {
  Clock,
  Database,
  fromDay,
  InstitutionKind,
  NotFound,
  Outbox,
  toDay,
  type Actor,
  type Tx,
} from '../platform/index.js';
import {
  blankReasons,
  eraseAnswers,
  eraseElsewhere,
  eraseFromOthersMails,
  eraseInvitations,
  eraseMails,
  eraseReplies,
  eraseWritings,
} from './forgetting.queries.js';
import { ReasonNamesPerson } from './safety.errors.js';
import { addressOfNobody, names, nobody } from './safety.rules.js';

/** Who acts for these holds an office: of that the mechanism keeps who it was. */
const ofState: InstitutionKind[] = ['MINISTRY', 'AGENCY', 'PARLIAMENT', 'JUDICIARY', 'LOCAL_AUTHORITY'];

export interface Wish {
  by: Actor;
  /** Why, where somebody else does it for them; kept, so without their name. */
  reason?: string | null;
  /** Whether what they wrote about consultations goes too, or stays without their name. */
  erasesWritings: boolean;
}

/** What is kept about somebody, in numbers, and whether all of it can be erased. */
export interface Kept {
  name: string;
  invitations: number;
  writings: number;
  holdsOffice: boolean;
}

/** Erases what is known about a person who asks to be forgotten. What they took part in still counts. */
@Injectable()
export class ForgettingService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
    private readonly seats: SeatsService,
    private readonly mandates: MandatesService,
    private readonly mechanism: MechanismService,
    private readonly revocation: RevocationService,
  ) {}

  /** Throws NotFound for who was forgotten. */
  async kept(personId: string): Promise<Kept> {
    const tx = this.db.now;
    const person = await this.read(tx, personId);
    if (!person) throw new NotFound('person');
    const ofTheirs = { invitation: { personId } };
    const writings = [tx.input.count({ where: ofTheirs }), tx.minutesComment.count({ where: ofTheirs })];
    return {
      name: person.name,
      invitations: await tx.invitation.count({ where: { personId } }),
      writings: (await Promise.all(writings)).reduce((sum, count) => sum + count, 0),
      holdsOffice: person.holdsOffice,
    };
  }

  /** The same about whoever an invitation is of. Throws NotFound for who was forgotten. */
  async keptOf(invitationId: string): Promise<Kept> {
    const tx = this.db.now;
    const { personId, walkInName } = await readRow(tx, invitationId);
    if (personId !== null) return this.kept(personId);
    const where = { invitationId };
    const writings = [tx.input.count({ where }), tx.minutesComment.count({ where })];
    return {
      name: walkInName ?? '',
      invitations: 1,
      writings: (await Promise.all(writings)).reduce((sum, count) => sum + count, 0),
      holdsOffice: false,
    };
  }

  /**
   * The same as `forget`, from the row of an invitation: who came without an address is known by it alone. Throws NotFound,
   * ReasonNamesPerson.
   */
  async forgetInvitation(invitationId: string, { by, reason = null, erasesWritings }: Wish): Promise<void> {
    const row = await this.db.now.invitation.findUnique({
      where: { id: invitationId },
      select: { consultationId: true, personId: true },
    });
    if (!row) throw new NotFound('invitation');
    const { consultationId, personId } = row;
    if (personId !== null) return this.forget(personId, { by, reason, erasesWritings });
    await this.db.transaction(async (tx) => {
      await this.consultations.hold(tx, consultationId);
      const { walkInName, forgottenAt } = await tx.invitation.findUniqueOrThrow({ where: { id: invitationId } });
      if (forgottenAt !== null) return;
      // Nobody has that address, so that only the name is looked for.
      const person = { id: invitationId, name: walkInName ?? nobody, email: addressOfNobody(invitationId) };
      if (reason !== null && names(reason, person)) throw new ReasonNamesPerson();
      const now = this.clock.now();
      await eraseWritings(tx, [invitationId], erasesWritings, now);
      await eraseReplies(tx, [invitationId], person);
      await eraseInvitations(tx, [invitationId], now);
      // Who is in the directory under the same name is somebody else.
      if ((await tx.person.count({ where: { name: person.name } })) === 0) {
        await eraseFromOthersMails(tx, person);
        await eraseAnswers(tx, person);
      }
      await blankReasons(tx, [invitationId], null);
      await this.seats.moveUp(tx, consultationId);
      await this.outbox.publish(tx, 'participant.forgotten', { invitationId }, { by, reason });
    });
  }

  /**
   * Of who holds an office, only what is about consultations is erased. Twice is no error, and announced once. Throws
   * NotFound, ReasonNamesPerson.
   */
  async forget(personId: string, { by, reason = null, erasesWritings }: Wish): Promise<void> {
    await this.db.transaction(async (tx) => {
      const consultationIds = await this.holdAll(tx, personId);
      const [there] = await tx.$queryRaw<unknown[]>`SELECT 1 FROM person WHERE id = ${personId}::uuid FOR UPDATE`;
      if (there === undefined) throw new NotFound('person');
      const person = await this.read(tx, personId);
      if (!person) return;
      if (reason !== null && names(reason, person)) throw new ReasonNamesPerson();
      const now = this.clock.now();
      const invitations = await tx.invitation.findMany({ where: { personId }, select: { id: true } });
      if (person.holdsOffice && invitations.length === 0) return;
      const ids = invitations.map(({ id }) => id);
      await eraseWritings(tx, ids, erasesWritings, now);
      await eraseReplies(tx, ids, person);
      await eraseInvitations(tx, ids, now);
      await tx.stakeholderListMember.deleteMany({ where: { personId } });
      await eraseMails(tx, personId, person.holdsOffice ? ids : null);
      if (person.holdsOffice) {
        await tx.link.updateMany({
          where: { personId, purpose: 'invitation', revokedAt: null },
          data: { revokedAt: now },
        });
      } else {
        await this.forgetWhole(tx, person, by);
      }
      await blankReasons(tx, ids, person.holdsOffice ? null : person);
      for (const id of consultationIds) await this.seats.moveUp(tx, id);
      await this.outbox.publish(tx, 'participant.forgotten', { personId }, { by, reason });
    });
  }

  private async forgetWhole(tx: Tx, person: Read, by: Actor): Promise<void> {
    const { id: personId } = person;
    const cause = 'they asked to be forgotten';
    await tx.dateVote.deleteMany({ where: { personId } });
    await eraseFromOthersMails(tx, person);
    await eraseElsewhere(tx, person);
    await this.endMandates(tx, personId, by);
    await this.revocation.revokeAll(personId, { by, reason: cause });
    const email = addressOfNobody(personId);
    const { timeZone } = await this.mechanism.get();
    await tx.person.update({
      where: { id: personId },
      data: { name: nobody, email, timeZone, forgottenAt: this.clock.now() },
    });
    // What is still to be said to whoever had their mandates asks no server.
    await tx.suppression.createMany({
      data: [{ address: email, reason: cause, createdAt: this.clock.now() }],
      skipDuplicates: true,
    });
  }

  /** Today is the last day of all their mandates; of those to come, the first. */
  private async endMandates(tx: Tx, personId: string, by: Actor): Promise<void> {
    const today = await this.mechanism.today();
    const held = await tx.mandate.findMany({
      where: { personId, OR: [{ endsOn: null }, { endsOn: { gt: fromDay(today) } }] },
      orderBy: { id: 'asc' },
    });
    for (const { id, startsOn, endsOn } of held) {
      const last = toDay(startsOn) > today ? toDay(startsOn) : today;
      if (endsOn !== null && toDay(endsOn) === last) continue;
      await this.mandates.end(id, { endsOn: last }, by);
    }
  }

  /** In one order for everybody; before their invitations. */
  private async holdAll(tx: Tx, personId: string): Promise<string[]> {
    const found = await tx.invitation.findMany({
      where: { personId },
      select: { consultationId: true },
      orderBy: { consultationId: 'asc' },
    });
    const ids = found.map(({ consultationId }) => consultationId);
    for (const id of ids) await this.consultations.hold(tx, id);
    return ids;
  }

  /** Null: forgotten already. */
  private async read(tx: Tx, id: string) {
    const today = fromDay(await this.mechanism.today());
    const counts = { OR: [{ endsOn: null }, { endsOn: { gte: today } }], institution: { kind: { in: ofState } } };
    const person = await tx.person.findUnique({
      where: { id },
      select: { id: true, name: true, email: true, forgottenAt: true, roles: true, mandates: { where: counts } },
    });
    if (!person) throw new NotFound('person');
    const { roles, mandates, forgottenAt, ...facts } = person;
    return forgottenAt ? null : { ...facts, holdsOffice: roles.length + mandates.length > 0 };
  }
}

/** Throws NotFound, also for a row whose person was forgotten. */
const readRow = async (tx: Tx, id: string) => {
  const found = await tx.invitation.findFirst({
    where: { id, forgottenAt: null },
    select: { personId: true, walkInName: true },
  });
  if (!found) throw new NotFound('invitation');
  return found;
};

interface Read {
  id: string;
  name: string;
  email: string;
}
