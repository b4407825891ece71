import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Log, loggable, readConfig, type Config } from '../../../libs/platform/index.js';
import { newAdapter, prepare } from './api.js';
import { ApiModule } from './api.module.js';
import { serveDescription } from './openapi.js';

const run = async (config: Config): Promise<void> => {
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(config), newAdapter(config), {
    logger: false,
    abortOnError: false,
  });
  const log = app.get(Log);
  await prepare(app);
  serveDescription(app);

  // Requests under way are answered; new ones are refused. Whoever started us and is gone needs us no more.
  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'the api stops');
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error(loggable(error), 'the api could not stop cleanly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  process.on('disconnect', () => stop('the parent process is gone'));

  await app.listen(config.port, config.host);
  log.info({ host: config.host, port: config.port }, 'the api answers');
  process.send?.('ready');
};

try {
  await run(readConfig());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
