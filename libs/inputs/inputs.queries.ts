import { z } from 'zod';
import { keepsConsultations } from '../consultations/index.js';
import type { Caller } from '../access/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { dayIn, momentAt, NotFound, readCursor, toPage, type PageOf, type Tx } from '../platform/index.js';
import { shuffled } from './inputs.rules.js';
import type { InputQuery, InputView } from './inputs.schemas.js';

const shape = {
  include: {
    agendaItem: { select: { id: true, title: true } },
    files: { select: { id: true, format: true, file: { select: { name: true, size: true } } }, orderBy: { id: 'asc' } },
    invitation: { select: { person: { select: { name: true } }, institution: { select: { name: true } } } },
  },
} as const satisfies Prisma.InputDefaultArgs;

type Row = Prisma.InputGetPayload<typeof shape>;

/** When and where it is, for whoever reads contributions. */
export interface Here {
  consultationId: string;
  timeZone: string;
  now: Date;
}

/**
 * Anonymous contributions are shown from the day after on, also to the desk: beside what their author did in the same hour
 * they would not be anonymous.
 */
const isShown = ({ timeZone, now }: Here): Prisma.InputWhereInput => ({
  OR: [{ visibility: { not: 'ANONYMOUS' } }, { givenAt: { lt: momentAt(dayIn(timeZone, now), '00:00', timeZone) } }],
});

/** What other participants may read: not what is for the secretariat, nor what is their own, which they find apart. */
export const readByParticipant = (here: Here, invitationId: string): Prisma.InputWhereInput => ({
  consultationId: here.consultationId,
  withdrawnAt: null,
  visibility: { in: ['PUBLIC', 'PARTICIPANTS', 'ANONYMOUS'] },
  AND: [isShown(here), { OR: [{ invitationId: null }, { invitationId: { not: invitationId } }] }],
});

/** What the desk may read: hosts outside the secretariat not what is for the secretariat only. */
export const readByDesk = (here: Here, caller: Caller): Prisma.InputWhereInput => ({
  consultationId: here.consultationId,
  ...isShown(here),
  ...(!keepsConsultations(caller) && { visibility: { not: 'SECRETARIAT' } }),
});

/** As readers see it: an anonymous one without its author, and only with its day. */
const asView =
  (timeZone: string) =>
  (row: Row): InputView => {
    const { person, institution } = row.invitation ?? {};
    const isAnonymous = row.visibility === 'ANONYMOUS';
    return {
      id: row.id,
      agendaItem: row.agendaItem,
      visibility: row.visibility,
      author: isAnonymous || !person ? null : { name: person.name, institution: institution?.name ?? null },
      text: row.text,
      locale: row.locale,
      givenOn: dayIn(timeZone, row.givenAt),
      isWithdrawn: row.withdrawnAt !== null,
      outcome: row.outcome,
      outcomeText: row.outcomeText,
      answeredAt: row.answeredAt?.toISOString() ?? null,
      files: row.files.map(({ id, format, file }, at) => ({
        id,
        // What a file is called often says whose it is.
        name: isAnonymous ? `attachment-${at + 1}.${format}` : file.name,
        size: file.size,
      })),
    };
  };

/** For the desk: in the order in which they came. Anonymous ones stand at the beginning of their day, in no order. */
export const listInputs = async (
  tx: Tx,
  here: Here,
  where: Prisma.InputWhereInput,
  { answered, cursor, limit }: InputQuery,
): Promise<PageOf<InputView>> => {
  const [at, id] = readCursor(cursor, z.tuple([z.iso.datetime(), z.uuid()])) ?? [];
  const after = at && id ? { OR: [{ givenAt: { gt: at } }, { givenAt: at, id: { gt: id } }] } : {};
  const state: Prisma.InputWhereInput =
    answered === 'yes' ? { answeredAt: { not: null } } : { answeredAt: null, withdrawnAt: null };
  const rows = await tx.input.findMany({
    ...shape,
    where: { AND: [where, after, answered === undefined ? {} : state] },
    orderBy: [{ givenAt: 'asc' }, { id: 'asc' }],
    take: limit + 1,
  });
  return toPage(rows, limit, (row) => [row.givenAt.toISOString(), row.id], asView(here.timeZone));
};

/** One of them. Throws NotFound. */
export const getInput = async (tx: Tx, here: Here, where: Prisma.InputWhereInput, id: string): Promise<InputView> => {
  const row = await tx.input.findFirst({ ...shape, where: { AND: [where, { id }] } });
  if (!row) throw new NotFound('contribution');
  return asView(here.timeZone)(row);
};

/** A participant's own, the newest first: they may see of theirs what they gave. */
export const ownInputs = async (tx: Tx, here: Here, invitationId: string): Promise<InputView[]> => {
  const rows = await tx.input.findMany({
    ...shape,
    where: { invitationId },
    orderBy: [{ givenAt: 'desc' }, { id: 'asc' }],
  });
  return rows.map(asView(here.timeZone));
};

/** Others' that a participant may read, so many a page: in an order that tells nothing. */
export const othersInputs = async (
  tx: Tx,
  here: Here,
  invitationId: string,
  { page, perPage }: { page: number; perPage: number },
): Promise<{ items: InputView[]; hasMore: boolean }> => {
  const where = readByParticipant(here, invitationId);
  const all = shuffled(await tx.input.findMany({ where, select: { id: true } }));
  const ids = all.slice((page - 1) * perPage, page * perPage).map(({ id }) => id);
  const rows = new Map((await tx.input.findMany({ ...shape, where: { id: { in: ids } } })).map((row) => [row.id, row]));
  const items = ids.flatMap((id) => rows.get(id) ?? []).map(asView(here.timeZone));
  return { items, hasMore: all.length > page * perPage };
};

/** A file of a contribution that may be read so: what to give out, and as what. Throws NotFound. */
export const getInputFile = async (tx: Tx, where: Prisma.InputWhereInput, id: string) => {
  const found = await tx.inputFile.findFirst({
    where: { id, input: { AND: [where, { withdrawnAt: null }] } },
    select: { fileId: true, format: true, file: { select: { name: true } }, input: { select: { visibility: true } } },
  });
  if (!found) throw new NotFound('attachment');
  const { fileId, format, file, input } = found;
  return { fileId, format, name: input.visibility === 'ANONYMOUS' ? `attachment.${format}` : file.name };
};
