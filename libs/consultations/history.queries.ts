import { z } from 'zod';
import type { Day, Tx } from '../platform/index.js';

/** What of its history the plan tells; the rest is told where it belongs, or to nobody. */
export const toldEvents = [
  'consultation.drafted',
  'consultation.changed',
  'consultation.scheduled',
  'consultation.moved',
  'consultation.postponed',
  'consultation.cancelled',
  'consultation.opened',
  'consultation.held',
  'consultation.closed',
  'date-poll.opened',
  'date-poll.answered',
  'date-poll.closed',
  'minutes.circulated',
  'minutes.finalised',
] as const;

/** Something that happened to a consultation. */
export interface ConsultationEvent {
  what: (typeof toldEvents)[number];
  at: string;
  /** Null: the system itself. */
  by: string | null;
  reason: string | null;
  from: Day | null;
  to: Day | null;
}

const Facts = z.object({ wasOn: z.string().optional(), fallsOn: z.string().optional() });

/** For those who hold or keep it. */
export const consultationHistory = async (tx: Tx, id: string): Promise<ConsultationEvent[]> => {
  const events = await tx.event.findMany({
    where: { subjectIds: { has: id }, name: { in: [...toldEvents] } },
    orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }],
    take: 500,
  });
  const people = await tx.person.findMany({
    where: { id: { in: events.flatMap(({ actorId }) => actorId ?? []) } },
    select: { id: true, name: true },
  });
  const nameOf = new Map(people.map((person) => [person.id, person.name]));
  return events.map(({ name, occurredAt, actorId, reason, payload }) => {
    const { wasOn = null, fallsOn = null } = Facts.parse(payload);
    return {
      what: name as ConsultationEvent['what'],
      at: occurredAt.toISOString(),
      by: actorId === null ? null : (nameOf.get(actorId) ?? ''),
      reason,
      from: wasOn,
      to: fallsOn,
    };
  });
};
