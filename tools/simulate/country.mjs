// A country of 40 institutions and 120 focal points, and what the United Nations asks of it in four and a half years.
import { RolesService } from '../../dist/libs/access/index.js';
import { DeadlineRulesService, SetRule } from '../../dist/libs/deadlines/index.js';
import { MechanismService } from '../../dist/libs/directory/index.js';
import { ReminderPlansService } from '../../dist/libs/reminders/index.js';
import { newId } from '../../dist/libs/platform/index.js';
import { paragraphSortKey } from '../../dist/libs/recommendations/index.js';

export const system = { personId: null, onBehalfOfId: null, via: 'command' };
const institutions = 40;
const recommendations = 200;
const places = ['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'];
/** Most people live in the country; some serve abroad, where days begin at other times and clocks change. */
const zones = [
  'Asia/Phnom_Penh',
  'Asia/Phnom_Penh',
  'Asia/Phnom_Penh',
  'Asia/Phnom_Penh',
  'Europe/Chisinau',
  'America/Santiago',
  'Pacific/Apia',
  'Africa/Casablanca',
];
const hours = ['08:00', '08:00', '08:00', '07:30', '09:00', '16:00'];
const locales = ['en', 'fr', 'km'];
export const defaults = { hour: '08:00', quietFrom: '18:00' };

/** Fills the directory and the register. Returns the people, with what the play knows of each by heart. */
export async function buildCountry(stage, chance, holidays) {
  const { db, clock } = stage;
  const mechanism = { name: 'National Mechanism', stateCode: 'KHM', timeZone: 'Asia/Phnom_Penh', locale: 'en' };
  await stage.get(MechanismService).describe(mechanism, system);
  await db.now.holiday.createMany({
    data: holidays.map((day) => ({
      countryCode: 'KHM',
      day: new Date(`${day}T00:00:00Z`),
      name: 'Holiday',
      source: 'seed',
    })),
  });
  const today = new Date(`${clock.now().toISOString().slice(0, 10)}T00:00:00Z`);
  const people = new Map();
  const makePerson = async (name, { zone = 'Asia/Phnom_Penh', hour = defaults.hour, isFree = false } = {}) => {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
    const locale = chance.pick(locales, 'locale', name);
    const { id } = await db.now.person.create({ data: { name, email, locale, timeZone: zone } });
    if (hour !== defaults.hour) {
      await db.now.reminderPreference.create({ data: { personId: id, hour, quietFrom: '20:00' } });
    }
    const quietFrom = hour === defaults.hour ? defaults.quietFrom : '20:00';
    // What the play itself knows of when this person may be written to, apart from the product's tables.
    const person = {
      id,
      name,
      email,
      isFree,
      hours: [{ from: new Date(0), zone, hour, quietFrom }],
      leaves: [],
      /** When they wanted no reminders, and when nobody was at their address. */
      silences: [],
      gone: [],
    };
    people.set(id, person);
    return person;
  };
  const offices = [];
  for (let n = 1; n <= institutions; n += 1) {
    const kind = n <= 26 ? 'MINISTRY' : n <= 32 ? 'AGENCY' : n === 33 ? 'NHRI' : n === 34 ? 'PARLIAMENT' : 'CSO';
    const institution = await db.now.institution.create({ data: { name: `Institution ${n}`, kind } });
    for (const role of places) {
      const name = `Person ${n} ${role.toLowerCase()}`;
      const person = await makePerson(name, {
        zone: chance.pick(zones, 'zone', name),
        hour: chance.pick(hours, 'hour', name),
        isFree: kind === 'CSO',
      });
      await db.now.mandate.create({
        data: { personId: person.id, institutionId: institution.id, role, startsOn: today },
      });
    }
    offices.push(institution);
  }
  const inOffice = async (name, role) => {
    const person = await makePerson(name);
    await stage.get(RolesService).give(person.id, [role], { by: system, reason: 'Decree of appointment' });
    return person;
  };
  const coordinators = [
    await inOffice('Coordinator one', 'COORDINATOR'),
    await inOffice('Coordinator two', 'COORDINATOR'),
  ];
  const head = await inOffice('Head of the mechanism', 'HEAD');
  const authority = await inOffice('Approving authority', 'APPROVING_AUTHORITY');
  const review = await db.now.review.create({ data: { mechanism: 'UPR', stateCode: 'KHM', cycle: 3, session: 32 } });
  const ids = Array.from({ length: recommendations }, () => newId());
  await db.now.recommendation.createMany({
    data: ids.map((id, index) => ({
      id,
      reviewId: review.id,
      text: `Recommendation ${index + 1}`,
      fingerprint: id,
      sortKey: paragraphSortKey(`110.${index + 1}`),
      registeredAt: clock.now(),
    })),
  });
  for (const rule of ownRules) {
    const cause = { by: system, reason: 'How this country reports' };
    await stage.get(DeadlineRulesService).set(SetRule.parse(rule), cause);
  }
  return {
    people,
    offices,
    coordinators,
    head,
    authority,
    review,
    recommendationIds: ids,
    makePerson,
    calendar: [{ from: new Date(0), holidays: new Set(holidays) }],
    /** When the worker or the mail server was away. */
    outages: [],
  };
}

export const kindsWithPlans = ['INFORMATION_REQUEST', 'ASSIGNMENT', 'REPORT', 'COMMUNICATION', 'VERIFICATION'];

/** Plans of reminders as chance would have them, within what is allowed: the properties must hold for any. */
export async function changePlans(stage, chance) {
  for (const kind of kindsWithPlans) {
    const cause = { by: system, reason: 'As chance would have it' };
    await stage.get(ReminderPlansService).set(kind, aPlan(chance, kind), cause);
  }
}

export function aPlan(chance, kind, ...words) {
  const drawn = (...what) => chance.draw('plan', kind, ...words, ...what);
  const draw = (low, high, what) => Math.floor(chance.between(low, high, 'plan', kind, ...words, what));
  const audience = (n) =>
    places.concat('COORDINATOR', 'HEAD').filter((_, at) => at === n || drawn('to', String(n), String(at)) < 0.3);
  const days = new Set(Array.from({ length: draw(0, 5, 'many') }, (_, n) => draw(1, 60, `day ${n}`)));
  const after = new Set(Array.from({ length: draw(0, 5, 'rungs') }, (_, n) => draw(1, 40, `rung ${n}`)));
  const again = { every: draw(2, 20, 'every'), times: draw(1, 4, 'times'), audience: ['MAIN'] };
  return {
    announce: drawn('announce') < 0.5,
    before: [...days].map((offset) => ({
      offset,
      unit: chance.pick(['DAYS', 'WORKING_DAYS'], 'plan', kind, ...words, `unit ${offset}`),
    })),
    again: drawn('again') < 0.4 ? again : null,
    ladder: [...after].sort((a, b) => a - b).map((wait, n) => ({ after: wait, audience: audience(n) })),
  };
}

/** What this mechanism asks of institutions by itself: a report a year after approval, and another a year after that. */
const ownRule = {
  kind: 'ASSIGNMENT',
  unit: 'MONTHS',
  roll: 'NEXT',
  timeZone: 'Asia/Phnom_Penh',
  owner: 'INSTITUTION',
  source: 'Decision of the mechanism',
  confirmed: true,
};
export const ownRules = [
  {
    ...ownRule,
    code: 'OWN-1',
    titles: { en: 'First report on implementation' },
    anchor: 'ASSIGNMENT_APPROVAL',
    offset: 9,
  },
  {
    ...ownRule,
    code: 'OWN-2',
    titles: { en: 'Second report on implementation' },
    anchor: 'DEADLINE',
    afterCode: 'OWN-1',
    offset: 15,
  },
  {
    ...ownRule,
    code: 'OWN-3',
    titles: { en: 'Contribution to the national report' },
    kind: 'REPORT',
    anchor: 'REVIEW',
    mechanism: 'UPR',
    offset: -20,
    unit: 'WEEKS',
    roll: 'PREVIOUS',
    owner: 'ASKED_INSTITUTIONS',
  },
];
