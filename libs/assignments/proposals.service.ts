import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  groupBy,
  NotFound,
  newId,
  Outbox,
  type Actor,
  type AssignmentRole,
  type Tx,
} from '../platform/index.js';
import { AlreadyAssigned, LeadAlreadyAssigned, NotContested, UnknownInProposal } from './assignments.errors.js';
import { stepsTo, withoutPlace } from './assignments.rules.js';
import type { Propose, Reassign, Withdraw } from './assignments.schemas.js';
import { ListCompletion } from './list-completion.js';

interface Place {
  recommendationId: string;
  institutionId: string;
  role: AssignmentRole;
  clusterId: string | null;
  replacesId: string | null;
}

@Injectable()
export class ProposalsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly completion: ListCompletion,
  ) {}

  /**
   * Proposes institutions for recommendations, in bulk. What is already there stays as it is and is counted; throws
   * LeadAlreadyAssigned where another institution leads, and then nothing is written.
   */
  async propose({ proposals }: Propose, by: Actor): Promise<{ proposed: number; alreadyThere: number }> {
    return this.db.transaction(async (tx) => {
      const places = await this.placesOf(tx, proposals);
      const proposed = await this.insert(tx, places, by);
      return { proposed, alreadyThere: places.length - proposed };
    });
  }

  /** Proposes a contested assignment to another institution, in the same role; the new one remembers the old. */
  async reassign(assignmentId: string, { institutionId, reason }: Reassign, by: Actor): Promise<{ proposed: number }> {
    return this.db.transaction(async (tx) => {
      await this.mustExist(tx, 'institution', [institutionId]);
      // Of two coordinators at once, one moves it on.
      const [old] = await tx.assignment.updateManyAndReturn({
        where: { id: assignmentId, status: 'CONTESTED' },
        data: { status: 'TRANSFERRED' },
      });
      if (!old) {
        if (await tx.assignment.findUnique({ where: { id: assignmentId } })) throw new NotContested();
        throw new NotFound('assignment');
      }
      const { id, recommendationId, role, clusterId } = old;
      if (old.institutionId === institutionId) throw new AlreadyAssigned();
      const fact = { assignmentId: id, recommendationId, institutionId: old.institutionId };
      await this.outbox.publish(tx, 'assignment.transferred', fact, { by, reason });
      const place = { recommendationId, institutionId, role, clusterId, replacesId: id };
      const proposed = await this.insert(tx, [place], by, reason);
      if (proposed === 0) throw new AlreadyAssigned();
      return { proposed };
    });
  }

  /** Takes assignments back, at whatever stage they are, with the reason; deadlines that nothing is left of are waived. */
  async withdraw({ reviewId, assignmentIds, reason }: Withdraw, by: Actor): Promise<{ withdrawn: number }> {
    return this.db.transaction(async (tx) => {
      const chosen = {
        status: { in: stepsTo('WITHDRAWN') },
        recommendation: { reviewId },
        ...(assignmentIds ? { id: { in: assignmentIds } } : {}),
      };
      const lists = await this.completion.lock(tx, chosen);
      const withdrawn = await tx.assignment.updateManyAndReturn({
        where: chosen,
        data: { status: 'WITHDRAWN' },
        select: { id: true, recommendationId: true, institutionId: true },
      });
      await this.outbox.publish(
        tx,
        'assignment.withdrawn',
        withdrawn.map(({ id, recommendationId, institutionId }) => ({
          assignmentId: id,
          recommendationId,
          institutionId,
        })),
        { by, reason },
      );
      await this.completion.settle(tx, lists, { by, reason });
      return { withdrawn: withdrawn.length };
    });
  }

  private async placesOf(tx: Tx, proposals: Propose['proposals']): Promise<Place[]> {
    const clusterIds = proposals.flatMap(({ clusterId }) => clusterId ?? []);
    const named = proposals.flatMap(({ recommendationIds }) => recommendationIds ?? []);
    await this.mustExist(tx, 'cluster', clusterIds);
    await this.mustExist(tx, 'recommendation', named);
    await this.mustExist(
      tx,
      'institution',
      proposals.flatMap(({ leadId, supportingIds }) => [leadId, ...supportingIds]),
    );
    const members = await tx.clusterMember.findMany({ where: { clusterId: { in: clusterIds } } });
    const membersOf = groupBy(members, ({ clusterId }) => clusterId);
    const leadOf = await this.leadsOf(tx, [...named, ...members.map(({ recommendationId }) => recommendationId)]);
    const places = new Map<string, Place>();
    for (const { clusterId = null, recommendationIds, leadId, supportingIds, onlyWithoutLead } of proposals) {
      const ids = recommendationIds ?? (membersOf.get(clusterId ?? '') ?? []).map((member) => member.recommendationId);
      for (const recommendationId of ids) {
        if (onlyWithoutLead && (leadOf.get(recommendationId) ?? leadId) !== leadId) continue;
        // An institution named both as lead and as supporting leads; named twice, it is assigned once.
        for (const institutionId of [leadId, ...supportingIds]) {
          const key = `${recommendationId} ${institutionId}`;
          const role = institutionId === leadId ? 'LEAD' : 'SUPPORTING';
          if (!places.has(key)) places.set(key, { recommendationId, institutionId, role, clusterId, replacesId: null });
        }
      }
    }
    // The same order for everybody: two coordinators at once wait for one another, and never in a circle.
    return [...places].sort(([one], [two]) => (one < two ? -1 : 1)).map(([, place]) => place);
  }

  private async insert(tx: Tx, places: Place[], by: Actor, reason: string | null = null): Promise<number> {
    const rows = places.map((place) => ({ id: newId(), ...place }));
    // The unique indexes decide, also between two coordinators at once: one institution leads, each answers once.
    const inserted = await tx.assignment.createManyAndReturn({
      data: rows.map((row) => ({ ...row, proposedAt: this.clock.now() })),
      skipDuplicates: true,
      select: { id: true, recommendationId: true, institutionId: true },
    });
    await this.refuseSecondLead(
      tx,
      places.filter(({ role }) => role === 'LEAD'),
    );
    await this.outbox.publish(
      tx,
      'assignment.proposed',
      inserted.map(({ id, ...rest }) => ({ assignmentId: id, ...rest })),
      { by, reason },
    );
    return inserted.length;
  }

  private async refuseSecondLead(tx: Tx, leads: Place[]): Promise<void> {
    const wanted = new Map(leads.map((lead) => [lead.recommendationId, lead.institutionId]));
    const leadOf = await this.leadsOf(tx, [...wanted.keys()]);
    // None at all means that the proposed lead is there already, as a supporting institution.
    const refused = [...wanted].filter(
      ([recommendationId, institutionId]) => leadOf.get(recommendationId) !== institutionId,
    );
    if (refused.length > 0) throw new LeadAlreadyAssigned(refused.map(([recommendationId]) => recommendationId));
  }

  /** Which institution leads, recommendation by recommendation. */
  private async leadsOf(tx: Tx, recommendationIds: string[]): Promise<Map<string, string>> {
    const leading = await tx.assignment.findMany({
      where: { recommendationId: { in: recommendationIds }, role: 'LEAD', status: { notIn: withoutPlace } },
      select: { recommendationId: true, institutionId: true },
    });
    return new Map(leading.map((lead) => [lead.recommendationId, lead.institutionId]));
  }

  private async mustExist(tx: Tx, what: 'recommendation' | 'cluster' | 'institution', ids: string[]): Promise<void> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return;
    const where = { where: { id: { in: wanted } }, select: { id: true } };
    const found = await {
      recommendation: () => tx.recommendation.findMany(where),
      cluster: () => tx.cluster.findMany(where),
      institution: () => tx.institution.findMany(where),
    }[what]();
    const known = new Set(found.map(({ id }) => id));
    const unknown = wanted.filter((id) => !known.has(id));
    if (unknown.length > 0) throw new UnknownInProposal(what, unknown);
  }
}
