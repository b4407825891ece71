import { getQueueToken } from '@nestjs/bullmq';
import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { jobs, type JobName, type QueueName } from '../catalogue/index.js';
import { Clock } from './clock.js';
import { Config } from './config.js';
import { Database } from './database.js';
import { Log } from './log.js';
import { Outage, watchForOutages } from './outages.js';
import { queueNames } from './queues.module.js';
import { groupIntoTurns } from './relay.rules.js';

/** Rows taken at once: enough to be quick, few enough to lock briefly. */
const handful = 1000;
const isJob = (name: string): name is JobName => Object.hasOwn(jobs, name);

/**
 * Brings what is owed to the queue. Rows stay locked while they are added, and are marked in the same transaction:
 * a crash in between adds them twice, which the runner bears; it never forgets one.
 */
@Injectable()
export class Relay implements BeforeApplicationShutdown {
  private stopped = false;
  private loop: Promise<void> | null = null;
  private wake: () => void = () => {};
  private listener: pg.Client | null = null;
  private redis: Redis | null = null;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
    private readonly modules: ModuleRef,
  ) {}

  start(): void {
    if (this.config.redisUrl) {
      this.redis = new Redis(this.config.redisUrl, { maxRetriesPerRequest: 1, commandTimeout: 10_000 });
      this.redis.on('error', () => {}); // Each failing command says so itself.
    }
    for (const name of queueNames) watchForOutages(this.queue(name), this.log, { queue: name });
    this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.loop;
    await this.listener?.end().catch(() => {});
    this.redis?.disconnect();
  }

  private async run(): Promise<void> {
    const outage = new Outage(this.log, { from: 'relay' });
    while (!this.stopped) {
      try {
        await this.listen();
        await this.noticeLostQueue();
        const full = (await this.round()) === handful;
        outage.ended();
        if (full) continue;
      } catch (error) {
        outage.began(error);
      }
      await this.pause();
    }
  }

  /** Takes what is due within the hour to the queue. Returns how many rows it took. */
  async round(): Promise<number> {
    const now = this.clock.now();
    return this.db.transaction(async (tx) => {
      const due = await tx.$queryRaw<{ id: string; name: string; runAt: Date }[]>`
        SELECT id, name, run_at AS "runAt" FROM owed
        WHERE gave_up_at IS NULL AND relay_at <= ${now}
        ORDER BY relay_at LIMIT ${handful} FOR UPDATE SKIP LOCKED`;
      if (due.length === 0) return 0;
      const known = due.flatMap(({ id, name, runAt }) => (isJob(name) ? [{ id, name, runAt }] : []));
      if (known.length < due.length)
        this.log.warn({ rows: due.length - known.length }, 'owed work of a kind this version does not know');
      for (const { queue, turns } of groupIntoTurns(known, now)) {
        await this.queue(queue).addBulk(
          turns.map(({ name, ids, delay }) => ({
            name,
            data: { ids },
            opts: { delay, removeOnComplete: true, removeOnFail: { count: 1000 } },
          })),
        );
      }
      await tx.$executeRaw`
        UPDATE owed SET relay_at = greatest(run_at, ${now}) + ${this.config.relayRearmMs} * interval '1 millisecond'
        WHERE id = ANY(${due.map(({ id }) => id)}::uuid[])`;
      return due.length;
    });
  }

  /** A Redis that was emptied has lost our mark with our jobs: everything queued is brought again at once. */
  private async noticeLostQueue(): Promise<void> {
    if (!this.redis) return;
    const mark = `${this.config.queuePrefix}:relay`;
    if ((await this.redis.set(mark, 'here', 'NX')) === null) return; // It was there.
    const again = await this.db.now.$executeRaw`
      UPDATE owed SET relay_at = run_at WHERE gave_up_at IS NULL AND leased_until IS NULL AND relay_at > run_at`;
    if (again > 0) this.log.warn({ rows: again }, 'the queue was empty of our mark: everything owed is queued again');
  }

  private queue(name: QueueName): Queue {
    return this.modules.get<Queue>(getQueueToken(name), { strict: false });
  }

  private async listen(): Promise<void> {
    if (this.listener) return;
    const client = new pg.Client({ connectionString: this.config.databaseUrl });
    client.on('error', () => {
      this.listener = null;
    });
    client.on('end', () => {
      this.listener = null;
    });
    client.on('notification', () => this.wake());
    await client.connect();
    await client.query('LISTEN owed');
    this.listener = client;
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.config.relayPollMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
