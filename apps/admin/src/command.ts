import type { ParseArgsConfig } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import type { z } from 'zod';
import type { Actor } from '../../../libs/platform/index.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What a command works with. */
export interface Context {
  app: INestApplicationContext;
  /** Prints a line, at the pace of whoever reads it. */
  say: (line: string) => Promise<void>;
}

export interface Command {
  /** Its words and options, as the help shows them. */
  usage: string;
  does: string;
  options: Options;
  run: (context: Context, values: unknown, words: string[]) => Promise<void>;
}

/** A command whose options are checked by a schema before it runs; option names in the schema are those on the line. */
export const command = <S extends z.ZodObject>(definition: {
  usage: string;
  does: string;
  options: S;
  run: (context: Context, options: z.infer<S>, words: string[]) => Promise<void>;
}): Command => ({
  usage: definition.usage,
  does: definition.does,
  options: optionsOf(definition.options),
  run: (context, values, words) => definition.run(context, definition.options.parse(values), words),
});

/** `--all` is a switch; every other option takes a value. */
const optionsOf = (schema: z.ZodObject): Options => {
  const names = Object.keys(schema.shape);
  return Object.fromEntries(names.map((name) => [name, { type: name === 'all' ? 'boolean' : 'string' } as const]));
};

/** Whoever may run commands on the machine is not known by name here. */
export const byCommand: Actor = { personId: null, onBehalfOfId: null, via: 'command' };

/** Columns as wide as their content. */
export const table = (head: string[], rows: (string | number)[][]): string => {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return lines.map((line) => line.trimEnd()).join('\n');
};
