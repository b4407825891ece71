import type { Calendar } from '../calendars/calendars.rules.js';
import { addDays, type Day } from '../platform/day.js';
import type { AnchorKind, DeadlineKind, DeadlineOwner, DeadlineStatus, ReviewMechanism } from '../platform/index.js';
import {
  appliesTo,
  firstDay,
  isForAnchorOf,
  lastDay,
  reachInDays,
  reckon,
  type Offset,
  type Reach,
  type Titles,
} from './deadlines.rules.js';

/** A rule as planning needs it. */
export interface PlannedRule extends Offset, Reach {
  id: string;
  code: string;
  titles: Titles;
  kind: DeadlineKind;
  afterCode: string | null;
  timeZone: string;
  calendarCode: string | null;
  owner: DeadlineOwner;
}

export interface PlannedAnchor {
  id: string;
  kind: AnchorKind;
  mechanism: ReviewMechanism | null;
  day: Day;
  subjectId: string;
  institutionId: string | null;
  restricted: boolean;
}

/** A deadline some rule has made of an anchor before. */
export interface KnownDeadline {
  id: string;
  anchorId: string;
  ruleId: string;
  code: string;
  titles: Titles;
  institutionId: string | null;
  dueOn: Day;
  status: DeadlineStatus;
  pinned: boolean;
}

/** A deadline that is to be. `afterId`: the deadline it follows, where that is there already. */
export interface WantedDeadline {
  anchor: PlannedAnchor;
  rule: PlannedRule;
  institutionId: string | null;
  dueOn: Day;
  afterId: string | null;
}

export interface Plan {
  create: WantedDeadline[];
  /** Days that change, and rules that were replaced by a newer version (`from` equals `to`). */
  move: { deadline: KnownDeadline; rule: PlannedRule; from: Day; to: Day; afterId: string | null }[];
  /** No rule asks for them any more. */
  retire: KnownDeadline[];
}

/** One line of "before and after". `from` null: it is new; `to` null: it is no longer asked for. */
export interface DeadlineChange {
  deadlineId: string | null;
  titles: Titles;
  /** In the mechanism's own language. */
  title: string;
  institution: string | null;
  from: Day | null;
  to: Day | null;
}

/** The days a calendar must know for these rules and anchors. */
export const periodOf = (rules: PlannedRule[], anchors: { day: Day }[]): { from: Day; to: Day } | null => {
  const days = anchors.map(({ day }) => day).sort();
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) return null;
  // Rules may follow one another, so their reaches add up.
  const reach = rules.reduce((sum, rule) => sum + reachInDays(rule), 0);
  const from = addDays(first, -reach);
  const to = addDays(last, reach);
  // What leads further is refused, whatever the calendar.
  return { from: from < firstDay ? firstDay : from, to: from > lastDay || to > lastDay ? lastDay : to };
};

/**
 * What the rules make of the anchors, against what is there. Closed deadlines stay as they are; so does the day of one that
 * was moved by hand, and what follows such a deadline follows the day it was moved to.
 */
export const planDeadlines = (
  rules: PlannedRule[],
  anchors: PlannedAnchor[],
  known: KnownDeadline[],
  calendarOf: (countryCode: string | null) => Calendar,
): Plan => {
  const plan: Plan = { create: [], move: [], retire: [] };
  const knownOf = new Map<string, KnownDeadline[]>();
  for (const deadline of known) knownOf.set(deadline.anchorId, [...(knownOf.get(deadline.anchorId) ?? []), deadline]);
  for (const anchor of anchors) planAnchor(anchor, rules, knownOf.get(anchor.id) ?? [], calendarOf, plan);
  return plan;
};

const planAnchor = (
  anchor: PlannedAnchor,
  rules: PlannedRule[],
  known: KnownDeadline[],
  calendarOf: (countryCode: string | null) => Calendar,
  plan: Plan,
): void => {
  const seen = new Set<KnownDeadline>();
  /** The rules to reckon with next, and from which day. */
  let level: { rule: PlannedRule; from: Day; afterId: string | null }[] = rules
    .filter((rule) => appliesTo(rule, anchor))
    .map((rule) => ({ rule, from: anchor.day, afterId: null }));
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { rule, from, afterId } of level) {
      const { dueOn } = reckon(from, rule, calendarOf(rule.calendarCode));
      const existing = known.filter(({ code }) => code === rule.code);
      for (const deadline of existing) {
        seen.add(deadline);
        settle(deadline, rule, dueOn, afterId, plan);
      }
      if (existing.length === 0) {
        // Nobody was asked yet, so there is nothing to follow either.
        if (rule.owner === 'ASKED_INSTITUTIONS') continue;
        const institutionId = rule.owner === 'INSTITUTION' ? anchor.institutionId : null;
        plan.create.push({ anchor, rule, institutionId, dueOn, afterId });
      }
      const [own] = existing;
      const followed = own && (own.pinned || own.status !== 'OPEN') ? own.dueOn : dueOn;
      for (const follower of rules) {
        if (follower.anchor === 'DEADLINE' && follower.afterCode === rule.code && isForAnchorOf(follower, anchor)) {
          next.push({ rule: follower, from: followed, afterId: own?.id ?? null });
        }
      }
    }
    level = next;
  }
  plan.retire.push(...known.filter((deadline) => !seen.has(deadline) && deadline.status === 'OPEN'));
};

const settle = (deadline: KnownDeadline, rule: PlannedRule, dueOn: Day, afterId: string | null, plan: Plan): void => {
  if (deadline.status !== 'OPEN') return;
  const to = deadline.pinned ? deadline.dueOn : dueOn;
  if (to !== deadline.dueOn || rule.id !== deadline.ruleId)
    plan.move.push({ deadline, rule, from: deadline.dueOn, to, afterId });
};
