import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import {
  Clock,
  Database,
  dayIn,
  fromDay,
  newId,
  NotFound,
  Outbox,
  system,
  toDay,
  type Actor,
  type AnchorKind,
  type Day,
  type Tx,
} from '../platform/index.js';
import { ReviewsService } from '../recommendations/index.js';
import { AnchorExists, DeadlineInThePast, RuleNotForAnchor } from './deadlines.errors.js';
import { appliesTo, reckon } from './deadlines.rules.js';
import type { DeadlineChange } from './planning.rules.js';
import { asPlanned, PlanningService, type Cause } from './planning.service.js';
import type { Anchor, AskInstitutions, SetAnchor } from './rules.schemas.js';

/** Dated facts that deadlines are reckoned from. A review's date and an approval become anchors by themselves. */
@Injectable()
export class AnchorsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly planning: PlanningService,
    private readonly mechanism: MechanismService,
    private readonly reviews: ReviewsService,
  ) {}

  /** By day, the latest first. `restricted`: also those known to few. */
  async list({ restricted }: { restricted: boolean }): Promise<Anchor[]> {
    const rows = await this.db.now.anchor.findMany({
      where: { kind: { not: 'ASSIGNMENT_APPROVAL' }, ...(restricted ? {} : { restricted: false }) },
      orderBy: [{ day: 'desc' }, { id: 'desc' }],
      take: 500,
    });
    return rows.map(shown);
  }

  async get(id: string): Promise<Anchor> {
    const row = await this.db.now.anchor.findUnique({ where: { id } });
    if (!row) throw new NotFound('date');
    return shown(row);
  }

  /** Notes a date and plans what follows from it. A review's date is noted with the review too. Throws AnchorExists, DayOutOfReach. */
  async set({ subjectId, ...facts }: SetAnchor, by: Actor): Promise<{ anchor: Anchor; changes: DeadlineChange[] }> {
    return this.db.transaction(async (tx) => {
      await this.planning.lock(tx);
      const review = subjectId === null ? null : await tx.review.findUnique({ where: { id: subjectId } });
      if (facts.kind === 'REVIEW') {
        if (!review) throw new NotFound('review');
        await this.reviews.change(review.id, { reviewedOn: facts.day }, by);
      }
      if (facts.institutionId !== null && !(await tx.institution.findUnique({ where: { id: facts.institutionId } }))) {
        throw new NotFound('institution');
      }
      const anchor = {
        id: newId(),
        subjectId: subjectId ?? newId(),
        ...facts,
        mechanism: review?.mechanism ?? facts.mechanism,
      };
      const { kind } = facts;
      const existing = await tx.anchor.findUnique({
        where: { kind_subjectId: { kind, subjectId: anchor.subjectId } },
      });
      if (existing) throw new AnchorExists(existing.id);
      const changes = await this.note(tx, [anchor], { by });
      return { anchor, changes };
    });
  }

  /** What moving it would move; changes nothing. */
  async effect(id: string, day: Day): Promise<DeadlineChange[]> {
    return this.db.transaction(async (tx) => {
      const row = await tx.anchor.findUnique({ where: { id } });
      if (!row) throw new NotFound('date');
      return this.planning.effect(tx, {}, { anchors: [{ ...asPlanned(row), day }] });
    });
  }

  /** The date has changed: what follows from it moves along. */
  async move(id: string, day: Day, cause: Cause): Promise<{ anchor: Anchor; changes: DeadlineChange[] }> {
    return this.db.transaction(async (tx) => {
      await this.planning.lock(tx);
      const [row] = await tx.$queryRaw<{ kind: AnchorKind; subjectId: string; day: string }[]>`
        SELECT kind, subject_id AS "subjectId", day::text FROM anchor WHERE id = ${id}::uuid FOR UPDATE`;
      if (!row) throw new NotFound('date');
      if (row.kind === 'REVIEW') await this.reviews.change(row.subjectId, { reviewedOn: day }, cause.by);
      const changes = row.day === day ? [] : await this.moveTo(tx, { id, ...row }, day, cause);
      return { anchor: await this.get(id), changes };
    });
  }

  /** The date is given up: what is open and follows from it is no longer asked for. */
  async remove(id: string, cause: Cause): Promise<{ changes: DeadlineChange[] }> {
    return this.db.transaction(async (tx) => {
      await this.planning.lock(tx);
      const anchor = await this.get(id);
      if (anchor.kind === 'REVIEW') await this.reviews.change(anchor.subjectId, { reviewedOn: null }, cause.by);
      const changes = await this.giveUp(tx, anchor, cause);
      return { changes };
    });
  }

  /** Gives each of these institutions a deadline by a rule of owner ASKED_INSTITUTIONS; who has one already keeps it. Returns how many are new. */
  async ask(id: string, { ruleCode, institutionIds }: AskInstitutions, by: Actor): Promise<{ asked: number }> {
    return this.db.transaction(async (tx) => {
      await this.planning.lock(tx);
      const row = await tx.anchor.findUnique({ where: { id } });
      if (!row) throw new NotFound('date');
      const known = await tx.institution.count({ where: { id: { in: institutionIds } } });
      if (known < new Set(institutionIds).size) throw new NotFound('institution');
      const anchor = asPlanned(row);
      const rule = (await this.planning.currentRules(tx)).find(
        (one) => one.code === ruleCode && one.owner === 'ASKED_INSTITUTIONS' && appliesTo(one, anchor),
      );
      if (!rule) throw new RuleNotForAnchor(ruleCode);
      const calendar = await this.planning.calendarFor(tx, rule, anchor);
      const { dueOn } = reckon(anchor.day, rule, calendar);
      if (dueOn < dayIn(rule.timeZone, this.clock.now())) throw new DeadlineInThePast(dueOn);
      const asked = await tx.$queryRaw<{ deadlineId: string; institutionId: string }[]>`
        INSERT INTO deadline (kind, subject_id, institution_id, due_on, time_zone, rule_id, anchor_id, restricted, created_at, changed_at)
        SELECT ${rule.kind}::"DeadlineKind", ${anchor.subjectId}::uuid, i.id, ${dueOn}::date, ${rule.timeZone}, ${rule.id}::uuid,
               ${anchor.id}::uuid, ${anchor.restricted}, ${this.clock.now()}, ${this.clock.now()}
        FROM institution i WHERE i.id = ANY(${institutionIds}::uuid[])
          AND NOT EXISTS (SELECT 1 FROM deadline d JOIN deadline_rule r ON r.id = d.rule_id
                          WHERE d.anchor_id = ${anchor.id}::uuid AND r.code = ${ruleCode} AND d.institution_id = i.id)
        ON CONFLICT DO NOTHING
        RETURNING id AS "deadlineId", institution_id AS "institutionId"`;
      const facts = asked.map((fact) => ({ ...fact, dueOn }));
      await this.outbox.publish(tx, 'deadline.set', facts, { by });
      // Rules may follow this one.
      await this.planning.replan(tx, [anchor.id], { by });
      return { asked: asked.length };
    });
  }

  /** The date of a review of this State by the UPR is where its milestones are reckoned from. */
  async anchorReviews(facts: EventPayload<'review.changed'>[], tx: Tx): Promise<void> {
    await this.planning.lock(tx);
    const { stateCode } = await this.mechanism.get();
    const ids = [...new Set(facts.map(({ reviewId }) => reviewId))];
    const reviews = await tx.review.findMany({ where: { id: { in: ids }, stateCode, mechanism: 'UPR' } });
    for (const { id, session, reviewedOn } of reviews) {
      const known = await tx.anchor.findUnique({ where: { kind_subjectId: { kind: 'REVIEW', subjectId: id } } });
      const day = reviewedOn && toDay(reviewedOn);
      if (day === (known && toDay(known.day))) continue;
      const cause = { by: system, reason: 'the date of the review was changed' };
      if (known && day === null) await this.giveUp(tx, known, cause);
      else if (known && day !== null) await this.moveTo(tx, { ...known, day: toDay(known.day) }, day, cause);
      else if (day !== null) {
        const title = session === null ? 'UPR' : `UPR ${session}`;
        await this.note(
          tx,
          [{ ...aPlainAnchor, id: newId(), kind: 'REVIEW', subjectId: id, mechanism: 'UPR', title, day }],
          cause,
        );
      }
    }
  }

  /** Where a rule asks for something so long after an assignment was approved, its approval is an anchor. */
  async anchorApprovals(facts: EventPayload<'assignment.approved'>[], tx: Tx): Promise<void> {
    const rules = await this.planning.currentRules(tx);
    if (!rules.some(({ anchor }) => anchor === 'ASSIGNMENT_APPROVAL')) return;
    const day = await this.mechanism.today();
    const anchors = facts.map(({ assignmentId, institutionId }) => ({
      ...aPlainAnchor,
      id: newId(),
      kind: 'ASSIGNMENT_APPROVAL' as const,
      subjectId: assignmentId,
      title: 'Approval',
      day,
      institutionId,
    }));
    await this.note(tx, anchors, { by: system });
  }

  private async note(tx: Tx, anchors: Anchor[], cause: Cause): Promise<DeadlineChange[]> {
    const noted = await tx.anchor.createManyAndReturn({
      data: anchors.map((anchor) => ({ ...anchor, day: fromDay(anchor.day) })),
      skipDuplicates: true,
      select: { id: true },
    });
    const ids = new Set(noted.map(({ id }) => id));
    const facts = anchors
      .filter(({ id }) => ids.has(id))
      .map(({ id, subjectId, day }) => ({ anchorId: id, subjectId, fallsOn: day }));
    await this.outbox.publish(tx, 'anchor.set', facts, cause);
    return this.planning.replan(tx, [...ids], cause);
  }

  private async moveTo(
    tx: Tx,
    anchor: { id: string; subjectId: string; day: Day },
    day: Day,
    cause: Cause,
  ): Promise<DeadlineChange[]> {
    await tx.anchor.update({ where: { id: anchor.id }, data: { day: fromDay(day) } });
    const fact = { anchorId: anchor.id, subjectId: anchor.subjectId, wasOn: anchor.day, fallsOn: day };
    await this.outbox.publish(tx, 'anchor.moved', fact, cause);
    return this.planning.replan(tx, [anchor.id], cause);
  }

  private async giveUp(
    tx: Tx,
    { id, subjectId }: { id: string; subjectId: string },
    cause: Cause,
  ): Promise<DeadlineChange[]> {
    const changes = await this.planning.retireAll(tx, id, cause);
    await tx.deadline.updateMany({ where: { anchorId: id }, data: { anchorId: null } });
    await tx.anchor.delete({ where: { id } });
    await this.outbox.publish(tx, 'anchor.removed', { anchorId: id, subjectId }, cause);
    return changes;
  }
}

const aPlainAnchor = { mechanism: null, source: null, institutionId: null, restricted: false };

const shown = <T extends { day: Date }>(row: T): Omit<T, 'day'> & { day: Day } => ({ ...row, day: toDay(row.day) });
