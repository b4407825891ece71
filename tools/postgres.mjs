// A PostgreSQL that comes with npm: made at the first start, kept or thrown away, never installed.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { othersCanReach, postgresPrograms, unprivilegedAccount } from './embedded-binaries.mjs';
import { freePort } from './ports.mjs';
import { isAlive } from './processes.mjs';

const run = promisify(execFile);
const user = 'nmrf';
const temporaryPrefix = 'nmrf-postgres-';

/** For a database that is thrown away afterwards: surviving a power cut is not worth the time. */
const fastAndForgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

async function stopLeftover(dataDir, programs, options) {
  const pidFile = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile) || !isAlive(Number.parseInt(readFileSync(pidFile, 'utf8')))) return;
  try {
    await run(programs('pg_ctl'), ['stop', '-D', dataDir, '-m', 'fast', '-w', '-t', '20'], options);
  } catch {
    // The number may by now belong to some other program; PostgreSQL itself checks that when it starts.
  }
}

/** Removes what killed test runs left in the temporary folder, the running server included. */
async function sweepTemporary(programs, options) {
  for (const name of readdirSync(os.tmpdir())) {
    const owner = name.startsWith(temporaryPrefix) && Number(name.slice(temporaryPrefix.length).split('-')[0]);
    if (!owner || isAlive(owner)) continue;
    const folder = path.join(os.tmpdir(), name);
    try {
      await stopLeftover(path.join(folder, 'data'), programs, options);
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's: not ours to clean.
    }
  }
}

async function initialise(dataDir, password, programs, options, account) {
  const passwordFile = path.join(os.tmpdir(), `nmrf-${randomBytes(8).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  // Stated in full, because the caller's LC_ALL would otherwise decide the encoding for ever (POSIX gives SQL_ASCII).
  const locale = ['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = ['-U', user, '--pwfile', passwordFile, '-A', 'scram-sha-256'];
  try {
    await run(programs('initdb'), ['-D', dataDir, ...access, ...locale, '--no-sync'], options);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Where the server's account cannot enter, the folder is a link to one in /var/lib (only root comes here); remove the link to start afresh. */
function linkedElsewhere(folder) {
  if (!existsSync(folder)) {
    rmSync(folder, { force: true }); // a link whose target was cleaned away
    const elsewhere = mkdtempSync('/var/lib/nmrf-');
    chmodSync(elsewhere, 0o711);
    symlinkSync(path.join(elsewhere, 'postgres'), folder);
  }
  return readlinkSync(folder);
}

const flags = (settings) => Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Starts the server and waits until it takes connections. It gets its own process group: Ctrl-C is not for it. */
function launch(programs, dataDir, port, settings, options) {
  const server = spawn(
    programs('postgres'),
    ['-D', dataDir, '-p', String(port), '-h', '127.0.0.1', '-k', '', ...flags(settings)],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'], detached: process.platform !== 'win32' },
  );
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
      if (said.includes('ready to accept connections')) resolve(server);
    });
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`PostgreSQL did not start (exit ${code}).\n${said}`)));
  });
}

async function createDatabase(url, database) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

/**
 * Starts PostgreSQL on `dataDir`, or without one on a temporary folder that goes away at `stop()`.
 * A kept folder needs the same `password` every time; nobody may start two servers on it.
 */
export async function startPostgres({
  dataDir,
  password = randomBytes(16).toString('hex'),
  database = 'nmrf',
  port,
} = {}) {
  const account = unprivilegedAccount();
  const programs = postgresPrograms(account);
  const options = { env: { ...process.env, LC_ALL: 'C', PGTZ: 'UTC' }, cwd: os.tmpdir(), ...account };
  const temporary = dataDir ? null : mkdtempSync(path.join(os.tmpdir(), `${temporaryPrefix}${process.pid}-`));
  if (temporary) {
    chmodSync(temporary, 0o711); // mkdtemp shuts others out, and as root the server is one of the others
    await sweepTemporary(programs, options);
  }

  let folder = path.resolve(dataDir ?? path.join(temporary, 'data'));
  mkdirSync(path.dirname(folder), { recursive: true });
  if (account && !othersCanReach(path.dirname(folder))) folder = linkedElsewhere(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);

  if (!existsSync(path.join(folder, 'PG_VERSION'))) await initialise(folder, password, programs, options, account);
  await stopLeftover(folder, programs, options);

  const settings = { max_connections: 200, log_timezone: 'UTC', ...(temporary ? fastAndForgetful : {}) };
  let server;
  for (let attempt = 1; !server; attempt++) {
    const chosen = port ?? (await freePort());
    try {
      server = await launch(programs, folder, chosen, settings, options);
      server.port = chosen;
    } catch (error) {
      // Between finding a free port and using it, another program may have taken it.
      if (port || attempt === 3 || !/Address already in use/.test(error.message)) throw error;
    }
  }

  const urlFor = (name) => `postgresql://${user}:${password}@127.0.0.1:${server.port}/${name}`;
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGINT'); // "fast": ends sessions, loses nothing
      await new Promise((resolve) => server.once('exit', resolve));
    }
    if (temporary) rmSync(temporary, { recursive: true, force: true });
  };
  try {
    await createDatabase(urlFor('postgres'), database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: urlFor(database), urlFor, port: server.port, dataDir: folder, server, stop };
}
