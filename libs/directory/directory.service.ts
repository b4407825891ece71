import { Injectable } from '@nestjs/common';
import { Database, fromDay, newId, Outbox, toDay, type Tx } from '../platform/index.js';
import { planDirectory, type DirectoryPlan, type Known } from './directory-import.rules.js';
import { normalEmail, normalName } from './directory.rules.js';
import type { DirectoryRow, DirectoryVerdict, RegisterPerson } from './directory.schemas.js';
import { MandatesService, type Cause } from './mandates.service.js';
import { MechanismService } from './mechanism.service.js';

/** Takes whole lists of institutions, people and mandates. */
@Injectable()
export class DirectoryService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly mandates: MandatesService,
  ) {}

  /** What applying these rows would do, row by row; changes nothing. */
  async compare(rows: DirectoryRow[]): Promise<DirectoryVerdict[]> {
    return (await this.plan(this.db.now, rows)).verdicts;
  }

  /** Applies the rows: institutions by name, people by e-mail, mandates by person, institution and role. Returns what it did, row by row. */
  async apply(tx: Tx, rows: DirectoryRow[], cause: Cause): Promise<DirectoryVerdict[]> {
    const plan = await this.plan(tx, rows);
    await this.applyInstitutions(tx, plan, cause);
    await this.applyPeople(tx, plan, cause);
    await this.startMandates(tx, plan, cause);
    await this.changeMandates(tx, plan, cause);
    return plan.verdicts;
  }

  private async plan(tx: Tx, rows: DirectoryRow[]): Promise<DirectoryPlan> {
    const names = rows.map(({ institution }) => normalName(institution.name));
    const emails = rows.flatMap(({ person }) => (person ? [normalEmail(person.email)] : []));
    const institutions = await tx.institution.findMany({ where: { name: { in: names } }, omit: { id: true } });
    const people = await tx.person.findMany({ where: { email: { in: emails } }, omit: { id: true } });
    const mandates = await tx.mandate.findMany({
      where: { person: { email: { in: emails } }, institution: { name: { in: names } } },
      include: { person: { select: { email: true } }, institution: { select: { name: true } } },
      orderBy: { startsOn: 'desc' },
    });
    const known: Known = {
      institutions: new Map(institutions.map((row) => [row.name, row])),
      people: new Map(people.map((row) => [row.email, row as RegisterPerson])),
      mandates: mandates.map(({ id, role, startsOn, endsOn, person, institution }) => ({
        id,
        role,
        email: person.email,
        institution: institution.name,
        startsOn: toDay(startsOn),
        endsOn: endsOn === null ? null : toDay(endsOn),
      })),
    };
    return planDirectory(rows, known, await this.mechanism.today());
  }

  private async applyInstitutions(tx: Tx, plan: DirectoryPlan, cause: Cause): Promise<void> {
    const added = plan.newInstitutions.map((institution) => ({ id: newId(), ...institution }));
    await tx.institution.createMany({ data: added });
    const registered = added.map(({ id }) => ({ institutionId: id }));
    await this.outbox.publish(tx, 'institution.registered', registered, cause);
    const to = plan.changedInstitutions;
    const changed = await tx.$queryRaw<{ institutionId: string }[]>`
      UPDATE institution SET acronym = row.acronym, kind = row.kind::"InstitutionKind", province = row.province,
                             themes = ARRAY(SELECT jsonb_array_elements_text(row.themes::jsonb))
      FROM unnest(${to.map(({ name }) => name)}::text[], ${to.map(({ acronym }) => acronym)}::text[],
                  ${to.map(({ kind }) => kind)}::text[], ${to.map(({ province }) => province)}::text[],
                  ${to.map(({ themes }) => JSON.stringify(themes))}::text[])
           AS row (name, acronym, kind, province, themes)
      WHERE institution.name = row.name RETURNING institution.id AS "institutionId"`;
    await this.outbox.publish(tx, 'institution.changed', changed, cause);
  }

  private async applyPeople(tx: Tx, plan: DirectoryPlan, cause: Cause): Promise<void> {
    const added = plan.newPeople.map((person) => ({ id: newId(), ...person }));
    await tx.person.createMany({ data: added });
    const registered = added.map(({ id }) => ({ personId: id }));
    await this.outbox.publish(tx, 'person.registered', registered, cause);
    const to = plan.changedPeople;
    const changed = await tx.$queryRaw<{ personId: string }[]>`
      UPDATE person SET name = row.name, locale = row.locale, time_zone = row.time_zone
      FROM unnest(${to.map(({ email }) => email)}::text[], ${to.map(({ name }) => name)}::text[],
                  ${to.map(({ locale }) => locale)}::text[], ${to.map(({ timeZone }) => timeZone)}::text[])
           AS row (email, name, locale, time_zone)
      WHERE person.email = row.email RETURNING person.id AS "personId"`;
    await this.outbox.publish(tx, 'person.changed', changed, cause);
  }

  private async startMandates(tx: Tx, { newMandates: terms }: DirectoryPlan, cause: Cause): Promise<void> {
    const started = await tx.$queryRaw<Started[]>`
      INSERT INTO mandate (id, person_id, institution_id, role, starts_on, ends_on)
      SELECT row.id, person.id, institution.id, row.role::"MandateRole", row.starts_on, row.ends_on
      FROM unnest(${terms.map(() => newId())}::uuid[], ${terms.map(({ email }) => email)}::text[],
                  ${terms.map(({ institution }) => institution)}::text[], ${terms.map(({ role }) => role)}::text[],
                  ${terms.map(({ startsOn }) => startsOn)}::date[], ${terms.map(({ endsOn }) => endsOn)}::date[])
           AS row (id, email, institution, role, starts_on, ends_on)
      JOIN person ON person.email = row.email JOIN institution ON institution.name = row.institution
      RETURNING id, person_id AS "personId", institution_id AS "institutionId", ends_on::text AS "endsOn"`;
    const facts = started.map(({ id, personId, institutionId }) => ({ mandateId: id, personId, institutionId }));
    await this.outbox.publish(tx, 'mandate.started', facts, cause);
    await this.planEnds(tx, started, cause);
  }

  private async changeMandates(tx: Tx, { changedMandates: terms }: DirectoryPlan, cause: Cause): Promise<void> {
    for (const { id, startsOn, endsOn } of terms) {
      const data = { startsOn: fromDay(startsOn), endsOn: endsOn === null ? null : fromDay(endsOn) };
      await tx.mandate.update({ where: { id }, data });
    }
    const moved = await tx.mandate.findMany({
      where: { id: { in: terms.flatMap(({ id, endMoved }) => (endMoved ? [id] : [])) } },
    });
    const ends = moved.map((mandate) => ({ ...mandate, endsOn: mandate.endsOn && toDay(mandate.endsOn) }));
    const ids = ends.map(({ id }) => id);
    await this.planEnds(tx, ends, cause);
    await this.mandates.announceEnds(tx, ids, cause);
  }

  private async planEnds(tx: Tx, ends: Started[], cause: Cause): Promise<void> {
    const today = await this.mechanism.today();
    const toCome = ends.flatMap(({ endsOn, successorId = null, ...end }) =>
      endsOn !== null && endsOn >= today ? [{ ...end, endsOn, successorId }] : [],
    );
    await this.mandates.planEnds(tx, toCome, cause);
  }
}

interface Started {
  id: string;
  personId: string;
  institutionId: string;
  endsOn: string | null;
  successorId?: string | null;
}
