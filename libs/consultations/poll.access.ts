import { Injectable } from '@nestjs/common';
import type { Locale } from '../catalogue/index.js';
import { MechanismService } from '../directory/index.js';
import { Clock, Database, Links, LinkUnusable, localeFor, type Actor, type DateSuits } from '../platform/index.js';

/** A poll as one host sees it: their own answers, nobody else's. */
export interface PollOfHost {
  pollId: string;
  title: string;
  timeZone: string;
  closesAt: Date;
  isClosed: boolean;
  mechanism: string;
  person: { name: string; locale: Locale; timeZone: string };
  options: { id: string; startsAt: Date; endsAt: Date; suits: DateSuits | null }[];
  by: Actor & { personId: string };
}

/** The link in the mail opens the poll for the host it was sent to, as long as they are one. */
@Injectable()
export class PollAccess {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly mechanism: MechanismService,
  ) {}

  /** Throws LinkUnusable. Opening changes nothing. */
  async open(token: string): Promise<PollOfHost> {
    const { personId, subjectId } = await this.links.open('poll', token);
    const poll = await this.db.now.datePoll.findFirst({
      where: { id: subjectId ?? '', consultation: { hosts: { some: { personId } } } },
      include: {
        consultation: { select: { title: true, timeZone: true } },
        options: { include: { votes: { where: { personId } } }, orderBy: [{ startsAt: 'asc' }, { id: 'asc' }] },
      },
    });
    const person = await this.db.now.person.findUnique({ where: { id: personId } });
    if (!poll || !person) throw new LinkUnusable('revoked');
    return {
      pollId: poll.id,
      ...poll.consultation,
      closesAt: poll.closesAt,
      isClosed: poll.closedAt !== null || poll.closesAt <= this.clock.now(),
      mechanism: (await this.mechanism.get()).name,
      person: { name: person.name, locale: localeFor(person.locale), timeZone: person.timeZone },
      options: poll.options.map(({ id, startsAt, endsAt, votes }) => ({
        id,
        startsAt,
        endsAt,
        suits: votes[0]?.suits ?? null,
      })),
      by: { personId, onBehalfOfId: null, via: 'link' },
    };
  }
}
