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
  afterId: string | null;
}

/** A deadline that is to be. `after`: the one it follows, there already or to be as well. */
export interface WantedDeadline {
  anchor: PlannedAnchor;
  rule: PlannedRule;
  institutionId: string | null;
  dueOn: Day;
  after: KnownDeadline | WantedDeadline | null;
}

export interface Plan {
  create: WantedDeadline[];
  /** Days that change; and, where `from` equals `to`, a newer version of the rule, or another deadline that is followed. */
  move: { deadline: KnownDeadline; rule: PlannedRule; from: Day; to: Day; after: WantedDeadline['after'] }[];
  /** No rule asks for them any more. */
  retire: KnownDeadline[];
  /** They would be new, and due before today: nobody is told at once that they are late with what nobody asked of them. */
  past: WantedDeadline[];
}

/** One line of "before and after". `from` null: it is new, or, `isPast`, it would be; `to` null: it is no longer asked for. */
export interface DeadlineChange {
  deadlineId: string | null;
  titles: Titles;
  /** In the mechanism's own language. */
  title: string;
  institution: string | null;
  from: Day | null;
  to: Day | null;
  /** It would have been due before today: it is not planned. */
  isPast: boolean;
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

/** What planning reckons with: whose working days, and which day it is where. */
export interface Days {
  calendarOf: (countryCode: string | null) => Calendar;
  todayIn: (timeZone: string) => Day;
}

/**
 * What the rules make of the anchors, against what is there. Closed deadlines stay as they are; so does the day of one that
 * was moved by hand, and what follows such a deadline follows the day it was moved to. What is not there and would be due
 * before today, where its day ends, is not planned; what follows it is.
 */
export const planDeadlines = (
  rules: PlannedRule[],
  anchors: PlannedAnchor[],
  known: KnownDeadline[],
  days: Days,
): Plan => {
  const plan: Plan = { create: [], move: [], retire: [], past: [] };
  const knownOf = new Map<string, KnownDeadline[]>();
  for (const deadline of known) knownOf.set(deadline.anchorId, [...(knownOf.get(deadline.anchorId) ?? []), deadline]);
  for (const anchor of anchors) planAnchor(anchor, rules, knownOf.get(anchor.id) ?? [], days, plan);
  return plan;
};

/** A day that rules reckon from: of the anchor itself, or of a deadline that others follow. */
interface Base {
  day: Day;
  deadline: WantedDeadline['after'];
  institutionId: string | null;
}

/** One deadline that a rule asks for: whose, from which day, and what is there of it. */
interface Place {
  institutionId: string | null;
  base: Base;
  existing: KnownDeadline[];
}

const planAnchor = (
  anchor: PlannedAnchor,
  rules: PlannedRule[],
  known: KnownDeadline[],
  { calendarOf, todayIn }: Days,
  plan: Plan,
): void => {
  const seen = new Set<KnownDeadline>();
  /** The rules to reckon with next, and from which days; `areAsked`: those whose days they are were asked by name. */
  let level: { rule: PlannedRule; bases: Base[]; areAsked: boolean }[] = rules
    .filter((rule) => appliesTo(rule, anchor))
    .map((rule) => ({
      rule,
      bases: [{ day: anchor.day, deadline: null, institutionId: anchor.institutionId }],
      areAsked: false,
    }));
  while (level.length > 0) {
    const next: typeof level = [];
    for (const { rule, bases, areAsked } of level) {
      const places = placesOf(rule, anchor, bases, {
        areAsked,
        existing: known.filter(({ code }) => code === rule.code),
      });
      const followed = places.flatMap(({ institutionId, base, existing }): Base[] => {
        const { dueOn } = reckon(base.day, rule, calendarOf(rule.calendarCode));
        for (const deadline of existing) {
          seen.add(deadline);
          settle(deadline, rule, dueOn, base.deadline, plan);
        }
        if (existing.length > 0) return existing.map((deadline) => baseOf(deadline, dueOn));
        const wanted = { anchor, rule, institutionId, dueOn, after: base.deadline };
        const isPast = dueOn < todayIn(rule.timeZone);
        (isPast ? plan.past : plan.create).push(wanted);
        return [{ day: dueOn, deadline: isPast ? null : wanted, institutionId }];
      });
      const wereAsked = rule.owner === 'ASKED_INSTITUTIONS';
      for (const follower of rules) {
        if (follower.anchor === 'DEADLINE' && follower.afterCode === rule.code && isForAnchorOf(follower, anchor)) {
          next.push({ rule: follower, bases: followed, areAsked: wereAsked });
        }
      }
    }
    level = next;
  }
  plan.retire.push(...known.filter((deadline) => !seen.has(deadline) && deadline.status === 'OPEN'));
};

/**
 * Which deadlines a rule asks for. Of owner ASKED_INSTITUTIONS: one for each institution that was asked by name, and by a
 * rule that follows such a rule, one for each institution's own. A single one follows that of its own institution; where
 * that has none, as the secretariat, it waits for all of them: it follows the latest. Where nobody was asked yet, there is
 * nothing to follow.
 */
const placesOf = (
  rule: PlannedRule,
  anchor: PlannedAnchor,
  bases: Base[],
  { areAsked, existing }: { areAsked: boolean; existing: KnownDeadline[] },
): Place[] => {
  const latest = bases.reduce<Base | undefined>(
    (late, base) => (late && late.day >= base.day ? late : base),
    undefined,
  );
  if (!latest) return [];
  if (rule.owner !== 'ASKED_INSTITUTIONS') {
    const institutionId = rule.owner === 'INSTITUTION' ? anchor.institutionId : null;
    const own = bases.find((base) => institutionId !== null && base.institutionId === institutionId);
    return [{ institutionId, base: own ?? latest, existing }];
  }
  if (!areAsked) {
    return existing.map((deadline) => ({
      institutionId: deadline.institutionId,
      base: latest,
      existing: [deadline],
    }));
  }
  const idsOf = new Set(bases.map(({ deadline }) => idOf(deadline)));
  return bases.flatMap((base): Place[] => {
    const { institutionId, deadline } = base;
    // What was handed to another institution still follows what it followed before.
    const followers = existing.filter(({ afterId }) => afterId !== null && afterId === idOf(deadline));
    const theirs = existing.filter((one) => one.institutionId === institutionId);
    const free = theirs.filter(({ afterId }) => afterId === null || !idsOf.has(afterId));
    const found = followers.length > 0 ? followers : free;
    // Nobody owes the same twice.
    return found.length === 0 && theirs.length > 0 ? [] : [{ institutionId, base, existing: found }];
  });
};

/** The id of a deadline that is there already. */
const idOf = (deadline: WantedDeadline['after']): string | null =>
  deadline !== null && 'id' in deadline ? deadline.id : null;

const baseOf = (deadline: KnownDeadline, dueOn: Day): Base => ({
  day: deadline.pinned || deadline.status !== 'OPEN' ? deadline.dueOn : dueOn,
  deadline,
  institutionId: deadline.institutionId,
});

const settle = (
  deadline: KnownDeadline,
  rule: PlannedRule,
  dueOn: Day,
  after: WantedDeadline['after'],
  plan: Plan,
): void => {
  if (deadline.status !== 'OPEN') return;
  const to = deadline.pinned ? deadline.dueOn : dueOn;
  const isAfter = deadline.afterId === idOf(after) && (after === null || 'id' in after);
  if (to !== deadline.dueOn || rule.id !== deadline.ruleId || !isAfter)
    plan.move.push({ deadline, rule, from: deadline.dueOn, to, after });
};
