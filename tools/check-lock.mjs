#!/usr/bin/env node
// A registry that lacks some platform's build of a package makes npm write a lock file without it, and the next
// `npm ci` then refuses that lock, on every platform. So: what a package may need optionally must be in the lock.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './stale.mjs';

const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'));

/** Looks where Node does: beside the package, then in every node_modules above it. */
function isLocked(name, place) {
  for (;;) {
    if (packages[`${place ? `${place}/` : ''}node_modules/${name}`]) return true;
    if (!place) return false;
    place = place.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '');
  }
}

const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(name, place))
    .map((name) => `${place} needs ${name}`),
);

if (missing.length) {
  console.error(`The lock file lacks:\n${missing.join('\n')}\nPin a version whose builds are all to be had.`);
  process.exit(1);
}
