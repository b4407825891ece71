import { Injectable } from '@nestjs/common';
import type { EventPayload, MailProps } from '../catalogue/index.js';
import { MandatesService } from '../directory/index.js';
import { Clock, dayIn, Links, Post, timeIn, type Letter, type Tx } from '../platform/index.js';
import { pollResult } from './polls.queries.js';

type Poll = NonNullable<Awaited<ReturnType<PollMailsService['open']>>>;
type Host = Poll['consultation']['hosts'][0]['person'];

/** After the poll is closed its link still shows what was answered. */
const shownDays = 30;

/** What hosts and coordinators are written about polls of dates. */
@Injectable()
export class PollMailsService {
  constructor(
    private readonly clock: Clock,
    private readonly links: Links,
    private readonly post: Post,
    private readonly mandates: MandatesService,
  ) {}

  /** Asks the hosts that have not been asked yet: all of them at first, later on those who were added. */
  async askHosts(facts: EventPayload<'date-poll.opened'>[], tx: Tx): Promise<void> {
    for (const { pollId } of facts) {
      const poll = await this.open(tx, pollId);
      if (!poll) continue;
      const asked = await tx.link.findMany({
        where: { purpose: 'poll', subjectId: pollId },
        select: { personId: true },
      });
      const known = new Set(asked.map(({ personId }) => personId));
      const hosts = hostsOf(poll).filter(({ id }) => !known.has(id));
      await this.post.post(tx, 'consultation-poll', await this.letters(tx, poll, hosts));
    }
  }

  /** Asks once more those who have said nothing. */
  async remindHosts(facts: EventPayload<'date-poll.closing'>[], tx: Tx): Promise<void> {
    for (const { pollId } of facts) {
      const poll = await this.open(tx, pollId);
      if (!poll) continue;
      const said = await tx.dateVote.findMany({
        where: { option: { pollId } },
        distinct: ['personId'],
        select: { personId: true },
      });
      const answered = new Set(said.map(({ personId }) => personId));
      const silent = hostsOf(poll).filter(({ id }) => !answered.has(id));
      await this.post.post(tx, 'consultation-poll-reminder', await this.letters(tx, poll, silent));
    }
  }

  /** Tells the coordinators and the leading host what suits; not when a date has been set meanwhile, or none is to be. */
  async tellPollResult(facts: EventPayload<'date-poll.closed'>[], tx: Tx): Promise<void> {
    const coordinators = await this.mandates.coordinators(tx);
    for (const { pollId } of facts) {
      const result = await pollResult(tx, pollId);
      if (!['DRAFT', 'POSTPONED'].includes(result.consultation.status)) continue;
      const { id: consultationId, title, timeZone, hosts } = result.consultation;
      const [lead] = hosts;
      const props = {
        title,
        timeZone,
        consultationId,
        hosts: hosts.length,
        answered: result.answered,
        dates: result.options.map(({ startsAt, endsAt, yes, ifNeeded, no }) => ({
          ...shown({ startsAt, endsAt }, timeZone),
          ...{ yes, ifNeeded, no },
        })),
      };
      const keepers = coordinators.map((person) => ({ person, keeps: true }));
      const known = new Set(coordinators.map(({ id }) => id));
      const readers = lead && !known.has(lead.id) ? [...keepers, { person: lead, keeps: false }] : keepers;
      const letters = readers.map(({ person, keeps }) => ({
        to: person,
        threadId: consultationId,
        props: { ...props, name: person.name, keeps },
      }));
      await this.post.post(tx, 'consultation-poll-closed', letters);
    }
  }

  /** Null when it is closed by now. Held: whoever else asks its hosts waits. */
  private async open(tx: Tx, pollId: string) {
    await tx.$queryRaw`SELECT 1 FROM date_poll WHERE id = ${pollId}::uuid FOR UPDATE`;
    return tx.datePoll.findFirst({
      where: { id: pollId, closedAt: null, closesAt: { gt: this.clock.now() } },
      include: {
        options: { orderBy: [{ startsAt: 'asc' }, { id: 'asc' }] },
        consultation: { include: { hosts: { include: { person: true }, orderBy: { position: 'asc' } } } },
      },
    });
  }

  private async letters(tx: Tx, poll: Poll, hosts: Host[]): Promise<Letter<'consultation-poll'>[]> {
    const { closesAt, consultation } = poll;
    const { timeZone, title } = consultation;
    const minutes = (closesAt.getTime() - this.clock.now().getTime()) / 60_000 + shownDays * 24 * 60;
    const wanted = hosts.map(({ id }) => ({ purpose: 'poll' as const, personId: id, subjectId: poll.id }));
    const linkIds = await this.links.make(tx, wanted, { minutes: Math.ceil(minutes) });
    return hosts.map((person, index) => ({
      to: person,
      threadId: consultation.id,
      expiresAt: closesAt,
      props: {
        name: person.name,
        title,
        timeZone,
        closesOn: dayIn(timeZone, closesAt),
        closesAt: timeIn(timeZone, closesAt),
        dates: poll.options.map((option) => polledDate(option, timeZone, person.timeZone)),
        linkId: linkIds[index] ?? '',
      },
    }));
  }
}

const hostsOf = (poll: Poll): Host[] => poll.consultation.hosts.map(({ person }) => person);

const shown = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }, timeZone: string) => ({
  on: dayIn(timeZone, startsAt),
  from: timeIn(timeZone, startsAt),
  until: timeIn(timeZone, endsAt),
});

const polledDate = (
  option: { startsAt: Date; endsAt: Date },
  timeZone: string,
  ownZone: string,
): MailProps<'consultation-poll'>['dates'][0] => {
  const [there, own] = [shown(option, timeZone), shown(option, ownZone)];
  return { ...there, own: JSON.stringify(own) === JSON.stringify(there) ? null : own };
};
