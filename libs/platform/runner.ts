import { Inject, Injectable } from '@nestjs/common';
import { jobs, type JobName } from '../catalogue/index.js';
import { Clock } from './clock.js';
import { Config } from './config.js';
import { Database, type Tx } from './database.js';
import { later } from './day.js';
import { DomainError } from './errors.js';
import { Log, loggable } from './log.js';
import { GiveUp, type JobHandlers, type Lease } from './outbox.js';
import { secondsUntilNextTry } from './runner.rules.js';

/** Under this token the worker's table of handlers is found. */
export const JOB_HANDLERS = Symbol('job handlers');

interface OwedRow {
  id: string;
  payload: unknown;
}

/** A row under a lease. */
interface HeldRow extends OwedRow {
  attempts: number;
  until: Date;
  /** Whether its handler has come to an end, or is about to. */
  over: boolean;
  /** Ends when no renewal is under way. */
  renewing: Promise<unknown>;
}

/** Stops renewing, and waits for a renewal under way: only then do we know by which moment the lease is known. */
const settle = async (row: HeldRow): Promise<void> => {
  row.over = true;
  await row.renewing;
};

/** We were away for longer than the lease, and the work is another worker's now. */
class LeaseLost extends Error {}

/** Does what is owed: one way for every job, however often and by however many workers it is asked. */
@Injectable()
export class Runner {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
    @Inject(JOB_HANDLERS) private readonly handlers: JobHandlers,
  ) {}

  /** Takes a turn. Rows that are done, given up or taken by another worker are passed over; throws what a single row's handler threw. */
  async run(name: JobName, ids: string[]): Promise<void> {
    if (jobs[name].within === 'lease') return this.runLeased(name, ids);
    try {
      await this.runTogether(name, ids);
    } catch (error) {
      if (ids.length === 1) {
        await this.fail(name, ids[0] ?? '', error);
        throw error;
      }
      // One of them failed and took the others' work back with it: each alone, so that only the one is tried again.
      const failures: unknown[] = [];
      for (const id of ids) await this.run(name, [id]).catch((alone: unknown) => failures.push(alone));
      if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${ids.length} failed`);
    }
  }

  /** The rows go in the same transaction as their effects: the work is done once or is still owed. */
  private runTogether(name: JobName, ids: string[]): Promise<void> {
    return this.db.transaction(
      async (tx) => {
        const owed = await tx.$queryRaw<OwedRow[]>`
          DELETE FROM owed WHERE id = ANY(${ids}::uuid[]) AND gave_up_at IS NULL AND run_at <= ${this.clock.now()}
          RETURNING id, payload`;
        if (owed.length < ids.length) await this.postponeEarly(tx, ids);
        if (owed.length === 0) return;
        // In the order in which it was owed.
        const payloads = owed.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ payload }) => parse(name, payload));
        // The table's type pairs every job with its payload; that pairing cannot follow a name known only at run time.
        const handler = this.handlers[name] as (payloads: unknown[], tx: Tx) => Promise<void>;
        await handler(payloads, tx);
      },
      { minutes: 60 },
    );
  }

  private async runLeased(name: JobName, ids: string[]): Promise<void> {
    const held = await this.lease(ids);
    if (held.length < ids.length) await this.postponeEarly(this.db.now, ids);
    // However long a mail server takes: while we live, nobody else gets the work.
    const beat = setInterval(() => void this.renew(held).catch(() => {}), this.config.leaseMs / 3);
    try {
      const results = await Promise.allSettled(held.map((row) => this.runHeld(name, row)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    } finally {
      clearInterval(beat);
    }
  }

  private async runHeld(name: JobName, row: HeldRow): Promise<void> {
    try {
      const handler = this.handlers[name] as (payload: unknown, lease: Lease) => Promise<void>;
      await handler(parse(name, row.payload), this.leaseOf(name, row));
    } catch (error) {
      await settle(row);
      await this.fail(name, row.id, error, row.until);
      throw error;
    } finally {
      row.over = true;
    }
  }

  /** Claims rows for a while. The relay looks at them again when the lease has run out, in case this worker dies. */
  private async lease(ids: string[]): Promise<HeldRow[]> {
    const now = this.clock.now();
    const until = later(now, { seconds: this.config.leaseMs / 1000 });
    const rows = await this.db.now.$queryRaw<(OwedRow & { attempts: number })[]>`
      UPDATE owed SET leased_until = ${until}, relay_at = ${until}
      WHERE id = ANY(${ids}::uuid[]) AND gave_up_at IS NULL AND run_at <= ${now}
        AND (leased_until IS NULL OR leased_until <= ${now})
      RETURNING id, payload, attempts`;
    return rows.map((row) => ({ ...row, until, over: false, renewing: Promise.resolve() }));
  }

  /** Extends what is still under way and still ours: a lease is known by the moment it ends. */
  private renew(held: HeldRow[]): Promise<void> {
    const going = held.filter(({ over }) => !over);
    const renewing = this.extend(going);
    for (const row of going) row.renewing = Promise.allSettled([row.renewing, renewing]);
    return renewing;
  }

  private async extend(going: HeldRow[]): Promise<void> {
    const until = later(this.clock.now(), { seconds: this.config.leaseMs / 1000 });
    const renewed = await this.db.now.$queryRaw<{ id: string }[]>`
      UPDATE owed SET leased_until = ${until}, relay_at = ${until}
      FROM unnest(${going.map(({ id }) => id)}::uuid[], ${going.map((row) => row.until)}::timestamptz[]) AS h (id, until)
      WHERE owed.id = h.id AND owed.leased_until = h.until
      RETURNING owed.id`;
    const ours = new Set(renewed.map(({ id }) => id));
    for (const row of going) if (ours.has(row.id)) row.until = until;
  }

  private leaseOf(name: JobName, row: HeldRow): Lease {
    return {
      isLastTry: row.attempts + 1 >= jobs[name].retry.attempts,
      renew: async () => {
        await row.renewing;
        const before = row.until;
        await this.renew([row]);
        if (row.until === before) throw new LeaseLost();
      },
      pay: async (result) => {
        await settle(row);
        await this.db.transaction(
          async (tx) => {
            const paid = await tx.$executeRaw`
              DELETE FROM owed WHERE id = ${row.id}::uuid AND leased_until = ${row.until}`;
            if (paid === 0) throw new LeaseLost();
            await result(tx);
          },
          { minutes: 60 },
        );
      },
    };
  }

  /** A delayed job of the queue may come a moment early: the relay brings it again when its time has come. */
  private async postponeEarly(tx: Tx, ids: string[]): Promise<void> {
    await tx.$executeRaw`
      UPDATE owed SET relay_at = run_at WHERE id = ANY(${ids}::uuid[]) AND run_at > ${this.clock.now()}`;
  }

  /** Counts the try in the row itself (the queue may forget), and gives up in public after the last. */
  private async fail(name: JobName, id: string, error: unknown, lease: Date | null = null): Promise<void> {
    const { attempts, firstAfter, atMost } = jobs[name].retry;
    const now = this.clock.now();
    const final = error instanceof GiveUp || error instanceof DomainError;
    const [row] = await this.db.now.$queryRaw<{ attempts: number }[]>`
      UPDATE owed SET attempts = attempts + 1, leased_until = NULL, last_error = ${describe(error)},
             gave_up_at = CASE WHEN ${final} OR attempts + 1 >= ${attempts} THEN ${now}::timestamptz END,
             -- What was given up must not stand for what is owed anew.
             key = CASE WHEN ${final} OR attempts + 1 >= ${attempts} THEN NULL ELSE key END
      WHERE id = ${id}::uuid AND leased_until IS NOT DISTINCT FROM ${lease}::timestamptz RETURNING attempts`;
    if (!row) return;
    const wait = secondsUntilNextTry(row.attempts, { firstAfter, atMost }, Math.random()) * this.config.retryScale;
    const next = later(now, { seconds: wait });
    await this.db.now.$executeRaw`UPDATE owed SET run_at = ${next}, relay_at = ${next} WHERE id = ${id}::uuid`;
    const facts = { job: name, owed: id, attempts: row.attempts, ...loggable(error) };
    if (final || row.attempts >= attempts) this.log.error(facts, 'given up: an administrator can try it again');
    else this.log.warn(facts, 'failed, to be tried again');
  }
}

const parse = (name: JobName, payload: unknown): unknown => jobs[name].payload.parse(payload);

const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
