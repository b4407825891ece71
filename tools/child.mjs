// One of the product's processes: started, watched, logged and stopped.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { frugalEnv, frugalFlags } from './frugal.mjs';
import { root } from './stale.mjs';

const patienceMs = 10_000;

const flags = ['--enable-source-maps', ...frugalFlags];

/** What a log line has to say to whoever watches the terminal: errors, and whatever is no log line at all. */
function worthShowing(line, isError) {
  try {
    const { level, msg, error, code } = JSON.parse(line);
    return level >= 50 ? `${msg} (${[error, code, 'see the log'].filter(Boolean).join(', ')})` : null;
  } catch {
    return isError && line.trim() ? line : null;
  }
}

/**
 * Starts `dist/apps/<name>`. It gets its own process group, so that Ctrl-C reaches only us and we stop things in order;
 * and an IPC channel, whose end tells it that we were killed.
 */
export function startChild(name, { env, logFile, onLine = () => {} }) {
  const script = path.join(root, 'dist/apps', name, 'src/main.js');
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`); // the log of the run before may tell why it stopped
  const log = createWriteStream(logFile, { mode: 0o600 });
  const child = spawn(process.execPath, [...flags, script], {
    env: { ...env, ...frugalEnv },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  });

  const lastLines = [];
  const follow = (stream, isError) =>
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      const shown = worthShowing(line, isError);
      if (shown) onLine(`${name}: ${shown}`);
    });
  follow(child.stdout, false);
  follow(child.stderr, true);

  const ready = new Promise((resolve) => child.on('message', (message) => message === 'ready' && resolve()));
  let stopping = false;
  // "close" comes after "exit", when the last lines have been read.
  const closed = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code));
    child.once('error', (error) => resolve(error.message));
  });
  const died = closed.then((how) => {
    log.end();
    if (stopping) return new Promise(() => {}); // stopped is not died
    throw new Error(`The ${name} stopped unexpectedly (${how}). Its last lines:\n\n${lastLines.join('\n')}\n`);
  });
  died.catch(() => {}); // whoever waits for it hears of it

  return {
    ready,
    died,
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await closed;
      clearTimeout(timer);
    },
    kill() {
      stopping = true;
      child.kill('SIGKILL');
    },
  };
}
