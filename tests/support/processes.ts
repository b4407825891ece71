import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { frugalEnv, frugalFlags } from '../../tools/frugal.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface OurProcess {
  child: ChildProcess;
  /** At once, as a power cut would. */
  kill: () => Promise<void>;
  /** As an administrator would. Returns the exit code. */
  stop: () => Promise<number | null>;
}

/** Starts one of the built programs and waits until it says it is ready. */
export async function startProcess(app: 'api' | 'worker', env: Record<string, string>): Promise<OurProcess> {
  const child = spawn(process.execPath, ['--enable-source-maps', ...frugalFlags, `dist/apps/${app}/src/main.js`], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env, ...frugalEnv },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (said += data.toString()));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error(`${app} ended before it was ready:\n${said}`);
    }),
  ]);
  const end = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    return (await ended)[0];
  };
  return {
    child,
    kill: async () => {
      await end('SIGKILL')();
    },
    stop: end('SIGTERM'),
  };
}
