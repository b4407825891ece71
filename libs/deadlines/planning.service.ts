import { Injectable } from '@nestjs/common';
import { CalendarsService, NoWorkingDays, type Calendar } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import {
  Clock,
  dayIn,
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
import { firstDay, lastDay, type Titles } from './deadlines.rules.js';
import { describePlan, knownDeadlines } from './planning.queries.js';
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

/** The rules that ask for something now: of what they would have asked for before today, it is said that it is past. */
type Asking = (rule: PlannedRule) => boolean;
const everyRule: Asking = () => true;
const noRule: Asking = () => false;

const ruleShape = { omit: { source: true, confirmed: true, formal: true, setAt: true, replacedAt: true } } as const;

/** Turns rules, anchors and calendars into deadlines, again and again: what has not changed is left alone. */
@Injectable()
export class PlanningService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly calendars: CalendarsService,
    private readonly mechanism: MechanismService,
  ) {}

  /**
   * Plans the deadlines of these anchors anew. Returns before and after, with what was not planned because it is past.
   * Throws DayOutOfReach, CalendarWithoutWorkingDays.
   */
  async replan(tx: Tx, anchorIds: string[], cause: Cause, asking?: Asking): Promise<DeadlineChange[]> {
    return this.replanWhere(tx, { id: { in: anchorIds } }, cause, asking);
  }

  /** What `replan` would do if things were as supposed; changes nothing. */
  async effect(
    tx: Tx,
    which: Prisma.AnchorWhereInput,
    supposed: Supposed,
    asking: Asking = everyRule,
  ): Promise<DeadlineChange[]> {
    return this.describe(tx, await this.plan(tx, which, supposed), asking);
  }

  /** Plans everything that hangs on anchors of these kinds, as after a change of a rule. */
  async replanKinds(tx: Tx, kinds: AnchorKind[], cause: Cause, asking: Asking): Promise<DeadlineChange[]> {
    return this.replanWhere(tx, { kind: { in: kinds } }, cause, asking);
  }

  /** What another calendar of a country would move; changes nothing. */
  async effectOfCalendar(tx: Tx, countryCode: string, calendar: Calendar): Promise<DeadlineChange[]> {
    return this.effect(tx, await this.reckonedWith(countryCode), { calendar: { countryCode, calendar } }, noRule);
  }

  /** Moves what the calendar of a country, as it is now, moves. */
  async replanCalendar(tx: Tx, countryCode: string, cause: Cause): Promise<DeadlineChange[]> {
    return this.replanWhere(tx, await this.reckonedWith(countryCode), cause, noRule);
  }

  /** Everything open that hangs on an anchor is no longer asked for. */
  async retireAll(tx: Tx, anchorId: string, cause: Cause): Promise<DeadlineChange[]> {
    const known = await knownDeadlines(tx, [anchorId]);
    const plan: Plan = { create: [], move: [], retire: known.filter(({ status }) => status === 'OPEN'), past: [] };
    const changes = await this.describe(tx, plan);
    await this.carryOut(tx, plan, cause);
    return changes;
  }

  /** The calendar that reckons a rule from an anchor. */
  async calendarFor(tx: Tx, rule: PlannedRule, anchor: { day: Day }): Promise<Calendar> {
    return (await this.calendarsFor(tx, [rule], [anchor], undefined))(rule.calendarCode);
  }

  /**
   * Two who plan wait for each other: both would create the same deadlines. Whoever locks an anchor, a deadline or a request
   * and may then plan, takes this first; in another order they would wait for each other for ever.
   */
  async lock(tx: Tx): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('deadline planning', 0))`;
  }

  private async replanWhere(
    tx: Tx,
    which: Prisma.AnchorWhereInput,
    cause: Cause,
    asking?: Asking,
  ): Promise<DeadlineChange[]> {
    const plan = await this.plan(tx, which);
    const changes = await this.describe(tx, plan, asking);
    await this.carryOut(tx, plan, cause);
    return changes;
  }

  /** The anchors on which something hangs that a calendar can still move: what follows a closed or a pinned deadline follows its day. */
  private async reckonedWith(countryCode: string): Promise<Prisma.AnchorWhereInput> {
    const { stateCode } = await this.mechanism.get();
    const rule: Prisma.DeadlineRuleWhereInput = {
      AND: [
        { OR: [{ unit: 'WORKING_DAYS' }, { roll: { not: 'NONE' } }] },
        { OR: [{ calendarCode: countryCode }, ...(countryCode === stateCode ? [{ calendarCode: null }] : [])] },
      ],
    };
    return { deadlines: { some: { status: 'OPEN', pinned: false, rule } } };
  }

  private async describe(tx: Tx, plan: Plan, asking: Asking = everyRule): Promise<DeadlineChange[]> {
    const said = { ...plan, past: plan.past.filter(({ rule }) => asking(rule)) };
    return describePlan(tx, said, (await this.mechanism.get()).locale);
  }

  private async plan(tx: Tx, which: Prisma.AnchorWhereInput, supposed: Supposed = {}): Promise<Plan> {
    await this.lock(tx);
    const rules = supposed.rules ?? (await this.currentRules(tx));
    const anchors = supposed.anchors ?? (await tx.anchor.findMany({ where: which })).map(asPlanned);
    const known = await knownDeadlines(
      tx,
      anchors.map(({ id }) => id),
    );
    const calendarOf = await this.calendarsFor(tx, rules, anchors, supposed.calendar);
    const now = this.clock.now();
    const days = { calendarOf, todayIn: (timeZone: string) => dayIn(timeZone, now) };
    const plan = reckoned(() => planDeadlines(rules, anchors, known, days));
    for (const { code, day } of [
      ...[...plan.create, ...plan.past].map(({ rule, dueOn }) => ({ code: rule.code, day: dueOn })),
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
      titles: row.titles as Titles,
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
    const rows = plan.create.map((deadline) => ({ id: newId(), deadline }));
    const newIds = new Map(rows.map(({ id, deadline }) => [deadline, id]));
    const idOf = (deadline: WantedDeadline['after']): string | null =>
      deadline === null ? null : 'id' in deadline ? deadline.id : (newIds.get(deadline) ?? null);
    await this.create(
      tx,
      rows.map(({ id, deadline }) => ({ ...deadline, id, afterId: idOf(deadline.after) })),
      cause,
    );
    await this.move(
      tx,
      plan.move.map((move) => ({ ...move, afterId: idOf(move.after) })),
      cause,
    );
    await this.retire(tx, plan.retire, cause);
  }

  private async create(
    tx: Tx,
    rows: (WantedDeadline & { id: string; afterId: string | null })[],
    cause: Cause,
  ): Promise<void> {
    const now = this.clock.now();
    await tx.deadline.createMany({
      data: rows.map(({ id, anchor, rule, institutionId, dueOn, afterId }) => ({
        id,
        kind: rule.kind,
        subjectId: anchor.subjectId,
        institutionId,
        dueOn: fromDay(dueOn),
        timeZone: rule.timeZone,
        ruleId: rule.id,
        anchorId: anchor.id,
        afterId,
        restricted: anchor.restricted,
        createdAt: now,
        changedAt: now,
      })),
    });
    const facts = rows.map(({ id, institutionId, dueOn }) => ({ deadlineId: id, institutionId, dueOn }));
    await this.outbox.publish(tx, 'deadline.set', facts, cause);
  }

  private async move(
    tx: Tx,
    moves: (Plan['move'][number] & { afterId: string | null })[],
    cause: Cause,
  ): Promise<void> {
    if (moves.length === 0) return;
    const open = await tx.$queryRaw<{ id: string }[]>`
      UPDATE deadline d SET
        due_on = m.due_on, rule_id = m.rule_id, kind = m.kind, time_zone = m.time_zone, after_id = m.after_id,
        sequence = d.sequence + CASE WHEN d.due_on = m.due_on THEN 0 ELSE 1 END, changed_at = ${this.clock.now()}
      FROM unnest(${moves.map(({ deadline }) => deadline.id)}::uuid[], ${moves.map(({ to }) => to)}::date[],
                  ${moves.map(({ rule }) => rule.id)}::uuid[], ${moves.map(({ rule }) => rule.kind)}::"DeadlineKind"[],
                  ${moves.map(({ rule }) => rule.timeZone)}::text[], ${moves.map(({ afterId }) => afterId)}::uuid[])
           AS m (id, due_on, rule_id, kind, time_zone, after_id)
      WHERE d.id = m.id AND d.status = 'OPEN' RETURNING d.id`;
    // What was answered meanwhile stays as it was answered.
    const stillOpen = new Set(open.map(({ id }) => id));
    const moved = moves.filter(({ deadline, from, to }) => from !== to && stillOpen.has(deadline.id));
    const facts = moved.map(({ deadline: { id, institutionId }, from: wasOn, to: dueOn }) => ({
      deadlineId: id,
      institutionId,
      wasOn,
      dueOn,
    }));
    await this.outbox.publish(tx, 'deadline.moved', facts, cause);
  }

  /** Should a rule ask for it once more, that is another deadline: so these leave their anchor. */
  private async retire(tx: Tx, retired: KnownDeadline[], cause: Cause): Promise<void> {
    const now = this.clock.now();
    const waived = await tx.deadline.updateManyAndReturn({
      where: { id: { in: retired.map(({ id }) => id) }, status: 'OPEN' },
      data: { status: 'WAIVED', closedAt: now, changedAt: now, anchorId: null, sequence: { increment: 1 } },
      select: { id: true, institutionId: true },
    });
    const ids = waived.map(({ id }) => id);
    await tx.deadlineRequest.updateMany({
      where: { deadlineId: { in: ids }, status: 'PENDING' },
      data: { status: 'LAPSED', decidedAt: now },
    });
    const facts = waived.map(({ id, institutionId }) => ({ deadlineId: id, institutionId }));
    await this.outbox.publish(tx, 'deadline.waived', facts, cause);
  }
}

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
