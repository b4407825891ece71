import { Inject, Injectable } from '@nestjs/common';
import { jobs, type JobName, type LeaseJob } from '../catalogue/index.js';
import { Clock } from './clock.js';
import { Config } from './config.js';
import { Database, type Tx } from './database.js';
import { Leases, type Held } from './leases.js';
import { Log } from './log.js';
import type { JobHandlers, Leased } from './outbox.js';
import { Tries } from './tries.js';

/** Under this token the worker's table of handlers is found. */
export const JOB_HANDLERS = Symbol('job handlers');

interface OwedRow {
  id: string;
  payload: unknown;
}

/** Does what is owed: one way for every job, however often and by however many workers it is asked. */
@Injectable()
export class Runner {
  private readonly tries: Tries;
  private readonly leases = new Map<JobName, Leases>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    log: Log,
    @Inject(JOB_HANDLERS) private readonly handlers: JobHandlers,
  ) {
    this.tries = new Tries(clock, config, log);
  }

  /** Takes a turn. Rows that are done, given up or taken by another worker are passed over; throws what a single row's handler threw. */
  async run(name: JobName, ids: string[]): Promise<void> {
    if (isLeased(name)) return this.runLeased(name, ids);
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
      throwAny(failures, ids.length);
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

  /** Each row ends by itself: one that fails is tried again, and the others are done. */
  private async runLeased(name: LeaseJob, ids: string[]): Promise<void> {
    const leases = this.leasesOf(name);
    const held = await leases.take(ids);
    if (held.length < ids.length) await this.postponeEarly(this.db.now, ids);
    if (held.length === 0) return;
    const stopKeeping = leases.keep(held);
    try {
      const work = held.flatMap((row) => this.unwrap(leases, name, row));
      const handler = this.handlers[name] as (work: Leased<unknown>[]) => Promise<void>;
      await handler(work).catch((error: unknown) => {
        for (const row of held) if (!row.isOver) row.error ??= error;
      });
      const open = held.filter(({ isOver }) => !isOver);
      const broken = open.filter(({ error }) => error !== undefined);
      await Promise.allSettled(broken.map((row) => leases.fail(row, row.error)));
      if (broken.length < open.length) await leases.release(open.filter(({ error }) => error === undefined));
    } finally {
      stopKeeping();
    }
    throwAny(
      held.flatMap(({ error }) => (error === undefined ? [] : [error])),
      held.length,
    );
  }

  private unwrap(leases: Leases, name: JobName, row: Held): Leased<unknown>[] {
    try {
      return [leases.leasedOf(row, parse(name, row.payload))];
    } catch (error) {
      row.error = error;
      return [];
    }
  }

  private leasesOf(name: JobName): Leases {
    const known = this.leases.get(name);
    const leases = known ?? new Leases(name, this.db, this.clock, this.config, this.tries);
    if (!known) this.leases.set(name, leases);
    return leases;
  }

  /** A delayed job of the queue may come a moment early: the relay brings it again when its time has come. */
  private async postponeEarly(tx: Tx, ids: string[]): Promise<void> {
    await tx.$executeRaw`
      UPDATE owed SET relay_at = run_at WHERE id = ANY(${ids}::uuid[]) AND run_at > ${this.clock.now()}`;
  }

  private async fail(name: JobName, id: string, error: unknown): Promise<void> {
    const row = await this.db.now.owed.findUnique({ where: { id }, select: { attempts: true } });
    if (!row) return;
    this.tries.tell(name, await this.tries.count(this.db.now, name, [{ id, ...row, until: null, error }]));
  }
}

const isLeased = (name: JobName): name is LeaseJob => jobs[name].within === 'lease';

const parse = (name: JobName, payload: unknown): unknown => jobs[name].payload.parse(payload);

/** Throws the one failure, or all of them as one. */
const throwAny = (failures: unknown[], among: number): void => {
  if (failures.length === 0) return;
  if (among === 1) throw failures[0];
  throw new AggregateError(failures, `${failures.length} of ${among} failed`);
};
