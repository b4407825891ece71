import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, Injectable, type BeforeApplicationShutdown, type Type } from '@nestjs/common';
import type { Job } from 'bullmq';
import { z } from 'zod';
import { jobs, queues, type JobName, type QueueName } from '../../../libs/catalogue/index.js';
import { Log, type Config } from '../../../libs/platform/index.js';
import { queueNames, Runner, watchForOutages, workerConnection } from '../../../libs/platform/worker.js';

const Turn = z.object({ ids: z.array(z.uuid()) });
const isJob = (name: string): name is JobName => Object.hasOwn(jobs, name);

/** One BullMQ worker for each queue. All hand their turns to the runner. */
export const processors = (config: Config): Type[] => queueNames.map((queue) => processorOf(queue, config));

const processorOf = (queue: QueueName, config: Config): Type => {
  @Injectable()
  @Processor(queue, {
    concurrency: queues[queue].concurrency,
    connection: workerConnection(config),
    lockDuration: config.queueLockMs,
    stalledInterval: config.queueLockMs,
    // The row decides how often work is tried; the queue only has to bring it again.
    maxStalledCount: 1_000_000,
  })
  class QueueProcessor extends WorkerHost implements BeforeApplicationShutdown {
    constructor(
      @Inject(Runner) private readonly runner: Runner,
      @Inject(Log) private readonly log: Log,
    ) {
      super();
    }

    async process(job: Job): Promise<void> {
      if (!isJob(job.name)) return;
      await this.runner.run(job.name, Turn.parse(job.data).ids).catch(() => {
        // The queue keeps what we throw; the error itself may name people, so it stays with the row that is owed.
        throw new Error('failed; the row of the work says why');
      });
    }

    onApplicationBootstrap(): void {
      watchForOutages(this.worker, this.log, { queue });
    }

    /** Finishes what is under way before the database goes. */
    async beforeApplicationShutdown(): Promise<void> {
      await this.worker.close();
    }
  }
  return QueueProcessor;
};
