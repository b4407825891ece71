import { z } from 'zod';
import { DeadlineKind, ReminderAudience } from '../platform/index.js';

const Audience = z
  .array(z.enum(ReminderAudience))
  .min(1)
  .max(5)
  .refine((audience) => new Set(audience).size === audience.length, 'names a place twice');

/** More than this is a nuisance, whatever the deadline. */
const mostSteps = 40;

/** How people are reminded of deadlines of a kind. */
export const PlanBody = z
  .strictObject({
    announce: z.boolean().meta({ description: 'Whether those who answer for it are told when it is set' }),
    before: z
      .array(z.strictObject({ offset: z.int().min(1).max(400), unit: z.enum(['DAYS', 'WORKING_DAYS']) }))
      .max(10)
      .meta({ description: 'Before the due day', example: [{ offset: 7, unit: 'DAYS' }] }),
    again: z
      .strictObject({
        every: z.int().min(1).max(60).meta({ description: 'Working days' }),
        times: z.int().min(1).max(12),
        audience: Audience,
      })
      .nullable()
      .meta({ description: 'After the due day, at a regular distance; null: not at all', example: null }),
    ladder: z
      .array(
        z.strictObject({
          after: z.int().min(1).max(250).meta({ description: 'Working days after the due day' }),
          audience: Audience,
        }),
      )
      .max(10)
      .meta({ description: 'Escalation, each rung once', example: [{ after: 5, audience: ['VALIDATING_AUTHORITY'] }] }),
  })
  .superRefine(({ before, again, ladder }, check) => {
    const offsets = before.map(({ offset, unit }) => `${offset} ${unit}`);
    if (new Set(offsets).size < offsets.length) {
      check.addIssue({ code: 'custom', path: ['before'], message: 'names a day twice' });
    }
    for (const [index, { after }] of ladder.entries()) {
      const earlier = ladder[index - 1];
      if (earlier && earlier.after >= after) {
        check.addIssue({
          code: 'custom',
          path: ['ladder', index, 'after'],
          message: `must be more than the ${earlier.after} of the rung below`,
        });
      }
    }
    const steps =
      before.length +
      ladder.reduce((sum, { audience }) => sum + audience.length, 0) +
      (again ? again.times * again.audience.length : 0);
    if (steps > mostSteps) {
      check.addIssue({
        code: 'custom',
        path: [],
        message: `has ${steps} steps; more than ${mostSteps} would be endless mail`,
      });
    }
  });
export type PlanBody = z.infer<typeof PlanBody>;

export const ReminderPlan = z.object({
  id: z.uuid(),
  kind: z.enum(DeadlineKind),
  body: PlanBody,
  setAt: z.iso.datetime(),
});
export type ReminderPlan = z.infer<typeof ReminderPlan>;
export const PlanList = z.object({ items: z.array(ReminderPlan) });
export const SetPlan = z.strictObject({
  body: PlanBody,
  reason: z
    .string()
    .trim()
    .min(1)
    .max(2000)
    .meta({ description: 'Why; kept with the event', example: 'Two reminders are enough' }),
});
export type SetPlan = z.infer<typeof SetPlan>;
export const PlanKind = z.enum(DeadlineKind);
