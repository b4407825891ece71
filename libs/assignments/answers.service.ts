import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { DeadlinesService } from '../deadlines/index.js';
import { MandatesService } from '../directory/index.js';
import {
  Clock,
  Database,
  groupBy,
  Outbox,
  Post,
  type Actor,
  type AssignmentStatus,
  type Tx,
} from '../platform/index.js';
import { NotYoursToAnswer, ReasonMissing } from './assignments.errors.js';
import { listItems } from './assignments.queries.js';
import { stepsTo } from './assignments.rules.js';
import type { Answer } from './assignments.schemas.js';

/** Answers that may be given, or changed, by the institution. */
const answerable: AssignmentStatus[] = ['UNDER_VERIFICATION', 'ACCEPTED', 'CONTESTED'];

@Injectable()
export class AnswersService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly deadlines: DeadlinesService,
    private readonly mandates: MandatesService,
    private readonly post: Post,
  ) {}

  /**
   * Takes an institution's answers, all or none. Only assignments of `institutionIds` (within the round, if one is given)
   * can be answered; the same answer again changes nothing. Throws ReasonMissing, NotYoursToAnswer.
   */
  async answer(
    answers: Answer[],
    who: { actor: Actor; institutionIds: string[]; roundId?: string },
  ): Promise<{ changed: number; open: number }> {
    const wordless = answers.filter((answer) => answer.answer === 'CONTEST' && answer.reason === '');
    if (wordless.length > 0) throw new ReasonMissing(wordless.map(({ assignmentId }) => assignmentId));
    return this.db.transaction(async (tx) => {
      const theirs = await this.lock(tx, answers, who);
      const changed = [...(await this.accept(tx, answers, who.actor)), ...(await this.contest(tx, answers, who.actor))];
      const open = await this.complete(tx, [...new Set(theirs)], changed.length > 0, who.actor);
      return { changed: changed.length, open };
    });
  }

  /** Accepts everything that is still open for the institutions in the round. */
  async acceptAll(who: {
    actor: Actor;
    institutionIds: string[];
    roundId: string;
  }): Promise<{ changed: number; open: number }> {
    return this.db.transaction(async (tx) => {
      const open = await tx.assignment.findMany({
        where: {
          status: 'UNDER_VERIFICATION',
          institutionId: { in: who.institutionIds },
          verification: { roundId: who.roundId },
        },
        select: { id: true },
      });
      return this.answer(
        open.map(({ id }) => ({ assignmentId: id, answer: 'ACCEPT' as const })),
        who,
      );
    });
  }

  /** Tells the coordinators when a complete list holds contested recommendations: they need another proposal. */
  async tellCoordinators({ verificationId }: EventPayload<'verification.answered'>, tx: Tx): Promise<void> {
    const items = await listItems(tx, { verificationId });
    const contested = items.filter(({ status }) => status === 'CONTESTED');
    if (contested.length === 0) return;
    const { round, institution, roundId } = await tx.verification.findUniqueOrThrow({
      where: { id: verificationId },
      include: { institution: true, round: { include: { review: true } } },
    });
    await this.post.post(
      tx,
      'verification-contested',
      (await this.mandates.coordinators(tx)).map((person) => ({
        to: person,
        threadId: roundId,
        props: {
          name: person.name,
          review: { mechanism: round.review.mechanism, session: round.review.session },
          institution: institution.name,
          accepted: items.filter(({ status }) => status === 'ACCEPTED').length,
          items: contested.map(({ reference, contestReason, proposedInstead }) => ({
            reference,
            reason: contestReason ?? '',
            instead: proposedInstead,
          })),
        },
      })),
    );
  }

  /** Locks the lists concerned, so that of two people answering at once the later one sees whether the list is complete. */
  private async lock(
    tx: Tx,
    answers: Answer[],
    { institutionIds, roundId }: { institutionIds: string[]; roundId?: string },
  ): Promise<string[]> {
    const ids = answers.map(({ assignmentId }) => assignmentId);
    const found = await tx.assignment.findMany({
      where: {
        id: { in: ids },
        institutionId: { in: institutionIds },
        status: { in: answerable },
        verificationId: { not: null },
        ...(roundId ? { verification: { roundId } } : {}),
      },
      select: { id: true, verificationId: true },
    });
    const known = new Set(found.map(({ id }) => id));
    const strange = ids.filter((id) => !known.has(id));
    if (strange.length > 0) throw new NotYoursToAnswer(strange);
    const verificationIds = [...new Set(found.flatMap(({ verificationId }) => verificationId ?? []))].sort();
    await tx.$queryRaw`SELECT id FROM verification WHERE id = ANY(${verificationIds}::uuid[]) ORDER BY id FOR UPDATE`;
    return verificationIds;
  }

  private async accept(tx: Tx, answers: Answer[], by: Actor) {
    const ids = answers.flatMap((answer) => (answer.answer === 'ACCEPT' ? [answer.assignmentId] : []));
    const accepted = await tx.assignment.updateManyAndReturn({
      where: { id: { in: ids }, status: { in: stepsTo('ACCEPTED') } },
      data: { status: 'ACCEPTED', contestReason: null, proposedInsteadId: null },
      select: { id: true, recommendationId: true, institutionId: true },
    });
    for (const [institutionId, own] of groupBy(accepted, (row) => row.institutionId)) {
      const facts = own.map(({ id, recommendationId }) => ({ assignmentId: id, recommendationId, institutionId }));
      await this.outbox.publish(tx, 'assignment.accepted', facts, { by: { ...by, onBehalfOfId: institutionId } });
    }
    return accepted;
  }

  private async contest(tx: Tx, answers: Answer[], by: Actor) {
    const contests = answers.flatMap((answer) => (answer.answer === 'CONTEST' ? [answer] : []));
    if (contests.length === 0) return [];
    const contested = await tx.$queryRaw<
      { assignmentId: string; recommendationId: string; institutionId: string; reason: string }[]
    >`
      UPDATE assignment a SET status = 'CONTESTED', contest_reason = c.reason, proposed_instead_id = c.instead
      FROM unnest(${contests.map(({ assignmentId }) => assignmentId)}::uuid[],
                  ${contests.map(({ reason }) => reason)}::text[],
                  ${contests.map(({ insteadId }) => insteadId)}::uuid[]) AS c (id, reason, instead)
      WHERE a.id = c.id
        AND (a.status IN ('UNDER_VERIFICATION', 'ACCEPTED')
             OR (a.status = 'CONTESTED' AND (a.contest_reason, a.proposed_instead_id) IS DISTINCT FROM (c.reason, c.instead)))
      RETURNING a.id AS "assignmentId", a.recommendation_id AS "recommendationId", a.institution_id AS "institutionId", c.reason`;
    for (const { reason, ...fact } of contested) {
      await this.outbox.publish(tx, 'assignment.contested', fact, {
        by: { ...by, onBehalfOfId: fact.institutionId },
        reason,
      });
    }
    return contested;
  }

  /** Marks lists that have no open item left, meets their deadlines, and says how many items are still open. */
  private async complete(tx: Tx, verificationIds: string[], somethingNew: boolean, by: Actor): Promise<number> {
    const open = await tx.assignment.groupBy({
      by: ['verificationId'],
      where: { verificationId: { in: verificationIds }, status: 'UNDER_VERIFICATION' },
      _count: true,
    });
    const waiting = new Set(open.map(({ verificationId }) => verificationId));
    const complete = verificationIds.filter((id) => !waiting.has(id));
    if (complete.length > 0 && somethingNew) {
      await tx.verification.updateMany({
        where: { id: { in: complete }, answeredAt: null },
        data: { answeredAt: this.clock.now() },
      });
      const verifications = await tx.verification.findMany({ where: { id: { in: complete } } });
      for (const { id, roundId, institutionId } of verifications) {
        await this.outbox.publish(
          tx,
          'verification.answered',
          { verificationId: id, roundId, institutionId },
          { by: { ...by, onBehalfOfId: institutionId } },
        );
      }
      await this.deadlines.meet(tx, 'VERIFICATION', complete, by);
    }
    return open.reduce((sum, { _count }) => sum + _count, 0);
  }
}
