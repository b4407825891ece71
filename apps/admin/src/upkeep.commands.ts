import { z } from 'zod';
import { AuditService } from '../../../libs/access/index.js';
import { SuppressionsService } from '../../../libs/correspondence/index.js';
import { MechanismService } from '../../../libs/directory/index.js';
import { addDays, momentAt, Upkeep } from '../../../libs/platform/index.js';
import { byCommand, command, table } from './command.js';

const nothing = z.strictObject({});
const Day = z.iso.date().optional();

export const owedList = command({
  usage: 'owed list',
  does: 'Lists work that was given up, and counts what waits',
  options: nothing,
  run: async ({ app, say }) => {
    const upkeep = app.get(Upkeep);
    const givenUp = await upkeep.givenUp();
    await say(`Given up: ${givenUp.length}`);
    if (givenUp.length > 0) {
      const rows = givenUp.map(({ id, job, attempts, since, error }) => [
        id,
        job,
        attempts,
        since.toISOString(),
        (error ?? '').replace(/\s+/g, ' ').slice(0, 120),
      ]);
      await say(table(['id', 'job', 'attempts', 'since', 'error'], rows));
    }
    const waiting = await upkeep.waiting();
    await say(`\nWaiting: ${waiting.reduce((sum, { due, later }) => sum + due + later, 0)}`);
    if (waiting.length > 0) {
      const rows = waiting.map(({ job, due, later, oldest }) => [job, due, later, oldest?.toISOString() ?? '']);
      await say(table(['job', 'due', 'later', 'oldest due'], rows));
    }
  },
});

export const owedRetry = command({
  usage: 'owed retry <id…> | --all',
  does: 'Has work that was given up tried again',
  options: z.strictObject({ all: z.boolean().default(false) }),
  run: async ({ app, say }, { all }, words) => {
    const ids = all ? 'all' : z.array(z.uuid()).min(1, 'name the ids, or say --all').parse(words);
    await say(`To be tried again: ${await app.get(Upkeep).retry(ids, byCommand)}`);
  },
});

export const mailsSuppressed = command({
  usage: 'mails suppressed',
  does: 'Lists addresses no mail goes to, since a server said that there is nobody',
  options: nothing,
  run: async ({ app, say }) => {
    const suppressions = app.get(SuppressionsService);
    const rows: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await suppressions.list({ limit: 200, cursor });
      rows.push(...page.items.map(({ address, since, reason }) => [address, since, reason]));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    await say(`Suppressed: ${rows.length}`);
    if (rows.length > 0) await say(table(['address', 'since', 'what the server said'], rows));
  },
});

export const mailsRelease = command({
  usage: 'mails release <address> [--reason <why>]',
  does: 'Lets mails go to an address again',
  options: z.strictObject({ reason: z.string().optional() }),
  run: async ({ app, say }, { reason = null }, words) => {
    const [address] = z.tuple([z.email()]).parse(words);
    await app.get(SuppressionsService).release(address, { by: byCommand, reason });
    await say(`Mails go to ${address} again. Those that were withheld are not sent.`);
  },
});

export const auditExport = command({
  usage: 'audit export [--from <2026-01-01>] [--to <2026-12-31>]',
  does: 'Writes the audit trail, one JSON object a line; both days included',
  options: z.strictObject({ from: Day, to: Day }),
  run: async ({ app, say }, { from, to }) => {
    const { timeZone } = await app.get(MechanismService).get();
    const period = {
      from: from === undefined ? null : momentAt(from, '00:00', timeZone),
      until: to === undefined ? null : momentAt(addDays(to, 1), '00:00', timeZone),
    };
    for await (const event of app.get(AuditService).all(period)) {
      await say(JSON.stringify(event));
    }
  },
});
