#!/usr/bin/env node
// npm start: the whole product in one terminal, until Ctrl-C.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { playMainJob } from './demo.mjs';
import { defaultDataDir, startProduct } from './product.mjs';
import { run } from './stale.mjs';

/** Somebody the seed has put in: the coordinator of its small country. */
const signInAs = 'coordinator@example.org';

/** Written when the seed and the first demonstration are done. Both may run again, should the first time be broken off. */
const welcomeNote = path.join(defaultDataDir, 'welcomed');

const started = performance.now();
const say = (text = '') => console.log(text);

/** Only ever in our own database: somebody else's is not for us to fill. */
const isFirstTime = (database) => database.isOwn && !existsSync(welcomeNote);

async function seed({ env, database }) {
  if (!isFirstTime(database)) return;
  say('The first time: making a small country to look at …');
  await run(process.execPath, ['dist/apps/admin/src/main.js', 'seed'], { env });
}

async function demonstrate(product) {
  if (!isFirstTime(product.database)) return;
  process.stdout.write('Playing the main job once ');
  try {
    await playMainJob({ ...product, report: () => process.stdout.write('.') });
    say(' done');
  } catch (error) {
    say(` it could not be finished: ${error.message}\nTry npm run demo.`);
  }
  writeFileSync(welcomeNote, '');
}

function introduce({ apiUrl, mailboxUrl, database }) {
  const moved = !process.env.PORT && new URL(apiUrl).port !== '3000';
  const rows = [
    ['Register', apiUrl],
    ['API', `${apiUrl}/api/docs`],
    ['Mailbox', mailboxUrl ?? 'mails go to the server in SMTP_URL'],
    [
      'Sign in',
      database.isOwn ? `as ${signInAs}; the link comes by mail` : 'first make an administrator: npm run nmrf -- help',
    ],
    ...(moved ? [['Note', 'port 3000 is taken by another program; links in mails of earlier starts lead there']] : []),
    ['Stop', 'Ctrl-C'],
  ];
  say(`\nnmrf is running (${((performance.now() - started) / 1000).toFixed(1)} s).\n`);
  for (const [name, value] of rows) say(`  ${name.padEnd(10)}${value}`);
  say();
}

let product;
const breakOff = new AbortController();

async function leave(code) {
  if (breakOff.signal.aborted) {
    product?.kill(); // asked twice
    process.exit(1);
  }
  breakOff.abort(new Error('Stopped before everything was running.'));
  say('\nStopping …');
  if (!product) return; // the start notices, and stops what it has started
  await product.stop();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => leave(0));

try {
  product = await startProduct({
    beforeApps: seed,
    onLine: (line) => console.error(line),
    signal: breakOff.signal,
  });
  product.died.catch((error) => {
    console.error(`\n${error.message}`);
    void leave(1);
  });
  await demonstrate(product);
  introduce(product);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
