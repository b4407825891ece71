import { type DynamicModule, type Provider } from '@nestjs/common';
import { Clock } from './clock.js';
import { Config } from './config.js';
import { Database } from './database.js';
import { Files } from './files.js';
import { Links } from './links.js';
import { Log } from './log.js';
import { Outbox } from './outbox.js';
import { Post } from './post.js';

/** What every process has; the worker adds the queues, the relay and the mailer. */
export class PlatformModule {
  static with(config: Config): DynamicModule {
    const shared: Provider[] = [Clock, Database, Files, Links, Log, Outbox, Post];
    return {
      module: PlatformModule,
      global: true,
      providers: [{ provide: Config, useValue: config }, ...shared],
      exports: [Config, ...shared],
    };
  }
}
