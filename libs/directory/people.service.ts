import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { secretariat, seesAll, type Caller } from '../access/index.js';
import {
  Conflict,
  Database,
  fromDay,
  isDuplicate,
  newId,
  NotFound,
  Outbox,
  readCursor,
  toPage,
  type Actor,
  type PageOf,
} from '../platform/index.js';
import type { ChangePerson, Person, PersonQuery, RegisterPerson } from './directory.schemas.js';
import { MechanismService } from './mechanism.service.js';

/** People the mechanism writes to. Their addresses are for the secretariat only. */
@Injectable()
export class PeopleService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
  ) {}

  /** By name. Who acts for an institution sees the people of that institution only. */
  async list({ institutionId, q, cursor, limit }: PersonQuery, caller: Caller): Promise<PageOf<Person>> {
    const [name, id] = readCursor(cursor, z.tuple([z.string(), z.uuid()])) ?? [];
    const today = fromDay(await this.mechanism.today());
    const valid = { startsOn: { lte: today }, OR: [{ endsOn: null }, { endsOn: { gte: today } }] };
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

  async change(id: string, facts: ChangePerson, by: Actor): Promise<Person> {
    return this.db.transaction(async (tx) => {
      if (!(await tx.person.findUnique({ where: { id } }))) throw new NotFound('person');
      const person = await tx.person.update({ where: { id }, data: facts }).catch(emailTaken);
      await this.outbox.publish(tx, 'person.changed', { personId: id }, { by });
      return person;
    });
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
