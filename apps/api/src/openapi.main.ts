import { readFile, writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readConfig } from '../../../libs/platform/index.js';
import { newAdapter } from './api.js';
import { ApiModule } from './api.module.js';
import { describeApi } from './openapi.js';

// Writes openapi.json, or with --check says whether it is stale. Nothing is connected to: the settings only have to be well-formed.
const config = readConfig({
  DATABASE_URL: 'postgres://nowhere.invalid/none',
  SMTP_URL: 'smtp://nowhere.invalid',
  PUBLIC_URL: 'http://nowhere.invalid',
  SECRET_KEY: 'x'.repeat(32),
  LOG_LEVEL: 'silent',
});
const app = await NestFactory.create<NestFastifyApplication>(ApiModule.with(config), newAdapter(config), {
  logger: false,
  abortOnError: false,
});

const file = new URL('../../../../openapi.json', import.meta.url);
const fresh = `${JSON.stringify(describeApi(app), null, 2)}\n`;
if (process.argv.includes('--check')) {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== fresh) {
    console.error('openapi.json is stale: npm run openapi');
    process.exitCode = 1;
  }
} else {
  await writeFile(file, fresh);
}
await app.close();
