import { z } from 'zod';
import { readCursor, toPage, type InstitutionKind, type Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import type { AttendancePage, AttendanceRow } from './attendance.schemas.js';
import { isOverfull } from './minutes.rules.js';

interface Row extends Omit<AttendanceRow, 'attendedAt' | 'needs'> {
  n: number;
  attendedAt: Date | null;
  interpretation: string | null;
  stepFree: boolean;
  travel: boolean;
  other: string | null;
}

const find = (tx: Tx, where: Prisma.Sql, page: { from: number; count: number | null }): Promise<Row[]> =>
  tx.$queryRaw`
    SELECT (row_number() OVER (ORDER BY lower(coalesce(p.name, i.walk_in_name, '')), i.id))::int AS n,
           i.id AS "invitationId", coalesce(p.name, i.walk_in_name, '') AS name, o.name AS institution, i.answer, i.seat,
           i.door_code AS "doorCode", i.attendance, i.attended_via AS "attendedVia", i.attended_at AS "attendedAt",
           i.needs_interpretation AS interpretation, i.needs_step_free AS "stepFree", i.needs_travel AS travel,
           i.other_needs AS other
    FROM invitation i LEFT JOIN person p ON p.id = i.person_id LEFT JOIN institution o ON o.id = i.institution_id
    WHERE i.withdrawn_at IS NULL AND i.forgotten_at IS NULL AND ${where}
    ORDER BY n OFFSET ${page.from}::int LIMIT ${page.count}::int`;

const asRow = ({ n: _, attendedAt, interpretation, stepFree, travel, other, ...row }: Row): AttendanceRow => ({
  ...row,
  attendedAt: attendedAt?.toISOString() ?? null,
  needs: { interpretation, stepFree, travel, other },
});

const of = (consultationId: string) => Prisma.sql`i.consultation_id = ${consultationId}::uuid`;

/** By name, a page at a time. A cursor counts rows: names do not belong into addresses. */
export const attendanceOf = async (
  tx: Tx,
  consultationId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<AttendancePage> => {
  const [from] = readCursor(cursor, z.tuple([z.int().min(0).max(1_000_000)])) ?? [0];
  const rows = await find(tx, of(consultationId), { from, count: limit + 1 });
  const page = toPage(rows, limit, ({ n }) => [n], asRow);
  return { ...page, counts: await countsOf(tx, consultationId) };
};

/** The whole list, as it is printed. */
export const everybodyAt = async (tx: Tx, consultationId: string): Promise<AttendanceRow[]> =>
  (await find(tx, of(consultationId), { from: 0, count: null })).map(asRow);

/** One of them; within one consultation, if that is named. */
export const attendeeOf = async (
  tx: Tx,
  invitationId: string,
  consultationId?: string,
): Promise<AttendanceRow | null> => {
  const within = consultationId === undefined ? Prisma.sql`true` : of(consultationId);
  const [row] = await find(tx, Prisma.sql`i.id = ${invitationId}::uuid AND ${within}`, { from: 0, count: 1 });
  return row ? asRow(row) : null;
};

/** Codes are read aloud and typed in: blanks, hyphens and the case of letters do not matter. */
export const invitationByCode = (tx: Tx, code: string): Promise<{ id: string; consultationId: string } | null> => {
  const bare = code.replaceAll(/[\s-]/g, '');
  const written = [...new Set([code, bare, bare.toLowerCase(), bare.toUpperCase()])];
  return tx.invitation.findFirst({
    where: { doorCode: { in: written }, withdrawnAt: null, forgottenAt: null },
    select: { id: true, consultationId: true },
  });
};

export const countsOf = async (tx: Tx, consultationId: string): Promise<AttendancePage['counts']> => {
  const [counts] = await tx.$queryRaw<Omit<AttendancePage['counts'], 'isOverfull'>[]>`
    SELECT count(*)::int AS invited,
           count(*) FILTER (WHERE seat = 'HELD')::int AS seats,
           count(*) FILTER (WHERE attendance = 'ATTENDED')::int AS present,
           count(*) FILTER (WHERE attendance = 'ABSENT')::int AS absent
    FROM invitation WHERE consultation_id = ${consultationId}::uuid AND withdrawn_at IS NULL`;
  const { capacity, seats } = await tx.consultation.findUniqueOrThrow({
    where: { id: consultationId },
    select: { capacity: true, seats: true },
  });
  const expected = await tx.invitation.groupBy({
    by: ['kind'],
    where: {
      consultationId,
      withdrawnAt: null,
      OR: [{ attendance: 'ATTENDED' }, { seat: 'HELD', attendance: null }],
    },
    _count: { _all: true },
  });
  return {
    ...(counts ?? { invited: 0, seats: 0, present: 0, absent: 0 }),
    isOverfull: isOverfull(
      { capacity, groups: new Map(seats.map((group) => [group.kind, group.seats])) },
      {
        all: expected.reduce((sum, { _count }) => sum + _count._all, 0),
        groups: new Map<InstitutionKind | null, number>(expected.map(({ kind, _count }) => [kind, _count._all])),
      },
    ),
  };
};
