#!/usr/bin/env node
// npm run demo -- [FILE] [--state STATE] [--session N]: plays the main job and shows each step with its outcome.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { countBy, Inbox, kindOf } from './demo/inbox.mjs';
import { exampleList, stateCodeOf } from './demo/list-file.mjs';
import { playMainJob } from './demo/story.mjs';
import { defaultDataDir, startProduct } from './product.mjs';
import { readRun } from './run-file.mjs';
import { root, run } from './stale.mjs';

export { playMainJob };

const usage = `npm run demo -- [FILE] [--state STATE] [--session N]

Plays the main job on the running product, or starts it for the purpose.

  FILE       a list of recommendations: UPR Info's export (.csv, .xls) or OHCHR's matrix (.docx);
             without it, the example in ${path.relative(root, exampleList)}
  --state    the State under review, by name or alpha-3 code, where the list holds several or none
  --session  the session, likewise`;

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { state: { type: 'string' }, session: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  const [file = exampleList, ...more] = positionals;
  if (more.length) throw new Error(`One file at a time, please.\n\n${usage}`);
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  const state = values.state && stateCodeOf(values.state);
  if (values.state && !state) throw new Error(`No State is called ${values.state}.`);
  const session = values.session && Number(values.session);
  if (values.session && !(Number.isInteger(session) && session > 0)) throw new Error('A session is a number, e.g. 46.');
  return { help: values.help, file, state, session };
}

/** What runs already, with nothing to stop; or a product of our own. */
async function findProduct(signal) {
  const running = readRun(defaultDataDir);
  if (running?.apiUrl) return { ...running, stop: async () => {} };
  console.log('Starting the product for the demonstration …');
  const seed = async ({ env, database }) => {
    const isFresh = database.isOwn && !existsSync(path.join(defaultDataDir, 'welcomed'));
    if (isFresh) await run(process.execPath, ['dist/apps/admin/src/main.js', 'seed'], { env });
  };
  return startProduct({ beforeApps: seed, onLine: (line) => console.error(line), signal });
}

const report = (step, outcome) => console.log(`  ✓ ${step.padEnd(11)}${outcome}`);

async function showMails({ mailboxUrl }, since) {
  const mails = await new Inbox(mailboxUrl).mails();
  const ours = new Map(
    countBy(
      mails.filter(({ receivedAt }) => new Date(receivedAt) >= since),
      kindOf,
    ),
  );
  console.log(`\n  ${'Mails'.padEnd(26)}${'now'.padStart(5)}${'in all'.padStart(9)}`);
  for (const [kind, count] of countBy(mails, kindOf)) {
    console.log(`  ${kind.padEnd(26)}${String(ours.get(kind) ?? 0).padStart(5)}${String(count).padStart(9)}`);
  }
}

async function demonstrate() {
  const { help, file, ...wanted } = readArguments();
  if (help) return console.log(usage);
  const breakOff = new AbortController();
  const starting = findProduct(breakOff.signal);
  let stopping;
  const stop = async () => (stopping ??= (await starting).stop());
  const leave = async () => {
    breakOff.abort(new Error('Broken off.'));
    await stop().catch(() => {}); // while it starts, the start notices and stops what it has started
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, leave);
  const product = await starting;
  try {
    const started = performance.now();
    console.log(`The main job with ${path.relative(process.cwd(), file)} on ${product.apiUrl}\n`);
    const { since } = await playMainJob({ ...product, file, ...wanted, report });
    await showMails(product, since);
    console.log(`\nDone in ${((performance.now() - started) / 1000).toFixed(1)} s.`);
    if (product.pid) console.log(`Look at the mails on ${product.mailboxUrl}, at the register on ${product.apiUrl}.`);
    else console.log('npm start shows the mails and the register.');
  } finally {
    await stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await demonstrate();
  } catch (error) {
    console.error(`\n  ✗ ${error.message}`);
    process.exitCode = 1;
  }
}
