import { z } from 'zod';
import type { Caller } from '../access/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import {
  addDays,
  dayIn,
  momentAt,
  NotFound,
  readCursor,
  timeIn,
  toDay,
  toPage,
  type PageOf,
  type Tx,
} from '../platform/index.js';
import { runBy, visibleTo } from './consultations.access.js';
import type {
  AgendaItemView,
  ConsultationDetail,
  ConsultationLine,
  ConsultationQuery,
  PollView,
} from './consultations.views.js';
import { pollResult, type PollResult } from './polls.queries.js';

/** What a clock there shows at a moment: `2026-09-15T09:00`. */
export const localTime = (moment: Date, timeZone: string): string =>
  `${dayIn(timeZone, moment)}T${timeIn(timeZone, moment)}`;

const localOrNull = (moment: Date | null, timeZone: string) => moment && localTime(moment, timeZone);

/** Consultations the caller may know of, by when they are held. */
export const listConsultations = async (
  tx: Tx,
  query: ConsultationQuery,
  caller: Caller,
): Promise<PageOf<ConsultationLine>> => {
  const { status, purpose, from, until, q, order, limit, cursor } = query;
  const isLatest = order === 'latest';
  const after = readCursor(cursor, z.tuple([z.union([z.literal(''), z.iso.datetime()]), z.uuid()]));
  const rows = await tx.consultation.findMany({
    where: {
      AND: [
        visibleTo(caller),
        status ? { status: { in: status } } : {},
        purpose ? { purpose } : {},
        from || until
          ? {
              startsAt: {
                ...(from && { gte: momentAt(from, '00:00', caller.timeZone) }),
                ...(until && { lt: momentAt(addDays(until, 1), '00:00', caller.timeZone) }),
              },
            }
          : {},
        q ? { title: { contains: q, mode: 'insensitive' } } : {},
        after ? afterCursor(after, isLatest) : {},
      ],
    },
    orderBy: isLatest
      ? [{ startsAt: { sort: 'desc', nulls: 'first' } }, { id: 'desc' }]
      : [{ startsAt: { sort: 'asc', nulls: 'last' } }, { id: 'asc' }],
    take: limit + 1,
  });
  return toPage(rows, limit, ({ startsAt, id }) => [startsAt?.toISOString() ?? '', id], asLine);
};

/** Without a date comes first among the latest, and last among the earliest. */
const afterCursor = ([at, id]: [string, string], isLatest: boolean): Prisma.ConsultationWhereInput => {
  const further = isLatest ? { id: { lt: id } } : { id: { gt: id } };
  if (at === '') {
    const sameRank = { startsAt: null, ...further };
    return isLatest ? { OR: [sameRank, { startsAt: { not: null } }] } : sameRank;
  }
  const moment = new Date(at);
  const beyond = [{ startsAt: isLatest ? { lt: moment } : { gt: moment } }, { startsAt: moment, ...further }];
  return { OR: isLatest ? beyond : [...beyond, { startsAt: null }] };
};

const asLine = (row: Prisma.ConsultationGetPayload<object>): ConsultationLine => ({
  id: row.id,
  title: row.title,
  purpose: row.purpose,
  format: row.format,
  status: row.status,
  timeZone: row.timeZone,
  from: localOrNull(row.startsAt, row.timeZone),
  until: localOrNull(row.endsAt, row.timeZone),
  startsAt: row.startsAt?.toISOString() ?? null,
  endsAt: row.endsAt?.toISOString() ?? null,
  place: row.place,
  restricted: row.restricted,
  seriesId: row.seriesId,
});

/** One consultation as it is planned. Where one joins, and who looks after safety, is for those who run it. Throws NotFound. */
export const findConsultation = async (tx: Tx, id: string, caller: Caller): Promise<ConsultationDetail> => {
  const row = await tx.consultation.findFirst({
    where: { id, AND: visibleTo(caller) },
    include: {
      hosts: { orderBy: { position: 'asc' }, include: { person: { select: { id: true, name: true } } } },
      subjects: { orderBy: { subjectId: 'asc' } },
      seats: { orderBy: { kind: 'asc' } },
      steps: { where: { stoppedAt: null }, orderBy: [{ dueAt: 'asc' }, { id: 'asc' }] },
    },
  });
  if (!row) throw new NotFound('consultation');
  const isTheirs = (await tx.consultation.count({ where: { id, AND: runBy(caller) } })) > 0;
  const hosts = row.hosts.map(({ person }) => person);
  return {
    ...asLine(row),
    about: row.about,
    joinUrl: isTheirs ? row.joinUrl : null,
    languages: row.languages,
    interpretation: row.interpretation,
    accessibility: row.accessibility,
    capacity: row.capacity,
    seats: row.seats.map(({ kind, seats }) => ({ kind, seats })),
    hosts,
    hostIds: hosts.map((host) => host.id),
    subjects: row.subjects.map(({ kind, subjectId }) => ({ kind, subjectId })),
    remindDays: row.remindDays,
    showsParticipants: row.showsParticipants,
    isPublic: row.isPublic,
    publishesAgenda: row.publishesAgenda,
    publishesMinutes: row.publishesMinutes,
    publishesInputs: row.publishesInputs,
    safetyContactId: isTheirs ? row.safetyContactId : null,
    inviteAt: localOrNull(row.inviteAt, row.timeZone),
    answerBy: row.answerBy && toDay(row.answerBy),
    noticeReason: isTheirs ? row.noticeReason : null,
    endReason: isTheirs ? row.endReason : null,
    sequence: row.sequence,
    agenda: await agendaOf(tx, id),
    steps: row.steps.map(({ kind, dueAt, doneAt }) => ({
      kind,
      dueAt: dueAt.toISOString(),
      doneAt: doneAt?.toISOString() ?? null,
    })),
  };
};

const agendaOf = async (tx: Tx, consultationId: string): Promise<AgendaItemView[]> => {
  const items = await tx.agendaItem.findMany({
    where: { consultationId },
    orderBy: { position: 'asc' },
    include: {
      documents: { orderBy: { id: 'asc' }, include: { file: { select: { name: true, size: true } } } },
    },
  });
  return items.map(({ id, title, details, minutes, speakers, documents }) => ({
    id,
    title,
    details,
    minutes,
    speakers,
    documents: documents.map((document) => ({ id: document.id, title: document.title, ...document.file })),
  }));
};

/** The polls of a consultation, the last one first. */
export const listPolls = async (tx: Tx, consultationId: string): Promise<PollView[]> => {
  const polls = await tx.datePoll.findMany({
    where: { consultationId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 20,
    select: { id: true },
  });
  const views: PollView[] = [];
  for (const { id } of polls) views.push(asPoll(await pollResult(tx, id)));
  return views;
};

const asPoll = ({ id, closesAt, closedAt, consultation, answered, options }: PollResult): PollView => ({
  id,
  closesAt: closesAt.toISOString(),
  closedAt: closedAt?.toISOString() ?? null,
  hosts: consultation.hosts.length,
  answered,
  options: options.map(({ startsAt, endsAt, yes, ifNeeded, no, said, ...option }) => ({
    id: option.id,
    from: localTime(startsAt, consultation.timeZone),
    until: localTime(endsAt, consultation.timeZone),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    ...{ yes, ifNeeded, no },
    answers: [...said].map(([personId, suits]) => ({ personId, suits })),
  })),
});
