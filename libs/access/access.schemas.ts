import { z } from 'zod';
import { eventNames, locales } from '../catalogue/index.js';
import { pageOf, paging, Role } from '../platform/index.js';
import { everyone } from './access.decorators.js';

export const Id = z.uuid();

/** A form sends nothing, one value or several under the same name. */
const several = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value): unknown => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).default([]),
  );

const Email = z.string().max(254).trim().toLowerCase().pipe(z.email());
const Reason = z.string().trim().min(3).max(2000).meta({
  description: 'Why; kept with the event',
  example: 'Joined the secretariat',
});
const AtMoment = z.iso.datetime();

export const AskForLink = z.strictObject({ email: Email.meta({ example: 'sok.dara@example.org' }) });
export type AskForLink = z.infer<typeof AskForLink>;
/** What a person entered is looked at by the page itself, which says what is wrong with it. */
export const SignInForm = z.object({
  email: z.string().max(1000).catch(''),
  returnTo: z.string().max(500).optional().catch(undefined),
});
export type SignInForm = z.infer<typeof SignInForm>;
export const SignInQuery = z.object({ returnTo: z.string().max(500).optional().catch(undefined) });
export type SignInQuery = z.infer<typeof SignInQuery>;
export const LinkAsked = z.object({
  minutes: z.int().meta({ description: 'How long the link works, if the address is known', example: 20 }),
});

export const LinkToken = z.string().max(100);
export const StartSession = z.strictObject({
  token: LinkToken.meta({ description: 'The last part of the address in the mail' }),
});
export type StartSession = z.infer<typeof StartSession>;

export const Me = z.object({
  personId: Id,
  name: z.string(),
  email: z.string(),
  locale: z.enum(locales),
  timeZone: z.string(),
  rights: z.array(z.enum(everyone)),
  institutionIds: z.array(Id).meta({ description: 'Institutions you act for today' }),
});
export type Me = z.infer<typeof Me>;

const Scope = z.enum(['read', 'write']).meta({ description: '`write` includes `read`' });
const tokenFacts = {
  name: z.string().trim().min(1).max(100).meta({ description: 'What it is for', example: 'Monthly report' }),
};
const days = z.int().min(1).max(365).meta({ description: 'How long it is valid' });
export const CreateToken = z.strictObject({
  ...tokenFacts,
  scopes: z
    .array(Scope)
    .min(1)
    .max(2)
    .meta({ example: ['read'] }),
  days: days.default(90),
});
export type CreateToken = z.infer<typeof CreateToken>;
export const TokenForm = z.strictObject({
  ...tokenFacts,
  scope: Scope,
  days: z.coerce.number().pipe(days),
});
export type TokenForm = z.infer<typeof TokenForm>;
export const AccessTokenFacts = z.object({
  id: Id,
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: AtMoment,
  expiresAt: AtMoment,
  lastUsedAt: AtMoment.nullable(),
});
export type AccessTokenFacts = z.infer<typeof AccessTokenFacts>;
export const AccessTokens = z.object({ items: z.array(AccessTokenFacts) });
export const NewToken = AccessTokenFacts.extend({
  token: z.string().meta({ description: 'Shown this once', example: 'nmrf_pat_…' }),
});
export type NewToken = z.infer<typeof NewToken>;

const RoleName = z.enum(Role);
export const Roles = z.object({ roles: z.array(RoleName) });
export type Roles = z.infer<typeof Roles>;
export const GiveRoles = z.strictObject({
  roles: z.array(RoleName).meta({ description: 'All the roles the person is to have', example: ['OFFICER'] }),
  reason: Reason,
});
export type GiveRoles = z.infer<typeof GiveRoles>;

export const EventQuery = z.strictObject({
  subjectId: Id.optional().meta({ description: 'Only events about this thing or person' }),
  name: several(z.enum(eventNames)).meta({ description: 'Only events of these names' }),
  ...paging,
});
export type EventQuery = z.infer<typeof EventQuery>;
const Named = z.object({ id: Id, name: z.string().nullable() });
export const EventFacts = z.object({
  id: Id,
  name: z.string().meta({ example: 'assignment.approved' }),
  payload: z.record(z.string(), z.unknown()),
  actor: Named.nullable().meta({ description: 'Who did it; null: the system itself' }),
  onBehalfOf: Named.nullable().meta({ description: 'The institution the actor spoke for' }),
  via: z.string(),
  reason: z.string().nullable(),
  occurredAt: AtMoment,
});
export type EventFacts = z.infer<typeof EventFacts>;
export const EventPage = pageOf(EventFacts);

export const Revoke = z.strictObject({ reason: Reason });
export type Revoke = z.infer<typeof Revoke>;
export const Revoked = z.object({ links: z.int(), sessions: z.int(), accessTokens: z.int() });
