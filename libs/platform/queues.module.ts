import { BullModule } from '@nestjs/bullmq';
import type { DynamicModule } from '@nestjs/common';
import { createPostgresBackend, setDefaultBackendFactory, type QueueOptions } from 'bullmq';
import { queues, type QueueName } from '../catalogue/index.js';
import type { Config } from './config.js';

export const queueNames = Object.keys(queues) as QueueName[];

/** BullMQ's queues, on Redis if there is one, else on the database. Only the worker imports this: the API speaks to the database alone. */
export class QueuesModule {
  static with(config: Config): DynamicModule {
    // Process-wide in BullMQ, and Redis when nothing is said.
    setDefaultBackendFactory(config.redisUrl ? undefined : createPostgresBackend);
    return {
      module: QueuesModule,
      global: true,
      imports: [
        BullModule.forRoot({ connection: queueConnection(config), prefix: config.queuePrefix }),
        BullModule.registerQueue(...queueNames.map((name) => ({ name }))),
      ],
      exports: [BullModule],
    };
  }
}

/** For adding jobs: an unreachable Redis is an error within seconds, so that the relay lets go of its rows and tries again. */
const queueConnection = (config: Config): QueueOptions['connection'] =>
  config.redisUrl
    ? { url: config.redisUrl, maxRetriesPerRequest: 1, commandTimeout: 10_000 }
    : { connectionString: config.databaseUrl, max: 2 };

/** For taking jobs: waits for Redis as long as it takes. */
export const workerConnection = (config: Config): QueueOptions['connection'] =>
  config.redisUrl
    ? { url: config.redisUrl, maxRetriesPerRequest: null }
    : { connectionString: config.databaseUrl, max: 4 };
