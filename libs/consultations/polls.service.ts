import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  isDuplicate,
  momentAt,
  newId,
  NotFound,
  Outbox,
  type Actor,
  type DateSuits,
} from '../platform/index.js';
import {
  ConsultationInThePast,
  NoHosts,
  NotNow,
  PollClosed,
  PollOpen,
  TimesOutOfOrder,
} from './consultations.errors.js';
import type { OpenPoll } from './consultations.schemas.js';
import { ConsultationsService } from './consultations.service.js';
import { TimetableService } from './timetable.service.js';

/** Hosts are asked first which dates suit them; one of these is then scheduled. */
@Injectable()
export class PollsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
    private readonly timetable: TimetableService,
  ) {}

  /** Asks the hosts. Returns the poll's id. Throws NotNow, NoHosts, PollOpen, ConsultationInThePast, TimesOutOfOrder. */
  async open(consultationId: string, wanted: OpenPoll, by: Actor): Promise<string> {
    return this.db.transaction(async (tx) => {
      const { status, timeZone } = await this.consultations.hold(tx, consultationId);
      if (!['DRAFT', 'POSTPONED'].includes(status)) throw new NotNow(status);
      if ((await tx.consultationHost.count({ where: { consultationId } })) === 0) throw new NoHosts();
      const momentOf = (local: string) => momentAt(local.slice(0, 10), local.slice(11), timeZone);
      const now = this.clock.now();
      const closesAt = momentOf(wanted.closesAt);
      const pollId = newId();
      const options = wanted.options.map(({ from, until }) => ({
        id: newId(),
        pollId,
        startsAt: momentOf(from),
        endsAt: momentOf(until),
      }));
      for (const { startsAt, endsAt } of options) {
        if (startsAt <= now) throw new ConsultationInThePast();
        if (endsAt <= startsAt) throw new TimesOutOfOrder('until', 'It would end before it begins. Name a later end.');
        if (closesAt >= startsAt) {
          throw new TimesOutOfOrder('until', 'Hosts are asked till a moment before the first of the dates.');
        }
      }
      if (closesAt <= now) throw new ConsultationInThePast();
      await tx.datePoll
        .create({ data: { id: pollId, consultationId, closesAt, createdAt: now } })
        .catch((error: unknown) => {
          if (isDuplicate(error)) throw new PollOpen();
          throw error;
        });
      await tx.dateOption.createMany({ data: options });
      await this.timetable.plan(tx, consultationId);
      await this.outbox.publish(tx, 'date-poll.opened', { pollId, consultationId }, { by });
      return pollId;
    });
  }

  /** A host says which dates suit them; may be said anew until the poll is closed. Throws PollClosed, NotFound for dates of another poll. */
  async answer(
    pollId: string,
    answers: { optionId: string; suits: DateSuits }[],
    by: Actor & { personId: string },
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM date_poll WHERE id = ${pollId}::uuid FOR SHARE`;
      const poll = await tx.datePoll.findUnique({ where: { id: pollId }, include: { options: true } });
      if (!poll) throw new NotFound('poll');
      if (poll.closedAt) throw new PollClosed();
      const { personId } = by;
      const known = new Set(poll.options.map(({ id }) => id));
      for (const { optionId, suits } of answers) {
        if (!known.has(optionId)) throw new NotFound('date');
        const said = { suits, votedAt: this.clock.now() };
        await tx.dateVote.upsert({
          where: { optionId_personId: { optionId, personId } },
          create: { optionId, personId, ...said },
          update: said,
        });
      }
      const fact = { pollId, consultationId: poll.consultationId, personId };
      await this.outbox.publish(tx, 'date-poll.answered', fact, { by });
    });
  }

  /** Closes it before its time. Closed again, nothing happens. */
  async close(pollId: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const poll = await tx.datePoll.findUnique({ where: { id: pollId } });
      if (!poll) throw new NotFound('poll');
      const { consultationId } = poll;
      await this.consultations.hold(tx, consultationId);
      const closed = await tx.datePoll.updateMany({
        where: { id: pollId, closedAt: null },
        data: { closedAt: this.clock.now() },
      });
      if (closed.count === 0) return;
      await this.timetable.plan(tx, consultationId);
      await this.outbox.publish(tx, 'date-poll.closed', { pollId, consultationId }, { by });
    });
  }
}
