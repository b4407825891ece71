import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Locale } from '../catalogue/index.js';
import { Unauthenticated, type Actor } from '../platform/index.js';

/** What a person may do: by appointment (`role_grant`), or by a mandate that is valid today. */
export type Right =
  | 'administrator'
  | 'coordinator'
  | 'officer'
  | 'approving-authority'
  | 'observer'
  | 'focal-point'
  | 'validating-authority';

/** Everybody in the secretariat: they see and prepare everything. */
export const secretariat = ['administrator', 'coordinator', 'officer'] as const satisfies Right[];
/** Everybody who is signed in, in whatever capacity. */
export const everyone = [
  ...secretariat,
  'approving-authority',
  'observer',
  'focal-point',
  'validating-authority',
] as const satisfies Right[];

export interface Caller {
  personId: string;
  name: string;
  email: string;
  locale: Locale;
  timeZone: string;
  /** The name of the mechanism this installation serves. */
  mechanism: string;
  rights: ReadonlySet<Right>;
  /** Institutions the person acts for today, under a mandate. */
  institutionIds: string[];
  /** Whether they hold, or held, a consultation. */
  isHost: boolean;
  actor: Actor;
}

export const ALLOWED = 'nmrf:allowed';
export const PUBLIC = 'nmrf:public';

/** Opens a route to people with any of these rights. A route with neither `@Allow` nor `@Public` is closed to everybody. */
export const Allow = (...rights: Right[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ALLOWED, rights), ApiExtension('x-allowed', rights));

/** Opens a route to people who are not signed in; it must be safe for strangers. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PUBLIC, true), ApiSecurity({}));

/** For routes where a stranger could guess or flood: each address gets far fewer requests a minute than elsewhere. */
export const FewRequests = (aMinute = 30): MethodDecorator & ClassDecorator =>
  RouteConfig({ rateLimit: { max: aMinute, timeWindow: '1 minute' } });

/** Who is calling; the access guard has put it on the request. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>();
  if (!caller) throw new Unauthenticated();
  return caller;
});

/** Whether the caller sees everything, or only what is their institutions'. */
export const seesAll = (caller: Caller): boolean =>
  (['administrator', 'coordinator', 'officer', 'approving-authority', 'observer'] as const).some((right) =>
    caller.rights.has(right),
  );
