import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, later, newId, NotFound, Outbox } from '../platform/index.js';
import type { Caller } from './access.decorators.js';
import { CookieOnly } from './access.errors.js';
import type { AccessTokenFacts, CreateToken, NewToken } from './access.schemas.js';
import { hashOf } from './callers.service.js';

/** Access tokens: a program acts for a person, with what that person may do. */
@Injectable()
export class TokensService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** The caller's tokens that still work, newest first. */
  async list({ personId }: Caller): Promise<{ items: AccessTokenFacts[] }> {
    const tokens = await this.db.now.accessToken.findMany({
      where: { personId, revokedAt: null, expiresAt: { gt: this.clock.now() } },
      orderBy: { createdAt: 'desc' },
    });
    return { items: tokens.map(show) };
  }

  /** Makes a token for the caller. The answer is the only place that ever shows it. */
  async create({ name, scopes, days }: CreateToken, { personId, actor }: Caller): Promise<NewToken> {
    // Else a token that leaked could make itself a longer life.
    if (actor.via !== 'session') throw new CookieOnly();
    const token = `nmrf_pat_${randomBytes(32).toString('base64url')}`;
    const now = this.clock.now();
    return this.db.transaction(async (tx) => {
      const row = await tx.accessToken.create({
        data: {
          id: newId(),
          name,
          tokenHash: hashOf(token),
          scopes: [...new Set(scopes)],
          personId,
          createdAt: now,
          expiresAt: later(now, { days }),
        },
      });
      await this.outbox.publish(tx, 'access-token.created', { accessTokenId: row.id, personId }, { by: actor });
      return { ...show(row), token };
    });
  }

  /** Ends a token of the caller's; twice is no error. */
  async revoke(id: string, { personId, actor }: Caller): Promise<void> {
    await this.db.transaction(async (tx) => {
      const token = await tx.accessToken.findFirst({ where: { id, personId } });
      if (!token) throw new NotFound('access token');
      const { count } = await tx.accessToken.updateMany({
        where: { id, revokedAt: null },
        data: { revokedAt: this.clock.now() },
      });
      if (count === 0) return;
      await this.outbox.publish(tx, 'access-token.revoked', { accessTokenId: id, personId }, { by: actor });
    });
  }
}

const show = (row: {
  id: string;
  name: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}): AccessTokenFacts => ({
  id: row.id,
  name: row.name,
  scopes: row.scopes,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});
