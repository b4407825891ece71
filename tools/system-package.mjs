// Programs of the machine's own: found on the PATH, or installed by its package manager if that needs no question.
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The first of these programs that can be run: names are looked for on the PATH, and where packages put daemons. */
export function findProgram(names) {
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter),
    '/usr/local/bin',
    '/usr/bin',
    '/usr/sbin',
    '/snap/bin',
  ];
  for (const name of names) {
    const places = path.isAbsolute(name) ? [name] : folders.filter(Boolean).map((folder) => path.join(folder, name));
    const found = places.find(isExecutable);
    if (found) return found;
  }
  return null;
}

const managers = {
  'apt-get': [
    ['apt-get', 'update', '-q'],
    ['apt-get', 'install', '-y', '-q', '--no-install-recommends'],
  ],
  dnf: [['dnf', 'install', '-y', '-q']],
  apk: [['apk', 'add', '--no-cache']],
  pacman: [['pacman', '-Sy', '--noconfirm', '--needed']],
};

/** RUNLEVEL=1 keeps Debian from also starting what it installs as a service of the machine. */
const quiet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];

function execute([command, ...args]) {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 10 * 60_000 });
}

function mayBecomeRoot() {
  try {
    execute(['sudo', '-n', 'true']);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs a package, named for each package manager. Returns null when done, else the reason why not: a machine
 * without a package manager, or one that would ask for a password, is no error.
 */
export function installPackage(packages) {
  const manager = Object.keys(managers).find((name) => packages[name] && findProgram([name]));
  try {
    if (manager) {
      const asRoot = process.getuid?.() === 0 ? [] : mayBecomeRoot() ? ['sudo', '-n'] : null;
      if (!asRoot)
        return `installing ${packages[manager]} needs root (try: sudo ${manager} install ${packages[manager]})`;
      process.stderr.write(`Installing ${packages[manager]} with ${manager} …\n`);
      const commands = managers[manager];
      commands.forEach((command, index) => {
        const isLast = index === commands.length - 1;
        execute([...asRoot, ...quiet, ...command, ...(isLast ? [packages[manager]] : [])]);
      });
      return null;
    }
    if (packages.brew && findProgram(['brew'])) {
      process.stderr.write(`Installing ${packages.brew} with brew …\n`);
      execute(['brew', 'install', '--quiet', packages.brew]);
      return null;
    }
  } catch (error) {
    return `installing it failed: ${String(error.stderr || error.message)
      .trim()
      .split('\n')
      .at(-1)}`;
  }
  return 'there is no package manager that could install it';
}

/** Finds a program, installing it if `install` allows. Gives `{ program }`, or `{ missing: the reason }`. */
export function haveProgram(names, packages, { install = true } = {}) {
  const found = findProgram(names);
  if (found) return { program: found };
  const reason = install ? installPackage(packages) : 'it is not installed';
  const installed = reason ? null : findProgram(names);
  if (installed) return { program: installed };
  return { missing: `no ${names[0]}: ${reason ?? 'it was installed, but cannot be found'}` };
}
