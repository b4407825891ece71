#!/usr/bin/env node
// Before every npm script: installs, generates and builds what is missing or stale, and nothing else. A fresh clone has
// no packages yet, so this file and build.mjs use none.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build, generate } from './build.mjs';
import { hashOf, isStale, locked, markFresh, root, run } from './stale.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js 20.19 or newer is needed; this is ${process.version}.`);
  process.exit(1);
}

const steps = [
  {
    name: 'install',
    label: 'Installing packages (npm ci)',
    hash: () => hashOf('package-lock.json'),
    made: 'node_modules/.package-lock.json',
    make: () => run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { shell: process.platform === 'win32' }),
  },
  generate,
  build,
];

const stale = (step) => !existsSync(path.join(root, step.made)) || isStale(step.name, step.hash());

try {
  for (const step of steps) {
    // Looked at again under the lock: another run may just have done it.
    if (stale(step)) await locked(() => stale(step) && make(step));
  }
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

async function make({ name, label, hash, make: work }) {
  const started = performance.now();
  process.stderr.write(`${label} …`);
  const before = hash(); // what is edited while we work counts as not yet built
  const said = await work();
  markFresh(name, before);
  process.stderr.write(` ${((performance.now() - started) / 1000).toFixed(1)} s\n${said}`);
}
