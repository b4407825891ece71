import { Injectable } from '@nestjs/common';
import { MechanismService } from '../directory/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { Database, fromDay, toDay, type AssignmentStatus, type Day } from '../platform/index.js';
import { listItems, type ListItem } from './assignments.queries.js';
import { withoutPlace } from './assignments.rules.js';

const { sql } = Prisma;

/** What of one review waits for somebody. */
export interface Waiting {
  reviewId: string;
  /** Not sent for verification yet. */
  proposed: number;
  accepted: number;
  /** Contested, and not yet proposed to another institution. */
  contested: number;
  /** Lists that are not answered though their day has passed. */
  overdue: number;
}

/** A group of recommendations that institutions can be proposed for, and how many of them somebody leads. */
interface Share {
  recommendations: number;
  led: number;
}

/** How far the work on one review is divided. */
export interface Division extends Share {
  byStatus: Partial<Record<AssignmentStatus, number>>;
  clusters: ({ id: string; name: string } & Share)[];
  themes: ({ label: string } & Share)[];
  rounds: { id: string; openedAt: string; dueOn: Day; lists: number; open: number; contested: number; late: boolean }[];
}

const led = sql`EXISTS (SELECT 1 FROM assignment a WHERE a.recommendation_id = r.id AND a.role = 'LEAD'
                        AND a.status::text <> ALL(${withoutPlace}::text[]))`;
const share = sql`count(*)::int AS recommendations, count(*) FILTER (WHERE ${led})::int AS led`;
/** Contested (as `a`), and nobody else was proposed since. */
const unsettled = sql`a.status = 'CONTESTED' AND NOT EXISTS (
  SELECT 1 FROM assignment b WHERE b.replaces_id = a.id AND b.status <> 'WITHDRAWN')`;

/** Who answers for what, seen from above: for whoever divides the work and whoever approves it. */
@Injectable()
export class DivisionService {
  constructor(
    private readonly db: Database,
    private readonly mechanism: MechanismService,
  ) {}

  /** What waits, review by review; reviews where nothing does are left out. */
  async waiting(): Promise<Waiting[]> {
    // Before anybody has said which mechanism this is, nothing can have been sent to an institution.
    if ((await this.db.now.mechanism.count()) === 0) return [];
    const today = fromDay(await this.mechanism.today());
    const rows = await this.db.now.$queryRaw<Waiting[]>`
      SELECT r.review_id AS "reviewId",
             count(*) FILTER (WHERE a.status = 'PROPOSED')::int AS proposed,
             count(*) FILTER (WHERE a.status = 'ACCEPTED')::int AS accepted,
             count(*) FILTER (WHERE ${unsettled})::int AS contested,
             count(DISTINCT v.id) FILTER (WHERE a.status = 'UNDER_VERIFICATION' AND coalesce(d.due_on, o.due_on) < ${today})::int AS overdue
      FROM assignment a JOIN recommendation r ON r.id = a.recommendation_id
      LEFT JOIN verification v ON v.id = a.verification_id LEFT JOIN verification_round o ON o.id = v.round_id
      LEFT JOIN deadline d ON d.kind = 'VERIFICATION' AND d.subject_id = v.id
      WHERE a.status IN ('PROPOSED', 'UNDER_VERIFICATION', 'ACCEPTED', 'CONTESTED')
      GROUP BY r.review_id`;
    return rows.filter(({ proposed, accepted, contested, overdue }) => proposed + accepted + contested + overdue > 0);
  }

  async of(reviewId: string): Promise<Division> {
    const statuses = await this.db.now.assignment.groupBy({
      by: ['status'],
      where: { recommendation: { reviewId } },
      _count: true,
    });
    const [all = { recommendations: 0, led: 0 }] = await this.db.now.$queryRaw<Share[]>`
      SELECT ${share} FROM recommendation r WHERE r.review_id = ${reviewId}::uuid`;
    return {
      ...all,
      byStatus: Object.fromEntries(statuses.map(({ status, _count }) => [status, _count])),
      clusters: await this.db.now.$queryRaw`
        SELECT k.id, k.name, ${share}
        FROM cluster k JOIN cluster_member m ON m.cluster_id = k.id JOIN recommendation r ON r.id = m.recommendation_id
        WHERE k.review_id = ${reviewId}::uuid GROUP BY k.id ORDER BY k.name`,
      themes: await this.db.now.$queryRaw`
        SELECT c.label, ${share}
        FROM classification c JOIN recommendation_classification rc ON rc.classification_id = c.id
        JOIN recommendation r ON r.id = rc.recommendation_id
        WHERE c.kind = 'THEME' AND r.review_id = ${reviewId}::uuid GROUP BY c.label ORDER BY c.label`,
      rounds: await this.rounds(reviewId),
    };
  }

  /** What institutions contest and nobody else was proposed for, in the order of the lists. */
  async contested(reviewId: string): Promise<ListItem[]> {
    const rows = await this.db.now.$queryRaw<{ id: string }[]>`
      SELECT a.id FROM assignment a JOIN recommendation r ON r.id = a.recommendation_id
      WHERE r.review_id = ${reviewId}::uuid AND ${unsettled}`;
    return listItems(this.db.now, { id: { in: rows.map(({ id }) => id) } });
  }

  /** The newest first. A round keeps the day it was opened with; whether a list is late, its own day says. */
  private async rounds(reviewId: string): Promise<Division['rounds']> {
    if ((await this.db.now.verificationRound.count({ where: { reviewId } })) === 0) return [];
    const today = fromDay(await this.mechanism.today());
    const rows = await this.db.now.$queryRaw<
      { id: string; openedAt: Date; dueOn: Date; lists: number; open: number; contested: number; late: boolean }[]
    >`
      SELECT o.id, o.opened_at AS "openedAt", o.due_on AS "dueOn", count(DISTINCT v.id)::int AS lists,
             count(*) FILTER (WHERE a.status = 'UNDER_VERIFICATION')::int AS open,
             count(*) FILTER (WHERE ${unsettled})::int AS contested,
             coalesce(bool_or(a.status = 'UNDER_VERIFICATION' AND coalesce(d.due_on, o.due_on) < ${today}), false) AS late
      FROM verification_round o JOIN verification v ON v.round_id = o.id
      LEFT JOIN assignment a ON a.verification_id = v.id
      LEFT JOIN deadline d ON d.kind = 'VERIFICATION' AND d.subject_id = v.id
      WHERE o.review_id = ${reviewId}::uuid GROUP BY o.id ORDER BY o.id DESC`;
    return rows.map(({ openedAt, dueOn, ...round }) => ({
      ...round,
      openedAt: openedAt.toISOString(),
      dueOn: toDay(dueOn),
    }));
  }
}
