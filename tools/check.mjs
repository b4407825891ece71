#!/usr/bin/env node
// npm run check: everything that can be said about the code without running it. One line each; only failures speak.
import { availableParallelism } from 'node:os';
import { run } from './stale.mjs';

/** The migrations, applied to an empty database, must give the schema: nothing missing, nothing left over. */
const noDrift = ['migrate', 'diff', '--from-migrations=prisma/migrations', '--to-schema=prisma/schema', '--exit-code'];

const checks = [
  ['types', ['node_modules/typescript/bin/tsc', '--noEmit']],
  ['lint', ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.']],
  ['migrations', ['tools/prisma.mjs', ...noDrift]],
  ['format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.']],
  ['boundaries', ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--output-type=err', 'apps', 'libs']],
  ['dead code', ['node_modules/knip/bin/knip.js', '--no-progress']],
  ['openapi.json', ['dist/apps/api/src/openapi.main.js', '--check']],
  ['lock file', ['tools/check-lock.mjs']],
  ['file size', ['tools/check-size.mjs']],
];

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const failures = [];

async function work(queue) {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, args] = next;
    const since = performance.now();
    try {
      await run(process.execPath, args);
      console.log(`  ok      ${name.padEnd(14)}${seconds(since)}`);
    } catch (error) {
      console.log(`  FAILED  ${name.padEnd(14)}${seconds(since)}`);
      failures.push({ name, said: error.message.trim() });
    }
  }
}

// The slowest come first, and each worker takes the next that nobody has taken.
const queue = [...checks];
await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, () => work(queue)));

for (const { name, said } of failures) console.error(`\n── ${name}\n${said}`);
process.exit(failures.length ? 1 : 0);
