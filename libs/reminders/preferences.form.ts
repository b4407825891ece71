import { z } from 'zod';
import type { PageKey } from '../catalogue/index.js';
import { DomainError, type Day } from '../platform/index.js';
import { LeaveOverlaps } from './preferences.errors.js';
import { PlanLeave, SetPreferences } from './preferences.schemas.js';

const field = z.string().max(200).catch('');
const form = <S extends z.ZodRawShape>(shape: S) => z.preprocess((body) => body ?? {}, z.object(shape));

/** `unsubscribed` is a box: ticked, or not sent at all. */
export const PreferencesForm = form({
  hour: field,
  quietFrom: field,
  timeZone: field,
  locale: field,
  unsubscribed: field,
});
export type PreferencesForm = z.infer<typeof PreferencesForm>;
export const LeaveForm = form({ startsOn: field, endsOn: field, substituteId: field });
export type LeaveForm = z.infer<typeof LeaveForm>;

/** What is wrong, and the field where it can be put right. */
export interface PreferencesFault {
  field: string;
  text: PageKey;
  /** Days to be named, as `YYYY-MM-DD`. */
  days?: { startsOn: Day; endsOn: Day };
}

const faultAt: Record<string, PageKey> = {
  quietFrom: 'preferences.fault.quiet-too-early',
  startsOn: 'preferences.fault.day-missing',
};

/** The first thing that is wrong, by the field's name in the schema of the use case. */
const faultOf = (error: z.ZodError): PreferencesFault => {
  const at = String(error.issues[0]?.path[0] ?? '');
  return { field: at, text: faultAt[at] ?? 'preferences.fault.choose' };
};

export const readPreferences = ({
  unsubscribed,
  ...entered
}: PreferencesForm): { wanted: SetPreferences } | { fault: PreferencesFault } => {
  const read = SetPreferences.safeParse({ ...entered, isUnsubscribed: unsubscribed !== '' });
  return read.success ? { wanted: read.data } : { fault: faultOf(read.error) };
};

export const readLeave = ({
  startsOn,
  endsOn,
  substituteId,
}: LeaveForm): { wanted: PlanLeave } | { fault: PreferencesFault } => {
  const read = PlanLeave.safeParse({ startsOn, endsOn, substituteId: substituteId === '' ? null : substituteId });
  if (read.success) return { wanted: read.data };
  const fault = faultOf(read.error);
  if (fault.field !== 'endsOn') return { fault };
  const why = !z.iso.date().safeParse(endsOn).success ? 'day-missing' : endsOn < startsOn ? 'ends-early' : 'too-long';
  return { fault: { ...fault, text: `preferences.fault.${why}` } };
};

const atField: Record<string, Omit<PreferencesFault, 'days'>> = {
  'leave-overlaps': { field: 'startsOn', text: 'preferences.fault.overlaps' },
  'leave-too-long-ago': { field: 'startsOn', text: 'preferences.fault.too-long-ago' },
  'substitute-is-oneself': { field: 'substituteId', text: 'preferences.fault.substitute' },
  'substitute-unsuitable': { field: 'substituteId', text: 'preferences.fault.substitute' },
};

/** What the use case said no to, where the form can say it at a field. */
export const faultOfRefusal = (error: unknown): PreferencesFault | null => {
  const found = error instanceof DomainError ? atField[error.code] : undefined;
  if (!found) return null;
  return error instanceof LeaveOverlaps ? { ...found, days: error.other } : found;
};
