import { heldOn } from '../directory/index.js';
import { addDays, type Day, type MandateRole, type Tx } from '../platform/index.js';
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

interface Row {
  id: string;
  name: string;
  email: string;
  locale: string;
  timeZone: string;
  hour: string | null;
  quietFrom: string | null;
  isUnsubscribed: boolean;
  leaves: Absence[] | null;
}

/** A substitute who is away too may name one of their own; longer chains are nobody's plan. */
export const longestChain = 3;

/** People with their hours and the days on which they can be written to. */
export const listeners = async (
  tx: Tx,
  personIds: string[],
  today: Day,
  calendar: Calendar,
): Promise<Map<string, Listener>> => {
  const people = await tx.$queryRaw<Row[]>`
    SELECT p.id, p.name, p.email, p.locale, p.time_zone AS "timeZone", r.hour, r.quiet_from AS "quietFrom",
           r.unsubscribed_at IS NOT NULL AS "isUnsubscribed",
           (SELECT json_agg(json_build_object(
              'startsOn', l.starts_on, 'endsOn', l.ends_on,
              -- Whoever holds nothing any more stands in for nobody.
              'substituteId', CASE WHEN EXISTS (SELECT FROM mandate m WHERE m.person_id = l.substitute_id AND ${heldOn(today)})
                                     OR EXISTS (SELECT FROM role_grant g WHERE g.person_id = l.substitute_id)
                                   THEN l.substitute_id END))
            FROM leave l
            WHERE l.person_id = p.id AND l.cancelled_at IS NULL AND l.ends_on >= ${addDays(today, -1)}::date) AS leaves
    FROM person p LEFT JOIN reminder_preference r ON r.person_id = p.id
    WHERE p.id = ANY(${[...new Set(personIds)]}::uuid[])`;
  return new Map(
    people.map(({ timeZone, hour, quietFrom, leaves: known, ...person }) => {
      const leaves = known ?? [];
      const isUncovered = ({ substituteId }: Absence) => substituteId === null;
      return [
        person.id,
        {
          ...person,
          hours: { timeZone, hour: hour ?? defaultHours.hour, quietFrom: quietFrom ?? defaultHours.quietFrom },
          isOpen: openOn(calendar, leaves),
          isCovered: openOn(calendar, leaves.filter(isUncovered)),
          leaves,
        },
      ];
    }),
  );
};

/** Whoever holds a place in these institutions today, the longest there first. */
export const holdersOf = (
  tx: Tx,
  institutionIds: string[],
  today: Day,
): Promise<{ institutionId: string; personId: string; role: MandateRole; isCso: boolean }[]> => tx.$queryRaw`
  SELECT m.institution_id AS "institutionId", m.person_id AS "personId", m.role, i.kind = 'CSO' AS "isCso"
  FROM mandate m JOIN institution i ON i.id = m.institution_id
  WHERE m.institution_id = ANY(${institutionIds}::uuid[]) AND ${heldOn(today)}
  ORDER BY m.starts_on, m.id`;

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
