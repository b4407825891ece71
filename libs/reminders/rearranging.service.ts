import { Injectable } from '@nestjs/common';
import type { EventPayload } from '../catalogue/index.js';
import { heldOn, MechanismService } from '../directory/index.js';
import type { Day, Tx } from '../platform/index.js';
import { Prisma } from '../platform/generated/prisma/client.js';
import { FallingDueService } from './falling-due.service.js';
import { timed } from './steps.queries.js';
import { StepsService } from './steps.service.js';
import { takeBackFrom } from './take-back.queries.js';

/** People, places, hours and working days change: what waits is for others by then, or for another moment. */
@Injectable()
export class RearrangingService {
  constructor(
    private readonly mechanism: MechanismService,
    private readonly steps: StepsService,
    private readonly fallingDue: FallingDueService,
  ) {}

  /** Places have changed hands, or people come and go: what nobody has been told yet is addressed anew. */
  async reassign(facts: { institutionId?: string; personId: string }[], tx: Tx): Promise<void> {
    const today = await this.mechanism.today();
    const institutionIds = facts.flatMap(({ institutionId }) => institutionId ?? []);
    const personIds = facts.map(({ personId }) => personId);
    const again = await takeBackFrom(tx, personIds, institutionIds);
    if (again > 0) await this.steps.owe(tx, [today]);
  }

  /** In another time zone days begin at another moment: what rang for the former one would find nothing. */
  async alarmAnew(facts: EventPayload<'mechanism.changed'>[], tx: Tx): Promise<void> {
    if (facts.every(({ formerZone }) => formerZone === undefined)) return;
    const waiting = await tx.$queryRaw<{ day: Day }[]>`
      SELECT DISTINCT send_on::text AS day FROM reminder_step WHERE fell_due_at IS NULL AND stopped_at IS NULL`;
    await this.steps.owe(
      tx,
      waiting.map(({ day }) => day),
    );
  }

  /** These people's hours have changed: what waits for them waits for another moment. */
  async reschedule(facts: { personId: string }[], tx: Tx): Promise<void> {
    const personIds = facts.map(({ personId }) => personId);
    await this.oweAnew(tx, Prisma.sql`n.person_id = ANY(${personIds}::uuid[])`);
  }

  /** Other days are worked now: what waits for anybody waits for another moment. */
  async rescheduleAll(facts: EventPayload<'calendar.changed'>[], tx: Tx): Promise<void> {
    const { stateCode } = await this.mechanism.get();
    if (facts.some(({ countryCode }) => countryCode === stateCode)) await this.oweAnew(tx, Prisma.sql`true`);
  }

  private async oweAnew(tx: Tx, which: Prisma.Sql): Promise<void> {
    const waiting = await tx.$queryRaw<{ personId: string; isTimely: boolean }[]>`
      SELECT n.person_id AS "personId", bool_or(n.urgent) AS "isTimely" FROM notice n
      WHERE n.told_at IS NULL AND ${which} GROUP BY n.person_id`;
    await this.fallingDue.oweDigests(tx, waiting, await this.mechanism.today());
  }

  /**
   * These people said when they want to hear from us; or that they do not: then what waits for them is for somebody else, or nobody;
   * or that they do again: then they hear of what nobody was told meanwhile.
   */
  async prefer(facts: { personId: string }[], tx: Tx): Promise<void> {
    const personIds = facts.map(({ personId }) => personId);
    const left = await tx.reminderPreference.findMany({
      where: { personId: { in: personIds }, unsubscribedAt: { not: null } },
      select: { personId: true },
    });
    await this.reassign(left, tx);
    const hasLeft = new Set(left.map(({ personId }) => personId));
    await this.takeUpAgain(
      tx,
      personIds.filter((personId) => !hasLeft.has(personId)),
    );
    await this.reschedule(facts, tx);
  }

  /**
   * Steps that nobody heard, since everybody had left, are due still while their deadline is open: those that speak of a day, if it
   * is due on that day still; none of a deadline that was handed on since, for whoever has it now was told so.
   */
  private async takeUpAgain(tx: Tx, personIds: string[]): Promise<void> {
    const today = await this.mechanism.today();
    const again = await tx.$executeRaw`
      UPDATE reminder_step s SET stopped_at = NULL, stop_reason = NULL
      FROM deadline d
      WHERE d.id = s.deadline_id AND d.status = 'OPEN' AND s.stop_reason = 'UNSUBSCRIBED'
        AND (d.due_on = s.due_on OR s.key !~ ${timed})
        AND NOT EXISTS (
          SELECT 1 FROM event e
          WHERE e.subject_ids @> ARRAY[d.id] AND e.name = 'deadline.changed' AND e.occurred_at > s.stopped_at)
        AND d.institution_id IN (
          SELECT institution_id FROM mandate m WHERE person_id = ANY(${personIds}::uuid[]) AND ${heldOn(today)})`;
    if (again > 0) await this.steps.owe(tx, [today]);
  }
}
