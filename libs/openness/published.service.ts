import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { mailTexts, reviewText, type Locale } from '../catalogue/index.js';
import { MechanismService, validOn } from '../directory/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import {
  Clock,
  Database,
  dayIn,
  momentAt,
  NotFound,
  readCursor,
  toDay,
  toPage,
  translator,
  type Day,
  type DeadlineStatus,
  type InputOutcome,
  type PageOf,
} from '../platform/index.js';
import {
  findPublished,
  listPublished,
  publishedYears,
  wholePublished,
  type ListedConsultation,
  type PublishedConsultation,
} from './published.queries.js';

/** A page of the calendar holds so many. */
const perPage = 60;
/** Of what is past, the first page shows so many; the years show the rest. */
const fewPast = 15;
/** How far back calendars go, and how many they hold at most. */
const feedDays = 730;
const mostEvents = 1000;
/** Contributions may be long: a page ends after so many characters, whatever their number. */
const inputsPerPage = 20;
const mostCharacters = 12_000;
/** A list of recommendations is for orientation; the register has them all. */
const mostSubjects = 40;

const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

export interface PublishedItem {
  id: string;
  title: string;
  details: string;
  minutes: number | null;
  speakers: string[];
  documents: { id: string; title: string; size: number }[];
}

export interface PublishedSubject {
  review: string;
  paragraph: string | null;
  text: string;
}

/** What everybody may read of one consultation. */
export interface PublishedDetail {
  consultation: PublishedConsultation;
  /** Those who hold it, by their institutions. */
  hosts: string[];
  subjects: PublishedSubject[];
  /** Null: not published. */
  agenda: PublishedItem[] | null;
  hasMinutes: boolean;
  hasInputs: boolean;
}

export interface PublishedCommitment {
  what: string;
  institution: string | null;
  dueOn: Day;
  state: DeadlineStatus;
  isOverdue: boolean;
  paragraphs: string[];
}

export interface PublishedMinutes {
  consultation: PublishedConsultation;
  finalOn: Day;
  opening: string;
  items: { title: string; record: string }[];
  commitments: PublishedCommitment[];
}

export interface PublishedInput {
  id: string;
  text: string;
  locale: string;
  givenOn: Day;
  item: string | null;
  /** Null: its author chose so, or was forgotten. */
  author: { name: string | null; institution: string | null } | null;
  outcome: InputOutcome | null;
  outcomeText: string | null;
}

/** What strangers may read of consultations: nothing that was not published, and nobody's name but those who chose so. */
@Injectable()
export class PublishedService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mechanism: MechanismService,
  ) {}

  years(timeZone: string): Promise<number[]> {
    return publishedYears(this.db.now, timeZone);
  }

  /** What is to come, and the last of what is past. */
  async around(): Promise<{ upcoming: ListedConsultation[]; past: ListedConsultation[] }> {
    const { timeZone } = await this.mechanism.get();
    // What began today may be going on.
    const today = momentAt(dayIn(timeZone, this.clock.now()), '00:00', timeZone);
    const { now: tx } = this.db;
    return {
      upcoming: await listPublished(tx, { from: today, limit: perPage - fewPast }),
      past: await listPublished(tx, { until: today, limit: fewPast, isBackwards: true }),
    };
  }

  /** Those of a year; without one: what is to come. */
  async page({
    year,
    cursor,
    limit = perPage,
  }: {
    year?: number | undefined;
    cursor?: string | undefined;
    limit?: number;
  }): Promise<PageOf<ListedConsultation>> {
    const { timeZone } = await this.mechanism.get();
    const begins = (day: Day) => momentAt(day, '00:00', timeZone);
    const rows = await listPublished(this.db.now, {
      from: begins(year === undefined ? dayIn(timeZone, this.clock.now()) : `${year}-01-01`),
      until: year === undefined ? undefined : begins(`${year + 1}-01-01`),
      after: readCursor(cursor, Cursor),
      limit: limit + 1,
    });
    return toPage(
      rows,
      limit,
      ({ startsAt, id }) => [startsAt.toISOString(), id],
      (row) => row,
    );
  }

  /** For calendars: of the last two years, and all to come. */
  async forCalendars(): Promise<PublishedConsultation[]> {
    const from = new Date(this.clock.now().getTime() - feedDays * 86_400_000);
    return wholePublished(this.db.now, from, mostEvents);
  }

  /** Throws NotFound for what is not published. */
  async detail(id: string, locale: Locale): Promise<PublishedDetail> {
    const { now: tx } = this.db;
    const consultation = await this.find(id);
    return {
      consultation,
      hosts: await this.hostsOf(id),
      subjects: await this.subjectsOf(id, locale),
      agenda: consultation.publishesAgenda ? await this.agendaOf(id) : null,
      hasMinutes: consultation.publishesMinutes && (await tx.minutes.count({ where: finalOf(id) })) > 0,
      hasInputs:
        consultation.publishesInputs &&
        (await tx.input.count({ where: openInputs(consultation, this.clock.now()), take: 1 })) > 0,
    };
  }

  /** Whether figures of a consultation are published: with its minutes, once it was held. */
  hasFigures({ status, publishesMinutes }: PublishedConsultation): boolean {
    return publishesMinutes && ['HELD', 'MINUTES_CIRCULATED', 'CLOSED'].includes(status);
  }

  /** The final minutes. Throws NotFound where they are not published, or not final. */
  async minutes(id: string): Promise<PublishedMinutes> {
    const { now: tx } = this.db;
    const consultation = await this.find(id);
    const minutes = consultation.publishesMinutes ? await tx.minutes.findFirst({ where: finalOf(id) }) : null;
    if (!minutes?.finalAt) throw new NotFound('minutes');
    const items = await tx.agendaItem.findMany({
      where: { consultationId: id },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
      select: { title: true, record: true },
    });
    const commitments = await tx.commitment.findMany({
      where: { consultationId: id, withdrawnAt: null },
      orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
      select: {
        what: true,
        dueOn: true,
        institution: { select: { name: true } },
        deadline: { select: { status: true, dueOn: true } },
        recommendations: {
          where: { recommendation: openToAll },
          select: { recommendation: { select: { references: paragraphs } } },
        },
      },
    });
    const today = dayIn(consultation.timeZone, this.clock.now());
    return {
      consultation,
      finalOn: dayIn(consultation.timeZone, minutes.finalAt),
      opening: minutes.opening,
      items,
      commitments: commitments.map(({ what, institution, deadline, recommendations, ...promised }) => {
        const dueOn = toDay(deadline?.dueOn ?? promised.dueOn);
        const state = deadline?.status ?? 'OPEN';
        return {
          what,
          institution: institution?.name ?? null,
          dueOn,
          state,
          isOverdue: state === 'OPEN' && dueOn < today,
          paragraphs: recommendations.flatMap(({ recommendation }) => recommendation.references[0]?.value ?? []),
        };
      }),
    };
  }

  /** Contributions whose authors let everybody read them, the first given first. Throws NotFound where none are published. */
  async inputs(
    id: string,
    cursor: string | undefined,
  ): Promise<PageOf<PublishedInput> & { consultation: PublishedConsultation }> {
    const consultation = await this.find(id);
    if (!consultation.publishesInputs) throw new NotFound('contribution');
    const after = readCursor(cursor, Cursor);
    const rows = await this.db.now.input.findMany({
      where: {
        ...openInputs(consultation, this.clock.now()),
        ...(after && {
          AND: { OR: [{ givenAt: { gt: new Date(after[0]) } }, { givenAt: new Date(after[0]), id: { gt: after[1] } }] },
        }),
      },
      orderBy: [{ givenAt: 'asc' }, { id: 'asc' }],
      take: inputsPerPage + 1,
      select: {
        ...{ id: true, text: true, locale: true, visibility: true, givenAt: true },
        ...{ outcome: true, outcomeText: true, answeredAt: true },
        agendaItem: { select: { title: true } },
        invitation: {
          select: {
            forgottenAt: true,
            person: { select: { name: true, forgottenAt: true } },
            institution: { select: { name: true } },
          },
        },
      },
    });
    let characters = 0;
    const fitting = rows.findIndex(({ text, outcomeText }, index) => {
      characters += text.length + (outcomeText?.length ?? 0);
      return index > 0 && characters > mostCharacters;
    });
    const page = toPage(
      rows,
      fitting === -1 ? inputsPerPage : Math.min(fitting, inputsPerPage),
      (row) => [row.givenAt.toISOString(), row.id],
      ({ visibility, givenAt, agendaItem, invitation, answeredAt, ...row }): PublishedInput => {
        const isNamed = visibility === 'PUBLIC' && invitation !== null && invitation.forgottenAt === null;
        const person = isNamed && invitation.person?.forgottenAt === null ? invitation.person.name : null;
        return {
          ...{ id: row.id, text: row.text, locale: row.locale },
          givenOn: dayIn(consultation.timeZone, givenAt),
          // What is not published of the agenda is not told here either.
          item: consultation.publishesAgenda ? (agendaItem?.title ?? null) : null,
          author: isNamed ? { name: person, institution: invitation.institution?.name ?? null } : null,
          outcome: answeredAt === null ? null : row.outcome,
          outcomeText: answeredAt === null ? null : row.outcomeText,
        };
      },
    );
    return { ...page, consultation };
  }

  /** A document of a published agenda. Throws NotFound. */
  async document(id: string, documentId: string): Promise<{ fileId: string; name: string }> {
    const { publishesAgenda } = await this.find(id);
    const found = publishesAgenda
      ? await this.db.now.agendaDocument.findFirst({
          where: { id: documentId, agendaItem: { consultationId: id } },
          select: { fileId: true, file: { select: { name: true } } },
        })
      : null;
    if (!found) throw new NotFound('document');
    return { fileId: found.fileId, name: found.file.name };
  }

  private async find(id: string): Promise<PublishedConsultation> {
    const found = await findPublished(this.db.now, id);
    if (!found) throw new NotFound('consultation');
    return found;
  }

  private async hostsOf(consultationId: string): Promise<string[]> {
    const mandates = await this.db.now.mandate.findMany({
      where: { ...validOn(await this.mechanism.today()), person: { hosting: { some: { consultationId } } } },
      select: { institution: { select: { name: true } } },
      distinct: ['institutionId'],
      orderBy: { institution: { name: 'asc' } },
    });
    const names = mandates.map(({ institution }) => institution.name);
    return names.length > 0 ? names : [(await this.mechanism.get()).name];
  }

  private async agendaOf(consultationId: string): Promise<PublishedItem[]> {
    const items = await this.db.now.agendaItem.findMany({
      where: { consultationId },
      orderBy: [{ position: 'asc' }, { id: 'asc' }],
      select: {
        ...{ id: true, title: true, details: true, minutes: true, speakers: true },
        documents: { orderBy: { id: 'asc' }, select: { id: true, title: true, file: { select: { size: true } } } },
      },
    });
    return items.map(({ documents, ...item }) => ({
      ...item,
      documents: documents.map(({ file, ...document }) => ({ ...document, size: file.size })),
    }));
  }

  private async subjectsOf(consultationId: string, locale: Locale): Promise<PublishedSubject[]> {
    const { now: tx } = this.db;
    const subjects = await tx.consultationSubject.findMany({ where: { consultationId }, take: 500 });
    const idsOf = (kind: string) => subjects.flatMap((one) => (one.kind === kind ? [one.subjectId] : []));
    const t = translator(mailTexts, locale);
    const about = { mechanism: true, session: true } as const;
    const reviews = await tx.review.findMany({
      where: { id: { in: idsOf('REVIEW') }, ...openToAll.review },
      orderBy: { id: 'asc' },
      select: about,
    });
    const recommendations = await tx.recommendation.findMany({
      where: { id: { in: idsOf('RECOMMENDATION') }, ...openToAll },
      orderBy: { sortKey: 'asc' },
      take: mostSubjects,
      select: { text: true, references: paragraphs, review: { select: about } },
    });
    return [
      ...reviews.map((review) => ({ review: reviewText(review, t), paragraph: null, text: '' })),
      ...recommendations.map(({ text, references, review }) => ({
        review: reviewText(review, t),
        paragraph: references[0]?.value ?? null,
        text,
      })),
    ];
  }
}

const finalOf = (consultationId: string) => ({ consultationId, finalAt: { not: null } });

/** What is anonymous is read from the day after, so that the hour does not betray its author. */
const openInputs = ({ id, timeZone }: PublishedConsultation, now: Date): Prisma.InputWhereInput => ({
  consultationId: id,
  withdrawnAt: null,
  OR: [
    { visibility: 'PUBLIC' },
    { visibility: 'ANONYMOUS', givenAt: { lt: momentAt(dayIn(timeZone, now), '00:00', timeZone) } },
  ],
});

/** Letters of special procedures are confidential until they are published; what other mechanisms recommend is public. */
const openToAll = { review: { mechanism: { not: 'SPECIAL_PROCEDURES' as const } } };

const paragraphs = {
  where: { scheme: 'PARAGRAPH' as const },
  orderBy: { value: 'asc' as const },
  take: 1,
  select: { value: true },
};
