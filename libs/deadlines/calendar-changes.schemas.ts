import { z } from 'zod';
import { CalendarChange, DifferenceView } from '../calendars/index.js';
import { Change, Reason } from './rules.schemas.js';

export const ChangeCalendar = z.strictObject({
  change: CalendarChange,
  reason: Reason.optional(),
  expecting: z.string().max(100).optional().meta({
    description: 'The `digest` of the effect you looked at: with another effect than that one, nothing is written',
  }),
});
export type ChangeCalendar = z.infer<typeof ChangeCalendar>;

export const CalendarEffect = z.object({
  difference: DifferenceView,
  deadlines: z.array(Change).meta({ description: 'Open deadlines, before and after' }),
  digest: z.string().meta({ description: 'The same for the same effect' }),
});

export const HolidayFileEffect = CalendarEffect.extend({
  leftOut: z.int().meta({ description: 'Holidays of the file outside the period' }),
});
