import { z } from 'zod';
import { RegisterPerson } from '../directory/index.js';
import { daysBetween } from '../platform/index.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day, HH:MM');
const Reason = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .meta({ description: 'Why; kept with the event', example: 'On leave' });

const preferences = {
  hour: Hour.meta({ description: 'When the digest comes, in your time zone', example: '08:00' }),
  quietFrom: Hour.meta({ description: 'From then on nothing comes; later than `hour`', example: '18:00' }),
  timeZone: RegisterPerson.shape.timeZone,
  locale: RegisterPerson.shape.locale,
  isUnsubscribed: z.boolean().meta({
    description: 'No reminders at all: only for people who act for civil society organisations and hold no office',
    example: false,
  }),
};
/** Less than two hours a day, and no mail server could keep them. */
const shortestDay = 120;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export const SetPreferences = z
  .strictObject(preferences)
  .refine(({ hour, quietFrom }) => minutesOf(quietFrom) - minutesOf(hour) >= shortestDay, {
    path: ['quietFrom'],
    message: 'must be at least two hours later than hour: between the two you may hear from us',
  });
export type SetPreferences = z.infer<typeof SetPreferences>;
export const Preferences = z.object({
  ...preferences,
  canUnsubscribe: z.boolean().meta({ description: 'False: obligations of office cannot be left' }),
});
export type Preferences = z.infer<typeof Preferences>;

/** Longer absences are another person's mandate. */
const longestLeave = 366;
/** What is no day at all is not compared with others. */
const Day = z.iso.date({ abort: true });
const leave = {
  startsOn: Day.meta({ description: 'The first day away', example: '2027-04-12' }),
  endsOn: Day.meta({ description: 'The last day away, included', example: '2027-04-16' }),
  substituteId: Id.nullable()
    .default(null)
    .meta({ description: 'Who hears and answers meanwhile: a colleague in the same institution', example: null }),
};
const inOrder = ({ startsOn, endsOn }: { startsOn: string; endsOn: string }) => startsOn <= endsOn;
const notTooLong = ({ startsOn, endsOn }: { startsOn: string; endsOn: string }) =>
  daysBetween(startsOn, endsOn) < longestLeave;
const order = { path: ['endsOn'], message: 'must not be before startsOn' };
const length = { path: ['endsOn'], message: `a leave has at most ${longestLeave} days: end the mandate instead` };

export const PlanLeave = z.strictObject(leave).refine(inOrder, order).refine(notTooLong, length);
export type PlanLeave = z.infer<typeof PlanLeave>;
export const PlanLeaveBecause = z
  .strictObject({ ...leave, reason: Reason })
  .refine(inOrder, order)
  .refine(notTooLong, length);
export type PlanLeaveBecause = z.infer<typeof PlanLeaveBecause>;

export const PlannedLeave = z.object({
  id: Id,
  startsOn: z.iso.date(),
  endsOn: z.iso.date(),
  substitute: z.object({ id: Id, name: z.string() }).nullable(),
});
export type PlannedLeave = z.infer<typeof PlannedLeave>;
export type LeaveOfPerson = PlannedLeave & { person: { id: string; name: string } };
export const LeaveList = z.object({ items: z.array(PlannedLeave) });
