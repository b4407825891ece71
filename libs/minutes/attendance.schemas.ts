import { z } from 'zod';
import { Attendance, AttendanceChannel, InvitationAnswer, paging, Seat } from '../platform/index.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Name = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200)
  .transform((text) => text.normalize('NFC'));

export const RecordAttendance = z.strictObject({
  items: z
    .array(z.strictObject({ invitationId: Id, attendance: z.enum(Attendance) }))
    .min(1)
    .max(1000),
});
export type RecordAttendance = z.infer<typeof RecordAttendance>;

export const LetIn = z.strictObject({
  code: z.string().trim().min(1).max(100).meta({ description: 'What the pass shows', example: 'K7F2MQ' }),
});
export type LetIn = z.infer<typeof LetIn>;

export const WalkIn = z.strictObject({
  name: Name.meta({ example: 'Chan Bopha' }),
  institutionId: Id.nullable().default(null),
  email: z
    .email()
    .max(254)
    .transform((address) => address.toLowerCase())
    .nullable()
    .default(null)
    .meta({ description: 'Where the minutes are sent to; null: nowhere', example: null }),
});
export type WalkIn = z.infer<typeof WalkIn>;

export const AttendanceQuery = z.strictObject(paging);
export type AttendanceQuery = z.infer<typeof AttendanceQuery>;

/** Somebody who was invited, or came. */
export const AttendanceRow = z.object({
  invitationId: Id,
  name: z.string(),
  institution: z.string().nullable(),
  answer: z.enum(InvitationAnswer).nullable(),
  seat: z.enum(Seat),
  doorCode: z.string().nullable(),
  attendance: z.enum(Attendance).nullable(),
  attendedVia: z.enum(AttendanceChannel).nullable(),
  attendedAt: z.iso.datetime().nullable(),
  needs: z.object({
    interpretation: z.string().nullable().meta({ description: 'Into which language' }),
    stepFree: z.boolean(),
    travel: z.boolean(),
    other: z.string().nullable(),
  }),
});
export type AttendanceRow = z.infer<typeof AttendanceRow>;

export const AttendancePage = z.object({
  items: z.array(AttendanceRow),
  next: z.string().nullable(),
  counts: z.object({
    invited: z.int(),
    seats: z.int().meta({ description: 'Seats held' }),
    present: z.int(),
    absent: z.int(),
    isOverfull: z.boolean().meta({ description: 'More people hold a seat or are there than there are seats' }),
  }),
});
export type AttendancePage = z.infer<typeof AttendancePage>;

export const Recorded = z.object({ changed: z.int().meta({ description: 'Of how many it was not known before' }) });
export const Arrived = z.object({
  invitationId: Id,
  outcome: z.enum(['in', 'already']).meta({ description: 'already: they were noted as present before' }),
  isOverfull: z.boolean(),
});
export type Arrived = z.infer<typeof Arrived>;
