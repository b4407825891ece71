import { Injectable } from '@nestjs/common';
import type { EventPayload, JobPayload } from '../catalogue/index.js';
import { CalendarsService } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import {
  addDays,
  Clock,
  Database,
  groupBy,
  momentAt,
  Outbox,
  Post,
  toDay,
  type Actor,
  type Day,
  type DeadlineKind,
  type ReminderAudience,
  type Tx,
} from '../platform/index.js';
import { ReminderPlansService } from './plans.service.js';
import { isNews, planSteps, secretariatsPlace, type News } from './reminders.rules.js';
import {
  anything,
  asked,
  insertSteps,
  queuedDigestsAbout,
  stopSteps,
  timed,
  toldSteps,
  untoldSteps,
  type DeadlineStep,
} from './steps.queries.js';
import { takeBackOfAsked } from './take-back.queries.js';

interface OpenDeadline {
  id: string;
  kind: DeadlineKind;
  institutionId: string | null;
  dueOn: Day;
  sequence: number;
}

/** How many deadlines one turn plans anew when a plan has changed. */
const portion = 2000;

/** Plans what is to be said about deadlines, and when: rows, and an alarm for each day. Nobody is told anything here. */
@Injectable()
export class StepsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly post: Post,
    private readonly mechanism: MechanismService,
    private readonly calendars: CalendarsService,
    private readonly plans: ReminderPlansService,
  ) {}

  /** New deadlines: those who answer for them are told so, and reminded later. */
  async planNew(facts: EventPayload<'deadline.set'>[], tx: Tx): Promise<void> {
    await this.plan(tx, idsOf(facts), 'set');
  }

  /** Moved deadlines: whoever knew the old day hears the new one; what was told for the same meaning is not told again. */
  async planMoved(facts: EventPayload<'deadline.moved'>[], tx: Tx): Promise<void> {
    await this.plan(tx, idsOf(facts), 'moved');
  }

  /** Deadlines that belong to somebody else now. */
  async planHanded(facts: EventPayload<'deadline.changed'>[], tx: Tx): Promise<void> {
    await this.plan(tx, idsOf(facts), 'handed');
  }

  /** Deadlines that were closed by mistake: whoever heard of them hears that they are open again. */
  async planReopened(facts: EventPayload<'deadline.reopened'>[], tx: Tx): Promise<void> {
    await this.plan(tx, idsOf(facts), 'reopened');
  }

  /** Another plan counts: all open deadlines of its kind, a portion a turn. */
  async startReplanning(facts: EventPayload<'reminder-plan.set'>[], tx: Tx): Promise<void> {
    const payloads = facts.map(({ planId }) => ({ planId, afterId: null }));
    await this.outbox.enqueue(tx, 'reminders.replan', payloads);
  }

  /** Other days are worked now: what counts in working days lies elsewhere, in every plan. */
  async replanAll(facts: EventPayload<'calendar.changed'>[], tx: Tx): Promise<void> {
    const { stateCode } = await this.mechanism.get();
    if (!facts.some(({ countryCode }) => countryCode === stateCode)) return;
    const plans = await tx.reminderPlan.findMany({ where: { replacedAt: null }, select: { id: true } });
    await this.startReplanning(
      plans.map(({ id }) => ({ planId: id })),
      tx,
    );
  }

  /** One portion; owes the next. Stops when yet another plan has taken over. */
  async replan({ planId, afterId }: JobPayload<'reminders.replan'>, tx: Tx): Promise<void> {
    const plan = await tx.reminderPlan.findFirst({ where: { id: planId, replacedAt: null } });
    if (!plan) return;
    const rows = await tx.deadline.findMany({
      where: { kind: plan.kind, status: 'OPEN', ...(afterId && { id: { gt: afterId } }) },
      orderBy: { id: 'asc' },
      take: portion,
      select: { id: true },
    });
    const ids = rows.map(({ id }) => id);
    await this.plan(tx, ids, null);
    const last = ids.at(-1);
    if (last !== undefined && ids.length === portion)
      await this.outbox.enqueue(tx, 'reminders.replan', { planId, afterId: last });
  }

  /** The deadline was met or waived: what was planned is not said any more, nor what still waits for the mail server. */
  async stop(facts: { deadlineId: string }[], tx: Tx): Promise<void> {
    // News comes in no order: what was reopened by now goes on.
    const closed = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM deadline WHERE id = ANY(${idsOf(facts)}::uuid[]) AND status <> 'OPEN' ORDER BY id FOR NO KEY UPDATE`;
    const ids = closed.map(({ id }) => id);
    await stopSteps(tx, ids, { reason: 'CLOSED', words: anything, now: this.clock.now() });
    await this.withdrawDigests(tx, ids);
  }

  /** Something was asked of the secretariat: the coordinators hear of it, and nobody is reminded till it is answered. */
  async hold(facts: EventPayload<'deadline-request.made'>[], tx: Tx): Promise<void> {
    // What waits for somebody's hour is not told meanwhile, and is addressed anew afterwards.
    await takeBackOfAsked(tx, idsOf(facts));
    await this.withdrawDigests(tx, idsOf(facts));
    await this.tell(tx, facts, 'asked', 'COORDINATOR');
  }

  /** The secretariat has answered: whoever asked hears how, and what was held goes on. What was given to others, they hear as theirs. */
  async tellDecision(
    facts: { deadlineId: string; requestId: string }[],
    tx: Tx,
    news: 'granted' | 'refused',
  ): Promise<void> {
    await this.stopAsking(tx, idsOf(facts));
    const ids = facts.map(({ requestId }) => requestId);
    const notOurs = await tx.deadlineRequest.findMany({ where: { id: { in: ids }, kind: 'NOT_OURS' } });
    const handed = new Set(news === 'granted' ? notOurs.map(({ id }) => id) : []);
    const told = facts.filter(({ requestId }) => !handed.has(requestId));
    await this.tell(tx, told, news, 'MAIN');
  }

  /** What was asked was taken back: nobody need hear of it any more, and what was held goes on. */
  async release(facts: EventPayload<'deadline-request.withdrawn'>[], tx: Tx): Promise<void> {
    await this.stopAsking(tx, idsOf(facts));
    await this.owe(tx, [await this.mechanism.today()]);
  }

  /** A coordinator does not want to wait: the next reminder of each open list of the round goes now instead of later. */
  async remindNow(roundId: string, by: Actor): Promise<{ reminded: number }> {
    return this.db.transaction(async (tx) => {
      const today = await this.mechanism.today();
      const brought = await tx.$queryRaw<{ deadlineId: string; institutionId: string }[]>`
        WITH next AS (
          SELECT DISTINCT ON (d.id) s.id, d.institution_id
          FROM reminder_step s JOIN deadline d ON d.id = s.deadline_id AND d.kind = 'VERIFICATION' AND d.status = 'OPEN'
          JOIN verification v ON v.id = d.subject_id
          WHERE v.round_id = ${roundId}::uuid AND s.key LIKE 'before.%' AND s.fell_due_at IS NULL AND s.stopped_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM reminder_step p WHERE p.deadline_id = s.deadline_id AND p.due_on = s.due_on
                            AND p.audience = s.audience AND p.key = 'pushed.' || s.key)
          ORDER BY d.id, s.send_on
        )
        UPDATE reminder_step s SET key = 'pushed.' || s.key, send_on = ${today}::date
        FROM next WHERE s.id = next.id AND s.key LIKE 'before.%' AND s.fell_due_at IS NULL AND s.stopped_at IS NULL
        RETURNING s.deadline_id AS "deadlineId", next.institution_id AS "institutionId"`;
      await this.outbox.publish(tx, 'reminder.brought-forward', brought, { by });
      if (brought.length > 0) await this.owe(tx, [today]);
      return { reminded: brought.length };
    });
  }

  /** What no server has taken yet would speak of what was answered meanwhile; all else in it is told with another digest. */
  private async withdrawDigests(tx: Tx, deadlineIds: string[]): Promise<void> {
    await this.post.withdraw(tx, await queuedDigestsAbout(tx, deadlineIds, this.clock.now()));
  }

  /** Owes an alarm for each of these days; days that have begun ring at once. */
  async owe(tx: Tx, days: Day[]): Promise<void> {
    const { timeZone } = await this.mechanism.get();
    const today = await this.mechanism.today();
    const distinct = [...new Set(days.map((day) => (day < today ? today : day)))];
    const runAt = ({ dueOn = today }: JobPayload<'reminders.wake'>) => momentAt(dueOn, '00:00', timeZone);
    await this.outbox.enqueue(
      tx,
      'reminders.wake',
      distinct.map((dueOn) => ({ dueOn })),
      // By the moment, not the day: an alarm of another time zone rings at another one.
      { runAt, key: (day) => runAt(day).toISOString() },
    );
  }

  private async plan(tx: Tx, deadlineIds: string[], news: News | null): Promise<void> {
    const deadlines = await tx.$queryRaw<OpenDeadline[]>`
      SELECT id, kind, institution_id AS "institutionId", due_on::text AS "dueOn", sequence FROM deadline
      WHERE id = ANY(${deadlineIds}::uuid[]) AND status = 'OPEN' ORDER BY id FOR NO KEY UPDATE`;
    // Events come in no order: what was closed before it was planned needs no plan.
    if (deadlines.length === 0) return;
    const ids = deadlines.map(({ id }) => id);
    // Whose it was need not hear any news of it.
    const words = news === 'handed' ? anything : timed;
    const today = await this.mechanism.today();
    const owedOf = groupBy(await untoldSteps(tx, ids, today), ({ deadlineId }) => deadlineId);
    const reason = news === 'moved' ? 'MOVED' : 'REPLANNED';
    await stopSteps(tx, ids, { reason, words, now: this.clock.now() });
    await this.stopAsking(tx, ids);
    const toldOf = groupBy(await toldSteps(tx, ids), ({ deadlineId }) => deadlineId);
    const plans = await this.plans.bodies(tx);
    const days = deadlines.map(({ dueOn }) => dueOn).sort();
    const calendar = await this.calendars.calendar(
      tx,
      null,
      addDays(days[0] ?? today, -460),
      addDays(days.at(-1) ?? today, 460),
    );
    const steps = deadlines.flatMap((deadline): DeadlineStep[] => {
      const plan = plans.get(deadline.kind);
      if (!plan) return [];
      const { id: deadlineId, dueOn } = deadline;
      const isSecretariats = deadline.institutionId === null;
      const told = toldOf.get(deadlineId) ?? [];
      const owed = new Set((owedOf.get(deadlineId) ?? []).map((step) => `${step.key} ${step.audience}`));
      const planned = planSteps(plan, { dueOn, today, isSecretariats, calendar, owed }).filter((step) =>
        isNews(step, told),
      );
      const audience = isSecretariats ? secretariatsPlace('MAIN') : ('MAIN' as const);
      const isHeard = news !== null && (news === 'set' || news === 'handed' ? plan.announce : told.length > 0);
      // Each move is news of its own, and each reopening; a deadline is set once.
      const key = news === 'set' ? news : `${news}.${deadline.sequence}`;
      return [...(isHeard ? [{ key, audience, sendOn: today }] : []), ...planned].map((step) => ({
        ...step,
        deadlineId,
        dueOn,
      }));
    });
    await this.write(tx, steps);
  }

  private async tell(
    tx: Tx,
    facts: { deadlineId: string; requestId: string }[],
    news: News,
    audience: ReminderAudience,
  ): Promise<void> {
    const today = await this.mechanism.today();
    const open = await tx.deadline.findMany({ where: { id: { in: idsOf(facts) }, status: 'OPEN' } });
    const deadlineOf = new Map(open.map((deadline) => [deadline.id, deadline]));
    const steps = facts.flatMap(({ deadlineId, requestId }) => {
      const deadline = deadlineOf.get(deadlineId);
      if (!deadline) return [];
      const place = deadline.institutionId === null ? secretariatsPlace(audience) : audience;
      return [
        { deadlineId, dueOn: toDay(deadline.dueOn), key: `${news}.${requestId}`, audience: place, sendOn: today },
      ];
    });
    await this.write(tx, steps);
    // What was held may go on.
    await this.owe(tx, [today]);
  }

  private async write(tx: Tx, steps: DeadlineStep[]): Promise<void> {
    if (steps.length === 0) return;
    await insertSteps(tx, steps);
    await this.owe(
      tx,
      steps.map(({ sendOn }) => sendOn),
    );
  }

  /** Of what was asked and answered since, another day among the answers, nobody need hear as of a question. */
  private async stopAsking(tx: Tx, deadlineIds: string[]): Promise<void> {
    const answered = await tx.deadline.findMany({
      where: { id: { in: deadlineIds }, requests: { none: { status: 'PENDING' } } },
      select: { id: true },
    });
    await stopSteps(
      tx,
      answered.map(({ id }) => id),
      { reason: 'ANSWERED', words: asked, now: this.clock.now() },
    );
  }
}

const idsOf = (facts: { deadlineId: string }[]): string[] => [...new Set(facts.map(({ deadlineId }) => deadlineId))];
