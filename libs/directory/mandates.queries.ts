import { z } from 'zod';
import { seesAll, type Caller } from '../access/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { fromDay, readCursor, toDay, toPage, type Day, type PageOf, type Tx } from '../platform/index.js';
import type { Mandate, MandateQuery } from './directory.schemas.js';

const shape = {
  id: true,
  role: true,
  startsOn: true,
  endsOn: true,
  person: { select: { id: true, name: true } },
  institution: { select: { id: true, name: true } },
} as const;

/** Mandates that count on a day, as `isValidOn` does, for the database. */
export const validOn = (day: Day) => ({
  startsOn: { lte: fromDay(day) },
  OR: [{ endsOn: null }, { endsOn: { gte: fromDay(day) } }],
});

/** The same of a mandate `m` in plain SQL. */
export const heldOn = (day: Day): Prisma.Sql =>
  Prisma.sql`m.starts_on <= ${day}::date AND (m.ends_on IS NULL OR m.ends_on >= ${day}::date)`;

/** Mandates, the newest first. Who acts for an institution sees the mandates of that institution only. */
export const listMandates = async (
  tx: Tx,
  { institutionId, personId, role, on, cursor, limit }: MandateQuery,
  caller: Caller,
): Promise<PageOf<Mandate>> => {
  const [before] = readCursor(cursor, z.tuple([z.uuid()])) ?? [];
  const rows = await tx.mandate.findMany({
    where: {
      ...(personId && { personId }),
      ...(role && { role }),
      ...(before && { id: { lt: before } }),
      AND: [
        institutionId ? { institutionId } : {},
        seesAll(caller) ? {} : { institutionId: { in: caller.institutionIds } },
        on ? validOn(on) : {},
      ],
    },
    select: shape,
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  return toPage(rows, limit, ({ id }) => [id], asMandate);
};

export const findMandate = async (tx: Tx, id: string): Promise<Mandate> =>
  asMandate(await tx.mandate.findUniqueOrThrow({ where: { id }, select: shape }));

const asMandate = (row: Omit<Mandate, 'startsOn' | 'endsOn'> & { startsOn: Date; endsOn: Date | null }): Mandate => ({
  ...row,
  startsOn: toDay(row.startsOn),
  endsOn: row.endsOn === null ? null : toDay(row.endsOn),
});
