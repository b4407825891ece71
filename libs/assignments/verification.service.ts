import { Injectable } from '@nestjs/common';
import { addWorkingDays, CalendarsService } from '../calendars/index.js';
import { DeadlinesService, dueDaysOf } from '../deadlines/index.js';
import { MechanismService } from '../directory/index.js';
import {
  addDays,
  Clock,
  Database,
  fromDay,
  groupBy,
  Links,
  newId,
  NotFound,
  Outbox,
  Post,
  toDay,
  type Actor,
  type Day,
  type ReviewMechanism,
  type Tx,
} from '../platform/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import type { EventPayload } from '../catalogue/index.js';
import { NothingToVerify, VerificationDueInThePast } from './assignments.errors.js';
import { byInstitution, listItems, type ListItem } from './assignments.queries.js';
import { defaultWorkingDays } from './assignments.rules.js';
import { FocalPoints } from './focal-points.js';
import type { OpenRound, Round } from './assignments.schemas.js';

/** A late answer is still an answer: links outlive the due day by a month. */
const linkDaysAfterDue = 30;

/** An institution's list that waits for answers. */
export interface OpenList {
  verificationId: string;
  roundId: string;
  institution: string;
  open: number;
  dueOn: Day;
  review: { mechanism: ReviewMechanism; session: number | null };
}

@Injectable()
export class VerificationService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly calendars: CalendarsService,
    private readonly deadlines: DeadlinesService,
    private readonly mechanism: MechanismService,
    private readonly focalPoints: FocalPoints,
    private readonly links: Links,
    private readonly post: Post,
  ) {}

  /** Sends everything proposed for a review to the institutions, to be verified by a day. The mails follow, through `verification-round.opened`. */
  async open({ reviewId, workingDays, dueOn }: OpenRound, by: Actor): Promise<Round> {
    const roundId = await this.db.transaction(async (tx) => {
      const today = await this.mechanism.today();
      const calendar = await this.calendars.calendar(tx, null, today, addDays(today, 366));
      const due = dueOn ?? addWorkingDays(today, workingDays ?? defaultWorkingDays, calendar);
      if (due <= today) throw new VerificationDueInThePast(due);
      // Two coordinators at once: the second finds nothing left to send.
      const review = await tx.$queryRaw<unknown[]>`SELECT id FROM review WHERE id = ${reviewId}::uuid FOR UPDATE`;
      if (review.length === 0) throw new NotFound('review');
      const round = await tx.verificationRound.create({
        data: { id: newId(), reviewId, openedAt: this.clock.now(), dueOn: fromDay(due) },
      });
      await tx.$executeRaw`
        INSERT INTO verification (id, round_id, institution_id)
        SELECT new_id(), ${round.id}::uuid, a.institution_id
        FROM assignment a JOIN recommendation r ON r.id = a.recommendation_id
        WHERE r.review_id = ${reviewId}::uuid AND a.status = 'PROPOSED'
        GROUP BY a.institution_id`;
      const sent = await tx.$queryRaw<{ assignmentId: string; recommendationId: string; institutionId: string }[]>`
        UPDATE assignment a SET status = 'UNDER_VERIFICATION', verification_id = v.id
        FROM verification v, recommendation r
        WHERE v.round_id = ${round.id}::uuid AND a.institution_id = v.institution_id
          AND r.id = a.recommendation_id AND r.review_id = ${reviewId}::uuid AND a.status = 'PROPOSED'
        RETURNING a.id AS "assignmentId", a.recommendation_id AS "recommendationId", a.institution_id AS "institutionId"`;
      if (sent.length === 0) throw new NothingToVerify();
      await this.outbox.publish(
        tx,
        'assignment.sent-for-verification',
        sent.map((assignment) => ({ ...assignment, roundId: round.id })),
        { by },
      );
      const verifications = await tx.verification.findMany({ where: { roundId: round.id } });
      await this.deadlines.set(
        tx,
        'VERIFICATION',
        verifications.map(({ id, institutionId }) => ({ subjectId: id, institutionId, dueOn: due })),
        by,
      );
      await this.outbox.publish(tx, 'verification-round.opened', { roundId: round.id, reviewId, dueOn: due }, { by });
      return round.id;
    });
    return this.round(roundId);
  }

  /** How far a round has come, institution by institution. */
  async round(roundId: string): Promise<Round> {
    const round = await this.db.now.verificationRound.findUnique({
      where: { id: roundId },
      include: {
        verifications: {
          include: { institution: { select: { id: true, name: true } } },
          orderBy: { institution: { name: 'asc' } },
        },
      },
    });
    if (!round) throw new NotFound('verification round');
    const counts = await this.db.now.assignment.groupBy({
      by: ['verificationId', 'status'],
      where: { verification: { roundId } },
      _count: true,
    });
    const institutionIds = round.verifications.map(({ institutionId }) => institutionId);
    const dueDays = await dueDaysOf(
      this.db.now,
      'VERIFICATION',
      round.verifications.map(({ id }) => id),
    );
    const holders = await this.focalPoints.of(this.db.now, institutionIds);
    const count = (verificationId: string, statuses: string[]) =>
      counts
        .filter((row) => row.verificationId === verificationId && statuses.includes(row.status))
        .reduce((sum, row) => sum + row._count, 0);
    return {
      id: round.id,
      reviewId: round.reviewId,
      openedAt: round.openedAt.toISOString(),
      dueOn: toDay(round.dueOn),
      verifications: round.verifications.map(({ id, institution, answeredAt }) => ({
        id,
        institution,
        dueOn: dueDays.get(id) ?? toDay(round.dueOn),
        open: count(id, ['UNDER_VERIFICATION']),
        accepted: count(id, ['ACCEPTED', 'APPROVED', 'ACTIVE', 'COMPLETED']),
        contested: count(id, ['CONTESTED']),
        answeredAt: answeredAt?.toISOString() ?? null,
        people: holders.filter((holder) => holder.institutionId === institution.id).length,
      })),
    };
  }

  /** One mail to each focal point for everything of the round that is theirs, in all institutions they act for. */
  async askToVerify({ roundId }: EventPayload<'verification-round.opened'>, tx: Tx): Promise<void> {
    await this.ask(tx, roundId, { roundId });
  }

  /** Sends an institution's list again with a fresh link: the mail was lost, or somebody new has come. Throws NotFound, NothingToVerify. */
  async askAgain(verificationId: string, by: Actor): Promise<{ mailed: number }> {
    return this.db.transaction(async (tx) => {
      const list = await tx.verification.findUnique({ where: { id: verificationId } });
      if (!list) throw new NotFound('verification');
      const { roundId, institutionId } = list;
      const mailed = await this.ask(tx, roundId, { id: verificationId });
      if (mailed === null) throw new NothingToVerify();
      const fact = { verificationId, roundId, institutionId };
      await this.outbox.publish(tx, 'verification.asked-again', fact, { by });
      return { mailed };
    });
  }

  /** Asks for what is open in these lists; tells the coordinators where nobody can be asked. Returns how many people were asked, null if nothing is open. */
  private async ask(tx: Tx, roundId: string, lists: Prisma.VerificationWhereInput): Promise<number | null> {
    const round = await tx.verificationRound.findUniqueOrThrow({ where: { id: roundId }, include: { review: true } });
    const items = await listItems(tx, { verification: lists, status: 'UNDER_VERIFICATION' });
    if (items.length === 0) return null;
    const institutions = new Map(items.map(({ institutionId, institution }) => [institutionId, institution]));
    const holders = await this.focalPoints.of(tx, [...institutions.keys()]);
    for (const { institutionId } of holders) institutions.delete(institutionId);
    await this.focalPoints.reportVacant(tx, [...institutions.values()]);
    const asked = [...groupBy(holders, ({ person }) => person.id).values()].flatMap(([first, ...others]) =>
      first ? [{ person: first.person, theirs: new Set([first, ...others].map((held) => held.institutionId)) }] : [],
    );
    const dueDays = await dueDaysOf(
      tx,
      'VERIFICATION',
      items.flatMap(({ verificationId }) => verificationId ?? []),
    );
    const dueOf = ({ verificationId }: ListItem): Day => dueDays.get(verificationId ?? '') ?? toDay(round.dueOn);
    const letters = asked.map(({ person, theirs }) => {
      const own = items.filter(({ institutionId }) => theirs.has(institutionId));
      const [dueOn = toDay(round.dueOn)] = own.map(dueOf).sort();
      return { person, own, dueOn };
    });
    const linkIds = await this.makeLinks(
      tx,
      letters.map(({ person, dueOn }) => ({ personId: person.id, roundId, dueOn })),
    );
    await this.post.post(
      tx,
      'verification-request',
      letters.map(({ person, own, dueOn }, index) => ({
        to: person,
        threadId: roundId,
        props: {
          name: person.name,
          review: { mechanism: round.review.mechanism, session: round.review.session },
          dueOn,
          linkId: linkIds[index] ?? '',
          institutions: byInstitution(own),
        },
      })),
    );
    return asked.length;
  }

  /** What is still open in these lists, or these institutions' lists, the first due first; lists with nothing open are left out. */
  async openLists(tx: Tx, which: { id: { in: string[] } } | { institutionId: { in: string[] } }): Promise<OpenList[]> {
    const lists = await tx.verification.findMany({
      where: { ...which, assignments: { some: { status: 'UNDER_VERIFICATION' } } },
      include: {
        institution: { select: { name: true } },
        round: { include: { review: true } },
        _count: { select: { assignments: { where: { status: 'UNDER_VERIFICATION' } } } },
      },
    });
    const dueDays = await dueDaysOf(
      tx,
      'VERIFICATION',
      lists.map(({ id }) => id),
    );
    const open = lists.map(({ id, roundId, institution, round, _count }) => ({
      verificationId: id,
      roundId,
      institution: institution.name,
      open: _count.assignments,
      dueOn: dueDays.get(id) ?? toDay(round.dueOn),
      review: { mechanism: round.review.mechanism, session: round.review.session },
    }));
    return open.sort((a, b) => a.dueOn.localeCompare(b.dueOn));
  }

  /** Links to the page where a round's list is answered, in the order asked for. */
  async makeLinks(tx: Tx, wanted: { personId: string; roundId: string; dueOn: string }[]): Promise<string[]> {
    // From today, where that is later: the mail may wait for the hours of its reader, and for the mail server.
    const today = await this.mechanism.today();
    const latest = [today, ...wanted.map(({ dueOn }) => dueOn)].sort().at(-1) ?? today;
    const until = fromDay(addDays(latest, linkDaysAfterDue));
    const minutes = (until.getTime() - this.clock.now().getTime()) / 60_000;
    return this.links.make(
      tx,
      wanted.map(({ personId, roundId }) => ({ purpose: 'verify', personId, subjectId: roundId })),
      { minutes },
    );
  }
}
