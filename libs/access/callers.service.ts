import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, Database, dayIn, later, localeFor, type MandateRole, type Role } from '../platform/index.js';
import type { Caller } from './access.decorators.js';
import { prolonged, rightsOn } from './access.rules.js';

/** What a request shows to say who sends it. */
export interface Credential {
  via: 'session' | 'token';
  secret: string;
}

interface Found {
  id: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  personId: string;
  name: string;
  email: string;
  locale: string;
  timeZone: string;
  mechanism: string | null;
  mechanismZone: string | null;
  roles: Role[];
  isHost: boolean;
  mandates: { role: MandateRole; institutionId: string; startsOn: string; endsOn: string | null }[];
}

/** Secrets are random and long: a plain hash keeps them, and can be looked up by index. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Finds who is calling. */
@Injectable()
export class Callers {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The person behind a cookie or an access token, and what they may do today; null if it does not (or no longer) count. */
  async find(credential: Credential): Promise<{ caller: Caller; scopes: string[] } | null> {
    const found = await this.look(credential);
    if (!found) return null;
    await this.noteUse(credential.via, found);
    const { rights, institutionIds, onBehalfOfId } = rightsOn(
      dayIn(found.mechanismZone ?? 'UTC', this.clock.now()),
      found,
    );
    const { personId, name, email, timeZone, isHost } = found;
    const locale = localeFor(found.locale);
    const actor = { personId, onBehalfOfId, via: credential.via };
    const mechanism = found.mechanism ?? 'nmrf';
    return {
      caller: { personId, name, email, locale, timeZone, mechanism, rights, institutionIds, isHost, actor },
      scopes: found.scopes,
    };
  }

  /** Everything in one query: this runs before every request. */
  private async look({ via, secret }: Credential): Promise<Found | null> {
    const now = this.clock.now();
    const [found] = await this.db.now.$queryRaw<Found[]>`
      WITH shown AS (
        SELECT 'session' AS via, id, person_id, ARRAY['read', 'write'] AS scopes, created_at, expires_at, revoked_at,
               NULL::timestamptz AS last_used_at
        FROM session WHERE token_hash = ${hashOf(secret)}
        UNION ALL
        SELECT 'token', id, person_id, scopes, created_at, expires_at, revoked_at, last_used_at
        FROM access_token WHERE token_hash = ${hashOf(secret)}
      )
      SELECT shown.id, scopes, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt",
             person.id AS "personId", person.name, email, person.locale, person.time_zone AS "timeZone",
             mechanism.name AS mechanism, mechanism.time_zone AS "mechanismZone",
             ARRAY(SELECT role::text FROM role_grant WHERE person_id = person.id) AS roles,
             EXISTS (SELECT 1 FROM consultation_host WHERE person_id = person.id) AS "isHost",
             (SELECT coalesce(jsonb_agg(jsonb_build_object('role', role, 'institutionId', institution_id,
                                                           'startsOn', starts_on, 'endsOn', ends_on)), '[]')
              FROM mandate WHERE person_id = person.id) AS mandates
      FROM shown JOIN person ON person.id = shown.person_id LEFT JOIN mechanism ON true
      WHERE via = ${via} AND revoked_at IS NULL AND expires_at > ${now}`;
    return found ?? null;
  }

  private async noteUse(via: Credential['via'], { id, createdAt, expiresAt, lastUsedAt }: Found): Promise<void> {
    const now = this.clock.now();
    if (via === 'session') {
      const until = prolonged({ createdAt, expiresAt }, now);
      if (until) await this.db.now.session.updateMany({ where: { id }, data: { expiresAt: until } });
    } else if (lastUsedAt === null || later(lastUsedAt, { minutes: 1 }) <= now) {
      await this.db.now.accessToken.updateMany({ where: { id }, data: { lastUsedAt: now } });
    }
  }
}
