import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { RevocationService, secretariat, seesAll, type Caller } from '../access/index.js';
import {
  Conflict,
  Database,
  isDuplicate,
  newId,
  NotFound,
  Outbox,
  Post,
  readCursor,
  toPage,
  type Actor,
  type PageOf,
  type Tx,
} from '../platform/index.js';
import { AddressOfSomebodyWithRoles } from './directory.errors.js';
import type { ChangePerson, Person, PersonQuery, RegisterPerson } from './directory.schemas.js';
import { validOn } from './mandates.queries.js';
import { MechanismService } from './mechanism.service.js';

/** People the mechanism writes to. Their addresses are for the secretariat only. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly revocation: RevocationService,
    private readonly post: Post,
  ) {}

  /** By name. Who acts for an institution sees the people of that institution only. */
  async list({ institutionId, q, cursor, limit }: PersonQuery, caller: Caller): Promise<PageOf<Person>> {
    const [name, id] = readCursor(cursor, z.tuple([z.string(), z.uuid()])) ?? [];
    const valid = validOn(await this.mechanism.today());
    const rows = await this.db.now.person.findMany({
      where: {
        ...(q && { name: { contains: q, mode: 'insensitive' as const } }),
        AND: [
          institutionId ? { mandates: { some: { institutionId, ...valid } } } : {},
          visibleTo(caller),
          name && id ? { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] } : {},
        ],
      },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: limit + 1,
    });
    return toPage(
      rows,
      limit,
      (row) => [row.name, row.id],
      (row) => shownTo(caller, row),
    );
  }

  async get(id: string, caller: Caller): Promise<Person> {
    const person = await this.db.now.person.findFirst({ where: { id, ...visibleTo(caller) } });
    if (!person) throw new NotFound('person');
    return shownTo(caller, person);
  }

  async register(facts: RegisterPerson, by: Actor): Promise<Person> {
    return this.db.transaction(async (tx) => {
      const person = await tx.person.create({ data: { id: newId(), ...facts } }).catch(emailTaken);
      await this.outbox.publish(tx, 'person.registered', { personId: person.id }, { by });
      return person;
    });
  }

  /** Another address ends what was sent to the old one. Throws AddressOfSomebodyWithRoles unless an administrator changes that. */
  async change(id: string, facts: ChangePerson, caller: Caller): Promise<Person> {
    const by = caller.actor;
    return this.db.transaction(async (tx) => {
      // Whoever gives the person a role meanwhile waits, and so does whoever mails them a link to sign in.
      await tx.$queryRaw`SELECT 1 FROM person WHERE id = ${id}::uuid FOR UPDATE`;
      const before = await tx.person.findUnique({ where: { id }, include: { roles: true } });
      if (!before) throw new NotFound('person');
      const moves = facts.email !== undefined && facts.email !== before.email;
      if (moves && before.roles.length > 0 && !caller.rights.has('administrator')) {
        throw new AddressOfSomebodyWithRoles();
      }
      const person = await tx.person.update({ where: { id }, data: facts }).catch(emailTaken);
      await this.outbox.publish(tx, 'person.changed', { personId: id }, { by });
      if (moves) await this.leaveAddress(tx, before, by);
      return person;
    });
  }

  /** How a person is spoken to, as they say themselves: no right is needed for that. The same again changes nothing. */
  async speak(tx: Tx, id: string, facts: Pick<RegisterPerson, 'locale' | 'timeZone'>, by: Actor): Promise<void> {
    const { count } = await tx.person.updateMany({ where: { id, NOT: facts }, data: facts });
    if (count > 0) await this.outbox.publish(tx, 'person.changed', { personId: id }, { by });
  }

  /** What went to the old address must open nothing any more; and the person hears of it there. */
  private async leaveAddress(tx: Tx, before: Person & { email: string }, by: Actor): Promise<void> {
    await this.revocation.revokeAll(before.id, { by, reason: 'the e-mail address was changed' });
    const { name: mechanism } = await this.mechanism.get();
    await this.post.post(tx, 'address-changed', [{ to: before, props: { name: before.name, mechanism } }]);
  }
}

const visibleTo = (caller: Caller) =>
  seesAll(caller)
    ? {}
    : { OR: [{ id: caller.personId }, { mandates: { some: { institutionId: { in: caller.institutionIds } } } }] };

const shownTo = (caller: Caller, { email, ...person }: Person): Person =>
  secretariat.some((right) => caller.rights.has(right)) || person.id === caller.personId
    ? { ...person, email }
    : person;

const emailTaken = (error: unknown): never => {
  if (isDuplicate(error)) throw new Conflict('email-taken', 'Another person has this e-mail address.');
  throw error;
};
