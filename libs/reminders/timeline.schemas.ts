import { z } from 'zod';
import { DeadlineStatus, MailStatus, ReminderAudience, StopReason } from '../platform/index.js';

export const Reminded = z.object({
  reminded: z.int().meta({ description: 'How many open lists are reminded now; those reminded before are not again' }),
});

/** One thing said about a deadline, or to be said. */
export const TimelineStep = z.object({
  key: z.string().meta({
    description: 'What it says: before.7 is seven days before, overdue.5 five working days after',
    example: 'before.7',
  }),
  audience: z.enum(ReminderAudience),
  dueOn: z.iso.date().meta({ description: 'The due day it speaks of' }),
  sendOn: z.iso.date(),
  state: z.enum(['PLANNED', 'WAITING', 'TOLD', 'STOPPED']).meta({
    description: 'WAITING: its day has come, and it waits for the hour of whoever is told',
  }),
  stopReason: z.enum(StopReason).nullable(),
  told: z.array(
    z.object({
      person: z.object({ id: z.uuid(), name: z.string() }),
      toldAt: z.iso.datetime().nullable(),
      hearsAt: z.iso.datetime().nullable().meta({ description: 'Who waits: when their hours begin, as it stands' }),
      mailId: z.uuid().nullable(),
      mailStatus: z.enum(MailStatus).nullable(),
      serverAnswer: z.string().nullable(),
    }),
  ),
});
export type TimelineStep = z.infer<typeof TimelineStep>;

export const Timeline = z.object({
  deadlineId: z.uuid(),
  dueOn: z.iso.date(),
  status: z.enum(DeadlineStatus),
  isHeld: z
    .boolean()
    .meta({ description: 'Something was asked of the secretariat: nobody is reminded till it answers' }),
  steps: z.array(TimelineStep),
});
export type Timeline = z.infer<typeof Timeline>;
