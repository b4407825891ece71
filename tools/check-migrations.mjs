#!/usr/bin/env node
// The migrations, applied to an empty database, must give the schema: nothing missing, nothing left over.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { startPostgres } from './postgres.mjs';

const postgres = await startPostgres();
const prisma = path.join(import.meta.dirname, 'prisma.mjs');
const diff = [
  'migrate',
  'diff',
  '--from-migrations',
  'prisma/migrations',
  '--to-schema',
  'prisma/schema',
  '--exit-code',
];
const child = spawn(process.execPath, [prisma, ...diff], {
  stdio: 'inherit',
  env: { ...process.env, DATABASE_URL: postgres.url },
});
child.once('exit', async (code) => {
  await postgres.stop();
  if (code === 2) console.error('Write the missing migration: npm run prisma -- migrate dev --name what_it_does');
  process.exit(code ?? 1);
});
