import { addDays, fromDay, groupBy, toDay, type Day, type Tx } from '../platform/index.js';
import type { Calendar } from '../calendars/index.js';
import { defaultHours, openOn, type Hours, type IsOpen } from './reminders.rules.js';

/** A person as reminding needs them. */
export interface Listener {
  id: string;
  name: string;
  email: string;
  locale: string;
  hours: Hours;
  isOpen: IsOpen;
  /** Without reminders of CSOs' deadlines. */
  isUnsubscribed: boolean;
  leaves: Absence[];
}

export interface Absence {
  startsOn: Day;
  endsOn: Day;
  substituteId: string | null;
}

/** People with their hours and the days on which they can be written to. */
export const listeners = async (
  tx: Tx,
  personIds: string[],
  today: Day,
  calendar: Calendar,
): Promise<Map<string, Listener>> => {
  const people = await tx.person.findMany({
    where: { id: { in: [...new Set(personIds)] } },
    select: { id: true, name: true, email: true, locale: true, timeZone: true, preference: true },
  });
  const leavesOf = await absences(
    tx,
    people.map(({ id }) => id),
    today,
  );
  return new Map(
    people.map(({ id, name, email, locale, timeZone, preference }) => {
      const leaves = leavesOf.get(id) ?? [];
      const { hour, quietFrom } = preference ?? defaultHours;
      const isUnsubscribed = preference?.unsubscribedAt != null;
      return [
        id,
        {
          id,
          name,
          email,
          locale,
          hours: { timeZone, hour, quietFrom },
          isOpen: openOn(calendar, leaves),
          isUnsubscribed,
          leaves,
        },
      ];
    }),
  );
};

const absences = async (tx: Tx, personIds: string[], today: Day): Promise<Map<string, Absence[]>> => {
  const leaves = await tx.leave.findMany({
    where: { personId: { in: personIds }, cancelledAt: null, endsOn: { gte: fromDay(addDays(today, -1)) } },
  });
  const days = leaves.map(({ personId, startsOn, endsOn, substituteId }) => ({
    personId,
    startsOn: toDay(startsOn),
    endsOn: toDay(endsOn),
    substituteId,
  }));
  return groupBy(days, ({ personId }) => personId);
};
