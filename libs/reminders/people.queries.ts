import { validOn } from '../directory/index.js';
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
  /** The days on which they, or whoever stands in for them, can be written to. */
  isCovered: IsOpen;
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
          isCovered: openOn(
            calendar,
            leaves.filter(({ substituteId }) => substituteId === null),
          ),
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
    include: { substitute: { select: { _count: { select: { mandates: { where: validOn(today) }, roles: true } } } } },
  });
  const days = leaves.map(({ personId, startsOn, endsOn, substituteId, substitute }) => ({
    personId,
    startsOn: toDay(startsOn),
    endsOn: toDay(endsOn),
    // Whoever holds nothing any more stands in for nobody.
    substituteId: substitute && substitute._count.mandates + substitute._count.roles > 0 ? substituteId : null,
  }));
  return groupBy(days, ({ personId }) => personId);
};

/** Of these people, those who act for CSOs only and hold no office: they may end our mails. Obligations of office cannot be left. */
export const freeToLeave = async (tx: Tx, personIds: string[]): Promise<string[]> => {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT p.id FROM person p
    WHERE p.id = ANY(${personIds}::uuid[])
      AND EXISTS (SELECT 1 FROM mandate m JOIN institution i ON i.id = m.institution_id WHERE m.person_id = p.id AND i.kind = 'CSO')
      AND NOT EXISTS (SELECT 1 FROM mandate m JOIN institution i ON i.id = m.institution_id
                      WHERE m.person_id = p.id AND i.kind <> 'CSO' AND m.ended_at IS NULL)
      AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = p.id)`;
  return rows.map(({ id }) => id);
};
