import { addWorkingDays, isWorkingDay, nearestWorkingDay, type Calendar } from '../calendars/calendars.rules.js';
import { addDays, dayIn, daysBetween, momentAt, type Day } from '../platform/day.js';
import type { MandateRole, ReminderAudience } from '../platform/index.js';

/** How people are reminded of deadlines of a kind. */
export interface Plan {
  /** Whether those who answer for it are told when it is set. */
  announce: boolean;
  before: { offset: number; unit: 'DAYS' | 'WORKING_DAYS' }[];
  /** After the due day: so often, at so many working days' distance, to these. */
  again: { every: number; times: number; audience: ReminderAudience[] } | null;
  /** After the due day, once each: working days from it, and whom. */
  ladder: { after: number; audience: ReminderAudience[] }[];
}

export interface PlannedStep {
  key: string;
  audience: ReminderAudience;
  sendOn: Day;
}

/** The steps that speak of what has just happened; the others speak of a day. */
const newsKeys = ['set', 'moved', 'handed', 'reopened', 'asked', 'granted', 'refused', 'pushed'] as const;
export type News = (typeof newsKeys)[number];

/** What a step says, without what tells it from others of its kind: `before`, `overdue`, `again` or some news. */
export const wordOf = (key: string): string => key.split('.')[0] ?? key;
export const newsIn = (key: string): News | null => {
  const word = wordOf(key);
  return newsKeys.find((news) => news === word) ?? null;
};

/**
 * The steps of a plan for a due day, from today on: a deadline set late gets the remaining ones, never a burst of past ones.
 * Steps before the due day move back to a working day; those after it count working days. For the secretariat's own
 * deadlines, the coordinators stand for every place in an institution.
 */
export const planSteps = (
  plan: Plan,
  {
    dueOn,
    today,
    isSecretariats,
    calendar,
    owed = new Set(),
  }: {
    dueOn: Day;
    today: Day;
    isSecretariats: boolean;
    calendar: Calendar;
    /** Steps (`key audience`) whose day had come and that nobody was told yet: they are due still. */
    owed?: ReadonlySet<string>;
  },
): PlannedStep[] => {
  const steps: PlannedStep[] = [
    ...plan.before.map(({ offset, unit }) => ({
      key: unit === 'DAYS' ? `before.${offset}` : `before.${offset}w`,
      audience: 'MAIN' as const,
      sendOn:
        unit === 'DAYS'
          ? nearestWorkingDay(addDays(dueOn, -offset), -1, calendar)
          : addWorkingDays(dueOn, -offset, calendar),
    })),
    ...plan.ladder.flatMap(({ after, audience }) =>
      audience.map((to) => ({ key: `overdue.${after}`, audience: to, sendOn: addWorkingDays(dueOn, after, calendar) })),
    ),
    ...Array.from({ length: plan.again?.times ?? 0 }, (_, n) => n + 1).flatMap((n) =>
      (plan.again?.audience ?? []).map((to) => ({
        key: `again.${n * (plan.again?.every ?? 0)}`,
        audience: to,
        sendOn: addWorkingDays(dueOn, n * (plan.again?.every ?? 0), calendar),
      })),
    ),
  ];
  const addressed = isSecretariats
    ? steps.map((step) => ({ ...step, audience: secretariatsPlace(step.audience) }))
    : steps;
  const distinct = [...new Map(addressed.map((step) => [`${step.key} ${step.audience}`, step])).values()];
  const tomorrow = addDays(today, 1);
  return (
    distinct
      .map((step) =>
        step.sendOn < today && owed.has(`${step.key} ${step.audience}`)
          ? { ...step, sendOn: today, isOwed: true }
          : { ...step, isOwed: false },
      )
      .filter(({ sendOn }) => sendOn >= today)
      // The hour of today's digest may be over; what is not due by tomorrow comes with tomorrow's.
      .map(({ isOwed, ...step }) =>
        step.sendOn === today && dueOn > tomorrow && !isOwed ? { ...step, sendOn: tomorrow } : step,
      )
  );
};

export const secretariatsPlace = (audience: ReminderAudience): ReminderAudience =>
  audience === 'HEAD' ? 'HEAD' : 'COORDINATOR';

/**
 * Whether a step still says something new after its deadline was moved. What was told once is told again only when at least
 * its own distance has passed since: "in 7 days" is news a week later, not two days later.
 */
export const isNews = (step: PlannedStep, told: PlannedStep[]): boolean =>
  !told.some(
    ({ key, audience, sendOn }) =>
      key === step.key && audience === step.audience && daysBetween(sendOn, step.sendOn) < distanceOf(key),
  );

const distanceOf = (key: string): number => Number.parseInt(key.split('.')[1] ?? '0', 10) || 1;

/** Due tomorrow or before, an escalation, or a question that waits: it need not wait for tomorrow's digest. */
export const isUrgent = ({ key, dueOn }: { key: string; dueOn: Day }, today: Day): boolean =>
  ['overdue', 'again', 'asked', 'pushed'].includes(wordOf(key)) || dueOn <= addDays(today, 1);

/** When a person wants to hear from us, in their own zone. */
export interface Hours {
  timeZone: string;
  /** `HH:MM`: when the digest comes. */
  hour: string;
  /** `HH:MM`, later than `hour`: from then on nothing comes. */
  quietFrom: string;
}
export const defaultHours = { hour: '08:00', quietFrom: '18:00' };

/** Which days a person can be written to on. */
export type IsOpen = (day: Day) => boolean;

/** The hours that a moment lies in, on any day; null outside of them. */
export const windowAt = ({ timeZone, hour, quietFrom }: Hours, moment: Date): { day: Day; until: Date } | null => {
  const day = dayIn(timeZone, moment);
  const until = momentAt(day, quietFrom, timeZone);
  return momentAt(day, hour, timeZone) <= moment && moment < until ? { day, until } : null;
};

/** The hours of a person that a moment lies in; null outside of them, on days off and on leave. */
export const hoursAt = (hours: Hours, moment: Date, isOpen: IsOpen): { day: Day; until: Date } | null => {
  const window = windowAt(hours, moment);
  return window && isOpen(window.day) ? window : null;
};

/** People of equal hours have equal keys. */
export const hoursKey = ({ timeZone, hour, quietFrom }: Hours): string => `${timeZone} ${hour} ${quietFrom}`;

/** A person is away for so long at the most; beyond, an alarm simply looks again. */
const longestAbsence = 200;

/**
 * The next moment at which a person may hear from us: in the hours of today if `today` says so, else at the digest's hour of
 * the next day that is open.
 */
export const nextMoment = (hours: Hours, now: Date, { isOpen, today }: { isOpen: IsOpen; today: boolean }): Date => {
  if (today && hoursAt(hours, now, isOpen)) return now;
  let day = dayIn(hours.timeZone, now);
  for (let ahead = 0; ahead < longestAbsence; ahead += 1) {
    const opening = momentAt(day, hours.hour, hours.timeZone);
    if (opening > now && isOpen(day)) return opening;
    day = addDays(day, 1);
  }
  return momentAt(day, hours.hour, hours.timeZone);
};

/** Working days on which the person is not away. */
export const openOn =
  (calendar: Calendar, leaves: { startsOn: Day; endsOn: Day }[]): IsOpen =>
  (day) =>
    isWorkingDay(day, calendar) && !leaves.some(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn);

/** Whoever holds a place in an institution. */
export interface Holder {
  personId: string;
  role: MandateRole;
}

export interface Places {
  holders: Holder[];
  coordinators: string[];
  heads: string[];
  /** Whom to tell in a person's place; null when they are away and named nobody. Themselves while they are there. */
  standInFor: (personId: string) => string | null;
  /** Whoever asked not to be reminded of this institution's deadlines. */
  hasLeft: (personId: string) => boolean;
}

const rungs: MandateRole[] = ['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'];

/**
 * Whom a step speaks to today. What the main focal points should hear goes to the next place that is held when theirs is
 * not, in the end to the coordinators; an escalation to a place nobody holds is passed over: the next rung has its own day.
 */
export const recipientsOf = (
  { audience, ownerRole }: { audience: ReminderAudience; ownerRole: MandateRole },
  places: Places,
): string[] => {
  const { holders, coordinators, heads } = places;
  switch (audience) {
    case 'HEAD':
      return presentOrAway(heads, places);
    case 'COORDINATOR':
      return presentOrAway(coordinators, places);
    case 'MAIN': {
      for (const role of [ownerRole, ...rungs.filter((rung) => rung !== ownerRole)]) {
        const found = present(inRole(holders, role), places);
        if (found.length > 0) return found;
      }
      // Away without a substitute: it waits for them. Nobody at all: the secretariat must know.
      const away = holders.map(({ personId }) => personId).filter((id) => !places.hasLeft(id));
      return away.length > 0 ? [...new Set(away)] : holders.length > 0 ? [] : presentOrAway(coordinators, places);
    }
    case 'ALTERNATE':
    case 'VALIDATING_AUTHORITY':
      return present(inRole(holders, audience), places);
  }
};

/** Nobody else can hear it in their place: if all are away, it waits for them. */
const presentOrAway = (people: string[], places: Places): string[] => {
  const there = present(people, places);
  return there.length > 0 ? there : people;
};

const inRole = (holders: Holder[], role: MandateRole): string[] =>
  holders.filter((holder) => holder.role === role).map(({ personId }) => personId);

const present = (people: string[], { standInFor, hasLeft }: Places): string[] => [
  ...new Set(people.filter((id) => !hasLeft(id)).flatMap((id) => standInFor(id) ?? [])),
];
