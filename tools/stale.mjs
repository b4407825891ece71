// Knows what has changed since something was made from it. Its notes are in .cache/.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './processes.mjs';

export const root = path.join(import.meta.dirname, '..');
const cache = path.join(root, '.cache');

/** What is made from the sources is none of them. */
const generated = new Set(['generated', 'node_modules']);

export function filesUnder(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { withFileTypes: true })
    .filter((entry) => !generated.has(entry.name))
    .flatMap((entry) => filesUnder(path.join(place, entry.name)));
}

/** A fingerprint of these files and folders: names and contents. */
function hashOf(places) {
  const hash = createHash('sha256').update(process.version);
  for (const file of places.flatMap((place) => filesUnder(path.join(root, place))).sort()) {
    hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Something made from sources by `work`: whether it must be made again, and how. */
export function madeFrom(result, sources, work) {
  const note = path.join(cache, path.basename(result));
  return {
    isStale: () =>
      !existsSync(path.join(root, result)) || !existsSync(note) || readFileSync(note, 'utf8') !== hashOf(sources),
    async make() {
      const hash = hashOf(sources); // taken first: what is edited while we work counts as not yet made
      await work();
      mkdirSync(cache, { recursive: true });
      writeFileSync(note, hash);
    },
  };
}

/** Lets one run at a time do the work; the others wait for it. A lock whose owner was killed is broken. */
export async function locked(work) {
  mkdirSync(cache, { recursive: true });
  const lock = path.join(cache, 'lock');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
      if (owner && !isAlive(owner)) rmSync(lock, { force: true });
      else await wait(200);
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Runs a program in the root folder, quietly; what it said is shown only if it fails. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' };
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env, ...options });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`\n${said}\n${path.basename(command)} ${args[0]} failed (exit ${code}).`));
    });
  });
}
