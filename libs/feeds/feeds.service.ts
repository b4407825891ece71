import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import {
  Clock,
  Config,
  Database,
  newId,
  NotFound,
  Outbox,
  readSignedId,
  signId,
  system,
  type Actor,
  type Tx,
} from '../platform/index.js';
import { FeedUnusable } from './feeds.errors.js';

/** Whose dates a calendar shows. */
export type FeedOwner = { personId: string } | { institutionId: string };

export interface Feed {
  id: string;
  personId: string | null;
  institutionId: string | null;
  createdAt: Date;
}

const shape = { id: true, personId: true, institutionId: true, createdAt: true } as const;

/** The private addresses of calendars: one at a time for each person and institution, made when they ask for it. */
@Injectable()
export class FeedsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly config: Config,
  ) {}

  /** The owner's calendar; made if there is none, so that asking twice gives one. */
  async make(owner: FeedOwner, by: Actor): Promise<Feed> {
    return this.db.transaction(async (tx) => {
      await this.lockOwner(tx, owner);
      const there = await tx.feed.findFirst({ where: { ...owner, revokedAt: null }, select: shape });
      if (there) return there;
      const feed = await tx.feed.create({
        data: { id: newId(), ...owner, createdAt: this.clock.now() },
        select: shape,
      });
      await this.outbox.publish(tx, 'feed.made', factOf(feed), { by });
      return feed;
    });
  }

  /** Ends an address for good; twice is no error. */
  async revoke(id: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [feed] = await tx.feed.updateManyAndReturn({
        where: { id, revokedAt: null },
        data: { revokedAt: this.clock.now() },
        select: shape,
      });
      if (feed) await this.outbox.publish(tx, 'feed.revoked', factOf(feed), { by });
    });
  }

  /** Whoever could read a person's mailbox or laptop may know the address of their calendar. */
  async revokeOf(facts: EventPayload<'person.access-revoked'>[], tx: Tx): Promise<void> {
    const revoked = await tx.feed.updateManyAndReturn({
      where: { personId: { in: facts.map(({ personId }) => personId) }, revokedAt: null },
      data: { revokedAt: this.clock.now() },
      select: shape,
    });
    await this.outbox.publish(tx, 'feed.revoked', revoked.map(factOf), {
      by: system,
      reason: 'the person’s access was revoked',
    });
  }

  /** Another address for the same owner; the old one stops. Of two requests at once, both get the same new one. */
  async renew(id: string, by: Actor): Promise<Feed> {
    return this.db.transaction(async (tx) => {
      const feed = await this.get(id, tx);
      await this.revoke(id, by);
      return this.make(ownerOf(feed), by);
    });
  }

  /** A calendar, revoked or not. */
  async get(id: string, tx: Tx = this.db.now): Promise<Feed> {
    const feed = await tx.feed.findUnique({ where: { id }, select: shape });
    if (!feed) throw new NotFound('calendar');
    return feed;
  }

  /** Those that work, of a person and of some institutions; the person's own first. */
  async list(personId: string, institutionIds: string[]): Promise<Feed[]> {
    return this.db.now.feed.findMany({
      where: { revokedAt: null, OR: [{ personId }, { institutionId: { in: institutionIds } }] },
      orderBy: [{ personId: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
      select: shape,
    });
  }

  /** Where a calendar is. Whoever has the address reads it: never log it, never show it to anybody else. */
  addressOf({ id }: Pick<Feed, 'id'>): string {
    return `${this.config.publicUrl}/feeds/${signId(this.config.secretKey, 'feed', id)}.ics`;
  }

  /** Finds the calendar of an address by what follows `/feeds/` in it. Throws FeedUnusable. */
  async open(token: string): Promise<Feed> {
    const id = readSignedId(this.config.secretKey, 'feed', token);
    const feed = id === null ? null : await this.db.now.feed.findUnique({ where: { id } });
    if (!feed) throw new FeedUnusable('unknown');
    if (feed.revokedAt) throw new FeedUnusable('revoked');
    return feed;
  }

  /** Two requests at once would both find no calendar, and make two. */
  private async lockOwner(tx: Tx, owner: FeedOwner): Promise<void> {
    const [found] =
      'personId' in owner
        ? await tx.$queryRaw<unknown[]>`SELECT 1 FROM person WHERE id = ${owner.personId}::uuid FOR NO KEY UPDATE`
        : await tx.$queryRaw<unknown[]>`
            SELECT 1 FROM institution WHERE id = ${owner.institutionId}::uuid FOR NO KEY UPDATE`;
    if (found === undefined) throw new NotFound('personId' in owner ? 'person' : 'institution');
  }
}

const factOf = ({ id, personId, institutionId }: Feed) => ({ feedId: id, personId, institutionId });

const ownerOf = ({ personId, institutionId }: Feed): FeedOwner => {
  if (personId !== null) return { personId };
  if (institutionId !== null) return { institutionId };
  throw new NotFound('calendar');
};
