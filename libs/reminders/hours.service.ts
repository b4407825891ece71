import { Injectable } from '@nestjs/common';
import type { EventPayload, JobPayload } from '../catalogue/index.js';
import { CalendarsService } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import { addDays, Clock, Outbox, Post, type Tx } from '../platform/index.js';
import { listeners } from './people.queries.js';
import { hoursAt, nextMoment } from './reminders.rules.js';

/** A person's hours, on working days and not on leave. */
export interface OpenHours {
  /** The end of those we are in; null outside of them. */
  until: Date | null;
  /** When the next ones begin. */
  next: Date;
}

/** When people may be written to, for all that is no digest. */
@Injectable()
export class HoursService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly post: Post,
    private readonly mechanism: MechanismService,
    private readonly calendars: CalendarsService,
  ) {}

  /** The hours of these people. */
  async of(tx: Tx, personIds: string[]): Promise<Map<string, OpenHours>> {
    const now = this.clock.now();
    const today = await this.mechanism.today();
    const calendar = await this.calendars.calendar(tx, null, addDays(today, -1), addDays(today, 400));
    const people = await listeners(tx, personIds, today, calendar);
    return new Map(
      [...people].map(([personId, { hours, isOpen }]) => [
        personId,
        {
          until: hoursAt(hours, now, isOpen)?.until ?? null,
          next: nextMoment(hours, now, { isOpen, today: false }),
        },
      ]),
    );
  }

  /** Has mails sent whose readers' hours these are, and looks at the others again when theirs begin: till then hours and leaves may change. */
  async hold(jobs: JobPayload<'mail.hold'>[], tx: Tx): Promise<void> {
    const mails = await tx.mail.findMany({
      where: { id: { in: jobs.map(({ mailId }) => mailId) }, status: 'QUEUED' },
      select: { id: true, personId: true },
    });
    const hours = await this.of(
      tx,
      mails.flatMap(({ personId }) => personId ?? []),
    );
    const held = mails.map(({ id, personId }) => ({ mailId: id, theirs: hours.get(personId ?? '') }));
    const waiting = new Map(
      held.flatMap(({ mailId, theirs }) => (theirs && theirs.until === null ? [[mailId, theirs.next]] : [])),
    );
    await this.post.release(
      tx,
      held
        .filter(({ mailId }) => !waiting.has(mailId))
        .map(({ mailId, theirs }) => ({ mailId, expiresAt: theirs?.until ?? null })),
    );
    await this.outbox.enqueue(
      tx,
      'mail.hold',
      [...waiting.keys()].map((mailId) => ({ mailId })),
      { runAt: ({ mailId }) => waiting.get(mailId) ?? this.clock.now() },
    );
  }

  /** No server took these mails in their readers' hours: those that keep hours wait for the next ones. */
  async holdAgain(facts: EventPayload<'mail.expired'>[], tx: Tx): Promise<void> {
    await this.post.holdAgain(
      tx,
      facts.map(({ mailId }) => mailId),
    );
  }
}
