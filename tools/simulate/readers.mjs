// Whom something is for at a moment, and when each of them can be written to: from mandates, offices, absences and hours as
// they were recorded, not from what the product made of them.
import { dayLength, dayOf, isWorked, lastBy, momentOf, plusDays, shown, workedFrom } from './wall.mjs';

/** Where the mechanism's days begin. */
export const home = 'Asia/Phnom_Penh';
const rungs = ['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY'];
const forever = new Date(8.64e15);
const isIn = ({ from, until }, moment) => from <= moment && moment < (until ?? forever);

export async function readersOf(db, country) {
  const events = await db.now.$queryRaw`
    SELECT name, payload, occurred_at AS at FROM event
    WHERE name IN ('mandate.started', 'role.granted', 'role.revoked') ORDER BY occurred_at, id`;
  const startedAt = new Map(
    events.filter(({ name }) => name === 'mandate.started').map(({ payload, at }) => [payload.mandateId, at]),
  );
  const held = await db.now.$queryRaw`
    SELECT id, person_id AS "personId", institution_id AS "institutionId", role, starts_on::text AS "startsOn", ends_on::text AS "endsOn"
    FROM mandate ORDER BY starts_on, id`;
  const mandates = held.map(({ startsOn, endsOn, ...mandate }) => {
    const begins = momentOf(home, startsOn, '00:00');
    const noted = startedAt.get(mandate.id) ?? begins;
    return {
      ...mandate,
      from: noted > begins ? noted : begins,
      until: endsOn && momentOf(home, plusDays(endsOn, 1), '00:00'),
    };
  });
  const offices = [];
  for (const { name, payload, at } of events) {
    if (name === 'role.granted') offices.push({ ...payload, from: at, until: null });
    if (name === 'role.revoked') {
      offices.findLast(({ personId, role }) => personId === payload.personId && role === payload.role).until = at;
    }
  }
  const kindOf = new Map(country.offices.map(({ id, kind }) => [id, kind]));
  return new Readers(country, mandates, offices, kindOf);
}

class Readers {
  #holders = new Map();

  constructor(country, mandates, offices, kindOf) {
    Object.assign(this, { country, mandates, offices, kindOf });
    for (const mandate of mandates) {
      this.#holders.set(mandate.institutionId, [...(this.#holders.get(mandate.institutionId) ?? []), mandate]);
    }
  }

  /** The people a step for a place speaks to at a moment. */
  at(moment, { audience, institutionId, role }) {
    if (audience === 'COORDINATOR' || audience === 'HEAD')
      return this.#orThemselves(this.#inOffice(audience, moment), moment);
    const holders = (this.#holders.get(institutionId) ?? []).filter((mandate) => isIn(mandate, moment));
    const isListening = ({ personId }) => !this.#isSilent(personId, institutionId, moment);
    const held = (place) => holders.filter((mandate) => mandate.role === place && isListening(mandate));
    const present = (place) =>
      this.#present(
        held(place).map(({ personId }) => personId),
        moment,
      );
    if (audience !== 'MAIN') return present(audience);
    for (const place of [role, ...rungs.filter((rung) => rung !== role)]) {
      const found = present(place);
      if (found.length > 0) return found;
    }
    if (holders.length > 0) return [...new Set(holders.filter(isListening).map(({ personId }) => personId))];
    return this.#orThemselves(this.#inOffice('COORDINATOR', moment), moment);
  }

  /** The stretches of time from a moment on in which a person can be written to: their hours on days that are theirs to work. `isGone`: nobody is at their address. */
  *windows(personId, from) {
    const person = this.country.people.get(personId);
    let day = plusDays(dayOf(from), -1);
    for (let n = 0; n < 120; n += 1, day = plusDays(day, 1)) {
      const { zone, hour, quietFrom } = lastBy(person.hours, momentOf(home, day, '12:00'));
      const [start, end] = [momentOf(zone, day, hour), momentOf(zone, day, quietFrom)];
      if (start < from || !this.isOpen(personId, day, start)) continue;
      const isDisturbed =
        person.hours.some((hours) => hours.from > new Date(start.getTime() - dayLength) && hours.from <= end) ||
        this.country.outages.some((outage) => outage.from <= end && start < (outage.until ?? forever));
      const isGone = person.gone.some((gone) => gone.from <= end && start < (gone.until ?? forever));
      if (!isDisturbed) yield { start, end, isGone };
    }
  }

  /** Whether a day is worked and the person is not on leave, as it is known at that moment. */
  isOpen(personId, day, moment) {
    return isWorked(day, this.holidaysAt(moment)) && this.#leaveOn(personId, day, moment) === undefined;
  }

  holidaysAt(moment) {
    return lastBy(this.country.calendar, moment).holidays;
  }

  #inOffice(role, moment) {
    return this.offices
      .filter((office) => office.role === role && isIn(office, moment))
      .map(({ personId }) => personId);
  }

  /** Nobody else can hear it in their place. */
  #orThemselves(people, moment) {
    const there = this.#present(people, moment);
    return there.length > 0 ? there : people;
  }

  #present(people, moment) {
    const day = workedFrom(shown(home, moment).day, 1, this.holidaysAt(moment));
    return [...new Set(people.flatMap((personId) => this.#standIn(personId, day, moment) ?? []))];
  }

  #standIn(personId, day, moment, depth = 0) {
    const leave = this.#leaveOn(personId, day, moment);
    if (!leave) return personId;
    const { substituteId } = leave;
    const isInService =
      this.mandates.some((mandate) => mandate.personId === substituteId && isIn(mandate, moment)) ||
      this.offices.some((office) => office.personId === substituteId && isIn(office, moment));
    return substituteId === null || !isInService || depth === 3
      ? null
      : this.#standIn(substituteId, day, moment, depth + 1);
  }

  #leaveOn(personId, day, moment) {
    return this.country.people
      .get(personId)
      .leaves.find((leave) => isIn(leave, moment) && leave.startsOn <= day && day <= leave.endsOn);
  }

  #isSilent(personId, institutionId, moment) {
    const { silences } = this.country.people.get(personId);
    return this.kindOf.get(institutionId) === 'CSO' && silences.some((silence) => isIn(silence, moment));
  }
}
