#!/usr/bin/env node
// Before every npm script: installs, generates and builds what is missing or stale, and nothing else. A fresh clone has
// no packages yet, so this file and build.mjs use none.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, generate } from './build.mjs';
import { locked, root, run } from './stale.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.version}.`);
  process.exit(1);
}

const steps = [
  {
    label: 'Installing packages',
    isStale: () => !isInstalled(),
    make: () =>
      run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { shell: process.platform === 'win32' }),
  },
  generate,
  build,
];

try {
  for (const step of steps) {
    // Looked at again under the lock: another run may just have done it.
    if (step.isStale()) await locked(async () => step.isStale() && (await make(step)));
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** npm notes in node_modules what it has put there. Builds for other platforms are in the lock file only. */
function isInstalled() {
  const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) return false;
  const installed = read('node_modules/.package-lock.json');
  return Object.entries(read('package-lock.json')).every(
    ([place, { version, optional }]) =>
      !place || installed[place]?.version === version || (optional && !installed[place]),
  );
}

async function make({ label, make: work }) {
  const started = performance.now();
  process.stderr.write(`${label} …`);
  await work();
  process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}
