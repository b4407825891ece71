import { Injectable } from '@nestjs/common';
import {
  Conflict,
  Database,
  fromDay,
  isDuplicate,
  newId,
  NotFound,
  Outbox,
  system,
  type Actor,
  type Tx,
} from '../platform/index.js';
import { CycleContradictsSession, ReviewExists } from './recommendations.errors.js';
import { uprCycle } from './recommendations.rules.js';
import type { AddDocument, ChangeReview, RegisterReview } from './reviews.schemas.js';

/** What tells one review from another. */
export interface ReviewIdentity {
  mechanism: RegisterReview['mechanism'];
  stateCode: string;
  session: number | null;
  cycle: number | null;
}

/** Examinations of States by mechanisms. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Finds the review or registers it, and returns its id. Of ten at once, one registers it and the others find it. */
  async ensure(tx: Tx, identity: ReviewIdentity, by: Actor = system): Promise<string> {
    const wanted = placed(identity);
    return (await this.find(tx, wanted)) ?? this.insert(tx, { ...wanted, reviewedOn: null }, by);
  }

  async register({ reviewedOn, ...facts }: RegisterReview, by: Actor): Promise<string> {
    return this.db.transaction(async (tx) => {
      const wanted = placed(facts);
      const existing = await this.find(tx, wanted);
      if (existing) throw new ReviewExists(existing);
      return this.insert(tx, { ...wanted, reviewedOn: reviewedOn === null ? null : fromDay(reviewedOn) }, by);
    });
  }

  async change(id: string, { reviewedOn, ...facts }: ChangeReview, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const review = await tx.review.findUnique({ where: { id } });
      if (!review) throw new NotFound('review');
      // In the UPR the cycle follows the session, so the one it had says nothing about the new session.
      const cycleBefore = review.mechanism === 'UPR' && facts.session !== undefined ? null : review.cycle;
      const wanted = placed({ ...review, cycle: cycleBefore, ...facts });
      const existing = await this.find(tx, wanted);
      if (existing && existing !== id) throw new ReviewExists(existing);
      const { session, cycle } = wanted;
      const day = reviewedOn === undefined ? {} : { reviewedOn: reviewedOn === null ? null : fromDay(reviewedOn) };
      await tx.review.update({ where: { id }, data: { session, cycle, ...day } });
      await this.outbox.publish(tx, 'review.changed', { reviewId: id }, { by });
    });
  }

  async addDocument(id: string, { publishedOn, ...document }: AddDocument, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      if (!(await tx.review.findUnique({ where: { id } }))) throw new NotFound('review');
      const data = { reviewId: id, ...document, publishedOn: publishedOn === null ? null : fromDay(publishedOn) };
      await tx.reviewDocument.create({ data }).catch((error: unknown) => {
        if (isDuplicate(error)) throw new Conflict('document-exists', `The review already has ${document.symbol}.`);
        throw error;
      });
      await this.outbox.publish(tx, 'review.changed', { reviewId: id }, { by });
    });
  }

  /** Waits for whoever is looking for the same State's reviews: two that both found nothing would both register it. */
  private async find(tx: Tx, { mechanism, stateCode, session, cycle }: ReviewIdentity): Promise<string | null> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`review ${mechanism} ${stateCode}`}, 0))`;
    // With a session the session identifies it; a file may not know the cycle.
    const where = session === null ? { session, cycle } : { session };
    const review = await tx.review.findFirst({ where: { mechanism, stateCode, ...where }, select: { id: true } });
    return review?.id ?? null;
  }

  private async insert(tx: Tx, review: ReviewIdentity & { reviewedOn: Date | null }, by: Actor): Promise<string> {
    const id = newId();
    await tx.review.create({ data: { id, ...review } });
    await this.outbox.publish(tx, 'review.registered', { reviewId: id }, { by });
    return id;
  }
}

/** With the cycle that follows from the session. */
const placed = ({ mechanism, stateCode, session, cycle }: ReviewIdentity): ReviewIdentity => {
  const follows = mechanism === 'UPR' && session !== null ? uprCycle(session) : null;
  if (follows !== null && cycle !== null && follows !== cycle) throw new CycleContradictsSession(follows);
  return { mechanism, stateCode, session, cycle: follows ?? cycle };
};
