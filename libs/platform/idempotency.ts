import { createHash } from 'node:crypto';
import {
  applyDecorators,
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, lastValueFrom, type Observable } from 'rxjs';
import { z } from 'zod';
import { Clock } from './clock.js';
import { Database, type Tx } from './database.js';
import { later } from './day.js';
import { Conflict, Invalid } from './errors.js';

const changing = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** How long a first answer is remembered; long enough for a program that was down over night. */
const rememberedHours = 48;

const Answer = z.object({ status: z.int(), body: z.unknown(), location: z.string().nullable() });
type Answer = z.infer<typeof Answer>;

const SECRET = 'nmrf:secret-answer';

/** For routes that show a secret once: their answers are never remembered, so they take no Idempotency-Key. */
export const AnswersSecret = (): MethodDecorator =>
  applyDecorators(SetMetadata(SECRET, true), ApiExtension('x-answers-secret', true));

/**
 * A request of a program that changes something and carries an Idempotency-Key is done once: sent again, it gets the first answer again.
 * Effect, key and answer commit together, so that a crash leaves all three or none. An error takes the key back with it.
 */
@Injectable()
export class Idempotency implements NestInterceptor {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest & { caller?: { personId: string } }>();
    const key = request.headers['idempotency-key'];
    const actorId = request.caller?.personId;
    if (key === undefined || actorId === undefined || !takesKey(request)) return next.handle();
    if (this.reflector.get<boolean | undefined>(SECRET, context.getHandler())) {
      throw new Invalid(
        'idempotency-key-unusable',
        'This answer shows a secret, so it is not kept to be given again: leave the Idempotency-Key out.',
      );
    }
    return from(this.once(String(key), actorId, request, http.getResponse<FastifyReply>(), next));
  }

  private async once(
    key: string,
    actorId: string,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    if (key.length === 0 || key.length > 200) {
      throw new Invalid('idempotency-key-unusable', 'An Idempotency-Key has 1 to 200 characters.');
    }
    const fingerprint = fingerprintOf(request);
    return this.db.transaction(async (tx) => {
      // Another request with this key that is still under way makes this one wait here for its commit.
      const isFirst = await this.claim(tx, { actorId, key, fingerprint });
      if (!isFirst) return replay(await this.remembered(tx, { actorId, key, fingerprint }), reply);
      const body: unknown = await lastValueFrom(next.handle(), { defaultValue: undefined });
      const answer: Answer = { status: reply.statusCode, body: body ?? null, location: locationOf(reply) };
      await tx.$executeRaw`
        UPDATE idempotent_request SET answer = ${JSON.stringify(answer)}::jsonb
        WHERE actor_id = ${actorId}::uuid AND key = ${key}`;
      return body;
    });
  }

  private async claim(tx: Tx, request: { actorId: string; key: string; fingerprint: string }): Promise<boolean> {
    const now = this.clock.now();
    await tx.$executeRaw`
      DELETE FROM idempotent_request WHERE (actor_id, key) IN (
        SELECT actor_id, key FROM idempotent_request WHERE created_at < ${later(now, { hours: -rememberedHours })}
        LIMIT 100 FOR UPDATE SKIP LOCKED)`;
    const inserted = await tx.$executeRaw`
      INSERT INTO idempotent_request (actor_id, key, fingerprint, created_at)
      VALUES (${request.actorId}::uuid, ${request.key}, ${request.fingerprint}, ${now}) ON CONFLICT DO NOTHING`;
    return inserted === 1;
  }

  private async remembered(
    tx: Tx,
    { actorId, key, fingerprint }: { actorId: string; key: string; fingerprint: string },
  ): Promise<Answer> {
    const first = await tx.idempotentRequest.findUniqueOrThrow({ where: { actorId_key: { actorId, key } } });
    if (first.fingerprint !== fingerprint) {
      throw new Conflict(
        'idempotency-key-reused',
        'This Idempotency-Key was already used for another request. Use a new one for each thing you want done.',
      );
    }
    return Answer.parse(first.answer);
  }
}

/** Of programs only: a page writes its answer itself, which cannot be remembered, and may show a secret. */
const takesKey = ({ method, url }: FastifyRequest): boolean => changing.has(method) && url.startsWith('/api/');

/** The same request has the same fingerprint. Of an upload, the fields count and the file's name and checksum. */
const fingerprintOf = ({ method, url, body }: FastifyRequest): string =>
  createHash('sha256')
    .update(`${method} ${url}\n${body === undefined ? '' : JSON.stringify(body)}`)
    .digest('hex');

const replay = ({ status, body, location }: Answer, reply: FastifyReply): unknown => {
  void reply.status(status).header('Idempotent-Replayed', 'true');
  if (location !== null) void reply.header('Location', location);
  return body ?? undefined;
};

const locationOf = (reply: FastifyReply): string | null => {
  const location = reply.getHeader('location');
  return typeof location === 'string' ? location : null;
};
