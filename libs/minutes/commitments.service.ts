import { Injectable } from '@nestjs/common';
import { ConsultationsService } from '../consultations/index.js';
import { DeadlinesService } from '../deadlines/index.js';
import { MechanismService } from '../directory/index.js';
import {
  Clock,
  Database,
  fromDay,
  newId,
  NotFound,
  Outbox,
  toDay,
  type Actor,
  type Day,
  type Tx,
} from '../platform/index.js';
import { commitmentVersion } from './commitments.queries.js';
import {
  CommitmentChangedMeanwhile,
  CommitmentInThePast,
  CommitmentWithdrawn,
  MinutesFinal,
  MinutesNotNow,
  noSuchCommitment,
} from './minutes.errors.js';
import { canRecord } from './minutes.rules.js';
import type { CommitmentFacts } from './minutes.schemas.js';

/** Who promised what until when. From the day the minutes are circulated each is a deadline, and follows it. */
@Injectable()
export class CommitmentsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly consultations: ConsultationsService,
    private readonly deadlines: DeadlinesService,
    private readonly mechanism: MechanismService,
  ) {}

  /** `id`: of the form that was sent, so that sending it twice makes one. Throws CommitmentInThePast, MinutesFinal, MinutesNotNow. */
  async make(consultationId: string, facts: CommitmentFacts, by: Actor, id = newId()): Promise<string> {
    return this.db.transaction(async (tx) => {
      const { isCirculated } = await this.hold(tx, consultationId);
      if (await tx.commitment.findUnique({ where: { id } })) return id;
      const { recommendationIds, ...rest } = facts;
      await this.check(tx, consultationId, facts);
      await this.mustBeToCome([{ id: null, dueOn: facts.dueOn }]);
      await tx.commitment.create({
        data: {
          id,
          consultationId,
          ...rest,
          dueOn: fromDay(facts.dueOn),
          madeAt: this.clock.now(),
          recommendations: {
            create: [...new Set(recommendationIds)].map((recommendationId) => ({ recommendationId })),
          },
        },
      });
      const { institutionId, dueOn } = facts;
      await this.outbox.publish(
        tx,
        'commitment.made',
        { commitmentId: id, consultationId, institutionId, dueOn },
        { by },
      );
      if (isCirculated) await this.owe(tx, consultationId, by);
      return id;
    });
  }

  /**
   * Changes it, and its deadline. `version`: of what was read before; left out, whatever it is now. The same again changes
   * nothing. Throws CommitmentChangedMeanwhile, CommitmentWithdrawn, CommitmentInThePast, MinutesFinal.
   */
  async change(consultationId: string, id: string, facts: CommitmentFacts, by: Actor, version?: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.hold(tx, consultationId);
      const before = await this.find(tx, consultationId, id);
      if (before.withdrawnAt !== null) throw new CommitmentWithdrawn();
      const recommendationIds = [...new Set(facts.recommendationIds)];
      const dueOn = fromDay(facts.dueOn);
      const wanted = commitmentVersion({ ...facts, dueOn, recommendationIds });
      if (wanted === before.version) return;
      if (version !== undefined && version !== before.version) throw new CommitmentChangedMeanwhile();
      await this.check(tx, consultationId, facts);
      const moves = toDay(before.dueOn) !== facts.dueOn;
      if (moves) await this.mustBeToCome([{ id, dueOn: facts.dueOn }]);
      const { what, institutionId, agendaItemId } = facts;
      await tx.commitmentRecommendation.deleteMany({
        where: { commitmentId: id, recommendationId: { notIn: recommendationIds } },
      });
      await tx.commitmentRecommendation.createMany({
        data: recommendationIds.map((recommendationId) => ({ commitmentId: id, recommendationId })),
        skipDuplicates: true,
      });
      await tx.commitment.update({ where: { id }, data: { what, institutionId, agendaItemId, dueOn } });
      const fact = { commitmentId: id, consultationId, dueOn: facts.dueOn };
      await this.outbox.publish(tx, 'commitment.changed', fact, { by });
      const { deadlineId } = before;
      if (deadlineId === null) return;
      await this.deadlines.rename(tx, deadlineId, what);
      if (institutionId !== before.institutionId) await this.deadlines.handTo(tx, deadlineId, institutionId, { by });
      if (moves) await this.deadlines.moveWithin(tx, deadlineId, facts.dueOn, { by });
    });
  }

  /** It does not hold any more; its deadline is waived, unless it was met. Said again, nothing happens. Throws MinutesFinal. */
  async withdraw(consultationId: string, id: string, { by, reason }: { by: Actor; reason: string }): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.hold(tx, consultationId);
      const before = await this.find(tx, consultationId, id);
      if (before.withdrawnAt !== null) return;
      await tx.commitment.update({ where: { id }, data: { withdrawnAt: this.clock.now() } });
      await this.outbox.publish(tx, 'commitment.withdrawn', { commitmentId: id, consultationId }, { by, reason });
      await this.deadlines.waive(tx, 'CONSULTATION', [id], by, reason);
    });
  }

  /** Makes a deadline of each commitment that has none: once each, since the caller holds the consultation. Throws CommitmentInThePast. */
  async owe(tx: Tx, consultationId: string, by: Actor): Promise<void> {
    const { restricted } = await tx.consultation.findUniqueOrThrow({ where: { id: consultationId } });
    const waiting = await tx.commitment.findMany({
      where: { consultationId, deadlineId: null, withdrawnAt: null },
      orderBy: [{ dueOn: 'asc' }, { id: 'asc' }],
    });
    if (waiting.length === 0) return;
    const wanted = waiting.map(({ id, what, institutionId, dueOn }) => ({
      subjectId: id,
      title: what,
      institutionId,
      dueOn: toDay(dueOn),
      restricted,
    }));
    await this.mustBeToCome(wanted.map(({ subjectId, dueOn }) => ({ id: subjectId, dueOn })));
    const deadlineIds = await this.deadlines.setNamed(tx, 'CONSULTATION', wanted, by);
    await tx.$executeRaw`
      UPDATE commitment SET deadline_id = d.deadline_id
      FROM unnest(${waiting.map(({ id }) => id)}::uuid[], ${deadlineIds}::uuid[]) AS d (id, deadline_id)
      WHERE commitment.id = d.id`;
  }

  private async hold(tx: Tx, consultationId: string): Promise<{ isCirculated: boolean }> {
    const held = await this.consultations.hold(tx, consultationId);
    if (held.status === 'CLOSED') throw new MinutesFinal();
    if (!canRecord(held, this.clock.now())) throw new MinutesNotNow();
    return { isCirculated: held.status === 'MINUTES_CIRCULATED' };
  }

  private async find(tx: Tx, consultationId: string, id: string) {
    const found = await tx.commitment.findFirst({
      where: { id, consultationId },
      include: { recommendations: { select: { recommendationId: true } } },
    });
    if (!found) throw noSuchCommitment();
    const recommendationIds = found.recommendations.map(({ recommendationId }) => recommendationId);
    return { ...found, version: commitmentVersion({ ...found, recommendationIds }) };
  }

  private async check(tx: Tx, consultationId: string, facts: CommitmentFacts): Promise<void> {
    const { institutionId, agendaItemId, recommendationIds } = facts;
    if (institutionId !== null && !(await tx.institution.findUnique({ where: { id: institutionId } }))) {
      throw new NotFound('institution');
    }
    if (agendaItemId !== null && !(await tx.agendaItem.findFirst({ where: { id: agendaItemId, consultationId } }))) {
      throw new NotFound('agenda item');
    }
    const ids = [...new Set(recommendationIds)];
    if ((await tx.recommendation.count({ where: { id: { in: ids } } })) < ids.length) {
      throw new NotFound('recommendation');
    }
  }

  /** Of what was due before today nobody could be reminded. */
  private async mustBeToCome(commitments: { id: string | null; dueOn: Day }[]): Promise<void> {
    const today = await this.mechanism.today();
    const past = commitments.filter(({ dueOn }) => dueOn < today);
    if (past.length > 0) throw new CommitmentInThePast(past);
  }
}
