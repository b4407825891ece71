// What ought to have been said, and what was: each chapter of a deadline asks for steps, people have hours, and the diary shows
// what has arrived. Only the record of what happened counts here, never the product's own list of steps.
import { midnight, stateAt, closedAfter } from './history.mjs';
import { dayLength, daysFrom, plusDays, shown } from './wall.mjs';
import { home } from './readers.mjs';

/** Whoever is to be found within so many days is to be told within them, however often places change hands. */
const patience = 30;
const latest = (...moments) => new Date(Math.max(...moments));
const isTimed = ({ key }) => /^(before|overdue|again)\./.test(key);
const isSame = (one, other) => one.key === other.key && one.audience === other.audience;

/** Compares a deadline's chapters with what was said of it. Faults go to `blame`; what was found to be due and said is counted. */
export function compare(deadline, entries, { readers, until, blame, count }) {
  const context = { deadline, entries, readers, until, blame, count };
  const matched = new Set();
  for (const [index, chapter] of deadline.chapters.entries()) {
    const before = deadline.chapters[index - 1];
    const isGoingOn = before?.until !== null && Number(before?.until) === Number(chapter.from);
    chapter.planned = planned(chapter, isGoingOn ? before : null, context);
    for (const entry of entries.filter(isTimed)) {
      const isWithin =
        chapter.from <= entry.composedAt && (chapter.until === null || entry.composedAt <= chapter.until);
      if (!isWithin || matched.has(entry)) continue;
      const forDay = saidFor(entry, chapter, deadline);
      if (forDay === null) continue;
      entry.day = forDay;
      matched.add(entry);
    }
    for (const step of chapter.planned) demandStep(step, chapter, context);
  }
  for (const entry of entries) {
    if (isTimed(entry) && !matched.has(entry)) blame(faultOf(entry, deadline), describe(entry, deadline));
  }
  for (const [index, entry] of entries.entries()) {
    const isAgain = (other) => isSame(other, entry) && other.personId === entry.personId && other.dueOn === entry.dueOn;
    if (entries.slice(0, index).some(isAgain)) blame('the same said again', describe(entry, deadline));
  }
  for (const news of deadline.news) demandNews(news, context);
}

/** The steps a chapter is to say: what lies ahead, what was due before and nobody has heard, and nothing twice for the same meaning. */
function planned(chapter, before, { entries, deadline, readers }) {
  const { today, from, dueOn } = chapter;
  const tomorrow = plusDays(today, 1);
  return chapter.steps.flatMap((step) => {
    const said = entries.filter((entry) => isSame(entry, step) && entry.composedAt <= from);
    const waiting = before?.planned.find((other) => isSame(other, step) && other.day <= today);
    const isCarried =
      step.day < today &&
      waiting !== undefined &&
      !waiting.isLost &&
      !said.some(({ composedAt }) => composedAt >= before.from) &&
      readers.at(latest(midnight(waiting.day), before.from), placeOf(step, before, deadline)).length > 0;
    if (step.day < today && !isCarried) return [];
    // The hour of today's digest may be over; what is not due by tomorrow comes with tomorrow's.
    const isLate = step.day === today && dueOn > tomorrow;
    const day = isLate ? tomorrow : isCarried ? today : step.day;
    // "In 7 days" is news a week later, not two days later.
    const isRepeat = said.some((entry) => entry.day !== undefined && daysFrom(entry.day, day) < step.distance);
    return isRepeat ? [] : [{ ...step, day }];
  });
}

/** The day on which a chapter asks for what was said; null: it does not, or not yet. */
function saidFor(entry, chapter, { pushes }) {
  const push = pushes.findLast((at) => chapter.from <= at && at <= entry.composedAt);
  if (entry.isPushed) return push && chapter.steps.some((step) => isSame(step, entry)) ? shown(home, push).day : null;
  const step = chapter.planned.find((one) => isSame(one, entry));
  return step && chapter.dueOn === entry.dueOn && midnight(step.day) <= entry.composedAt ? step.day : null;
}

function faultOf(entry, { chapters }) {
  const chapter = chapters.findLast(({ from }) => from <= entry.composedAt);
  const step = chapter?.steps.find((one) => isSame(one, entry));
  if (!step || chapter.dueOn !== entry.dueOn) return 'said though nothing asks for it';
  return chapter.planned.some((one) => isSame(one, entry)) ? 'said too early' : 'the same said again';
}

function demandStep(step, chapter, context) {
  const { entries, deadline } = context;
  const isSaid = (personId, by) =>
    entries.some(
      (entry) =>
        isSame(entry, step) &&
        (personId === null || entry.personId === personId) &&
        entry.composedAt >= chapter.from &&
        entry.at <= by,
    );
  const what = `${step.key} to ${step.audience}, of ${step.day} for ${chapter.dueOn}`;
  demand(
    { from: latest(midnight(step.day), chapter.from), end: chapter.until, isHeld: true, step, what, isSaid },
    context,
  );
  context.count.deadlines.add(deadline.id);
}

function demandNews({ word, audience, from }, context) {
  const { deadline, entries } = context;
  if (!stateAt(deadline, from).isOpen) return;
  if (['set', 'handed'].includes(word) && !deadline.plan(from)?.announce) return;
  if (['moved', 'reopened'].includes(word) && !entries.some(({ composedAt }) => composedAt < from)) return;
  // Whose it was need not hear any news of it; what was decided need not be asked.
  const handed = deadline.news.find((other) => other.word === 'handed' && other.from > from)?.from;
  const decided =
    word === 'asked' ? deadline.holds.find((hold) => hold.from <= from && (hold.until ?? from) >= from)?.until : null;
  const ends = [closedAfter(deadline, from), handed, decided].filter(
    (moment) => moment !== null && moment !== undefined,
  );
  const end = ends.length === 0 ? null : new Date(Math.min(...ends));
  const isSaid = (personId, by) =>
    entries.some(
      (entry) =>
        entry.key.split('.')[0] === word &&
        (personId === null || entry.personId === personId) &&
        entry.composedAt >= from &&
        entry.at <= by,
    );
  const isHeld = ['set', 'moved', 'handed', 'reopened'].includes(word);
  demand(
    { from, end, isHeld, isNews: true, step: { audience }, what: `${word}, of ${shown(home, from).day}`, isSaid },
    context,
  );
}

/** Each reader who stays one is to be told by the end of their first hours that lie open; somebody is to be told in any case. */
function demand(wanted, context) {
  const { from, end, isHeld, isNews = false, step, what, isSaid } = wanted;
  const { deadline, readers, until, blame, count } = context;
  const isOver = (moment) => moment >= until || (end !== null && moment >= end);
  const hold = isHeld && deadline.holds.find((one) => one.from <= from && (one.until === null || from < one.until));
  if (hold) {
    if (hold.until !== null) demand({ ...wanted, from: hold.until }, context);
    return;
  }
  if (isOver(from)) return;
  const place = placeOf(step, stateAt(deadline, from), deadline);
  const interrupted = (by) => isHeld && deadline.holds.find((one) => from < one.from && one.from <= by);
  let isAsked = false;
  for (const personId of readers.at(from, place)) {
    // News of the very moment at which their hours begin is for the next day's digest.
    const [window] = readers.windows(personId, isNews ? new Date(from.getTime() + 1) : from);
    if (window?.isGone) step.isLost = true;
    if (!window || isOver(window.end)) continue;
    const pause = interrupted(window.end);
    if (pause) {
      if (!isSaid(personId, pause.from) && pause.until !== null) {
        demand({ ...wanted, from: pause.until }, context);
      }
      return;
    }
    if (!staysReader(readers, personId, place, from, window)) continue;
    isAsked = true;
    // What a mail said that came back is the coordinators' to say: they are told that it did.
    if (window.isGone) continue;
    count.asked += 1;
    if (!isSaid(personId, window.end)) {
      blame(
        'never said',
        `${what}, to ${readers.country.people.get(personId).name} by ${window.end.toISOString()} (${deadline.id})`,
      );
    }
  }
  if (isAsked) return;
  count.excused += 1;
  const last = new Date(from.getTime() + patience * dayLength);
  if (isOver(last) || interrupted(last)) return;
  const days = Array.from({ length: patience }, (_, n) => new Date(from.getTime() + n * dayLength));
  if (days.every((day) => readers.at(day, place).length > 0) && !isSaid(null, last)) {
    blame('never said', `${what}, to anybody in ${patience} days (${deadline.id})`);
  }
}

function staysReader(readers, personId, place, from, { start, end }) {
  const moments = [from, start, end];
  for (let day = plusDays(shown(home, from).day, 1); midnight(day) < end; day = plusDays(day, 1))
    moments.push(midnight(day));
  return moments.every((moment) => readers.at(moment, place).includes(personId));
}

const placeOf = ({ audience }, { institutionId }, { role }) => ({
  audience: institutionId === null && audience !== 'HEAD' ? 'COORDINATOR' : audience,
  institutionId,
  role,
});

const describe = ({ key, audience, dueOn, composedAt, personId }, { id }) =>
  `${key} to ${audience} for ${dueOn}, to ${personId} at ${composedAt.toISOString()} (${id})`;
