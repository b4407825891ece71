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
import { Prisma } from './generated/prisma/client.js';
import { newId } from './id.js';

/** The queue holds about the next hour; what is due later stays a row only, so Redis does not grow with the calendar. */
const leadMinutes = 60;

/** What listens to each event. Facts of one kind come as many at once as there are, in the order they happened. */
export type Subscriptions = {
  [N in HeardEvent]: Record<SubscriberOf<N>, (facts: EventPayload<N>[], tx: Tx) => Promise<void>>;
};

/** Facts that are written down and delivered to nobody. */
type UnheardEvent = Exclude<EventName, HeardEvent>;

/** One piece of work that cannot join a transaction: claimed for a while. (The runner keeps the claim while the handler works.) */
export interface Lease {
  /** Whether the work is given up should it fail this time. */
  isLastTry: boolean;
  /** Throws when the work is no longer ours. */
  renew: () => Promise<void>;
  /** Strikes the work off and applies its result, in one transaction; throws, and applies nothing, when it is no longer ours. */
  pay: (result: (tx: Tx) => Promise<void>) => Promise<void>;
}

/** Writes down results of work that ended at the same time, all in one transaction. */
export type Recorder<R> = (tx: Tx, results: R[]) => Promise<void>;

/** The same among many. What its handler neither pays nor fails is let go: it is owed as before. */
export interface Leased<P> extends Lease {
  payload: P;
  /** As `pay`, in one transaction with all that ends meanwhile with the same `record`. */
  payTogether: <R>(record: Recorder<R>, result: R) => Promise<void>;
  /** Counts a failed try: the work is owed again, or given up. */
  fail: (error: unknown) => Promise<void>;
  /** As `fail`, and records its result in the way of `payTogether`. */
  failTogether: <R>(record: Recorder<R>, result: R, error: unknown) => Promise<void>;
}

/** One handler per job, no more and no fewer: forgetting one does not compile. Work comes as many at once as there is. */
export type JobHandlers = {
  [N in TransactionJob]: (payloads: JobPayload<N>[], tx: Tx) => Promise<void>;
} & { [N in LeaseJob]: (work: Leased<JobPayload<N>>[]) => Promise<void> };

/** For what is done one by one. */
export const each =
  <P>(work: (payload: P, tx: Tx) => Promise<void>) =>
  async (payloads: P[], tx: Tx): Promise<void> => {
    for (const payload of payloads) await work(payload, tx);
  };

/** The same for work under a lease. */
export const eachLeased =
  <P>(work: (payload: P, lease: Lease) => Promise<void>) =>
  async (leases: Leased<P>[]): Promise<void> => {
    for (const lease of leases) await work(lease.payload, lease).catch((error: unknown) => lease.fail(error));
  };

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
    const deliveries = events[name].heardBy.flatMap((subscriber) =>
      ids.map((eventId) => ({ id: newId(), payload: JSON.stringify({ eventId, subscriber }) })),
    );
    const now = this.clock.now();
    const happened = Prisma.sql`
      INSERT INTO event (id, name, payload, subject_ids, actor_id, on_behalf_of_id, via, reason, occurred_at)
      SELECT id, ${name}, payload,
             ARRAY(SELECT value::uuid FROM jsonb_each_text(payload) WHERE key LIKE '%Id' AND value IS NOT NULL),
             ${by.personId}::uuid, ${by.onBehalfOfId}::uuid, ${by.via}, ${reason}, ${now}
      FROM (SELECT unnest(${ids}::uuid[]) AS id, unnest(${rows.map((row) => JSON.stringify(row.payload))}::text[])::jsonb AS payload)`;
    const job: JobName = 'event.deliver';
    await tx.$executeRaw(
      deliveries.length === 0
        ? happened
        : Prisma.sql`
            WITH happened AS (${happened})
            INSERT INTO owed (id, name, payload, run_at, relay_at)
            SELECT id, ${job}, payload::jsonb, ${now}, ${now}
            FROM unnest(${deliveries.map(({ id }) => id)}::uuid[], ${deliveries.map(({ payload }) => payload)}::text[]) AS o (id, payload)`,
    );
  }

  /**
   * Announces a fact for each row of `from`, where nobody listens: its payload is made of the row's columns, in the database. What
   * a quarter of a million rows announce never comes into memory.
   */
  async publishRows<N extends UnheardEvent>(
    tx: Tx,
    name: N,
    { from, payload }: { from: Prisma.Sql; payload: Record<keyof EventPayload<N> & string, Prisma.Sql> },
    { by, reason = null }: { by: Actor; reason?: string | null },
  ): Promise<void> {
    const fields = Object.entries<Prisma.Sql>(payload);
    await tx.$executeRaw`
      INSERT INTO event (id, name, payload, subject_ids, actor_id, on_behalf_of_id, via, reason, occurred_at)
      SELECT new_id(), ${name}, jsonb_build_object(${Prisma.join(fields.map(([key, value]) => Prisma.sql`${key}::text, ${value}`))}),
             array_remove(ARRAY[${Prisma.join(fields.filter(([key]) => key.endsWith('Id')).map(([, value]) => value))}]::uuid[], NULL),
             ${by.personId}::uuid, ${by.onBehalfOfId}::uuid, ${by.via}, ${reason}, ${this.clock.now()}
      FROM ${from} facts`;
  }

  /**
   * Owes work to the worker: now, or not before `runAt`. With a `key`, work of that name and key is owed once at a time:
   * what is owed already does for this too, and cannot be done before the caller's transaction has ended.
   */
  async enqueue<N extends JobName>(
    tx: Tx,
    name: N,
    payloads: JobPayload<N> | JobPayload<N>[],
    {
      runAt = this.clock.now(),
      key,
    }: { runAt?: Date | ((payload: JobPayload<N>) => Date); key?: (payload: JobPayload<N>) => string } = {},
  ): Promise<void> {
    const schema = jobs[name].payload;
    const list = Array.isArray(payloads) ? payloads : [payloads];
    let rows = list.map((payload) => ({
      id: newId(),
      payload: JSON.stringify(schema.parse(payload)),
      key: key?.(payload) ?? null,
      runAt: runAt instanceof Date ? runAt : runAt(payload),
    }));
    // In one order for everybody, so that no two wait for each other.
    if (key)
      rows = [...new Map(rows.map((row) => [row.key, row])).values()].sort((a, b) =>
        String(a.key) < String(b.key) ? -1 : 1,
      );
    while (rows.length > 0) {
      await tx.$executeRaw`
        INSERT INTO owed (id, name, payload, key, run_at, relay_at)
        SELECT id, ${name}, payload::jsonb, key, run_at, run_at - ${leadMinutes} * interval '1 minute'
        FROM unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.payload)}::text[],
                    ${rows.map((row) => row.key)}::text[], ${rows.map((row) => row.runAt)}::timestamptz[])
             AS o (id, payload, key, run_at)
        ON CONFLICT (name, key) WHERE key IS NOT NULL DO NOTHING`;
      if (!key) return;
      // Held till we commit: an alarm that rang before would not see what it is to ring for.
      const owed = await tx.$queryRaw<{ key: string }[]>`
        SELECT key FROM owed WHERE name = ${name} AND key = ANY(${rows.map((row) => row.key)}::text[]) FOR KEY SHARE`;
      const held = new Set(owed.map((row) => row.key));
      rows = rows.filter((row) => !held.has(row.key ?? '')); // done and struck off just now
    }
  }
}
