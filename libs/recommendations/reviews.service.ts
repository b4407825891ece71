import { Injectable } from '@nestjs/common';
import { Conflict, Database, fromDay, isDuplicate, NotFound, Outbox, type Actor, type Tx } from '../platform/index.js';
import { CycleContradictsSession, ReviewExists } from './recommendations.errors.js';
import { uprCycle } from './recommendations.rules.js';
import type { AddDocument, ChangeReview, RegisterReview } from './reviews.schemas.js';

/** What tells one review from another. */
export interface ReviewIdentity {
  mechanism: RegisterReview['mechanism'];
  stateCode: string;
  session: number | null;
  cycle: number | null;
  /** Of the main document: what tells one examination by a treaty body from the next. */
  symbol?: string | null;
  /** The special procedure. */
  body?: string | null;
}

/** Examinations of States by mechanisms. */
@Injectable()
export class ReviewsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** Registers those of the reviews that are not registered yet, thousands at once. */
  async ensureAll(tx: Tx, identities: readonly ReviewIdentity[], by: Actor): Promise<void> {
    await this.insert(
      tx,
      identities.map((identity) => ({ ...placed(identity), reviewedOn: null })),
      by,
    );
  }

  async register({ reviewedOn, ...facts }: ReviewIdentity & { reviewedOn: string | null }, by: Actor): Promise<string> {
    return this.db.transaction(async (tx) => {
      const wanted = placed(facts);
      const [id] = await this.insert(tx, [{ ...wanted, reviewedOn }], by);
      if (id === undefined) throw new ReviewExists((await this.find(tx, wanted)) ?? '');
      return id;
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
      const { session, cycle, symbol, body } = wanted;
      const day = reviewedOn === undefined ? {} : { reviewedOn: reviewedOn === null ? null : fromDay(reviewedOn) };
      await tx.review.update({ where: { id }, data: { session, cycle, symbol, body, ...day } });
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

  private async find(tx: Tx, { mechanism, stateCode, session, cycle, symbol, body }: Placed): Promise<string | null> {
    const [review] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM review
      WHERE review_key(mechanism, state_code, session, cycle, symbol, body) =
            review_key(${mechanism}::"ReviewMechanism", ${stateCode}, ${session}::int, ${cycle}::int, ${symbol}, ${body})`;
    return review?.id ?? null;
  }

  /** Returns the ids of those that were not there. Two who register the same at once wait for each other, and one of them finds it. */
  private async insert(tx: Tx, reviews: (Placed & { reviewedOn: string | null })[], by: Actor): Promise<string[]> {
    if (reviews.length === 0) return [];
    const inserted = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO review (id, mechanism, state_code, session, cycle, symbol, body, reviewed_on)
      SELECT new_id(), mechanism::"ReviewMechanism", "stateCode", session, cycle, symbol, body, "reviewedOn"
      FROM jsonb_to_recordset(${JSON.stringify(reviews)}::jsonb) AS r (mechanism text, "stateCode" text, session int, cycle int,
        symbol text, body text, "reviewedOn" date)
      ORDER BY review_key(mechanism::"ReviewMechanism", "stateCode", session, cycle, symbol, body)
      ON CONFLICT (review_key(mechanism, state_code, session, cycle, symbol, body)) DO NOTHING
      RETURNING id`;
    const facts = inserted.map(({ id }) => ({ reviewId: id }));
    await this.outbox.publish(tx, 'review.registered', facts, { by });
    return inserted.map(({ id }) => id);
  }
}

type Placed = Required<ReviewIdentity>;

/** With the cycle that follows from the session. */
const placed = ({ mechanism, stateCode, session, cycle, symbol = null, body = null }: ReviewIdentity): Placed => {
  const follows = mechanism === 'UPR' && session !== null ? uprCycle(session) : null;
  if (follows !== null && cycle !== null && follows !== cycle) throw new CycleContradictsSession(follows);
  return { mechanism, stateCode, session, cycle: follows ?? cycle, symbol, body };
};
