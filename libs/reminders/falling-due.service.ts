import { Injectable } from '@nestjs/common';
import { CalendarsService, nearestWorkingDay } from '../calendars/index.js';
import { MechanismService, validOn } from '../directory/index.js';
import {
  addDays,
  Clock,
  groupBy,
  Outbox,
  type Day,
  type MandateRole,
  type ReminderAudience,
  type StopReason,
  type Tx,
} from '../platform/index.js';
import { listeners, type Listener } from './people.queries.js';
import { isUrgent, newsIn, nextMoment, recipientsOf, type Holder, type Places } from './reminders.rules.js';
import { StepsService } from './steps.service.js';

/** A step whose day has come, with what it is about. */
interface DueStep {
  id: string;
  deadlineId: string;
  key: string;
  audience: ReminderAudience;
  dueOn: Day;
  sendOn: Day;
  institutionId: string | null;
  ownerRole: MandateRole;
}

/** How many steps are taken at once. */
const handful = 5000;
/** What waits longer than so many days for a stand-in stays with them. */
const daysBack = 31;
/** A substitute who is away too may name one of their own; longer chains are nobody's plan. */
const longestChain = 3;

/** The day of a step has come: finds who holds the place now, and owes them a digest at their own hour. */
@Injectable()
export class FallingDueService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly calendars: CalendarsService,
    private readonly steps: StepsService,
  ) {}

  /**
   * Safe to run late, twice, or at once: a step is claimed, and a notice is one row a step and person. All that is due is
   * found before anybody is written to, so that one digest holds it all.
   */
  async wake(tx: Tx): Promise<void> {
    const today = await this.mechanism.today();
    const waking: { personId: string; isTimely: boolean }[] = [];
    await this.takeBackFromStandIns(tx, today);
    for (let due = await this.claim(tx, today); due.length > 0; due = await this.claim(tx, today)) {
      waking.push(...(await this.address(tx, due, today)));
    }
    await this.oweDigests(tx, waking, today);
  }

  /** Who was away is back: what fell due meanwhile, and nobody was told in their place yet, is addressed anew. */
  private async takeBackFromStandIns(tx: Tx, today: Day): Promise<void> {
    const { timeZone } = await this.mechanism.get();
    await tx.$executeRaw`
      WITH back AS (
        SELECT person_id, least(cancelled_at, (ends_on + 1)::timestamp AT TIME ZONE ${timeZone}) AS since FROM leave
        WHERE ends_on >= ${today}::date - ${daysBack}::int
      ), untold AS (
        DELETE FROM notice n USING back, reminder_step s, deadline d
        WHERE back.since <= ${this.clock.now()} AND n.told_at IS NULL AND n.person_id <> back.person_id
          AND s.id = n.step_id AND s.fell_due_at < back.since AND d.id = n.deadline_id
          AND CASE WHEN s.audience IN ('COORDINATOR', 'HEAD')
            THEN EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = back.person_id AND g.role::text = s.audience::text)
            ELSE EXISTS (SELECT 1 FROM mandate m WHERE m.person_id = back.person_id AND m.institution_id = d.institution_id) END
        RETURNING n.step_id
      )
      UPDATE reminder_step SET fell_due_at = NULL WHERE id IN (SELECT step_id FROM untold) AND stopped_at IS NULL`;
  }

  /** Finds whom these steps are for, and notes what each of them is to be told. */
  private async address(tx: Tx, due: DueStep[], today: Day): Promise<{ personId: string; isTimely: boolean }[]> {
    const calendar = await this.calendars.calendar(tx, null, addDays(today, -1), addDays(today, 70));
    const world = await this.world(tx, due, today, nearestWorkingDay(today, 1, calendar));
    const addressed = due.map((step) => ({ step, to: world.recipients(step) }));
    const notices = addressed.flatMap(({ step, to }) => to.map((personId) => ({ step, personId })));
    await this.notify(tx, notices, today);
    await this.passOver(
      tx,
      addressed.flatMap(({ step, to }) => (to.length === 0 ? [{ id: step.id, reason: world.why(step) }] : [])),
    );
    return notices.map(({ step, personId }) => ({
      personId,
      isTimely: isUrgent(step, today) || newsIn(step.key) === null || step.sendOn < today,
    }));
  }

  /** Places have changed hands, or people come and go: what nobody has been told yet is addressed anew. */
  async reassign(facts: { institutionId?: string; personId: string }[], tx: Tx): Promise<void> {
    const today = await this.mechanism.today();
    const institutionIds = facts.flatMap(({ institutionId }) => institutionId ?? []);
    const personIds = facts.map(({ personId }) => personId);
    const again = await tx.$executeRaw`
      WITH untold AS (
        DELETE FROM notice n USING deadline d
        WHERE d.id = n.deadline_id AND n.told_at IS NULL
          AND (n.person_id = ANY(${personIds}::uuid[]) OR d.institution_id = ANY(${institutionIds}::uuid[]))
        RETURNING n.step_id
      )
      UPDATE reminder_step SET fell_due_at = NULL WHERE id IN (SELECT step_id FROM untold) AND stopped_at IS NULL`;
    if (again > 0) await this.steps.owe(tx, [today]);
  }

  /** These people's hours have changed: what waits for them waits for another moment. */
  async reschedule(facts: { personId: string }[], tx: Tx): Promise<void> {
    const waiting = await tx.notice.findMany({
      where: { personId: { in: facts.map(({ personId }) => personId) }, toldAt: null },
      select: { personId: true, urgent: true },
    });
    const people = waiting.map(({ personId, urgent }) => ({ personId, isTimely: urgent }));
    await this.oweDigests(tx, people, await this.mechanism.today());
  }

  /** These people said when they want to hear from us, or that they do not: then what waits for them is for somebody else, or nobody. */
  async prefer(facts: { personId: string }[], tx: Tx): Promise<void> {
    const personIds = facts.map(({ personId }) => personId);
    const left = await tx.reminderPreference.findMany({
      where: { personId: { in: personIds }, unsubscribedAt: { not: null } },
      select: { personId: true },
    });
    await this.reassign(left, tx);
    await this.reschedule(facts, tx);
  }

  /** Owes each person a digest at the next moment they may hear from us; `isTimely`: today still, if it is not too late. */
  async oweDigests(tx: Tx, people: { personId: string; isTimely: boolean }[], today: Day): Promise<void> {
    if (people.length === 0) return;
    const calendar = await this.calendars.calendar(tx, null, addDays(today, -1), addDays(today, 400));
    const known = await listeners(
      tx,
      people.map(({ personId }) => personId),
      today,
      calendar,
    );
    const now = this.clock.now();
    const timely = new Set(people.filter(({ isTimely }) => isTimely).map(({ personId }) => personId));
    // Most people share their hours with many others.
    const shared = new Map<string, Date>();
    const alarms = new Map<string, Date>();
    for (const [personId, { hours, isOpen, isCovered, leaves }] of known) {
      const today = timely.has(personId);
      const key = leaves.length > 0 ? personId : `${hours.timeZone} ${hours.hour} ${hours.quietFrom} ${today}`;
      const own = shared.get(key) ?? nextMoment(hours, now, { isOpen, today });
      shared.set(key, own);
      // On leave by then: what waits is passed on in the morning to whoever stands in.
      const covered = leaves.length > 0 ? nextMoment(hours, now, { isOpen: isCovered, today: false }) : own;
      alarms.set(personId, covered < own ? covered : own);
    }
    await this.outbox.enqueue(
      tx,
      'digest.compose',
      [...alarms.keys()].map((personId) => ({ personId })),
      {
        runAt: ({ personId }) => alarms.get(personId) ?? now,
        // Whatever is to be said now is said once.
        key: ({ personId }) => {
          const at = alarms.get(personId) ?? now;
          return at <= now ? personId : `${personId} ${at.toISOString()}`;
        },
      },
    );
  }

  /** Of ten alarms at once, one claims a step; the WHERE names everything a step depends on. */
  private claim(tx: Tx, today: Day): Promise<DueStep[]> {
    return tx.$queryRaw<DueStep[]>`
      UPDATE reminder_step s SET fell_due_at = ${this.clock.now()}
      FROM (
        SELECT s.id, d.institution_id, d.role
        FROM reminder_step s JOIN deadline d ON d.id = s.deadline_id
        WHERE s.send_on <= ${today}::date AND s.fell_due_at IS NULL AND s.stopped_at IS NULL AND d.status = 'OPEN'
          AND (s.key ~ '^(granted|refused)' OR (s.key ~ '^asked') = EXISTS (
            SELECT 1 FROM deadline_request r WHERE r.deadline_id = d.id AND r.status = 'PENDING'))
        ORDER BY s.send_on LIMIT ${handful} FOR UPDATE OF s SKIP LOCKED
      ) due
      WHERE s.id = due.id
      RETURNING s.id, s.deadline_id AS "deadlineId", s.key, s.audience, s.due_on::text AS "dueOn", s.send_on::text AS "sendOn",
                due.institution_id AS "institutionId", due.role AS "ownerRole"`;
  }

  /** Who holds which place today, and who stands in for whom on the next day people work. */
  private async world(tx: Tx, due: DueStep[], today: Day, speakingDay: Day) {
    const institutionIds = [...new Set(due.flatMap(({ institutionId }) => institutionId ?? []))];
    const mandates = await tx.mandate.findMany({
      where: { institutionId: { in: institutionIds }, ...validOn(today) },
      select: { institutionId: true, personId: true, role: true, institution: { select: { kind: true } } },
      orderBy: [{ startsOn: 'asc' }, { id: 'asc' }],
    });
    const granted = await tx.roleGrant.findMany({
      where: { role: { in: ['COORDINATOR', 'HEAD'] } },
      orderBy: { personId: 'asc' },
    });
    const people = await this.withSubstitutes(
      tx,
      [...mandates, ...granted].map(({ personId }) => personId),
      today,
    );
    const holdersOf = groupBy(mandates, ({ institutionId }) => institutionId);
    const inOffice = (role: string) => granted.filter((grant) => grant.role === role).map(({ personId }) => personId);
    const [coordinators, heads] = [inOffice('COORDINATOR'), inOffice('HEAD')];
    const standInFor = (personId: string) => standIn(people, personId, speakingDay);
    const places = ({ institutionId }: DueStep): Places => {
      const held = institutionId === null ? [] : (holdersOf.get(institutionId) ?? []);
      const isCso = held[0]?.institution.kind === 'CSO';
      const holders: Holder[] = held.map(({ personId, role }) => ({ personId, role }));
      // Obligations of office cannot be left; a CSO's are not.
      const hasLeft = (personId: string) => isCso && people.get(personId)?.isUnsubscribed === true;
      return { holders, coordinators, heads, standInFor, hasLeft };
    };
    return {
      recipients: (step: DueStep) => recipientsOf(step, places(step)),
      why: (step: DueStep): StopReason =>
        places(step).holders.some(({ personId }) => places(step).hasLeft(personId)) ? 'UNSUBSCRIBED' : 'VACANT',
    };
  }

  /** These people, and whoever stands in for them. */
  private async withSubstitutes(tx: Tx, personIds: string[], today: Day): Promise<Map<string, Listener>> {
    const everyDay = { weekend: [], holidays: new Set<Day>() };
    const known = await listeners(tx, personIds, today, everyDay);
    for (let depth = 0; depth < longestChain; depth += 1) {
      const substitutes = [...known.values()].flatMap(({ leaves }) =>
        leaves.flatMap(({ substituteId }) => substituteId ?? []),
      );
      const missing = substitutes.filter((id) => !known.has(id));
      if (missing.length === 0) break;
      for (const [id, listener] of await listeners(tx, missing, today, everyDay)) known.set(id, listener);
    }
    return known;
  }

  private async notify(tx: Tx, notices: { step: DueStep; personId: string }[], today: Day): Promise<void> {
    if (notices.length === 0) return;
    await tx.$executeRaw`
      INSERT INTO notice (step_id, person_id, deadline_id, urgent)
      SELECT * FROM unnest(${notices.map(({ step }) => step.id)}::uuid[], ${notices.map(({ personId }) => personId)}::uuid[],
                           ${notices.map(({ step }) => step.deadlineId)}::uuid[],
                           ${notices.map(({ step }) => isUrgent(step, today))}::boolean[])
      ON CONFLICT DO NOTHING`;
  }

  /** Nobody is there to be told: the next step follows on its own day. */
  private async passOver(tx: Tx, passed: { id: string; reason: StopReason }[]): Promise<void> {
    if (passed.length === 0) return;
    await tx.$executeRaw`
      UPDATE reminder_step s SET stopped_at = ${this.clock.now()}, stop_reason = p.reason::"StopReason", fell_due_at = NULL
      FROM unnest(${passed.map(({ id }) => id)}::uuid[], ${passed.map(({ reason }) => reason)}::text[]) AS p (id, reason)
      WHERE s.id = p.id`;
  }
}

/** Whoever is there on a day in a person's place; null when they are away and named nobody who is there. */
const standIn = (people: Map<string, Listener>, personId: string, day: Day, depth = 0): string | null => {
  const leave = people.get(personId)?.leaves.find(({ startsOn, endsOn }) => startsOn <= day && day <= endsOn);
  if (!leave) return personId;
  if (leave.substituteId === null || depth === longestChain) return null;
  return standIn(people, leave.substituteId, day, depth + 1);
};
