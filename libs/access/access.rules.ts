import type { Day, MandateRole, Role } from '../platform/index.js';
import type { Right } from './access.decorators.js';

export interface MandateDays {
  role: MandateRole;
  institutionId: string;
  startsOn: Day;
  endsOn: Day | null;
}

const rightOfRole: Record<Role, Right> = {
  ADMINISTRATOR: 'administrator',
  COORDINATOR: 'coordinator',
  OFFICER: 'officer',
  APPROVING_AUTHORITY: 'approving-authority',
  OBSERVER: 'observer',
  HEAD: 'observer',
};

const rightOfMandate: Record<MandateRole, Right> = {
  MAIN: 'focal-point',
  ALTERNATE: 'focal-point',
  VALIDATING_AUTHORITY: 'validating-authority',
};

/** A mandate counts from its first day to its last, both included. */
export const isValidOn = (mandate: Pick<MandateDays, 'startsOn' | 'endsOn'>, day: Day): boolean =>
  mandate.startsOn <= day && (mandate.endsOn === null || day <= mandate.endsOn);

/** What a person may do on a day: by appointment, and by the mandates that count on it. */
export const rightsOn = (
  day: Day,
  { roles, mandates }: { roles: Role[]; mandates: MandateDays[] },
): { rights: Set<Right>; institutionIds: string[]; onBehalfOfId: string | null } => {
  const valid = mandates.filter((mandate) => isValidOn(mandate, day));
  const institutionIds = [...new Set(valid.map((mandate) => mandate.institutionId))];
  return {
    rights: new Set([
      ...roles.map((role) => rightOfRole[role]),
      ...valid.map((mandate) => rightOfMandate[mandate.role]),
    ]),
    institutionIds,
    // Who has an office of their own as well may be acting in that one: then the use case must say for whom.
    onBehalfOfId: roles.length === 0 && institutionIds.length === 1 ? (institutionIds[0] ?? null) : null,
  };
};

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a method promises to change nothing. */
export const isSafe = (method: string): boolean => safeMethods.has(method);

/**
 * Where a browser says a request began. Programs say nothing. Sec-Fetch-Site cannot be forged by a page;
 * older browsers, and any on plain http, send only Origin.
 */
export const originOf = (
  { site, origin }: { site: string | undefined; origin: string | undefined },
  ourHosts: string[],
): 'here' | 'elsewhere' | 'unknown' => {
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'here' : 'elsewhere';
  if (origin === undefined) return 'unknown';
  return ourHosts.some((host) => origin === `http://${host}` || origin === `https://${host}`) ? 'here' : 'elsewhere';
};

/** A path on this site to go back to after signing in; anything that could lead elsewhere becomes the home page. */
export const localPath = (wanted: string | undefined): string =>
  wanted !== undefined && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted) && wanted.length <= 500 ? wanted : '/';

const hour = 3_600_000;
export const sessionHours = 12;
export const sessionDays = 7;

/** Till when a session that is used now shall last: twelve hours on, but never a week after signing in. Null: leave it. */
export const prolonged = (session: { createdAt: Date; expiresAt: Date }, now: Date): Date | null => {
  const end = Math.min(now.getTime() + sessionHours * hour, session.createdAt.getTime() + sessionDays * 24 * hour);
  // At most one write an hour, not one a request.
  return end - session.expiresAt.getTime() >= hour ? new Date(end) : null;
};
