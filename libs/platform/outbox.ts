import { Injectable } from '@nestjs/common';
import {
  events,
  jobs,
  type EventName,
  type EventPayload,
  type HeardEvent,
  type JobName,
  type JobPayload,
  type LeaseJob,
  type SubscriberOf,
  type TransactionJob,
} from '../catalogue/index.js';
import type { Actor } from './actor.js';
import { Clock } from './clock.js';
import type { Tx } from './database.js';
import { later } from './day.js';
import { newId } from './id.js';

/** The queue holds about the next hour; what is due later stays a row only, so Redis does not grow with the calendar. */
const leadMinutes = 60;

/** What listens to each event. */
export type Subscriptions = {
  [N in HeardEvent]: Record<SubscriberOf<N>, (payload: EventPayload<N>, tx: Tx) => Promise<void>>;
};

/** One turn of work that cannot join a transaction. */
export interface Lease {
  /** Whether the work is given up should it fail this time. */
  isLastTry: boolean;
  /** Throws when the work is no longer ours. (The runner itself keeps the lease while the handler works.) */
  renew: () => Promise<void>;
  /** Strikes the work off and applies its result, in one transaction; throws, and applies nothing, when it is no longer ours. */
  pay: (result: (tx: Tx) => Promise<void>) => Promise<void>;
}

/** One handler per job, no more and no fewer: forgetting one does not compile. */
export type JobHandlers = {
  [N in TransactionJob]: (payload: JobPayload<N>, tx: Tx) => Promise<void>;
} & { [N in LeaseJob]: (payload: JobPayload<N>, lease: Lease) => Promise<void> };

/** Thrown by a handler: another try would change nothing. */
export class GiveUp extends Error {}

/** Writes down what happened and what is owed, in the caller's transaction. Features never speak to the queue. */
@Injectable()
export class Outbox {
  constructor(private readonly clock: Clock) {}

  /** Announces one fact, or many of a kind: a row of the audit trail each, and a delivery owed to each subscriber. */
  async publish<N extends EventName>(
    tx: Tx,
    name: N,
    facts: EventPayload<N> | EventPayload<N>[],
    { by, reason = null }: { by: Actor; reason?: string | null },
  ): Promise<void> {
    const schema = events[name].payload;
    const rows = (Array.isArray(facts) ? facts : [facts]).map((fact) => ({ id: newId(), payload: schema.parse(fact) }));
    if (rows.length === 0) return;
    const ids = rows.map((row) => row.id);
    await tx.$executeRaw`
      INSERT INTO event (id, name, payload, subject_ids, actor_id, on_behalf_of_id, via, reason, occurred_at)
      SELECT id, ${name}, payload,
             ARRAY(SELECT value::uuid FROM jsonb_each_text(payload) WHERE key LIKE '%Id' AND value IS NOT NULL),
             ${by.personId}::uuid, ${by.onBehalfOfId}::uuid, ${by.via}, ${reason}, ${this.clock.now()}
      FROM (SELECT unnest(${ids}::uuid[]) AS id, unnest(${rows.map((row) => JSON.stringify(row.payload))}::text[])::jsonb AS payload)`;
    const deliveries = events[name].heardBy.flatMap((subscriber) => ids.map((eventId) => ({ eventId, subscriber })));
    await this.enqueue(tx, 'event.deliver', deliveries);
  }

  /** Owes work to the worker: now, or not before `runAt`. */
  async enqueue<N extends JobName>(
    tx: Tx,
    name: N,
    payloads: JobPayload<N> | JobPayload<N>[],
    { runAt = this.clock.now() }: { runAt?: Date } = {},
  ): Promise<void> {
    const schema = jobs[name].payload;
    const rows = (Array.isArray(payloads) ? payloads : [payloads]).map((payload) => schema.parse(payload));
    if (rows.length === 0) return;
    await tx.$executeRaw`
      INSERT INTO owed (id, name, payload, run_at, relay_at)
      SELECT id, ${name}, payload::jsonb, ${runAt}, ${later(runAt, { minutes: -leadMinutes })}
      FROM unnest(${rows.map(() => newId())}::uuid[], ${rows.map((row) => JSON.stringify(row))}::text[]) AS o (id, payload)`;
  }
}
