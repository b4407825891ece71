// What became of each deadline, told anew from the events, and what its plan of reminders asks for in each chapter of it.
import { home } from './readers.mjs';
import { lastBy, momentOf, plusDays, plusWorked, shown, workedFrom } from './wall.mjs';

/** A deadline's chapters: from one planning to the next, or to its end. */
export async function historyOf(db, country, readers) {
  const rows = await db.now.$queryRaw`
    SELECT id, kind::text, role::text, title FROM deadline`;
  const events = await db.now.$queryRaw`
    SELECT name, payload, occurred_at AS at FROM event
    WHERE name ~ '^(deadline|deadline-request|reminder-plan|reminder|calendar)[.]' ORDER BY occurred_at, id`;
  const stored = await db.now.$queryRaw`SELECT id, kind::text, body FROM reminder_plan`;
  const setAt = new Map(
    events.filter(({ name }) => name === 'reminder-plan.set').map(({ payload, at }) => [payload.planId, at]),
  );
  // Those the product comes with were there from the beginning.
  const plans = stored
    .map((plan) => ({ ...plan, from: setAt.get(plan.id) ?? new Date(0) }))
    .sort((one, other) => one.from - other.from);
  const asked = await db.now.$queryRaw`
    SELECT deadline_id AS "deadlineId", asked_at AS "from", decided_at AS until FROM deadline_request ORDER BY asked_at`;
  const notOurs = await db.now.$queryRaw`SELECT id FROM deadline_request WHERE kind = 'NOT_OURS'`;
  const deadlines = new Map(
    rows.map((row) => [row.id, { ...row, turns: [], news: [], holds: [], pushes: [], plannings: [] }]),
  );
  const given = new Set(notOurs.map(({ id }) => id));
  // What happens while the worker is away is heard of when it is back.
  const heard = (at) =>
    country.outages.find(({ kind, from, until }) => kind === 'worker' && from <= at && at < until)?.until ?? at;
  for (const { deadlineId, from, until } of asked) deadlines.get(deadlineId).holds.push({ from, until });
  for (const { name, payload, at } of events) {
    if (name === 'reminder-plan.set' || name === 'calendar.changed') {
      const kind = plans.find(({ id }) => id === payload.planId)?.kind;
      const isAbout = (deadline) => kind === undefined || deadline.kind === kind;
      for (const deadline of deadlines.values()) if (isAbout(deadline)) deadline.plannings.push(heard(at));
      continue;
    }
    const deadline = deadlines.get(payload.deadlineId);
    note(deadline, name, payload, at, { heard, given });
  }
  for (const deadline of deadlines.values()) {
    deadline.plan = (moment) =>
      lastBy(
        plans.filter(({ kind }) => kind === deadline.kind),
        moment,
      )?.body ?? null;
    deadline.chapters = chaptersOf(deadline, readers);
  }
  return deadlines;
}

function note(deadline, name, { institutionId, dueOn, requestId }, at, { heard, given }) {
  const from = heard(at);
  const turn = (facts) => deadline.turns.push({ ...deadline.turns.at(-1), ...facts, from: at });
  const news = (word, audience) => deadline.news.push({ word, audience, from });
  switch (name) {
    case 'deadline.set':
      turn({ isOpen: true, dueOn, institutionId });
      news('set', 'MAIN');
      break;
    case 'deadline.moved':
      turn({ dueOn });
      news('moved', 'MAIN');
      break;
    case 'deadline.changed':
      turn({ institutionId });
      news('handed', 'MAIN');
      break;
    case 'deadline.met':
    case 'deadline.waived':
      turn({ isOpen: false });
      return;
    case 'deadline.reopened':
      turn({ isOpen: true });
      news('reopened', 'MAIN');
      break;
    case 'deadline-request.made':
      news('asked', 'COORDINATOR');
      return;
    case 'deadline-request.granted':
      if (!given.has(requestId)) news('granted', 'MAIN');
      return;
    case 'deadline-request.refused':
      news('refused', 'MAIN');
      return;
    case 'reminder.brought-forward':
      deadline.pushes.push(at);
      return;
    default:
      throw new Error(`the play does not know what ${name} means`);
  }
  deadline.plannings.push(from);
}

/** How a deadline stood at a moment. */
export const stateAt = ({ turns }, moment) => lastBy(turns, moment) ?? { isOpen: false };

/** The first moment after this one at which it is closed; null: never. */
export const closedAfter = ({ turns }, moment) =>
  turns.find(({ from, isOpen }) => from > moment && !isOpen)?.from ?? null;

function chaptersOf(deadline, readers) {
  const moments = [...new Set(deadline.plannings.map(Number))].sort((a, b) => a - b).map((at) => new Date(at));
  const chapters = [];
  for (const [index, from] of moments.entries()) {
    const state = stateAt(deadline, from);
    if (!state.isOpen) continue;
    const ends = [moments[index + 1], closedAfter(deadline, from)].filter(
      (moment) => moment !== null && moment !== undefined,
    );
    const until = ends.length === 0 ? null : new Date(Math.min(...ends));
    const plan = deadline.plan(from);
    const { dueOn, institutionId } = state;
    const steps = plan ? stepsOf(plan, state, readers.holidaysAt(from)) : [];
    chapters.push({ from, until, today: shown(home, from).day, dueOn, institutionId, plan, steps });
  }
  return chapters;
}

/** The days of a plan's steps for a due day. For the secretariat's own deadlines, coordinators stand for every place but the head's. */
function stepsOf(plan, { dueOn, institutionId }, holidays) {
  const steps = [
    ...plan.before.map(({ offset, unit }) =>
      unit === 'DAYS'
        ? { key: `before.${offset}`, audience: 'MAIN', day: workedFrom(plusDays(dueOn, -offset), -1, holidays) }
        : { key: `before.${offset}w`, audience: 'MAIN', day: plusWorked(dueOn, -offset, holidays) },
    ),
    ...plan.ladder.flatMap(({ after, audience }) =>
      audience.map((to) => ({ key: `overdue.${after}`, audience: to, day: plusWorked(dueOn, after, holidays) })),
    ),
    ...Array.from({ length: plan.again?.times ?? 0 }, (_, n) => (n + 1) * plan.again.every).flatMap((wait) =>
      plan.again.audience.map((to) => ({ key: `again.${wait}`, audience: to, day: plusWorked(dueOn, wait, holidays) })),
    ),
  ];
  const place = (audience) => (institutionId === null && audience !== 'HEAD' ? 'COORDINATOR' : audience);
  const placed = steps.map((step) => ({ ...step, audience: place(step.audience), distance: distanceOf(step.key) }));
  return [...new Map(placed.map((step) => [`${step.key} ${step.audience}`, step])).values()];
}

/** So many days lie at least between two times the same thing is said. */
const distanceOf = (key) => Number.parseInt(key.split('.')[1]);

export const midnight = (day) => momentOf(home, day, '00:00');
