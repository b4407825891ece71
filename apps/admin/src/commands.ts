import { z } from 'zod';
import { command, type Command } from './command.js';
import { createAdministrator, grantRole, revokeRole, setUp } from './people.commands.js';
import { Seed } from './seed.js';
import { auditExport, mailsRelease, mailsSuppressed, owedList, owedRetry } from './upkeep.commands.js';

const seed = command({
  usage: 'seed',
  does: 'Puts one small country into the database, to try things out',
  options: z.strictObject({}),
  run: async ({ app, say }) => {
    const { institutions, people, holidays, consultations } = await app.get(Seed).plant();
    await say(`${institutions} institutions, ${people} people, ${holidays} holidays, ${consultations} consultations.`);
  },
});

/** Everything that can be asked for, by its first words. */
export const commands: Record<string, Command> = {
  'set-up': setUp,
  'create-administrator': createAdministrator,
  'role grant': grantRole,
  'role revoke': revokeRole,
  'owed list': owedList,
  'owed retry': owedRetry,
  'mails suppressed': mailsSuppressed,
  'mails release': mailsRelease,
  'audit export': auditExport,
  seed,
};

/** Finds the command a line begins with, and the words that follow. */
export const findCommand = (words: string[]): { command: Command; rest: string[] } | null => {
  for (const length of [2, 1]) {
    const found = commands[words.slice(0, length).join(' ')];
    if (found && words.length >= length) return { command: found, rest: words.slice(length) };
  }
  return null;
};

export const help = (): string => {
  const lines = Object.values(commands).flatMap(({ usage, does }) => [`  ${usage}`, `      ${does}`]);
  return ['Administration of nmrf.', '', ...lines].join('\n');
};
