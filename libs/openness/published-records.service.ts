import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  Clock,
  Database,
  dayIn,
  NotFound,
  readCursor,
  toDay,
  toPage,
  type Day,
  type DeadlineStatus,
  type InputOutcome,
  type PageOf,
} from '../platform/index.js';
import {
  finalOf,
  openInputs,
  openToAll,
  paragraphs,
  thePublished,
  type PublishedConsultation,
} from './published.queries.js';

/** Contributions may be long: a page ends after so many characters, whatever their number. */
const inputsPerPage = 20;
const mostCharacters = 12_000;

const Cursor = z.tuple([z.iso.datetime(), z.uuid()]);

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

/** What came of published consultations, for strangers: final minutes, and what people wrote and let everybody read. */
@Injectable()
export class PublishedRecordsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** The final minutes. Throws NotFound where they are not published, or not final. */
  async minutes(id: string): Promise<PublishedMinutes> {
    const { now: tx } = this.db;
    const consultation = await thePublished(this.db.now, id);
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
    const consultation = await thePublished(this.db.now, id);
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
}
