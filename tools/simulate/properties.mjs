// What must be true of every play. Each property is checked against what arrived, the record of what happened, and what the play
// itself knows of people; none asks the product what it thinks.
import { historyOf, stateAt } from './history.mjs';
import { compare } from './owed.mjs';
import { home, readersOf } from './readers.mjs';
import { dayLength, lastBy, plusDays, shown } from './wall.mjs';

/** A digest names so many items at the most. */
const mostItems = 25;

/** What somebody has just pressed a button for, wherever it is for, goes at once. All other mails keep hours. */
const atAnyMoment = new Set(['sign-in', 'address-changed', 'verification-request', 'assignments-activated']);

/** What is wrong with a play, in words; nothing, we hope. At most a few of each kind. And how much was looked at. */
export async function faultsOf(stage, country, diary, { until }) {
  const found = new Map();
  const blame = (property, words) => found.set(property, [...(found.get(property) ?? []), words]);
  const readers = await readersOf(stage.db, country);
  const deadlines = await historyOf(stage.db, country, readers);
  const play = { stage, country, diary, readers, deadlines, until, blame };
  await compareLedger(play);
  for (const arrival of diary.arrivals) {
    if (!atAnyMoment.has(arrival.name)) checkHours(arrival, play);
  }
  for (const digest of diary.digests) {
    checkContent(digest, play);
    checkAnswered(digest, play);
    checkReader(digest, play);
  }
  checkDays(play);
  const count = { asked: 0, excused: 0, deadlines: new Set() };
  const entriesOf = new Map([...deadlines.keys()].map((id) => [id, []]));
  for (const entry of diary.entries()) entriesOf.get(entry.deadlineId).push(entry);
  for (const [id, deadline] of deadlines) compare(deadline, entriesOf.get(id), { readers, until, blame, count });
  const faults = [...found].flatMap(([property, all]) => [
    ...all.slice(0, 5).map((words) => `${property}: ${words}`),
    ...(all.length > 5 ? [`${property}: and ${all.length - 5} more`] : []),
  ]);
  return { faults, count };
}

/** The ledger and the mail server agree, and nothing that was to be done has been given up. */
async function compareLedger({ stage, country, until, blame }) {
  const { db, sink } = stage;
  const accepted = new Set();
  for (const { mailId } of sink.accepted) {
    if (accepted.has(mailId)) blame('accepted twice', mailId);
    accepted.add(mailId);
  }
  const late = new Date(until.getTime() - 30 * dayLength);
  const mails = await db.now.mail.findMany({
    select: { id: true, name: true, personId: true, status: true, createdAt: true },
  });
  for (const { id, name, personId, status, createdAt } of mails) {
    if (accepted.has(id) !== (status === 'SENT')) blame('the ledger says otherwise', `${id} ${status}`);
    // A change of address is told to the old one.
    const isExcused =
      name === 'address-changed' ||
      ['SENT', 'WITHDRAWN', 'EXPIRED'].includes(status) ||
      country.people
        .get(personId)
        .gone.some(({ from, until: back }) => from <= createdAt && (back === null || createdAt < back));
    if (createdAt < late && !isExcused) blame('written, but never sent', `${id} ${status}`);
  }
  const given = await db.now.owed.findMany({
    where: { gaveUpAt: { not: null } },
    select: { name: true, lastError: true },
  });
  for (const { name, lastError } of given) {
    if (name !== 'mail.send' || !/no such user/.test(lastError)) blame('given up', `${name}: ${lastError}`);
  }
}

/** A clock that jumps an hour ahead skips the chosen time; the mail comes with the next one there is. */
function checkHours({ personId, at, id, name: kind }, { country, readers, blame }) {
  const { name, hours } = country.people.get(personId);
  const { zone, hour, quietFrom } = lastBy(hours, at);
  const { day, time } = shown(zone, at);
  if (time < hour || time >= quietFrom || !readers.isOpen(personId, day, at)) {
    blame('outside a person’s hours', `${name}, ${day} ${time} in ${zone} (${kind} ${id})`);
  }
}

/** One digest a person a day; what is urgent may come after it, alone. */
function checkDays({ diary, country, blame }) {
  const had = new Set();
  for (const digest of diary.digests.toSorted((one, other) => one.composedAt - other.composedAt)) {
    const { personId, composedAt, isAlone, told } = digest;
    const { name, hours } = country.people.get(personId);
    const { day } = shown(lastBy(hours, composedAt).zone, composedAt);
    const key = `${name} ${day}`;
    if (!isAlone) {
      if (had.has(key)) blame('more than one digest a day', key);
      had.add(key);
      continue;
    }
    if (!had.has(key)) blame('alone, but no digest before it', key);
    const tomorrow = plusDays(shown(home, composedAt).day, 1);
    const patient = told.find(
      ({ key: what, dueOn }) => !/^(overdue|again|asked|pushed)/.test(what) && dueOn > tomorrow,
    );
    if (patient) blame('alone, but not urgent', `${key}: ${patient.key} for ${patient.dueOn}`);
  }
}

/** There is something to say, and what arrives says it. */
function checkContent({ id, told, items, text, more }, { blame }) {
  if (told.length === 0) blame('a mail without content', id);
  const shownIds = new Set(items.map(({ deadlineId }) => deadlineId));
  const missing = told.filter(({ deadlineId }) => !shownIds.has(deadlineId));
  if (missing.length > more || (missing.length > 0 && items.length < mostItems)) blame('told, but not in the mail', id);
  for (const { title } of items) {
    if (title !== null && !text.includes(title)) blame('told, but not in the mail', `${id}: ${title}`);
  }
}

/** After the answer nothing more: no line about it in a mail that was written later, or was answered before its server took it. */
function checkAnswered({ id, at, composedAt, items, told }, { deadlines, blame }) {
  const isClosed = (deadlineId, moment) => {
    // What happens at that very moment may cross with the mail.
    const state = lastBy(deadlines.get(deadlineId).turns, new Date(moment.getTime() - 1));
    return state !== undefined && !state.isOpen && !stateAt(deadlines.get(deadlineId), moment).isOpen;
  };
  const isPending = (deadlineId) =>
    deadlines
      .get(deadlineId)
      .holds.some(({ from, until }) => from < composedAt && (until === null || composedAt < until));
  for (const deadlineId of new Set([...items, ...told].map((line) => line.deadlineId))) {
    if (isClosed(deadlineId, composedAt)) {
      blame('after the answer', `mail ${id} of ${composedAt.toISOString()} speaks of ${deadlineId}`);
    } else if (isClosed(deadlineId, at)) {
      blame('after the answer', `mail ${id} accepted ${at.toISOString()} speaks of ${deadlineId}, answered before`);
    }
    // A mail may speak of the request itself.
    const tells = told.filter((step) => step.deadlineId === deadlineId);
    const isOfRequest = tells.length > 0 && tells.every(({ key }) => /^(asked|granted|refused)/.test(key));
    if (!isOfRequest && isPending(deadlineId)) {
      const words = tells.map(({ key }) => key).join(', ') || 'only listed';
      blame('while a request is pending', `mail ${id} speaks of ${deadlineId}: ${words}`);
    }
  }
  for (const { deadlineId, key } of told) {
    const { holds } = deadlines.get(deadlineId);
    const isAsked = holds.some(({ from, until }) => from <= composedAt && (until === null || composedAt <= until));
    if (key.startsWith('asked.') && !isAsked) blame('after the decision', `mail ${id} asks about ${deadlineId}`);
  }
}

/** Whoever hears something is who it is for as the mail is written, in their own place or in that of somebody away. */
function checkReader({ id, personId, composedAt, told }, { country, readers, deadlines, blame }) {
  for (const { deadlineId, key, audience } of told) {
    const deadline = deadlines.get(deadlineId);
    const { institutionId } = stateAt(deadline, composedAt);
    const people = readers.at(composedAt, { audience, institutionId, role: deadline.role });
    if (!people.includes(personId)) {
      const names = people.map((other) => country.people.get(other).name).join(', ');
      blame(
        'told to somebody it is not for',
        `${country.people.get(personId).name}, ${composedAt.toISOString()}, ${key} as ${audience} instead of ${names || 'nobody'} (${id}, ${deadlineId})`,
      );
    }
  }
}
