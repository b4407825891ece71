import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { MandatesService } from '../directory/index.js';
import {
  Database,
  groupBy,
  isDuplicate,
  Outbox,
  Post,
  type Actor,
  type AssignmentStatus,
  type Tx,
} from '../platform/index.js';
import type { Prisma } from '../platform/generated/prisma/client.js';
import { NotYoursToAnswer, ReasonMissing } from './assignments.errors.js';
import { listItems } from './assignments.queries.js';
import { stepsTo, withoutPlace } from './assignments.rules.js';
import type { Answer } from './assignments.schemas.js';
import { ListCompletion } from './list-completion.js';

/** Answers that may be given, or changed, by the institution. */
const answerable: AssignmentStatus[] = ['UNDER_VERIFICATION', 'ACCEPTED', 'CONTESTED'];

@Injectable()
export class AnswersService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly completion: ListCompletion,
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
      const lists = await this.lock(tx, answers, who);
      const changed = [...(await this.accept(tx, answers, who.actor)), ...(await this.contest(tx, answers, who.actor))];
      const open = await (changed.length > 0
        ? this.completion.settle(tx, lists, { by: who.actor, forInstitution: true })
        : tx.assignment.count({ where: { verificationId: { in: lists }, status: 'UNDER_VERIFICATION' } }));
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

  /** Locks the lists concerned. Throws NotYoursToAnswer for what is not on them, decided, or led by another institution by now. */
  private async lock(
    tx: Tx,
    answers: Answer[],
    { institutionIds, roundId }: { institutionIds: string[]; roundId?: string },
  ): Promise<string[]> {
    const ids = answers.map(({ assignmentId }) => assignmentId);
    const theirs: Prisma.AssignmentWhereInput = {
      id: { in: ids },
      institutionId: { in: institutionIds },
      status: { in: answerable },
      verification: roundId ? { roundId } : { isNot: null },
    };
    const lists = await this.completion.lock(tx, theirs);
    const known = new Set((await tx.assignment.findMany({ where: theirs, select: { id: true } })).map(({ id }) => id));
    for (const { id } of await this.givenAnew(tx, ids)) known.delete(id);
    const strange = ids.filter((id) => !known.has(id));
    if (strange.length > 0) throw new NotYoursToAnswer(strange);
    return lists;
  }

  /** Contested ones whose place is taken since: another institution leads, or this one was proposed anew. */
  private givenAnew(tx: Tx, ids: string[]): Promise<{ id: string }[]> {
    return tx.$queryRaw`
      SELECT a.id FROM assignment a
      WHERE a.id = ANY(${ids}::uuid[]) AND a.status = 'CONTESTED' AND EXISTS (
        SELECT 1 FROM assignment b
        WHERE b.recommendation_id = a.recommendation_id AND b.status::text <> ALL(${withoutPlace}::text[])
          AND (b.institution_id = a.institution_id OR (a.role = 'LEAD' AND b.role = 'LEAD')))`;
  }

  private async accept(tx: Tx, answers: Answer[], by: Actor) {
    const ids = answers.flatMap((answer) => (answer.answer === 'ACCEPT' ? [answer.assignmentId] : []));
    const accepted = await tx.assignment
      .updateManyAndReturn({
        where: { id: { in: ids }, status: { in: stepsTo('ACCEPTED') } },
        data: { status: 'ACCEPTED', contestReason: null, proposedInsteadId: null },
        select: { id: true, recommendationId: true, institutionId: true },
      })
      .catch((error: unknown) => {
        // Proposed to another institution at this very moment.
        throw isDuplicate(error) ? new NotYoursToAnswer(ids) : error;
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
}
