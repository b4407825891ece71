import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock, Database, later, Links, newId, Outbox, Post, type Tx } from '../platform/index.js';
import type { Caller } from './access.decorators.js';
import { sessionHours } from './access.rules.js';
import { Callers, hashOf } from './callers.service.js';

/** How long a link to sign in works. */
export const linkMinutes = 20;
const linksAnHour = 5;
/** Every answer takes at least so long, so that its time does not tell whether an address is known. */
const sameTimeMs = 150;

/** Signing in by a link in a mail: whoever reads the mailbox is the person. */
@Injectable()
export class SignInService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly post: Post,
    private readonly outbox: Outbox,
    private readonly callers: Callers,
  ) {}

  /** Mails a link to a person who is known; says nothing about whether one is. */
  async sendLink(email: string): Promise<{ minutes: number }> {
    const work = this.db.transaction((tx) => this.mailLink(tx, email));
    await Promise.all([work, wait(sameTimeMs)]);
    return { minutes: linkMinutes };
  }

  private async mailLink(tx: Tx, email: string): Promise<void> {
    // Locked: of many requests at once, each counts the links of those before it.
    const [person] = await tx.$queryRaw<{ id: string; name: string; email: string; locale: string }[]>`
      SELECT id, name, email, locale FROM person WHERE email = ${email} FOR UPDATE`;
    const recent = await tx.link.count({
      where: {
        personId: person?.id ?? newId(),
        purpose: 'sign-in',
        createdAt: { gt: later(this.clock.now(), { hours: -1 }) },
      },
    });
    const mechanism = await tx.mechanism.findFirst({ select: { name: true } });
    if (!person || recent >= linksAnHour) return;
    const [linkId = ''] = await this.links.make(tx, [{ purpose: 'sign-in', personId: person.id }], {
      minutes: linkMinutes,
    });
    const props = { name: person.name, mechanism: mechanism?.name ?? 'nmrf', minutes: linkMinutes, linkId };
    await this.post.post(tx, 'sign-in', [{ to: person, props }]);
  }

  /** Whether a link still works. Mail gateways open links too, so looking changes nothing. */
  async look(linkToken: string): Promise<void> {
    await this.links.open('sign-in', linkToken);
  }

  /** Uses the link up and starts a session. Returns the secret for the browser's cookie. */
  async start(linkToken: string): Promise<{ secret: string; caller: Caller }> {
    const secret = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    return this.db.transaction(async (tx) => {
      const link = await this.links.open('sign-in', linkToken, tx);
      await this.links.useUp(tx, link);
      await tx.session.create({
        data: {
          id: newId(),
          tokenHash: hashOf(secret),
          personId: link.personId,
          createdAt: now,
          expiresAt: later(now, { hours: sessionHours }),
        },
      });
      const actor = { personId: link.personId, onBehalfOfId: null, via: 'link' as const };
      await this.outbox.publish(tx, 'person.signed-in', { personId: link.personId }, { by: actor });
      const found = await this.callers.find({ via: 'session', secret });
      if (!found) throw new Error('a session just made is not found');
      return { secret, caller: found.caller };
    });
  }

  /** Ends a session; ending it twice, or none, is no error. */
  async end(secret: string | undefined): Promise<void> {
    if (secret === undefined) return;
    await this.db.transaction(async (tx) => {
      const session = await tx.session.findFirst({ where: { tokenHash: hashOf(secret), revokedAt: null } });
      if (!session) return;
      await tx.session.update({ where: { id: session.id }, data: { revokedAt: this.clock.now() } });
      const { personId } = session;
      await this.outbox.publish(
        tx,
        'person.signed-out',
        { personId },
        { by: { personId, onBehalfOfId: null, via: 'session' } },
      );
    });
  }
}
