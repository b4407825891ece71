import { Injectable } from '@nestjs/common';
import { MechanismService } from '../directory/index.js';
import {
  Clock,
  Conflict,
  Database,
  isDuplicate,
  newId,
  NotFound,
  Outbox,
  type Actor,
  type Tx,
} from '../platform/index.js';
import type { SetStakeholderList, StakeholderListView } from './invitations.schemas.js';
import { candidates, type Candidate } from './whom.queries.js';

/** Lists of stakeholders, kept to be used again: whoever fits their filter on the day, with those added and without those left out. */
@Injectable()
export class StakeholderListsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
  ) {}

  async list(): Promise<StakeholderListView[]> {
    return (await this.db.now.stakeholderList.findMany({ include: members, orderBy: { name: 'asc' } })).map(shown);
  }

  async get(id: string): Promise<StakeholderListView> {
    const found = await this.db.now.stakeholderList.findUnique({ where: { id }, include: members });
    if (!found) throw new NotFound('stakeholder list');
    return shown(found);
  }

  /** Who is on it today. */
  async preview(id: string): Promise<Candidate[]> {
    await this.get(id);
    const whom = { listIds: [id], institutionIds: [], personIds: [] };
    return candidates(this.db.now, whom, { day: await this.mechanism.today(), consultationId: null });
  }

  /** Keeps a new list. Returns its id. Throws NotFound, and Conflict where another one has its name. */
  async add(wanted: SetStakeholderList, by: Actor): Promise<string> {
    return this.db.transaction(async (tx) => {
      const id = newId();
      const now = this.clock.now();
      const data = { id, ...filterOf(wanted), createdAt: now, changedAt: now };
      await tx.stakeholderList.create({ data }).catch(nameTaken);
      await this.setMembers(tx, id, wanted);
      await this.outbox.publish(tx, 'stakeholder-list.set', { listId: id }, { by });
      return id;
    });
  }

  /** Says anew who is on it. Throws as `add`. */
  async set(id: string, wanted: SetStakeholderList, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM stakeholder_list WHERE id = ${id}::uuid FOR UPDATE`;
      await this.get(id);
      const data = { ...filterOf(wanted), changedAt: this.clock.now() };
      await tx.stakeholderList.update({ where: { id }, data }).catch(nameTaken);
      await this.setMembers(tx, id, wanted);
      await this.outbox.publish(tx, 'stakeholder-list.set', { listId: id }, { by });
    });
  }

  /** Forgets a list; whoever was invited through it stays invited. */
  async remove(id: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { count } = await tx.stakeholderList.deleteMany({ where: { id } });
      if (count === 0) throw new NotFound('stakeholder list');
      await this.outbox.publish(tx, 'stakeholder-list.set', { listId: id }, { by, reason: 'removed' });
    });
  }

  private async setMembers(tx: Tx, listId: string, wanted: SetStakeholderList): Promise<void> {
    const { institutionIds, personIds, leftOutInstitutionIds, leftOutPersonIds } = wanted;
    // Whoever is both added and left out is left out.
    const institutions = new Map([
      ...institutionIds.map((id) => [id, false] as const),
      ...leftOutInstitutionIds.map((id) => [id, true] as const),
    ]);
    const people = new Map([
      ...personIds.map((id) => [id, false] as const),
      ...leftOutPersonIds.map((id) => [id, true] as const),
    ]);
    const found = await tx.institution.count({ where: { id: { in: [...institutions.keys()] } } });
    if (found < institutions.size) throw new NotFound('institution');
    if ((await tx.person.count({ where: { id: { in: [...people.keys()] } } })) < people.size) {
      throw new NotFound('person');
    }
    await tx.stakeholderListMember.deleteMany({ where: { listId } });
    await tx.stakeholderListMember.createMany({
      data: [
        ...[...institutions].map(([institutionId, isLeftOut]) => ({ id: newId(), listId, institutionId, isLeftOut })),
        ...[...people].map(([personId, isLeftOut]) => ({ id: newId(), listId, personId, isLeftOut })),
      ],
    });
  }
}

const named = { select: { id: true, name: true } } as const;
const members = { members: { include: { institution: named, person: named } } } as const;

const filterOf = ({ name, isFilter, kinds, themes, provinces, locales }: SetStakeholderList) => ({
  ...{ name, isFilter, kinds, themes, provinces, locales },
});

type Named = { id: string; name: string };
type Stored = Omit<StakeholderListView, 'institutions' | 'people' | 'leftOutInstitutions' | 'leftOutPeople'> & {
  members: { isLeftOut: boolean; institution: Named | null; person: Named | null }[];
};

const byName = (a: Named, b: Named) => a.name.localeCompare(b.name);
const shown = ({ members: all, ...list }: Stored): StakeholderListView => {
  const those = (of: 'institution' | 'person', isLeftOut: boolean) =>
    all.flatMap((member) => (member.isLeftOut === isLeftOut ? (member[of] ?? []) : [])).sort(byName);
  const { id, name, isFilter, kinds, themes, provinces, locales } = list;
  return {
    ...{ id, name, isFilter, kinds, themes, provinces, locales },
    institutions: those('institution', false),
    people: those('person', false),
    leftOutInstitutions: those('institution', true),
    leftOutPeople: those('person', true),
  };
};

const nameTaken = (error: unknown): never => {
  if (isDuplicate(error)) throw new Conflict('list-name-taken', 'Another list has this name. Choose another one.');
  throw error;
};
