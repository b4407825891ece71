#!/usr/bin/env node
// The Prisma CLI without downloads: its schema engine is the one from npm (schema-engine.mjs). And without a database
// server of the machine: it gets one of ours.
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const args = process.argv.slice(2);

/**
 * `migrate dev` and `migrate diff` compare files, and need a server only to try them out: they get one that is thrown
 * away. What looks at data or changes it gets DATABASE_URL, the running product's database, or the one in .data.
 */
async function databaseFor([area, command]) {
  if (process.env.DATABASE_URL || !['migrate', 'db'].includes(area)) return null;
  if (area === 'migrate' && ['dev', 'diff'].includes(command)) {
    const { startPostgres } = await import('./postgres.mjs');
    return startPostgres();
  }
  const { defaultDataDir, openDatabase } = await import('./product.mjs');
  const { claim, readRun } = await import('./run-file.mjs');
  const run = readRun(defaultDataDir);
  if (run?.databaseUrl) return { url: run.databaseUrl, stop: async () => {} };
  const { release } = claim(defaultDataDir);
  const database = await openDatabase(defaultDataDir).catch((error) => {
    release();
    throw error;
  });
  return { url: database.url, stop: () => database.stop().finally(release) };
}

function runCli(databaseUrl) {
  const cli = path.join(root, 'node_modules/prisma/build/index.js');
  const env = {
    ...process.env,
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
    PRISMA_SCHEMA_ENGINE_BINARY: path.join(import.meta.dirname, 'schema-engine.mjs'),
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  const child = spawn(process.execPath, [cli, ...args], { cwd: root, stdio: 'inherit', env });
  // Ctrl-C reaches the CLI too; we wait for it, to stop the database after it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill());
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

try {
  const database = await databaseFor(args);
  try {
    process.exitCode = await runCli(database?.url);
  } finally {
    await database?.stop();
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
