import { Injectable } from '@nestjs/common';
import { CalendarsService, NoWorkingDays, type Calendar } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import {
  Clock,
  fromDay,
  newId,
  Outbox,
  toDay,
  type Actor,
  type AnchorKind,
  type Day,
  type Tx,
} from '../platform/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { CalendarWithoutWorkingDays, DayOutOfReach } from './deadlines.errors.js';
import { firstDay, lastDay, titleOf } from './deadlines.rules.js';
import {
  periodOf,
  planDeadlines,
  type DeadlineChange,
  type KnownDeadline,
  type Plan,
  type PlannedAnchor,
  type PlannedRule,
  type WantedDeadline,
} from './planning.rules.js';

export interface Cause {
  by: Actor;
  reason?: string | null;
}

/** What may stand in for what the tables hold, to see its effect before anything is written. */
export interface Supposed {
  rules?: PlannedRule[];
  anchors?: PlannedAnchor[];
  calendar?: { countryCode: string; calendar: Calendar };
}

const ruleShape = { omit: { titles: true, source: true, confirmed: true, setAt: true, replacedAt: true } } as const;

/** Turns rules, anchors and calendars into deadlines, again and again: what has not changed is left alone. */
@Injectable()
export class PlanningService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly calendars: CalendarsService,
    private readonly mechanism: MechanismService,
  ) {}

  /** Plans the deadlines of these anchors anew. Returns before and after. Throws DayOutOfReach, CalendarWithoutWorkingDays. */
  async replan(tx: Tx, anchorIds: string[], cause: Cause): Promise<DeadlineChange[]> {
    const plan = await this.plan(tx, { id: { in: anchorIds } });
    const changes = await this.describe(tx, plan);
    await this.carryOut(tx, plan, cause);
    return changes;
  }

  /** What `replan` would do if things were as supposed; changes nothing. */
  async effect(tx: Tx, which: Prisma.AnchorWhereInput, supposed: Supposed): Promise<DeadlineChange[]> {
    return this.describe(tx, await this.plan(tx, which, supposed));
  }

  /** Plans everything that hangs on anchors of these kinds, as after a change of rules. */
  async replanKinds(tx: Tx, kinds: AnchorKind[], cause: Cause): Promise<DeadlineChange[]> {
    const anchors = await tx.anchor.findMany({ where: { kind: { in: kinds } }, select: { id: true } });
    return this.replan(
      tx,
      anchors.map(({ id }) => id),
      cause,
    );
  }

  /** What another calendar of a country would move; changes nothing. */
  async effectOfCalendar(tx: Tx, countryCode: string, calendar: Calendar): Promise<DeadlineChange[]> {
    return this.effect(tx, {}, { calendar: { countryCode, calendar } });
  }

  /** Moves what the calendar of a country, as it is now, moves. */
  async replanCalendar(tx: Tx, _countryCode: string, cause: Cause): Promise<DeadlineChange[]> {
    const anchors = await tx.anchor.findMany({ select: { id: true } });
    return this.replan(
      tx,
      anchors.map(({ id }) => id),
      cause,
    );
  }

  /** Everything open that hangs on an anchor is no longer asked for. */
  async retireAll(tx: Tx, anchorId: string, cause: Cause): Promise<DeadlineChange[]> {
    const known = await knownDeadlines(tx, [anchorId]);
    const plan: Plan = { create: [], move: [], retire: known.filter(({ status }) => status === 'OPEN') };
    const changes = await this.describe(tx, plan);
    await this.carryOut(tx, plan, cause);
    return changes;
  }

  /** The calendar that reckons a rule from an anchor. */
  async calendarFor(tx: Tx, rule: PlannedRule, anchor: { day: Day }): Promise<Calendar> {
    return (await this.calendarsFor(tx, [rule], [anchor], undefined))(rule.calendarCode);
  }

  private async plan(tx: Tx, which: Prisma.AnchorWhereInput, supposed: Supposed = {}): Promise<Plan> {
    // Two who plan the same anchors wait for each other: both would create the same deadlines.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('deadline planning', 0))`;
    const rules = supposed.rules ?? (await this.currentRules(tx));
    const anchors = supposed.anchors ?? (await tx.anchor.findMany({ where: which })).map(asPlanned);
    const known = await knownDeadlines(
      tx,
      anchors.map(({ id }) => id),
    );
    const calendarOf = await this.calendarsFor(tx, rules, anchors, supposed.calendar);
    const plan = reckoned(() => planDeadlines(rules, anchors, known, calendarOf));
    for (const { code, day } of [
      ...plan.create.map(({ rule, dueOn }) => ({ code: rule.code, day: dueOn })),
      ...plan.move.map(({ rule, to }) => ({ code: rule.code, day: to })),
    ]) {
      if (day < firstDay || day > lastDay) throw new DayOutOfReach(code, day);
    }
    return plan;
  }

  async currentRules(tx: Tx): Promise<PlannedRule[]> {
    const rows = await tx.deadlineRule.findMany({ where: { replacedAt: null }, ...ruleShape });
    return rows.map((row) => ({
      ...row,
      validFrom: row.validFrom && toDay(row.validFrom),
      validUntil: row.validUntil && toDay(row.validUntil),
    }));
  }

  private async calendarsFor(
    tx: Tx,
    rules: PlannedRule[],
    anchors: { day: Day }[],
    supposed: Supposed['calendar'],
  ): Promise<(countryCode: string | null) => Calendar> {
    const { stateCode } = await this.mechanism.get();
    const period = periodOf(rules, anchors);
    const calendars = new Map<string, Calendar>();
    for (const country of new Set(rules.map(({ calendarCode }) => calendarCode ?? stateCode))) {
      if (supposed?.countryCode === country) calendars.set(country, supposed.calendar);
      else if (period) calendars.set(country, await this.calendars.calendar(tx, country, period.from, period.to));
    }
    const none: Calendar = { weekend: [6, 7], holidays: new Set() };
    return (countryCode) => calendars.get(countryCode ?? stateCode) ?? none;
  }

  private async carryOut(tx: Tx, plan: Plan, cause: Cause): Promise<void> {
    await this.create(tx, plan.create, cause);
    await this.move(tx, plan.move, cause);
    await this.retire(tx, plan.retire, cause);
  }

  private async create(tx: Tx, wanted: WantedDeadline[], cause: Cause): Promise<void> {
    const now = this.clock.now();
    const rows = wanted.map((deadline) => ({ id: newId(), ...deadline }));
    const idOf = new Map(rows.map(({ id, anchor, rule }) => [`${anchor.id} ${rule.code}`, id]));
    await tx.deadline.createMany({
      data: rows.map(({ id, anchor, rule, institutionId, dueOn }) => ({
        id,
        kind: rule.kind,
        subjectId: anchor.subjectId,
        institutionId,
        dueOn: fromDay(dueOn),
        timeZone: rule.timeZone,
        ruleId: rule.id,
        anchorId: anchor.id,
        afterId: rule.afterCode === null ? null : (idOf.get(`${anchor.id} ${rule.afterCode}`) ?? null),
        restricted: anchor.restricted,
        createdAt: now,
        changedAt: now,
      })),
    });
    const facts = rows.map(({ id, institutionId, dueOn }) => ({ deadlineId: id, institutionId, dueOn }));
    await this.outbox.publish(tx, 'deadline.set', facts, cause);
  }

  private async move(tx: Tx, moves: Plan['move'], cause: Cause): Promise<void> {
    if (moves.length === 0) return;
    await tx.$executeRaw`
      UPDATE deadline d SET
        due_on = m.due_on, rule_id = m.rule_id, time_zone = m.time_zone,
        sequence = d.sequence + CASE WHEN d.due_on = m.due_on THEN 0 ELSE 1 END, changed_at = ${this.clock.now()}
      FROM unnest(${moves.map(({ deadline }) => deadline.id)}::uuid[], ${moves.map(({ to }) => to)}::date[],
                  ${moves.map(({ rule }) => rule.id)}::uuid[], ${moves.map(({ rule }) => rule.timeZone)}::text[])
           AS m (id, due_on, rule_id, time_zone)
      WHERE d.id = m.id`;
    const moved = moves.filter(({ from, to }) => from !== to);
    const facts = moved.map(({ deadline: { id, institutionId }, from: wasOn, to: dueOn }) => ({
      deadlineId: id,
      institutionId,
      wasOn,
      dueOn,
    }));
    await this.outbox.publish(tx, 'deadline.moved', facts, cause);
  }

  private async retire(tx: Tx, retired: KnownDeadline[], cause: Cause): Promise<void> {
    const now = this.clock.now();
    await tx.deadline.updateMany({
      where: { id: { in: retired.map(({ id }) => id) } },
      data: { status: 'WAIVED', closedAt: now, changedAt: now },
    });
    const facts = retired.map(({ id, institutionId }) => ({ deadlineId: id, institutionId }));
    await this.outbox.publish(tx, 'deadline.waived', facts, cause);
  }

  /** Before and after, in the order of the days after. */
  private async describe(tx: Tx, plan: Plan): Promise<DeadlineChange[]> {
    const { locale } = await this.mechanism.get();
    const moved = plan.move.filter(({ from, to }) => from !== to);
    const rules = await tx.deadlineRule.findMany({
      where: {
        code: {
          in: [
            ...new Set(
              [...plan.create, ...moved].map(({ rule }) => rule.code).concat(plan.retire.map(({ code }) => code)),
            ),
          ],
        },
      },
      orderBy: { setAt: 'asc' },
    });
    const ruleOf = new Map(rules.map((rule) => [rule.code, rule]));
    const title = (code: string) => titleOf({ title: null, rule: ruleOf.get(code) ?? null }, locale) ?? code;
    const institutionIds = [...plan.create, ...moved.map(({ deadline }) => deadline), ...plan.retire].flatMap(
      ({ institutionId }) => institutionId ?? [],
    );
    const institutions = await tx.institution.findMany({ where: { id: { in: institutionIds } } });
    const nameOf = new Map(institutions.map(({ id, name }) => [id, name]));
    const name = (id: string | null) => (id === null ? null : (nameOf.get(id) ?? null));
    const changes: DeadlineChange[] = [
      ...plan.create.map(({ rule, institutionId, dueOn }) => ({
        deadlineId: null,
        title: title(rule.code),
        institution: name(institutionId),
        from: null,
        to: dueOn,
      })),
      ...moved.map(({ deadline, rule, from, to }) => ({
        deadlineId: deadline.id,
        title: title(rule.code),
        institution: name(deadline.institutionId),
        from,
        to,
      })),
      ...plan.retire.map(({ id, code, institutionId, dueOn }) => ({
        deadlineId: id,
        title: title(code),
        institution: name(institutionId),
        from: dueOn,
        to: null,
      })),
    ];
    return changes.sort((a, b) => ((a.to ?? a.from ?? '') < (b.to ?? b.from ?? '') ? -1 : 1));
  }
}

/** Deadlines that rules have made of these anchors. */
const knownDeadlines = (tx: Tx, anchorIds: string[]): Promise<KnownDeadline[]> => tx.$queryRaw<KnownDeadline[]>`
  SELECT d.id, d.anchor_id AS "anchorId", d.rule_id AS "ruleId", r.code, d.institution_id AS "institutionId",
         d.due_on::text AS "dueOn", d.status, d.pinned
  FROM deadline d JOIN deadline_rule r ON r.id = d.rule_id
  WHERE d.anchor_id = ANY(${anchorIds}::uuid[]) ORDER BY d.id`;

export const asPlanned = (row: Omit<PlannedAnchor, 'day'> & { day: Date }): PlannedAnchor => ({
  id: row.id,
  kind: row.kind,
  mechanism: row.mechanism,
  day: toDay(row.day),
  subjectId: row.subjectId,
  institutionId: row.institutionId,
  restricted: row.restricted,
});

/** A calendar on which nothing can be reckoned is said in words. */
const reckoned = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    if (error instanceof NoWorkingDays) throw new CalendarWithoutWorkingDays(error.from);
    throw error;
  }
};
