import { NestFactory } from '@nestjs/core';
import { Log, loggable, readConfig } from '../../../libs/platform/index.js';
import { Relay } from '../../../libs/platform/worker.js';
import { WorkerModule } from './worker.module.js';

try {
  const app = await NestFactory.createApplicationContext(WorkerModule.with(readConfig()), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true });
  const log = app.get(Log);
  process.on('unhandledRejection', (error) => log.error(loggable(error), 'a promise nobody waited for failed'));
  // Started by a supervisor: when it is gone, so are we.
  process.on('disconnect', () => void app.close().then(() => process.exit(0)));
  app.get(Relay).start();
  process.send?.('ready');
  log.info({}, 'the worker is ready');
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
