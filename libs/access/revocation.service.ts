import { Injectable } from '@nestjs/common';
import { Clock, Database, NotFound, Outbox, type Actor } from '../platform/index.js';

export interface Revoked {
  links: number;
  sessions: number;
  accessTokens: number;
}

/** For the day a mailbox is read by somebody else or was changed, or a laptop is gone. */
@Injectable()
export class RevocationService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
  ) {}

  /** Ends every link sent to a person, every browser they are signed in with and every access token. New ones can be asked for. */
  async revokeAll(personId: string, { by, reason }: { by: Actor; reason: string }): Promise<Revoked> {
    return this.db.transaction(async (tx) => {
      if (!(await tx.person.findUnique({ where: { id: personId } }))) throw new NotFound('person');
      const open = { where: { personId, revokedAt: null }, data: { revokedAt: this.clock.now() } };
      const links = await tx.link.updateManyAndReturn(open);
      const tokens = await tx.accessToken.updateManyAndReturn(open);
      const sessions = await tx.session.updateMany(open);
      const cause = { by, reason };
      await this.outbox.publish(tx, 'person.access-revoked', { personId }, cause);
      const linkFacts = links.map(({ id }) => ({ linkId: id, personId }));
      const tokenFacts = tokens.map(({ id }) => ({ accessTokenId: id, personId }));
      await this.outbox.publish(tx, 'link.revoked', linkFacts, cause);
      await this.outbox.publish(tx, 'access-token.revoked', tokenFacts, cause);
      if (sessions.count > 0) await this.outbox.publish(tx, 'person.signed-out', { personId }, cause);
      return { links: links.length, sessions: sessions.count, accessTokens: tokens.length };
    });
  }
}
