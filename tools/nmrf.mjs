#!/usr/bin/env node
// npm run nmrf -- …: administration. Works on the running product, or starts just its database for the one command.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { defaultDataDir, programEnv, startDatabase } from './product.mjs';
import { AlreadyRunning, claim, readRun } from './run-file.mjs';
import { root } from './stale.mjs';

function administer(env) {
  const script = path.join(root, 'dist/apps/admin/src/main.js');
  const child = spawn(process.execPath, ['--enable-source-maps', script, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env,
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function onRunningProduct({ redisUrl, ...run }) {
  return administer({ ...programEnv(defaultDataDir, run), ...(redisUrl && { REDIS_URL: redisUrl }) });
}

async function onDatabaseAlone() {
  const claimed = process.env.DATABASE_URL ? null : claim(defaultDataDir);
  try {
    const database = await startDatabase(defaultDataDir);
    // No mail is sent and no page served from here, but the settings must be complete.
    const rest = { smtpUrl: process.env.SMTP_URL ?? 'smtp://127.0.0.1:1025', apiUrl: 'http://127.0.0.1:3000' };
    try {
      return await administer(programEnv(defaultDataDir, { databaseUrl: database.url, ...rest }));
    } finally {
      await database.stop();
    }
  } finally {
    claimed?.release();
  }
}

try {
  const run = readRun(defaultDataDir);
  // A database named by the caller is the one that is meant, whatever else runs here.
  if (run && !process.env.DATABASE_URL) {
    if (!run.apiUrl) throw new AlreadyRunning(run);
    process.exitCode = await onRunningProduct(run);
  } else {
    process.exitCode = await onDatabaseAlone();
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
