#!/usr/bin/env node
// The two things made from the sources: the database client from the schema, dist/ from TypeScript.
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { madeFrom, root, run } from './stale.mjs';

export const generate = {
  label: 'Generating the database client',
  ...madeFrom('libs/platform/generated', ['prisma/schema', 'prisma.config.ts', 'package-lock.json'], () =>
    run(process.execPath, ['tools/prisma.mjs', 'generate']),
  ),
};

export const build = {
  label: 'Building',
  ...madeFrom('dist', ['apps', 'libs', 'prisma/schema', '.swcrc', 'package-lock.json'], compile),
};

/** Compiled aside and moved into place whole: nothing of a deleted source stays, and nobody runs half a build. */
async function compile() {
  const dist = path.join(root, 'dist');
  const aside = path.join(root, '.cache', `dist-${process.pid}`);
  const swc = ['node_modules/@swc/cli/bin/swc.js', 'apps', 'libs', '--config-file', '.swcrc', '--out-dir', aside];
  try {
    await run(process.execPath, [...swc, '--copy-files', '--quiet']); // copied: the JSON files
    rmSync(dist, { recursive: true, force: true });
    renameSync(aside, dist);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await generate.make();
    await build.make();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
