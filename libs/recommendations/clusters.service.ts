import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Caller } from '../access/index.js';
import {
  Database,
  newId,
  NotFound,
  Outbox,
  readCursor,
  toPage,
  type Actor,
  type PageOf,
  type Tx,
} from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { ClusterNameTaken, ClusterWouldBeEmpty, OutsideTheReview } from './recommendations.errors.js';
import { fits, visibleTo } from './recommendations.queries.js';
import type { ChangeCluster, Cluster, ClusterQuery, FormCluster } from './recommendations.schemas.js';

const { sql } = Prisma;

/** Recommendations of one review that are worked on together. */
@Injectable()
export class ClustersService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
  ) {}

  /** By name, with how many of their recommendations the caller sees; those with none are not the caller's to see. */
  async list({ reviewId, cursor, limit }: ClusterQuery, caller: Caller): Promise<PageOf<Cluster>> {
    const after = readCursor(cursor, z.tuple([z.string(), z.uuid()]));
    const rows = await this.select(
      sql`${reviewId ? sql`k.review_id = ${reviewId}::uuid` : sql`true`}
          AND ${after ? sql`(k.name, k.id) > (${after[0]}, ${after[1]}::uuid)` : sql`true`}`,
      caller,
      limit + 1,
    );
    return toPage(
      rows,
      limit,
      ({ name, id }) => [name, id],
      (row) => row,
    );
  }

  async get(id: string, caller: Caller): Promise<Cluster> {
    const [cluster] = await this.select(sql`k.id = ${id}::uuid`, caller, 1);
    if (!cluster) throw new NotFound('cluster');
    return cluster;
  }

  /** Forms a cluster of named recommendations, or of all that fit a filter now. */
  async form({ reviewId, name, recommendationIds, filter = {} }: FormCluster, by: Actor): Promise<string> {
    return this.db.transaction(async (tx) => {
      await this.lockReview(tx, reviewId);
      await this.assertFree(tx, reviewId, name);
      const id = newId();
      await tx.cluster.create({ data: { id, reviewId, name } });
      if (recommendationIds) await this.add(tx, { id, reviewId }, recommendationIds);
      else await this.addFitting(tx, { id, reviewId }, fits(filter));
      await this.assertNotEmpty(tx, id);
      await this.outbox.publish(tx, 'cluster.formed', { clusterId: id, reviewId }, { by });
      return id;
    });
  }

  async change(id: string, { name, add, remove }: ChangeCluster, by: Actor): Promise<void> {
    await this.db.transaction(async (tx) => {
      const cluster = await tx.cluster.findUnique({ where: { id } });
      if (!cluster) throw new NotFound('cluster');
      const { reviewId } = cluster;
      await this.lockReview(tx, reviewId);
      if (name !== undefined && name !== cluster.name) {
        await this.assertFree(tx, reviewId, name);
        await tx.cluster.update({ where: { id }, data: { name } });
      }
      await this.add(tx, cluster, add);
      await tx.clusterMember.deleteMany({ where: { clusterId: id, recommendationId: { in: remove } } });
      await this.assertNotEmpty(tx, id);
      await this.outbox.publish(tx, 'cluster.changed', { clusterId: id, reviewId }, { by });
    });
  }

  private select(which: Prisma.Sql, caller: Caller, limit: number): Promise<Cluster[]> {
    return this.db.now.$queryRaw<Cluster[]>`
      SELECT k.id, k.review_id AS "reviewId", k.name, count(*)::int AS recommendations
      FROM cluster k JOIN cluster_member m ON m.cluster_id = k.id JOIN recommendation r ON r.id = m.recommendation_id
      WHERE ${which} AND ${visibleTo(caller)} GROUP BY k.id ORDER BY k.name, k.id LIMIT ${limit}`;
  }

  /** Clusters of one review are changed one after the other, so that two never get one name. */
  private async lockReview(tx: Tx, id: string): Promise<void> {
    const found = await tx.$queryRaw<unknown[]>`SELECT 1 FROM review WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    if (found.length === 0) throw new NotFound('review');
  }

  private async assertFree(tx: Tx, reviewId: string, name: string): Promise<void> {
    const taken = await tx.cluster.findUnique({ where: { reviewId_name: { reviewId, name } } });
    if (taken) throw new ClusterNameTaken(name);
  }

  private async assertNotEmpty(tx: Tx, clusterId: string): Promise<void> {
    if (!(await tx.clusterMember.findFirst({ where: { clusterId } }))) throw new ClusterWouldBeEmpty();
  }

  private async add(tx: Tx, cluster: { id: string; reviewId: string }, recommendationIds: string[]): Promise<void> {
    const outside = await tx.$queryRaw<{ id: string }[]>`
      SELECT wanted.id FROM unnest(${recommendationIds}::uuid[]) AS wanted (id)
      WHERE NOT EXISTS (SELECT 1 FROM recommendation r WHERE r.id = wanted.id AND r.review_id = ${cluster.reviewId}::uuid)`;
    if (outside.length > 0) throw new OutsideTheReview(outside.map(({ id }) => id));
    await this.addFitting(tx, cluster, sql`r.id = ANY(${recommendationIds}::uuid[])`);
  }

  private async addFitting(
    tx: Tx,
    { id, reviewId }: { id: string; reviewId: string },
    which: Prisma.Sql,
  ): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO cluster_member (cluster_id, recommendation_id)
      SELECT ${id}::uuid, r.id FROM recommendation r WHERE r.review_id = ${reviewId}::uuid AND ${which}
      ON CONFLICT DO NOTHING`;
  }
}
