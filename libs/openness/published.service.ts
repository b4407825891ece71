import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { mailTexts, reviewText, type Locale } from '../catalogue/index.js';
import { MechanismService, validOn } from '../directory/index.js';
import {
  Clock,
  Database,
  dayIn,
  momentAt,
  NotFound,
  readCursor,
  toPage,
  translator,
  type Day,
  type PageOf,
} from '../platform/index.js';
import {
  finalOf,
  listPublished,
  openInputs,
  openToAll,
  paragraphs,
  publishedYears,
  thePublished,
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
    const consultation = await thePublished(this.db.now, id);
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

  /** A document of a published agenda. Throws NotFound. */
  async document(id: string, documentId: string): Promise<{ fileId: string; name: string }> {
    const { publishesAgenda } = await thePublished(this.db.now, id);
    const found = publishesAgenda
      ? await this.db.now.agendaDocument.findFirst({
          where: { id: documentId, agendaItem: { consultationId: id } },
          select: { fileId: true, file: { select: { name: true } } },
        })
      : null;
    if (!found) throw new NotFound('document');
    return { fileId: found.fileId, name: found.file.name };
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
