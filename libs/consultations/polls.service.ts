import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  isDuplicate,
  newId,
  NotFound,
  Outbox,
  type Actor,
  type DateSuits,
  type Tx,
} from '../platform/index.js';
import {
  ConsultationInThePast,
  NoHosts,
  NotNow,
  PollClosed,
  PollOpen,
  TimesOutOfOrder,
} from './consultations.errors.js';
import { shownMoment, wantedSpan } from './consultations.moments.js';
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
      const now = this.clock.now();
      const closesAt = shownMoment(wanted.closesAt, timeZone);
      const pollId = newId();
      const options = wanted.options.map((option) => ({ id: newId(), pollId, ...wantedSpan(option, timeZone) }));
      for (const { startsAt } of options) {
        if (startsAt <= now) throw new ConsultationInThePast();
        if (closesAt >= startsAt) {
          throw new TimesOutOfOrder('closesAt', 'Hosts are asked till a moment before the first of the dates.');
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

  /** A host says which dates suit them; may be said anew until the poll is closed. Throws PollClosed, NotFound for dates of another poll and for whoever is no host. */
  async answer(
    pollId: string,
    answers: { optionId: string; suits: DateSuits }[],
    by: Actor & { personId: string },
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM date_poll WHERE id = ${pollId}::uuid FOR SHARE`;
      const poll = await tx.datePoll.findUnique({ where: { id: pollId }, include: { options: true } });
      if (!poll) throw new NotFound('poll');
      // Its alarm may ring a little after its moment; the page has said since then that it is closed.
      if (poll.closedAt || poll.closesAt <= this.clock.now()) throw new PollClosed();
      const { personId } = by;
      const { consultationId } = poll;
      const host = { consultationId_personId: { consultationId, personId } };
      if (!(await tx.consultationHost.findUnique({ where: host }))) throw new NotFound('poll');
      const known = new Set(poll.options.map(({ id }) => id));
      if (answers.some(({ optionId }) => !known.has(optionId))) throw new NotFound('date');
      const said = new Map(answers.map(({ optionId, suits }) => [optionId, suits]));
      const changed = await tx.$queryRaw<{ id: string }[]>`
        INSERT INTO date_vote (option_id, person_id, suits, voted_at)
        SELECT o.option_id, ${personId}::uuid, o.suits::"DateSuits", ${this.clock.now()}
        FROM unnest(${[...said.keys()]}::uuid[], ${[...said.values()]}::text[]) AS o (option_id, suits)
        ORDER BY o.option_id
        ON CONFLICT (option_id, person_id) DO UPDATE SET suits = excluded.suits, voted_at = excluded.voted_at
        WHERE date_vote.suits <> excluded.suits
        RETURNING option_id AS id`;
      if (changed.length === 0) return;
      const fact = { pollId, consultationId, personId };
      await this.outbox.publish(tx, 'date-poll.answered', fact, { by });
    });
  }

  /** Closes it before its time. Closed again, nothing happens. */
  async close(consultationId: string, pollId: string, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.consultations.hold(tx, consultationId);
      if (!(await tx.datePoll.findFirst({ where: { id: pollId, consultationId } }))) throw new NotFound('poll');
      await this.end(tx, { id: pollId, consultationId }, by);
      await this.timetable.plan(tx, consultationId);
    });
  }

  /** Nobody is asked any more: the date is set, or there is none to be set. The caller holds the consultation and plans its steps. */
  async end(tx: Tx, which: { consultationId: string; id?: string }, by: Actor): Promise<void> {
    const closed = await tx.datePoll.updateManyAndReturn({
      where: { ...which, closedAt: null },
      data: { closedAt: this.clock.now() },
      select: { id: true },
    });
    const { consultationId } = which;
    const facts = closed.map(({ id }) => ({ pollId: id, consultationId }));
    await this.outbox.publish(tx, 'date-poll.closed', facts, { by });
  }
}
