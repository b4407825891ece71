#!/usr/bin/env node
// npm run simulate [-- --seed 7 --years 4.5 --plans chance]: plays a whole cycle of a country through the real code, a real database and a
// real SMTP exchange, with the clock moved from alarm to alarm; checks what must be true of every play, and reports.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chances } from './simulate/chance.mjs';
import { buildCountry, changePlans } from './simulate/country.mjs';
import { Diary } from './simulate/diary.mjs';
import { planLives } from './simulate/lives.mjs';
import { faultsOf } from './simulate/properties.mjs';
import { draw, figuresOf, tell } from './simulate/report.mjs';
import { openStage } from './simulate/stage.mjs';
import { root } from './stale.mjs';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    years: { type: 'string', default: '4.5' },
    /** `shipped`, or `chance`: any plan that is allowed. */
    plans: { type: 'string', default: 'shipped' },
  },
});
const seed = values.seed;
const from = new Date('2026-01-05T02:00:00Z');
const until = new Date(from.getTime() + Number(values.years) * 365.25 * 86_400_000);

/** The seed's holidays; the fixed ones come again in the years after. */
function holidaysOf() {
  const lines = readFileSync(path.join(root, 'prisma/seed/holidays.csv'), 'utf8').trim().split('\n').slice(1);
  const days = lines.map((line) => line.slice(0, 10));
  const fixed = lines
    .filter((line) => line.startsWith('2028') && line.includes('fixed'))
    .map((line) => line.slice(4, 10));
  return [...new Set([...days, ...[2029, 2030, 2031].flatMap((year) => fixed.map((rest) => `${year}${rest}`))])];
}

const began = performance.now();
const chance = chances(seed);
// Waits between tries have jitter; here it comes from the seed as well.
let drawn = 0;
Math.random = () => chance.draw('jitter', String((drawn += 1)));

const stage = await openStage({ from, isRead: true });
let faults = ['the play did not come to its end'];
try {
  const country = await buildCountry(stage, chance, holidaysOf());
  if (values.plans === 'chance') await changePlans(stage, chance);
  const lives = planLives(stage, chance, country, { from, until });
  const diary = new Diary(stage);
  await stage.play(until, async () => lives.hear(await diary.note()));
  const looked = await faultsOf(stage, country, diary, { until });
  faults = looked.faults;
  const figures = await figuresOf(stage, { until });
  const folder = path.join(root, '.data/simulate');
  mkdirSync(folder, { recursive: true });
  const picture = path.join(folder, `mails-a-month-${seed}.svg`);
  draw(figures, picture);
  console.log(
    `Seed ${seed}: ${values.years} years, 40 institutions, ${country.people.size} people, 200 recommendations`,
  );
  for (const line of tell(figures)) console.log(`  ${line}`);
  console.log(`  Picture                     ${path.relative(root, picture)}`);
  console.log(
    `  Played in                   ${((performance.now() - began) / 1000).toFixed(0)} s: ${stage.count.alarms} turns of work, ${stage.count.actions} things people did`,
  );
  console.log(
    `  Looked for                  ${looked.count.asked} times that somebody was to be told, and ${looked.count.excused} at which nobody stayed in a place`,
  );
} finally {
  await stage.close();
}
if (faults.length > 0) {
  console.error(
    `\nNot as it must be (again with: npm run simulate -- --seed ${seed} --years ${values.years} --plans ${values.plans}):`,
  );
  for (const fault of faults) console.error(`  ${fault}`);
  process.exit(1);
}
console.log('  Properties                  all hold');
