import { Injectable } from '@nestjs/common';
import { CalendarsService } from '../calendars/index.js';
import {
  Clock,
  Database,
  fromDay,
  newId,
  NotFound,
  Outbox,
  toDay,
  type AnchorKind,
  type Tx,
} from '../platform/index.js';
import { CalendarNotKept, RuleContradicts, RuleCycle, RuleFollowsUnknown, RuleKeepsCode } from './deadlines.errors.js';
import { cycleThrough, validitiesMeet } from './deadlines.rules.js';
import type { DeadlineChange, PlannedRule } from './planning.rules.js';
import { PlanningService, type Cause } from './planning.service.js';
import type { DeadlineRule, SetRule } from './rules.schemas.js';

/** When things are due, as data. A rule is never edited: another version takes its place, and what follows from it is planned anew. */
@Injectable()
export class DeadlineRulesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly planning: PlanningService,
    private readonly calendars: CalendarsService,
  ) {}

  /** The rules in force, by code; with `replaced` also what they were before. */
  async list({ replaced }: { replaced: boolean }): Promise<DeadlineRule[]> {
    const rows = await this.db.now.deadlineRule.findMany({
      where: replaced ? {} : { replacedAt: null },
      orderBy: [{ code: 'asc' }, { setAt: 'asc' }, { id: 'asc' }],
    });
    return rows.map((row) => ({
      ...row,
      titles: row.titles as DeadlineRule['titles'],
      validFrom: row.validFrom && toDay(row.validFrom),
      validUntil: row.validUntil && toDay(row.validUntil),
      setAt: row.setAt.toISOString(),
      replacedAt: row.replacedAt?.toISOString() ?? null,
    }));
  }

  /** What setting this rule would move; changes nothing. Throws as `set` does. */
  async effect(rule: SetRule): Promise<DeadlineChange[]> {
    return this.db.transaction(async (tx) => {
      const { rules, roots } = await this.rulesWith(tx, rule);
      return this.planning.effect(tx, { kind: { in: roots } }, { rules }, ({ code }) => code === rule.code);
    });
  }

  /** Sets a rule, in place of the version `replacesId` if given. Throws RuleKeepsCode, RuleContradicts, RuleCycle, RuleFollowsUnknown, CalendarNotKept, DayOutOfReach. */
  async set(rule: SetRule, cause: Cause): Promise<{ ruleId: string; changes: DeadlineChange[] }> {
    return this.db.transaction(async (tx) => {
      const { roots } = await this.rulesWith(tx, rule);
      const { replacesId, validFrom, validUntil, ...facts } = rule;
      const now = this.clock.now();
      if (replacesId !== null) {
        await tx.deadlineRule.update({ where: { id: replacesId }, data: { replacedAt: now } });
      }
      const ruleId = newId();
      await tx.deadlineRule.create({
        data: {
          id: ruleId,
          ...facts,
          validFrom: validFrom && fromDay(validFrom),
          validUntil: validUntil && fromDay(validUntil),
          setAt: now,
        },
      });
      await this.outbox.publish(tx, 'deadline-rule.set', { ruleId, replacesId }, cause);
      const changes = await this.planning.replanKinds(tx, roots, cause, ({ code }) => code === rule.code);
      return { ruleId, changes };
    });
  }

  /** The rules in force as they would be with this one, and the anchors whose deadlines it may move: as it was, and as it will be. */
  private async rulesWith(
    tx: Tx,
    { replacesId, ...rule }: SetRule,
  ): Promise<{ rules: PlannedRule[]; roots: AnchorKind[] }> {
    // Two versions in place of the same one would both be in force.
    await this.planning.lock(tx);
    const current = await this.planning.currentRules(tx);
    const replaced = current.find(({ id }) => id === replacesId);
    if (replacesId !== null && !replaced) throw new NotFound('rule in force');
    if (replaced && replaced.code !== rule.code) throw new RuleKeepsCode(replaced.code);
    const others = current.filter(({ id }) => id !== replacesId);
    const other = others.find((known) => known.code === rule.code && validitiesMeet(known, rule));
    if (other) throw new RuleContradicts(rule.code, other);
    const rules = [...others, { ...rule, id: newId() }];
    const cycle = cycleThrough(rule.code, rules);
    if (cycle) throw new RuleCycle(cycle);
    if (rule.afterCode !== null && !current.some(({ code }) => code === rule.afterCode)) {
      throw new RuleFollowsUnknown(rule.afterCode);
    }
    if (rule.calendarCode !== null && !(await this.calendars.isKept(tx, rule.calendarCode))) {
      throw new CalendarNotKept(rule.calendarCode);
    }
    return { rules, roots: [...new Set([...rootsOf(rule.code, current), ...rootsOf(rule.code, rules)])] };
  }
}

/** The kinds of anchors at the beginning of the chains a rule is part of. */
const rootsOf = (code: string, rules: PlannedRule[], seen = new Set<string>()): AnchorKind[] => {
  if (seen.has(code)) return [];
  seen.add(code);
  return [
    ...new Set(
      rules
        .filter((rule) => rule.code === code)
        .flatMap((rule) => (rule.afterCode === null ? [rule.anchor] : rootsOf(rule.afterCode, rules, seen))),
    ),
  ];
};
