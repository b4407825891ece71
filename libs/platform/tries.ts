import { jobs, type JobName } from '../catalogue/index.js';
import type { Clock } from './clock.js';
import type { Config } from './config.js';
import type { Tx } from './database.js';
import { later } from './day.js';
import { DomainError } from './errors.js';
import { loggable, type Log } from './log.js';
import { withoutNul } from './nul.js';
import { GiveUp } from './outbox.js';
import { secondsUntilNextTry } from './runner.rules.js';

/** A try that failed, of work that had been tried so often before, under the lease that ends then. */
export interface Failure {
  id: string;
  attempts: number;
  until: Date | null;
  error: unknown;
}

/** A failed try as it was counted. */
export interface Counted {
  id: string;
  attempts: number;
  error: unknown;
  isGivenUp: boolean;
}

/** Counts failed tries in the rows themselves (the queue may forget), and gives up in public after the last. */
export class Tries {
  constructor(
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  /** Returns those that were still ours; the others are another worker's by now. */
  async count(tx: Tx, name: JobName, failures: Failure[]): Promise<Counted[]> {
    const now = this.clock.now();
    const tries = failures.map((failure) => this.judge(name, failure, now));
    const counted = await tx.$queryRaw<{ id: string }[]>`
      UPDATE owed SET attempts = f.attempts, leased_until = NULL, last_error = f.error, run_at = f.next, relay_at = f.next,
             gave_up_at = CASE WHEN f.given_up THEN ${now}::timestamptz END,
             -- What was given up must not stand for what is owed anew.
             key = CASE WHEN f.given_up THEN NULL ELSE key END
      FROM unnest(${tries.map(({ id }) => id)}::uuid[], ${tries.map(({ until }) => until)}::timestamptz[],
                  ${tries.map(({ attempts }) => attempts)}::int[], ${tries.map(({ words }) => words)}::text[],
                  ${tries.map(({ next }) => next)}::timestamptz[], ${tries.map(({ isGivenUp }) => isGivenUp)}::boolean[])
           AS f (id, until, attempts, error, next, given_up)
      WHERE owed.id = f.id AND owed.leased_until IS NOT DISTINCT FROM f.until
      RETURNING owed.id`;
    const ours = new Set(counted.map(({ id }) => id));
    return tries.filter(({ id }) => ours.has(id));
  }

  /** Says in the log what was counted: once it is certain. */
  tell(job: JobName, counted: Counted[]): void {
    for (const { id, attempts, error, isGivenUp } of counted) {
      const facts = { job, owed: id, attempts, ...loggable(error) };
      if (isGivenUp) this.log.error(facts, 'given up: an administrator can try it again');
      else this.log.warn(facts, 'failed, to be tried again');
    }
  }

  private judge(name: JobName, { id, attempts: before, until, error }: Failure, now: Date) {
    const { attempts: most, ...waits } = jobs[name].retry;
    const attempts = before + 1;
    const seconds = secondsUntilNextTry(attempts, waits, Math.random()) * this.config.retryScale;
    return {
      id,
      until,
      attempts,
      error,
      words: withoutNul(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
      next: later(now, { seconds }),
      isGivenUp: error instanceof GiveUp || error instanceof DomainError || attempts >= most,
    };
  }
}
