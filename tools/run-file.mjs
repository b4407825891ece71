// .data/run.json: which process looks after this data folder, and where what it started can be reached.
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from './processes.mjs';

const fileIn = (dataDir) => path.join(dataDir, 'run.json');

/** After a crash and a restart of the machine, the number in the file may belong to some other program. */
function isOurs(pid) {
  const commandLine = `/proc/${pid}/cmdline`;
  if (!isAlive(pid)) return false;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes(path.basename(process.execPath));
}

/** What runs on this data folder: `{ pid, apiUrl, … }`, only `{ pid }` while it starts, or null. */
export function readRun(dataDir) {
  try {
    const run = JSON.parse(readFileSync(fileIn(dataDir), 'utf8'));
    return isOurs(run.pid) ? run : null;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

export class AlreadyRunning extends Error {
  constructor({ pid, apiUrl }) {
    super(
      apiUrl
        ? `nmrf is already running: ${apiUrl} (process ${pid}).`
        : `Process ${pid} is using the data folder; try again when it is done.`,
    );
  }
}

/** Takes the data folder for this process, so that no second server is started on its files. */
export function claim(dataDir) {
  mkdirSync(dataDir, { recursive: true });
  const run = readRun(dataDir);
  if (run) throw new AlreadyRunning(run);
  rmSync(fileIn(dataDir), { force: true }); // left by a run that was killed
  const aside = `${fileIn(dataDir)}.${process.pid}`;
  writeFileSync(aside, JSON.stringify({ pid: process.pid }), { mode: 0o600 });
  try {
    linkSync(aside, fileIn(dataDir)); // unlike a rename, this fails if somebody was faster
  } catch (error) {
    if (error.code === 'EEXIST') throw new AlreadyRunning(readRun(dataDir) ?? { pid: 'another' });
    throw error;
  } finally {
    rmSync(aside);
  }
  return {
    announce(facts) {
      const aside = `${fileIn(dataDir)}.new`;
      writeFileSync(aside, `${JSON.stringify({ pid: process.pid, ...facts }, null, 2)}\n`, { mode: 0o600 });
      renameSync(aside, fileIn(dataDir)); // readers see the old or the new, never half of it
    },
    release: () => rmSync(fileIn(dataDir), { force: true }),
  };
}
