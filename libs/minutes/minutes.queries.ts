import { z } from 'zod';
import { NotFound, readCursor, toDay, toPage, type PageOf, type Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import type { CommentView, MinutesView } from './minutes.schemas.js';
import { versionOf } from './versions.js';

const written = (text: string) => ({ text, version: versionOf(text) });

/** As they are now; empty while nobody has begun them. Throws NotFound. */
export const minutesOf = async (tx: Tx, consultationId: string): Promise<MinutesView> => {
  const found = await tx.consultation.findUnique({
    where: { id: consultationId },
    select: {
      status: true,
      minutes: true,
      agenda: { select: { id: true, title: true, record: true }, orderBy: [{ position: 'asc' }, { id: 'asc' }] },
    },
  });
  if (!found) throw new NotFound('consultation');
  const { status, minutes, agenda } = found;
  return {
    consultationId,
    status,
    opening: written(minutes?.opening ?? ''),
    items: agenda.map(({ id, title, record }) => ({ agendaItemId: id, title, ...written(record) })),
    draftedAt: minutes?.draftedAt.toISOString() ?? null,
    circulatedAt: minutes?.circulatedAt?.toISOString() ?? null,
    commentsBy: minutes?.commentsBy ? toDay(minutes.commentsBy) : null,
    finalAt: minutes?.finalAt?.toISOString() ?? null,
  };
};

interface CommentRow extends Omit<CommentView, 'by' | 'madeAt' | 'repliedAt'> {
  name: string | null;
  institution: string | null;
  madeAt: Date;
  repliedAt: Date | null;
  n: number;
}

const asComment = ({ name, institution, madeAt, repliedAt, n: _, ...comment }: CommentRow): CommentView => ({
  ...comment,
  by: name === null ? null : { name, institution },
  madeAt: madeAt.toISOString(),
  repliedAt: repliedAt?.toISOString() ?? null,
});

const findComments = (tx: Tx, where: Prisma.Sql, from: number, count: number | null): Promise<CommentRow[]> =>
  tx.$queryRaw`
    SELECT (row_number() OVER (ORDER BY a.position NULLS FIRST, c.made_at, c.id))::int AS n, c.id,
           c.agenda_item_id AS "agendaItemId", coalesce(p.name, i.walk_in_name) AS name, o.name AS institution, c.text,
           c.made_at AS "madeAt", c.is_late AS "isLate", c.is_taken_up AS "isTakenUp", c.reply, c.replied_at AS "repliedAt"
    FROM minutes_comment c
    LEFT JOIN agenda_item a ON a.id = c.agenda_item_id
    LEFT JOIN invitation i ON i.id = c.invitation_id
    LEFT JOIN person p ON p.id = i.person_id
    LEFT JOIN institution o ON o.id = i.institution_id
    WHERE ${where} ORDER BY n OFFSET ${from}::int LIMIT ${count}::int`;

/** Those about the whole first, then item by item. */
export const commentsOf = async (
  tx: Tx,
  consultationId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<PageOf<CommentView>> => {
  const [from] = readCursor(cursor, z.tuple([z.int().min(0).max(1_000_000)])) ?? [0];
  const rows = await findComments(tx, Prisma.sql`c.consultation_id = ${consultationId}::uuid`, from, limit + 1);
  return toPage(rows, limit, ({ n }) => [n], asComment);
};

export const commentOf = async (tx: Tx, id: string): Promise<CommentView> => {
  const [row] = await findComments(tx, Prisma.sql`c.id = ${id}::uuid`, 0, 1);
  if (!row) throw new NotFound('comment');
  return asComment(row);
};

/** What one participant has said. */
export const commentsBy = async (tx: Tx, invitationId: string): Promise<CommentView[]> =>
  (await findComments(tx, Prisma.sql`c.invitation_id = ${invitationId}::uuid`, 0, null)).map(asComment);

export const countComments = async (tx: Tx, consultationId: string) => ({
  all: await tx.minutesComment.count({ where: { consultationId } }),
  unanswered: await tx.minutesComment.count({ where: { consultationId, isTakenUp: null } }),
});
