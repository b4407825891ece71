import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import { Config } from './config.js';
import { Prisma, PrismaClient } from './generated/prisma/client.js';

/** A transaction under way. */
export type Tx = Prisma.TransactionClient;

/** Whether a statement of Prisma's failed because such a row exists already. Its transaction is lost with it: only a refusal can follow. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';

@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly client: PrismaClient;
  private readonly underWay = new AsyncLocalStorage<Tx>();

  constructor(config: Config) {
    this.client = new PrismaClient({ adapter: new PrismaPg({ connectionString: config.databaseUrl, max: 20 }) });
  }

  /** For reading, and for single statements. Inside a transaction it is that transaction. */
  get now(): Tx {
    return this.underWay.getStore() ?? this.client;
  }

  /** The transaction under way; null outside of any. */
  get transactionUnderWay(): Tx | null {
    return this.underWay.getStore() ?? null;
  }

  /** For what others must see while a transaction is under way, such as its progress: kept whatever becomes of that. */
  get apart(): Tx {
    return this.client;
  }

  /**
   * Runs a use case as one transaction. Called within another one it joins that: so a request with an Idempotency-Key
   * commits its effect and its remembered answer together.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, { minutes = 1 }: { minutes?: number } = {}): Promise<T> {
    const current = this.underWay.getStore();
    if (current) return work(current);
    return this.client.$transaction((tx) => this.underWay.run(tx, () => work(tx)), {
      maxWait: 10_000,
      timeout: minutes * 60_000,
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.$disconnect();
  }
}
