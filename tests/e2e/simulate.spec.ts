import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '../..');
/** Plays a part of a year of a country in a process of its own; what is amiss is in the error. */
const play = (years: string, ...options: string[]) =>
  run(process.execPath, [path.join(root, 'tools/simulate.mjs'), '--years', years, ...options], { cwd: root });

/** On a busy machine half a year takes its time. */
const patience = 240_000;

describe('a play of some months', () => {
  it.each(['11', '12'])(
    'holds every property under plans of reminders made by chance, seed %s',
    async (seed) => {
      const { stdout } = await play('0.5', '--seed', seed, '--plans', 'chance');
      expect(stdout).toContain('all hold');
      expect(Number(/(\d+) told to somebody/.exec(stdout)?.[1])).toBeGreaterThan(100);
      // Properties of nothing hold always.
      expect(Number(/Looked for +(\d+) times/.exec(stdout)?.[1])).toBeGreaterThan(100);
    },
    patience,
  );

  it(
    'is the same play with the same seed',
    async () => {
      const told = async () => (await play('0.2', '--seed', '14')).stdout.replace(/Played in.*/, '');
      expect(await told()).toBe(await told());
    },
    patience,
  );
});
