import { setTimeout as rest } from 'node:timers/promises';
import { jobs, type JobName } from '../catalogue/index.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Database, Tx } from './database.js';
import { later } from './day.js';
import type { Leased, Recorder } from './outbox.js';
import type { Tries } from './tries.js';

/** A row under a lease. */
export interface Held {
  id: string;
  payload: unknown;
  attempts: number;
  /** The moment its lease ends: a lease is known by it. */
  until: Date;
  /** Whether its work has come to an end, or is about to. */
  isOver: boolean;
  /** Ends when no renewal is under way. */
  renewing: Promise<unknown>;
  /** Why its end could not be recorded, or what its try failed of. */
  error?: unknown;
}

/** How a piece of work ended: done, or failed with an error. */
interface Ending {
  row: Held;
  failure: { error: unknown } | null;
  result: unknown;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** In milliseconds. */
const longestRest = 10;

/** We were away for longer than the lease, and the work is another worker's now. */
export class LeaseLost extends Error {}

/** Claims of one kind of work that cannot join a transaction: taken for a while, kept while we live, ended with a result. */
export class Leases {
  /** What has ended and waits to be recorded, by how. */
  private readonly ended = new Map<Recorder<unknown>, Ending[]>();

  constructor(
    private readonly name: JobName,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly tries: Tries,
  ) {}

  /** Claims rows for a while. The relay looks at them again when the lease has run out, in case this worker dies. */
  async take(ids: string[]): Promise<Held[]> {
    const now = this.clock.now();
    const until = this.nextEnd();
    const rows = await this.db.now.$queryRaw<Pick<Held, 'id' | 'payload' | 'attempts'>[]>`
      UPDATE owed SET leased_until = ${until}, relay_at = ${until}
      WHERE id = ANY(${ids}::uuid[]) AND gave_up_at IS NULL AND run_at <= ${now}
        AND (leased_until IS NULL OR leased_until <= ${now})
      RETURNING id, payload, attempts`;
    return rows.map((row) => ({ ...row, until, isOver: false, renewing: Promise.resolve() }));
  }

  /** However long a mail server takes: while we live, nobody else gets the work. Returns the way to stop. */
  keep(held: Held[]): () => void {
    const beat = setInterval(() => void this.renew(held).catch(() => {}), this.config.leaseMs / 3);
    return () => clearInterval(beat);
  }

  /** What the handler is given of a row. */
  leasedOf<P>(row: Held, payload: P): Leased<P> {
    const end = <R>(record: Recorder<R>, result: R, failure: Ending['failure'] = null) =>
      this.end(record as Recorder<unknown>, row, result, failure);
    return {
      payload,
      isLastTry: row.attempts + 1 >= jobs[this.name].retry.attempts,
      renew: async () => {
        await row.renewing;
        const before = row.until;
        await this.renew([row]);
        if (row.until === before) throw new LeaseLost();
      },
      pay: (result) => end((tx) => result(tx), null),
      payTogether: (record, result) => end(record, result),
      fail: (error) => this.fail(row, error),
      failTogether: (record, result, error) => end(record, result, { error }),
    };
  }

  /** Counts a failed try of which there is nothing to record. */
  fail(row: Held, error: unknown): Promise<void> {
    return this.end(nothing, row, null, { error });
  }

  /** Lets go of what was not begun: others may have it at once. */
  async release(rows: Held[]): Promise<void> {
    await Promise.all(rows.map(settle));
    await this.db.now.$executeRaw`
      UPDATE owed SET leased_until = NULL, relay_at = ${this.clock.now()}
      FROM unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ until }) => until)}::timestamptz[]) AS h (id, until)
      WHERE owed.id = h.id AND owed.leased_until = h.until`;
  }

  private nextEnd(): Date {
    return later(this.clock.now(), { seconds: this.config.leaseMs / 1000 });
  }

  /** Extends what is still under way and still ours. */
  private renew(held: Held[]): Promise<void> {
    const going = held.filter(({ isOver }) => !isOver);
    if (going.length === 0) return Promise.resolve();
    const renewing = this.extend(going);
    for (const row of going) row.renewing = Promise.allSettled([row.renewing, renewing]);
    return renewing;
  }

  private async extend(going: Held[]): Promise<void> {
    const until = this.nextEnd();
    const renewed = await this.db.now.$queryRaw<{ id: string }[]>`
      UPDATE owed SET leased_until = ${until}, relay_at = ${until}
      FROM unnest(${going.map(({ id }) => id)}::uuid[], ${going.map((row) => row.until)}::timestamptz[]) AS h (id, until)
      WHERE owed.id = h.id AND owed.leased_until = h.until
      RETURNING owed.id`;
    const ours = new Set(renewed.map(({ id }) => id));
    for (const row of going) if (ours.has(row.id)) row.until = until;
  }

  /** Ends a piece of work. Whatever ends while others are being recorded is recorded next, in one transaction. */
  private end(record: Recorder<unknown>, row: Held, result: unknown, failure: Ending['failure']): Promise<void> {
    return new Promise((resolve, reject) => {
      const ending = { row, failure, result, resolve, reject };
      const waiting = this.ended.get(record);
      if (waiting) waiting.push(ending);
      else {
        this.ended.set(record, [ending]);
        void this.recordEnded(record);
      }
    });
  }

  /**
   * A transaction costs about the same for one result as for many: after one we rest for twice its time, so that more come
   * together. But not for long: what has been sent and not been recorded goes again, should we die.
   */
  private async recordEnded(record: Recorder<unknown>): Promise<void> {
    for (;;) {
      const group = this.ended.get(record)?.splice(0) ?? [];
      if (group.length === 0) break;
      const began = performance.now();
      await this.recordTogether(record, group);
      await rest(Math.min(2 * (performance.now() - began), longestRest));
    }
    this.ended.delete(record);
  }

  /** Each hears what became of its own. What cannot be recorded holds nothing else up. */
  private async recordTogether(record: Recorder<unknown>, group: Ending[]): Promise<void> {
    try {
      await Promise.all(group.map(({ row }) => settle(row)));
      const { ours, failed } = await this.db.transaction((tx) => this.strikeOff(tx, record, group), { minutes: 60 });
      this.tries.tell(this.name, failed);
      for (const { row, failure, resolve, reject } of group) {
        if (failure) row.error = failure.error;
        if (ours.has(row.id)) resolve();
        else reject((row.error = new LeaseLost()));
      }
    } catch (error) {
      for (const ending of group) {
        if (group.length > 1) await this.recordTogether(record, [ending]);
        else {
          ending.row.error = error;
          ending.row.isOver = false;
          ending.reject(error);
        }
      }
    }
  }

  private async strikeOff(tx: Tx, record: Recorder<unknown>, group: Ending[]) {
    const paying = group.flatMap(({ row, failure }) => (failure ? [] : [row]));
    const failing = group.flatMap(({ row, failure }) => (failure ? [{ ...row, error: failure.error }] : []));
    const failed = failing.length > 0 ? await this.tries.count(tx, this.name, failing) : [];
    const paid = paying.length > 0 ? await this.strike(tx, paying) : [];
    const ours = new Set([...failed, ...paid].map(({ id }) => id));
    const results = group.flatMap(({ row, result }) => (ours.has(row.id) ? [result] : []));
    if (results.length > 0) await record(tx, results);
    return { ours, failed };
  }

  private strike(tx: Tx, rows: Held[]): Promise<{ id: string }[]> {
    return tx.$queryRaw<{ id: string }[]>`
      DELETE FROM owed
      USING unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ until }) => until)}::timestamptz[]) AS h (id, until)
      WHERE owed.id = h.id AND owed.leased_until = h.until
      RETURNING owed.id`;
  }
}

const nothing: Recorder<unknown> = async () => {};

/** Stops renewing, and waits for a renewal under way: only then do we know by which moment the lease is known. */
const settle = async (row: Held): Promise<void> => {
  row.isOver = true;
  await row.renewing;
};
