import { z } from 'zod';

export const Reminded = z.object({
  reminded: z.int().meta({ description: 'How many open lists are reminded now; those reminded before are not again' }),
});

export const Timeline = z.object({
  deadlineId: z.uuid(),
  dueOn: z.iso.date(),
  status: z.enum(['OPEN', 'MET', 'WAIVED']),
  steps: z.array(
    z.object({
      audience: z.enum(['MAIN', 'ALTERNATE', 'VALIDATING_AUTHORITY', 'COORDINATOR']),
      sendAt: z.iso.datetime(),
      mailedAt: z.iso.datetime().nullable(),
      stoppedAt: z.iso.datetime().nullable(),
    }),
  ),
});
export type Timeline = z.infer<typeof Timeline>;
