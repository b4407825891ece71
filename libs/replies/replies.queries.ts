import { z } from 'zod';
import { NotFound, readCursor, toPage, type PageOf, type Tx } from '../platform/index.js';
import type { ReplyFacts, ReplyQuery } from './replies.schemas.js';

const withInvitation = {
  invitation: {
    select: {
      id: true,
      person: { select: { name: true } },
      consultation: { select: { id: true, title: true } },
    },
  },
} as const;

/** Never the mail itself: it is large, and nobody's to see but who looks at that one. */
const facts = {
  id: true,
  receivedAt: true,
  via: true,
  status: true,
  cause: true,
  sender: true,
  subject: true,
  excerpt: true,
  settledAt: true,
  settledById: true,
  ...withInvitation,
} as const;

/** Mails that came in as answers, the newest first. */
export const listReplies = async (tx: Tx, { status, cursor, limit }: ReplyQuery): Promise<PageOf<ReplyFacts>> => {
  const [at, id] = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()])) ?? [];
  const rows = await tx.inboundMail.findMany({
    where: {
      status,
      ...(at !== undefined && id !== undefined
        ? { OR: [{ receivedAt: { lt: new Date(at) } }, { receivedAt: new Date(at), id: { lt: id } }] }
        : {}),
    },
    select: facts,
    orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  });
  const names = await namesOf(tx, rows);
  return toPage(
    rows,
    limit,
    (row) => [row.receivedAt.toISOString(), row.id],
    (row) => shown(row, names),
  );
};

/** Throws NotFound. */
export const findReply = async (tx: Tx, id: string): Promise<ReplyFacts> => {
  const row = await tx.inboundMail.findUnique({ where: { id }, select: facts });
  if (!row) throw new NotFound('mail');
  return shown(row, await namesOf(tx, [row]));
};

/** An invitation an answer can be recorded for. */
export interface Candidate {
  id: string;
  person: string;
  institution: string | null;
  title: string;
}

/** A name may be many people's; the search is made narrower then. */
const mostCandidates = 20;

/** Whose answer a mail may be: of whoever it matched, of whoever has its sender's address, and of those searched for. */
export const candidates = async (tx: Tx, reply: ReplyFacts, search: string | undefined): Promise<Candidate[]> => {
  const contains = { contains: search ?? '', mode: 'insensitive' as const };
  const rows = await tx.invitation.findMany({
    where: {
      withdrawnAt: null,
      forgottenAt: null,
      consultation: { status: 'INVITING' },
      OR: [
        ...(reply.invitation === null ? [] : [{ id: reply.invitation.id }]),
        ...(reply.sender === null ? [] : [{ person: { email: reply.sender } }]),
        ...(search === undefined ? [] : [{ person: { OR: [{ name: contains }, { email: contains }] } }]),
      ],
    },
    select: {
      id: true,
      person: { select: { name: true } },
      institution: { select: { name: true } },
      consultation: { select: { title: true } },
    },
    orderBy: [{ consultation: { startsAt: 'asc' } }, { person: { name: 'asc' } }, { id: 'asc' }],
    take: mostCandidates,
  });
  const own = (id: string) => (id === reply.invitation?.id ? 0 : 1);
  return rows
    .map(({ id, person, institution, consultation }) => ({
      id,
      person: person?.name ?? '–',
      institution: institution?.name ?? null,
      title: consultation.title,
    }))
    .sort((a, b) => own(a.id) - own(b.id));
};

const namesOf = async (tx: Tx, rows: { settledById: string | null }[]): Promise<Map<string, string>> => {
  const ids = [...new Set(rows.flatMap(({ settledById }) => settledById ?? []))];
  if (ids.length === 0) return new Map();
  const people = await tx.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(people.map(({ id, name }) => [id, name]));
};

interface Row extends Omit<ReplyFacts, 'receivedAt' | 'settled' | 'invitation'> {
  receivedAt: Date;
  settledAt: Date | null;
  settledById: string | null;
  invitation: { id: string; person: { name: string } | null; consultation: { id: string; title: string } } | null;
}

const shown = ({ settledAt, settledById, invitation, ...row }: Row, names: Map<string, string>): ReplyFacts => ({
  ...row,
  receivedAt: row.receivedAt.toISOString(),
  invitation: invitation && { ...invitation, person: invitation.person?.name ?? null },
  settled: settledAt && { at: settledAt.toISOString(), by: names.get(settledById ?? '') ?? null },
});
