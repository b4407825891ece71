#!/usr/bin/env node
// The two things made from the sources: the database client from the schema, dist/ from TypeScript.
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { hashOf, root, run } from './stale.mjs';

const client = 'libs/platform/generated';

export const generate = {
  name: 'generate',
  label: 'Generating the database client',
  made: client,
  hash: () => hashOf('prisma/schema', 'prisma.config.ts', 'package-lock.json'),
  make: async () => {
    await run(process.execPath, ['tools/prisma.mjs', 'generate']);
    return '';
  },
};

/** Built aside and moved into place whole: nothing of a deleted source stays, and nobody runs half a build. */
export const build = {
  name: 'build',
  label: 'Building',
  made: 'dist',
  hash: () => hashOf('apps', 'libs', 'prisma/schema', '.swcrc', 'package-lock.json'),
  make: async () => {
    const aside = `.cache/dist-${process.pid}`;
    const inRoot = (name) => path.join(root, name);
    const swc = ['node_modules/@swc/cli/bin/swc.js', 'apps', 'libs', '--config-file', '.swcrc', '--out-dir', aside];
    try {
      await run(process.execPath, [...swc, '--copy-files', '--quiet']);
      rmSync(inRoot('dist'), { recursive: true, force: true });
      renameSync(inRoot(aside), inRoot('dist'));
    } finally {
      rmSync(inRoot(aside), { recursive: true, force: true });
    }
    return '';
  },
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await generate.make();
    await build.make();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
