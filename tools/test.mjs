#!/usr/bin/env node
// npm test: finds or installs what the tests need of the machine, runs Jest, and says plainly what could not be tested.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import { findDovecot } from './dovecot.mjs';
import { findRedis } from './redis.mjs';

const root = path.join(import.meta.dirname, '..');
const redis = findRedis();
const chromium = findChromium();
const dovecot = findDovecot();

const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const child = spawn(process.execPath, ['--experimental-vm-modules', '--no-warnings', jest, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(chromium.program && { NMRF_TEST_CHROMIUM: chromium.program }),
    ...(dovecot.program && { NMRF_TEST_DOVECOT: dovecot.program }),
  },
});
// Ctrl-C reaches Jest as well, which stops its servers; we only wait for it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));

child.on('exit', (code) => {
  const notRun = [
    redis.missing && `the half on Redis (${redis.missing})`,
    chromium.missing && `the pages in a browser (${chromium.missing})`,
    dovecot.missing && `the mailbox over IMAP (${dovecot.missing})`,
  ].filter(Boolean);
  if (notRun.length) console.log(`NOT RUN: ${notRun.join('; ')}`);
  process.exit(code || (notRun.length && process.env.CI === 'true' ? 1 : (code ?? 1)));
});
