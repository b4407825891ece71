import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Config, Forbidden, Unauthenticated } from '../platform/index.js';
import { ALLOWED, PUBLIC, type Caller, type Right } from './access.decorators.js';
import { ForeignOrigin, TokenReadsOnly } from './access.errors.js';
import { isSafe, originOf } from './access.rules.js';
import { Callers, type Credential } from './callers.service.js';
import { sessionCookie } from './session-cookie.js';

const bearer = /^Bearer (nmrf_pat_\S+)$/;

type Request = FastifyRequest & { caller?: Caller };

/** Stands before every route. Closed unless the route says who may use it. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly publicHost: string;

  constructor(
    private readonly reflector: Reflector,
    private readonly callers: Callers,
    config: Config,
  ) {
    this.publicHost = new URL(config.publicUrl).host;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const where = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC, where)) {
      // No account is at stake, but another site still must not press our buttons.
      if (!isSafe(request.method) && this.origin(request) === 'elsewhere') throw new ForeignOrigin();
      return true;
    }
    const allowed = this.reflector.getAllAndOverride<Right[] | undefined>(ALLOWED, where);
    if (!allowed) throw new Forbidden();
    const caller = await this.identify(request);
    // Before anything is refused: whoever is refused reads so in their language.
    request.caller = caller;
    if (!allowed.some((right) => caller.rights.has(right))) throw new Forbidden();
    return true;
  }

  private async identify(request: Request): Promise<Caller> {
    const credential = credentialOf(request);
    const found = credential && (await this.callers.find(credential));
    if (!found) throw new Unauthenticated();
    if (isSafe(request.method)) return found.caller;
    if (!found.scopes.includes('write')) throw new TokenReadsOnly();
    // A browser adds the cookie whoever asks it to; only our own pages may.
    if (credential.via === 'session' && this.origin(request) !== 'here') throw new ForeignOrigin();
    return found.caller;
  }

  private origin({ headers, host }: Request): ReturnType<typeof originOf> {
    const site = headers['sec-fetch-site'];
    return originOf({ site: site?.toString(), origin: headers.origin }, [this.publicHost, host]);
  }
}

/** A token that is shown counts before a cookie that happens to be there. */
const credentialOf = ({ headers, cookies }: Request): Credential | null => {
  if (headers.authorization !== undefined) {
    const token = bearer.exec(headers.authorization)?.[1];
    return token === undefined ? null : { via: 'token', secret: token };
  }
  const cookie = cookies[sessionCookie];
  return cookie === undefined ? null : { via: 'session', secret: cookie };
};
