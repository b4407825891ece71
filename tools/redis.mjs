// A Redis (or Valkey) of our own for the tests: on a free port, in a temporary folder, gone afterwards.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './ports.mjs';
import { isAlive } from './processes.mjs';
import { haveProgram } from './system-package.mjs';

const temporaryPrefix = 'nmrf-redis-';
const names = ['redis-server', 'valkey-server'];
const packages = { 'apt-get': 'redis-server', dnf: 'valkey', apk: 'redis', pacman: 'valkey', brew: 'redis' };

/** Gives `{ program }`, or `{ missing }`, the reason why there is none. */
export const findRedis = (options) => haveProgram(names, packages, options);

/** Says one thing to a server and gives its first answer; null if nobody listens. */
function say(where, command) {
  return new Promise((resolve) => {
    const socket = connect(where);
    socket.once('error', () => resolve(null));
    socket.once('close', () => resolve(null));
    socket.once('data', (answer) => {
      resolve(String(answer));
      socket.destroy();
    });
    socket.write(`${command}\r\n`);
  });
}

/** Stops servers that a killed test run left behind: each is found by the socket in its own folder. */
async function sweep() {
  for (const name of readdirSync(os.tmpdir())) {
    const owner = name.startsWith(temporaryPrefix) && Number(name.slice(temporaryPrefix.length).split('-')[0]);
    if (!owner || isAlive(owner)) continue;
    const folder = path.join(os.tmpdir(), name);
    try {
      await say({ path: path.join(folder, 'redis.sock') }, 'SHUTDOWN NOSAVE');
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's: not ours to clean.
    }
  }
}

/**
 * Starts a server and waits for its PONG. `noeviction` because jobs are not a cache. Gives `{ url, port, stop }`, or
 * `{ missing }`, the reason why none can be had.
 */
export async function startRedis({ appendonly = false, install = true } = {}) {
  const { program, missing } = findRedis({ install });
  if (!program) return { missing };
  await sweep();

  const folder = mkdtempSync(path.join(os.tmpdir(), `${temporaryPrefix}${process.pid}-`));
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    unixsocket: path.join(folder, 'redis.sock'),
    save: '',
    appendonly: appendonly ? 'yes' : 'no',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  let failed;
  server.once('error', (error) => (failed = error));

  const stop = async () => {
    if (!failed && server.exitCode === null && server.signalCode === null) {
      server.kill('SIGTERM');
      await new Promise((resolve) => server.once('exit', resolve));
    }
    rmSync(folder, { recursive: true, force: true });
  };

  for (let waited = 0; (await say({ host: '127.0.0.1', port }, 'PING')) !== '+PONG\r\n'; waited += 20) {
    if (!failed && server.exitCode === null && waited < 10_000) await wait(20);
    else {
      await stop();
      throw new Error(`${program} did not start. ${failed?.message ?? ''}\n${said}`);
    }
  }
  return { url: `redis://127.0.0.1:${port}`, port, stop };
}
