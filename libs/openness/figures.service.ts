import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import { keepsConsultations, runnable } from '../consultations/index.js';
import { MechanismService } from '../directory/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { addDays, Database, momentAt, type Day, type InstitutionKind } from '../platform/index.js';
import { chosenBy, countFigures, countInstitutions, formerOf, listChosen, type Counting } from './figures.queries.js';
import {
  suppressFigures,
  suppressRows,
  type Figures,
  type Group,
  type GroupCounts,
  type Totals,
} from './figures.rules.js';
import type { FiguresQuery } from './figures.schemas.js';
import type { Count } from './suppression.rules.js';

const { sql } = Prisma;

/** The figures of one consultation, and of the one to compare it with. */
export interface OfOne {
  consultation: Awaited<ReturnType<typeof runnable>>;
  figures: Figures<Count>;
  former: { consultation: Counting; figures: Figures<Count> } | null;
  known: Map<InstitutionKind, number>;
}

/** The figures of several consultations together. */
export interface OfMany {
  period: { from: Day | null; until: Day | null; reviewId: string | null };
  figures: Figures<Count>;
  consultations: (Counting & GroupCounts<Count>)[];
  known: Map<InstitutionKind, number>;
}

/** Who is asked to consultations, and who takes part. */
@Injectable()
export class FiguresService {
  constructor(
    private readonly db: Database,
    private readonly mechanism: MechanismService,
  ) {}

  /** Exact for those who hold or keep the consultation: they see who takes part. `isExport`: as it may leave them. Throws NotFound. */
  async ofOne(id: string, caller: Caller, { isExport = false } = {}): Promise<OfOne> {
    const { now: tx } = this.db;
    const consultation = await runnable(tx, id, caller);
    const keeps = keepsConsultations(caller);
    const former = await formerOf(tx, consultation, keeps ? sql`true` : sql`NOT c.restricted`);
    return {
      consultation,
      figures: await this.count(id, isExport),
      // A host need not know who came to what others held.
      former: former && { consultation: former, figures: await this.count(former.id, isExport || !keeps) },
      known: await countInstitutions(tx),
    };
  }

  /** Those that were held in a period, this year's unless something is named; exact for those who keep consultations. */
  async ofMany(asked: FiguresQuery, caller: Caller, { isExport = false } = {}): Promise<OfMany> {
    const { now: tx } = this.db;
    const keeps = keepsConsultations(caller);
    const { timeZone } = await this.mechanism.get();
    const isOpen = asked.from === undefined && asked.until === undefined && asked.reviewId === undefined;
    const year = (await this.mechanism.today()).slice(0, 4);
    const { from, until, reviewId } = isOpen ? { ...asked, from: `${year}-01-01`, until: `${year}-12-31` } : asked;
    const chosen = chosenBy({
      from: from === undefined ? undefined : momentAt(from, '00:00', timeZone),
      until: until === undefined ? undefined : momentAt(addDays(until, 1), '00:00', timeZone),
      reviewId,
      restricted: keeps,
    });
    const listed = await listChosen(tx, chosen);
    const { byConsultation, ...figures } = await countFigures(tx, chosen);
    const rows = listed.map((each) => ({ ...each, ...columnsOf(byConsultation.get(each.id)) }));
    const isExact = keeps && !isExport;
    return {
      period: { from: from ?? null, until: until ?? null, reviewId: reviewId ?? null },
      figures: isExact ? figures : suppressFigures(figures),
      consultations: isExact ? rows : suppressRows(rows),
      known: await countInstitutions(tx),
    };
  }

  /** What everybody may know of who took part in one: by kind, nothing that is few. */
  async publicOf(id: string): Promise<{ total: Totals<Count>; kinds: Group<Count>[] }> {
    const { total, groups } = await this.count(id, true);
    return { total, kinds: groups.kind };
  }

  private async count(id: string, isSuppressed: boolean): Promise<Figures<Count>> {
    const { total, groups } = await countFigures(this.db.now, sql`c.id = ${id}::uuid`);
    return isSuppressed ? suppressFigures({ total, groups }) : { total, groups };
  }
}

const columnsOf = (totals: Totals | undefined): GroupCounts => ({
  invited: totals?.invited ?? 0,
  yes: totals?.yes ?? 0,
  came: totals?.came ?? 0,
  institutionsInvited: totals?.institutionsInvited ?? 0,
  institutionsCame: totals?.institutionsCame ?? 0,
});
