import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { MechanismService, validOn } from '../directory/index.js';
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
import type { Prisma } from '../platform/generated/prisma/client.js';
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
    private readonly mechanism: MechanismService,
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

  /** Whoever could read a person's mailbox or laptop may know the address of their calendar, and those of their institutions. */
  async revokeOf(facts: EventPayload<'person.access-revoked'>[], tx: Tx): Promise<void> {
    const personIds = facts.map(({ personId }) => personId);
    const reason = 'the person’s access was revoked';
    await this.revokeAll(tx, { personId: { in: personIds } }, reason);
    const held = await tx.mandate.findMany({
      where: { personId: { in: personIds }, ...validOn(await this.mechanism.today()) },
      select: { institutionId: true },
    });
    await this.renewAll(
      tx,
      held.map(({ institutionId }) => institutionId),
      reason,
    );
  }

  /** Whoever acts for an institution no more is not to read its calendar any longer; the others find the new address on their page. */
  async renewFor(facts: EventPayload<'mandate.ended'>[], tx: Tx): Promise<void> {
    const acting = await tx.mandate.findMany({
      where: {
        AND: [
          { OR: facts.map(({ personId, institutionId }) => ({ personId, institutionId })) },
          validOn(await this.mechanism.today()),
        ],
      },
      select: { personId: true, institutionId: true },
    });
    const isActing = new Set(acting.map(({ personId, institutionId }) => `${personId} ${institutionId}`));
    const left = facts.filter(({ personId, institutionId }) => !isActing.has(`${personId} ${institutionId}`));
    await this.renewAll(
      tx,
      left.map(({ institutionId }) => institutionId),
      'a mandate ended',
    );
  }

  /** Of these calendars, those whose address was changed by itself, since somebody knew the former one. */
  async renewedByItself(feeds: Feed[]): Promise<Set<string>> {
    const ids = feeds.filter(({ institutionId }) => institutionId !== null).map(({ id }) => id);
    const made = await this.db.now.event.findMany({
      where: { name: 'feed.made', via: system.via, subjectIds: { hasSome: ids } },
      select: { subjectIds: true },
    });
    return new Set(made.flatMap(({ subjectIds }) => subjectIds));
  }

  private async renewAll(tx: Tx, institutionIds: string[], reason: string): Promise<void> {
    const revoked = await this.revokeAll(tx, { institutionId: { in: institutionIds } }, reason);
    const made = await tx.feed.createManyAndReturn({
      data: revoked.map(({ institutionId }) => ({ id: newId(), institutionId, createdAt: this.clock.now() })),
      select: shape,
    });
    await this.outbox.publish(tx, 'feed.made', made.map(factOf), { by: system, reason });
  }

  private async revokeAll(tx: Tx, whose: Prisma.FeedWhereInput, reason: string): Promise<Feed[]> {
    const revoked = await tx.feed.updateManyAndReturn({
      where: { ...whose, revokedAt: null },
      data: { revokedAt: this.clock.now() },
      select: shape,
    });
    await this.outbox.publish(tx, 'feed.revoked', revoked.map(factOf), { by: system, reason });
    return revoked;
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
