#!/usr/bin/env node
// The Prisma CLI without downloads: its schema engine is the one from npm (schema-engine.mjs).
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const cli = path.join(root, 'node_modules/prisma/build/index.js');

const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: path.join(import.meta.dirname, 'schema-engine.mjs'),
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  },
});
child.on('exit', (code) => process.exit(code ?? 1));
