// People come and go, move, rest, and can no longer be reached; the country notes what the play knows of each by heart.
import { RolesService } from '../../dist/libs/access/index.js';
import { MandatesService, PeopleService } from '../../dist/libs/directory/index.js';
import { LeavesService, PreferencesService } from '../../dist/libs/reminders/index.js';
import { refused } from './answers.mjs';
import { system } from './country.mjs';
import { dayLength, dayOf, plusDays } from './wall.mjs';

const administrator = { rights: new Set(['administrator']), actor: system };
const zones = ['Europe/Chisinau', 'America/Santiago', 'Pacific/Apia', 'Asia/Phnom_Penh', 'Africa/Casablanca'];

/** Everything people's own lives bring about. */
export function planStaff(stage, chance, country, when) {
  rotate(stage, chance, country, when);
  changeOffices(stage, chance, country, when);
  move(stage, chance, country, when);
  rest(stage, chance, country, when);
  leaveList(stage, chance, country, when);
  loseAddresses(stage, chance, country, when);
}

/** Staff rotate: a mandate ends, with a successor, or without one for a while. */
function rotate(stage, chance, country, { on, by }) {
  for (let n = 0; n < 45; n += 1) {
    const office = country.offices[n % country.offices.length];
    const role = chance.pick(['MAIN', 'MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'], 'leaves', String(n));
    on(3 + n, Math.floor(chance.between(0, 25, 'leaves-on', String(n))), async () => {
      const held = await stage.db.now.mandate.findFirst({
        where: { institutionId: office.id, role, endedAt: null },
        orderBy: { startsOn: 'asc' },
      });
      if (!held) return;
      const successor = await country.makePerson(`Newcomer ${n}`);
      const endsOn = dayOf(stage.clock.now());
      if (chance.draw('successor', String(n)) < 0.7) {
        await stage
          .get(MandatesService)
          .end(held.id, { endsOn, successorPersonId: successor.id, reason: 'Posted elsewhere' }, by);
        return;
      }
      await stage.get(MandatesService).end(held.id, { endsOn, reason: 'Left' }, by);
      stage.at(new Date(stage.clock.now().getTime() + 40 * dayLength), () => {
        const startsOn = dayOf(stage.clock.now());
        const mandate = { personId: successor.id, institutionId: office.id, role, startsOn, endsOn: null };
        return stage.get(MandatesService).start(mandate, by);
      });
    });
  }
}

/** A coordinator leaves and another comes, with some days between or none; so does the head. */
function changeOffices(stage, chance, country, { on }) {
  const give = (person, roles) =>
    stage.get(RolesService).give(person.id, roles, { by: system, reason: 'Decree of appointment' });
  const hand = (months, role, leaving, name) => {
    const words = ['office', role, String(months)];
    on(months, Math.floor(chance.between(0, 25, ...words)), async () => {
      const successor = await country.makePerson(name);
      await give(leaving(), []);
      const gap = chance.draw(...words, 'gap') < 0.5 ? 0 : chance.between(1, 12, ...words, 'days');
      stage.at(new Date(stage.clock.now().getTime() + gap * dayLength), () => give(successor, [role]));
      if (role === 'COORDINATOR') country.coordinators[1] = successor;
      else country.head = successor;
    });
  };
  const coordinator = () => country.coordinators[1];
  const head = () => country.head;
  hand(5, 'COORDINATOR', coordinator, 'Coordinator three');
  hand(11, 'HEAD', head, 'Second head of the mechanism');
  hand(21, 'COORDINATOR', coordinator, 'Coordinator four');
  hand(34, 'HEAD', head, 'Third head of the mechanism');
}

/** People move to other zones, and choose other hours. */
function move(stage, chance, country, { on }) {
  const everybody = [...country.people.values()];
  for (let n = 0; n < 24; n += 1) {
    const person = chance.pick(everybody, 'moves', String(n));
    on(1 + n * 2, 9, async () => {
      const zone = chance.pick(zones, 'to', String(n));
      await stage.get(PeopleService).change(person.id, { timeZone: zone }, administrator);
      person.hours.push({ ...person.hours.at(-1), from: stage.clock.now(), zone });
    });
  }
  for (let n = 0; n < 18; n += 1) {
    const person = chance.pick(everybody, 'rises', String(n));
    const at = Math.floor(chance.between(0, 24, 'rises-at', String(n)));
    on(
      2 + n * 3,
      Math.floor(chance.between(0, 28, 'rises-on', String(n))),
      async () => {
        const hour = chance.pick(['06:30', '08:00', '10:15', '14:00'], 'rises-when', String(n));
        const quietFrom = chance.pick(['16:30', '18:00', '21:45'], 'rests-when', String(n));
        const zone = chance.draw('rises-where', String(n)) < 0.5 ? chance.pick(zones, 'rises-zone', String(n)) : null;
        const { locale, timeZone, isUnsubscribed } = await stage.get(PreferencesService).get(person.id);
        const wanted = { hour, quietFrom, locale, timeZone: zone ?? timeZone, isUnsubscribed };
        await stage.get(PreferencesService).set(person.id, wanted, { ...system, personId: person.id });
        person.hours.push({ from: stage.clock.now(), zone: wanted.timeZone, hour, quietFrom });
      },
      at,
    );
  }
}

/** People go on leave, most of them with somebody in their place; some come back before they wanted to. */
function rest(stage, chance, country, { on }) {
  const everybody = [...country.people.values()];
  for (let n = 0; n < 90; n += 1) {
    const person = chance.pick(everybody, 'rests', String(n));
    const ask = { ...system, personId: person.id, via: 'link' };
    on(1 + Math.floor(n * 0.6), Math.floor(chance.between(0, 28, 'rests-on', String(n))), async () => {
      const colleagues = await stage.get(LeavesService).substitutes(person.id);
      const isCovered = colleagues.length > 0 && chance.draw('substitute', String(n)) < 0.7;
      const today = dayOf(stage.clock.now());
      const startsOn = plusDays(today, Math.floor(chance.between(0, 5, 'rests-from', String(n))));
      const leave = {
        startsOn,
        endsOn: plusDays(startsOn, Math.floor(chance.between(3, 24, 'rest', String(n)))),
        substituteId: isCovered ? chance.pick(colleagues, 'stands-in', String(n)).id : null,
      };
      const id = await stage.get(LeavesService).plan(person.id, leave, { by: ask }).catch(refused);
      if (id === undefined) return;
      const known = { ...leave, from: stage.clock.now(), until: null };
      person.leaves.push(known);
      if (chance.draw('rest-cancelled', String(n)) > 0.2) return;
      const back = chance.between(1, 12, 'rest-cancelled-on', String(n));
      stage.at(new Date(stage.clock.now().getTime() + back * dayLength), async () => {
        await stage.get(LeavesService).cancel(person.id, id, { by: ask });
        known.until = stage.clock.now();
      });
    });
  }
}

/** People of civil society end their reminders; some want them again. */
function leaveList(stage, chance, country, { on }) {
  const free = [...country.people.values()].filter(({ isFree }) => isFree);
  for (let n = 0; n < 14; n += 1) {
    const person = chance.pick(free, 'unsubscribes', String(n));
    const by = { ...system, personId: person.id, via: 'link' };
    on(3 + n * 3, Math.floor(chance.between(0, 28, 'unsubscribes-on', String(n))), async () => {
      if (person.silences.at(-1)?.until === null) return;
      const isDone = await stage
        .get(PreferencesService)
        .unsubscribe(person.id, by)
        .then(() => true, refused);
      if (!isDone) return;
      const silence = { from: stage.clock.now(), until: null };
      person.silences.push(silence);
      if (chance.draw('resubscribes', String(n)) > 0.7) return;
      const later = chance.between(0.5, 70, 'resubscribes-on', String(n));
      stage.at(new Date(stage.clock.now().getTime() + later * dayLength), async () => {
        await stage.get(PreferencesService).resubscribe(person.id, by);
        silence.until = stage.clock.now();
      });
    });
  }
}

/** An address is no more; weeks later the secretariat hears of the new one. */
function loseAddresses(stage, chance, country, { on }) {
  const everybody = [...country.people.values()];
  for (let n = 0; n < 8; n += 1) {
    const person = chance.pick(everybody, 'lost', String(n));
    on(2 + n * 6, Math.floor(chance.between(0, 28, 'lost-on', String(n))), () => {
      if (person.gone.at(-1)?.until === null) return;
      stage.sink.forget(person.email);
      const gone = { from: stage.clock.now(), until: null };
      person.gone.push(gone);
      stage.at(
        new Date(stage.clock.now().getTime() + chance.between(10, 50, 'found', String(n)) * dayLength),
        async () => {
          const email = person.email.replace(/(\.new)*@/, (mark) => mark.replace('@', '.new@'));
          await stage.get(PeopleService).change(person.id, { email }, administrator);
          Object.assign(person, { email });
          gone.until = stage.clock.now();
        },
      );
    });
  }
}
