import { Injectable } from '@nestjs/common';
import { isValidOn } from '../access/index.js';
import type { EventPayload, JobPayload } from '../catalogue/index.js';
import {
  addDays,
  Clock,
  Database,
  fromDay,
  groupBy,
  momentAt,
  NotFound,
  Outbox,
  system,
  toDay,
  type Actor,
  type Day,
  type MandateRole,
  type Tx,
} from '../platform/index.js';
import {
  MandateAlreadyEnded,
  MandateAlreadyHeld,
  MandateEndAlreadyPlanned,
  MandateEndsBeforeItStarts,
  SuccessorIsTheSame,
  SuccessorUnknown,
} from './directory.errors.js';
import { decideEnd, overlap, type Term } from './directory.rules.js';
import type { EndMandate, StartMandate } from './directory.schemas.js';
import { MechanismService } from './mechanism.service.js';

/** Whom to write to. */
export interface Recipient {
  id: string;
  name: string;
  email: string;
  locale: string;
  timeZone: string;
}

/** Who caused an event, and why. */
export interface Cause {
  by: Actor;
  reason?: string | null;
}

/** What a mandate is besides its days. */
interface Post {
  personId: string;
  institutionId: string;
  role: MandateRole;
}

type StoredMandate = Post & Term & { id: string; successorId: string | null };
type PlannedEnd = { id: string; endsOn: Day; successorId: string | null } & Omit<Post, 'role'>;

const recipient = { id: true, name: true, email: true, locale: true, timeZone: true } as const;

/** Who acts for an institution, from when to when. */
@Injectable()
export class MandatesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
  ) {}

  /** The coordinators of the secretariat. */
  async coordinators(tx: Tx): Promise<Recipient[]> {
    return tx.person.findMany({
      where: { roles: { some: { role: 'COORDINATOR' } } },
      select: recipient,
      orderBy: { id: 'asc' },
    });
  }

  /** Registers a mandate and returns its id. Throws MandateAlreadyHeld when the person has it in any of those days. */
  async start({ reason, startsOn, endsOn, ...post }: StartMandate, by: Actor): Promise<string> {
    return this.db.transaction(async (tx) => {
      const institution = await tx.institution.findUnique({ where: { id: post.institutionId } });
      if (!institution) throw new NotFound('institution');
      if (!(await this.lockPerson(tx, post.personId))) throw new NotFound('person');
      return this.add(tx, post, { startsOn, endsOn }, { by, reason: reason ?? null });
    });
  }

  /** Sets the last day of a mandate. When it has passed, the mandate is over now; else on the day after. */
  async end(mandateId: string, { endsOn, successorPersonId, reason }: EndMandate, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const cause = { by, reason: reason ?? null };
      const mandate = await this.lockMandate(tx, mandateId);
      const today = await this.mechanism.today();
      // A successor named before stays, and begins when the mandate now ends.
      const successorId = successorPersonId ?? mandate.successorId;
      const decision = decideEnd(mandate, { endsOn, successorId }, today);
      if (decision === 'already-ended') throw new MandateAlreadyEnded(mandate.endsOn ?? endsOn);
      if (decision === 'already-planned') throw new MandateEndAlreadyPlanned(endsOn);
      if (decision === 'before-its-start') throw new MandateEndsBeforeItStarts(mandate.startsOn);
      if (successorId !== null) await this.nameSuccessor(tx, mandate, { endsOn, successorId }, cause);
      await tx.mandate.update({ where: { id: mandateId }, data: { endsOn: fromDay(endsOn), successorId } });
      if (decision === 'ends-now') await this.announceEnds(tx, [mandateId], cause);
      else await this.planEnds(tx, [{ ...mandate, endsOn, successorId }], cause);
    });
  }

  /** On the day after the last: says that the mandate is over. Does nothing when its end was moved, or was announced before. */
  async expire({ mandateId }: JobPayload<'mandate.expire'>, tx: Tx): Promise<void> {
    await this.announceEnds(tx, [mandateId], { by: system });
  }

  /** Owes the announcement of ends to come, to be paid as the day after the last begins. */
  async planEnds(tx: Tx, ends: PlannedEnd[], cause: Cause): Promise<void> {
    const facts = ends.map(({ id, personId, institutionId, endsOn, successorId }) => ({
      mandateId: id,
      personId,
      institutionId,
      endsOn,
      successorId,
    }));
    await this.outbox.publish(tx, 'mandate.end-planned', facts, cause);
    await this.alarm(tx, ends);
  }

  /** In another time zone the day after the last begins at another moment: what rang for the former one would find nothing. */
  async alarmAnew(facts: EventPayload<'mechanism.changed'>[], tx: Tx): Promise<void> {
    if (facts.every(({ formerZone }) => formerZone === undefined)) return;
    const ends = await tx.$queryRaw<{ id: string; endsOn: Day }[]>`
      SELECT id, ends_on::text AS "endsOn" FROM mandate WHERE ends_on IS NOT NULL AND ended_at IS NULL`;
    await this.alarm(tx, ends);
  }

  private async alarm(tx: Tx, ends: { id: string; endsOn: Day }[]): Promise<void> {
    const { timeZone } = await this.mechanism.get();
    for (const [endsOn, sameDay] of groupBy(ends, (end) => end.endsOn)) {
      const runAt = momentAt(addDays(endsOn, 1), '00:00', timeZone);
      const payloads = sameDay.map(({ id }) => ({ mandateId: id }));
      await this.outbox.enqueue(tx, 'mandate.expire', payloads, { runAt });
    }
  }

  /** Announces each of these mandates that is over, and each once. */
  async announceEnds(tx: Tx, mandateIds: string[], cause: Cause): Promise<void> {
    const today = await this.mechanism.today();
    const ended = await tx.$queryRaw<
      { mandateId: string; personId: string; institutionId: string; successorId: string | null }[]
    >`
      UPDATE mandate SET ended_at = ${this.clock.now()}
      WHERE id = ANY(${mandateIds}::uuid[]) AND ends_on < ${today}::date AND ended_at IS NULL
      RETURNING id AS "mandateId", person_id AS "personId", institution_id AS "institutionId",
                successor_id AS "successorId"`;
    await this.outbox.publish(tx, 'mandate.ended', ended, cause);
  }

  private async nameSuccessor(
    tx: Tx,
    mandate: StoredMandate,
    { endsOn, successorId }: { endsOn: Day; successorId: string },
    cause: Cause,
  ): Promise<void> {
    if (successorId === mandate.personId) throw new SuccessorIsTheSame();
    if (!(await this.lockPerson(tx, successorId))) throw new SuccessorUnknown();
    const post = { personId: successorId, institutionId: mandate.institutionId, role: mandate.role };
    const startsOn = addDays(endsOn, 1);
    if (mandate.endsOn !== null && mandate.successorId === successorId) {
      const planned = { ...post, startsOn: fromDay(addDays(mandate.endsOn, 1)), endsOn: null };
      const moved = await tx.mandate.updateMany({ where: planned, data: { startsOn: fromDay(startsOn) } });
      if (moved.count > 0) return;
    }
    const held = await this.terms(tx, post);
    if (held.some((term) => isValidOn(term, startsOn))) return;
    await this.add(tx, post, { startsOn, endsOn: null }, cause);
  }

  /** The person must be locked: two requests at once would both find the days free. */
  private async add(tx: Tx, post: Post, term: Term, cause: Cause): Promise<string> {
    const held = (await this.terms(tx, post)).find((other) => overlap(other, term));
    if (held) throw new MandateAlreadyHeld(held.id);
    const { id } = await tx.mandate.create({
      data: { ...post, startsOn: fromDay(term.startsOn), endsOn: term.endsOn === null ? null : fromDay(term.endsOn) },
    });
    const { personId, institutionId } = post;
    await this.outbox.publish(tx, 'mandate.started', { mandateId: id, personId, institutionId }, cause);
    const { endsOn } = term;
    if (endsOn !== null && endsOn >= (await this.mechanism.today())) {
      await this.planEnds(tx, [{ id, personId, institutionId, endsOn, successorId: null }], cause);
    }
    return id;
  }

  private async terms(tx: Tx, post: Post): Promise<(Term & { id: string })[]> {
    const rows = await tx.mandate.findMany({ where: post, select: { id: true, startsOn: true, endsOn: true } });
    return rows.map(({ id, startsOn, endsOn }) => ({
      id,
      startsOn: toDay(startsOn),
      endsOn: endsOn === null ? null : toDay(endsOn),
    }));
  }

  private async lockPerson(tx: Tx, id: string): Promise<boolean> {
    const found = await tx.$queryRaw<unknown[]>`SELECT 1 FROM person WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    return found.length > 0;
  }

  private async lockMandate(tx: Tx, id: string): Promise<StoredMandate> {
    const [mandate] = await tx.$queryRaw<StoredMandate[]>`
      SELECT id, person_id AS "personId", institution_id AS "institutionId", role, successor_id AS "successorId",
             starts_on::text AS "startsOn", ends_on::text AS "endsOn"
      FROM mandate WHERE id = ${id}::uuid FOR UPDATE`;
    if (!mandate) throw new NotFound('mandate');
    return mandate;
  }
}
