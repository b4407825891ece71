import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { DomainError, readConfig } from '../../../libs/platform/index.js';
import { AdminModule } from './admin.module.js';
import { commands, findCommand, help } from './commands.js';

const say = async (line: string): Promise<void> => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
};

const run = async (line: string[]): Promise<void> => {
  const options = Object.assign({}, ...Object.values(commands).map((command) => command.options)) as object;
  const { positionals } = parseArgs({ args: line, options: { ...options }, strict: false, allowPositionals: true });
  const found = findCommand(positionals);
  if (!found || line.includes('--help')) {
    console.log(help());
    process.exitCode = found || line.length === 0 || line.includes('--help') ? 0 : 1;
    return;
  }
  const { command, rest } = found;
  const { values } = parseArgs({ args: line, options: command.options, allowPositionals: true });
  const app = await NestFactory.createApplicationContext(AdminModule.with(readConfig()), {
    logger: false,
    abortOnError: false,
  });
  try {
    await command.run({ app, say }, values, rest);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const wrong = error.issues.map(({ path, message }) =>
      typeof path[0] === 'string' ? `--${path[0]}: ${message}` : message,
    );
    console.error([...wrong, `Usage: ${command.usage}`].join('\n'));
    process.exitCode = 1;
  } finally {
    await app.close();
  }
};

/** A refusal and a mistyped line need no stack; anything else does. */
const isPlain = (error: Error): boolean =>
  error instanceof DomainError ||
  ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) ||
  error.message.startsWith('These settings');

// `… | head` closes the pipe before everything is written, and wants no more.
process.stdout.on('error', () => process.exit());

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error && isPlain(error) ? error.message : error);
  process.exitCode = 1;
}
