// An IMAP server of our own for the tests: on a free port, with one mailbox in a temporary folder, gone afterwards.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './ports.mjs';
import { isAlive } from './processes.mjs';
import { haveProgram } from './system-package.mjs';

const temporaryPrefix = 'nmrf-dovecot-';
const packages = {
  'apt-get': 'dovecot-imapd',
  dnf: 'dovecot',
  apk: 'dovecot',
  pacman: 'dovecot',
  brew: 'dovecot',
};

/** Gives `{ program }`, or `{ missing }`, the reason why there is none. */
export const findDovecot = (options) => {
  const found = haveProgram(['dovecot'], packages, options);
  if (found.missing) return found;
  const [version = 'unknown'] = /\d+\.\d+/.exec(execFileSync(found.program, ['--version'], { encoding: 'utf8' })) ?? [];
  return version === '2.3' || version === '2.4'
    ? { ...found, version }
    : { missing: `dovecot ${version} is configured in ways these tests do not know` };
};

/** Stops servers that a killed test run left behind. */
function sweep() {
  for (const name of readdirSync(os.tmpdir())) {
    const owner = name.startsWith(temporaryPrefix) && Number(name.slice(temporaryPrefix.length).split('-')[0]);
    if (!owner || isAlive(owner)) continue;
    const folder = path.join(os.tmpdir(), name);
    try {
      process.kill(Number(readFileSync(path.join(folder, 'run/master.pid'), 'utf8')), 'SIGTERM');
    } catch {
      // Not running any more.
    }
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another user's: not ours to clean.
    }
  }
}

/** Dovecot never reads mail as root; then somebody who owns nothing does. */
const nobody = { uid: 65534, gid: 65534 };

/**
 * Starts a server and waits until it greets. `deliver(source)` puts a message into the mailbox, one that the server itself cannot read with
 * `{ unreadable: true }`; `flags()` gives the flags of those in it (`S`: seen, `F`: flagged).
 */
export async function startDovecot() {
  const { program, version, missing } = findDovecot({ install: false });
  if (missing) throw new Error(missing);
  sweep();
  const folder = mkdtempSync(path.join(os.tmpdir(), `${temporaryPrefix}${process.pid}-`));
  const isRoot = process.getuid() === 0;
  const { uid, gid } = isRoot ? nobody : { uid: process.getuid(), gid: process.getgid() };
  const home = path.join(folder, 'home');
  const places = ['', 'cur', 'new', 'tmp'].map((name) => path.join(home, 'Maildir', name));
  chmodSync(folder, 0o755);
  for (const place of [home, ...places]) {
    mkdirSync(place, { recursive: true });
    if (isRoot) chownSync(place, uid, gid);
  }
  const port = await freePort();
  const password = 'let: me@in/';
  const secret = Buffer.from(password).toString('base64');
  writeFileSync(path.join(folder, 'passwd'), `bounces:{PLAIN.b64}${secret}:${uid}:${gid}::${home}\n`);
  chmodSync(path.join(folder, 'passwd'), 0o644);
  const config = path.join(folder, 'dovecot.conf');
  writeFileSync(config, configuration({ version, folder, port, isRoot }));
  const server = spawn(program, ['-F', '-c', config], { stdio: ['ignore', 'pipe', 'pipe'] });
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

  for (let waited = 0; !(await greets(port)); waited += 50) {
    if (!failed && server.exitCode === null && waited < 10_000) await wait(50);
    else {
      await stop();
      throw new Error(`${program} did not start. ${failed?.message ?? ''}\n${said}`);
    }
  }

  let delivered = 0;
  return {
    url: `imap://bounces:${encodeURIComponent(password)}@127.0.0.1:${port}/INBOX`,
    port,
    deliver(source, { unreadable = false } = {}) {
      const file = path.join(home, 'Maildir/new', `1772420401.M${++delivered}P${process.pid}.test`);
      writeFileSync(file, source);
      if (isRoot) chownSync(file, uid, gid);
      if (unreadable) chmodSync(file, 0o000);
    },
    flags: () =>
      ['cur', 'new'].flatMap((place) =>
        readdirSync(path.join(home, 'Maildir', place)).map((name) => name.split(':2,')[1] ?? ''),
      ),
    stop,
  };
}

/** Whether an IMAP server greets on the port. */
function greets(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('data', (greeting) => {
      resolve(String(greeting).startsWith('* OK'));
      socket.destroy();
    });
  });
}

function configuration({ version, folder, port, isRoot }) {
  // Without root, everything it consists of runs as ourselves.
  const ourselves = isRoot
    ? []
    : [
        `default_internal_user = ${named('-un')}`,
        `default_login_user = ${named('-un')}`,
        `default_internal_group = ${named('-gn')}`,
      ];
  const shared = [
    `base_dir = ${folder}/run`,
    `state_dir = ${folder}/state`,
    'log_path = /dev/stderr',
    'protocols = imap',
    'listen = 127.0.0.1',
    'ssl = no',
    'first_valid_uid = 1',
    'last_valid_gid = 0',
    ...ourselves,
    'service imap-login {',
    '  chroot =',
    '  inet_listener imap {',
    `    port = ${port}`,
    '  }',
    '}',
    'service anvil {',
    '  chroot =',
    '}',
  ];
  const file = path.join(folder, 'passwd');
  const own =
    version === '2.3'
      ? [
          'disable_plaintext_auth = no',
          'mail_location = maildir:~/Maildir',
          ...['passdb', 'userdb'].map((name) => `${name} {\n  driver = passwd-file\n  args = ${file}\n}`),
        ]
      : [
          'auth_allow_cleartext = yes',
          'mail_driver = maildir',
          'mail_path = ~/Maildir',
          ...['passdb', 'userdb'].map((name) => `${name} passwd-file {\n  passwd_file_path = ${file}\n}`),
        ];
  const head = version === '2.4' ? ['dovecot_config_version = 2.4.0', 'dovecot_storage_version = 2.4.0'] : [];
  return [...head, ...shared, ...own, ''].join('\n');
}

const named = (which) => execFileSync('id', [which], { encoding: 'utf8' }).trim();
