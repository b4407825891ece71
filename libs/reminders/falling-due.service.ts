import { Injectable } from '@nestjs/common';
import { CalendarsService, nearestWorkingDay } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
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
import { Prisma } from '../platform/generated/prisma/client.js';
import { holdersOf, listeners, longestChain, type Listener } from './people.queries.js';
import { hoursKey, isUrgent, newsIn, nextMoment, recipientsOf, type Holder, type Places } from './reminders.rules.js';
import { mayBeSaid } from './steps.queries.js';
import { takeBackFromStandIns, takeBackFromStrangers } from './take-back.queries.js';

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

/**
 * Whether a step `s` is to be told by now. Rows are looked up one by one: a planner that guesses how many are due would read
 * every step and deadline there is.
 */
const isDue = (today: Day) => Prisma.sql`
  s.send_on <= ${today}::date AND s.fell_due_at IS NULL AND s.stopped_at IS NULL
  AND (SELECT d.status FROM deadline d WHERE d.id = s.deadline_id) = 'OPEN' AND ${mayBeSaid}`;

/** How many steps are taken at once. */
const handful = 5000;

/** The day of a step has come: finds who holds the place now, and owes them a digest at their own hour. */
@Injectable()
export class FallingDueService {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
    private readonly calendars: CalendarsService,
  ) {}

  /**
   * Safe to run late, twice, or at once: a step is claimed, and a notice is one row a step and person. All that is due is
   * found before anybody is written to, so that one digest holds it all: whoever else is finding it is waited for.
   */
  async wake(tx: Tx): Promise<void> {
    const today = await this.mechanism.today();
    const [{ isAny } = { isAny: false }] = await tx.$queryRaw<{ isAny: boolean }[]>`
      SELECT EXISTS (SELECT FROM reminder_step s WHERE ${isDue(today)}) AS "isAny"`;
    if (!isAny) return;
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('reminders falling due', 0))`;
    const waking: { personId: string; isTimely: boolean }[] = [];
    for (let due = await this.claim(tx, today); due.length > 0; due = await this.claim(tx, today)) {
      waking.push(...(await this.address(tx, due, today)));
    }
    await this.oweDigests(tx, waking, today);
  }

  /** Of what waits for these people, takes back what is not theirs to hear any more. */
  async takeBack(tx: Tx, personIds: string[]): Promise<void> {
    const { timeZone } = await this.mechanism.get();
    const today = await this.mechanism.today();
    const calendar = await this.calendars.calendar(tx, null, addDays(today, -1), addDays(today, 70));
    await takeBackFromStrangers(tx, personIds, { today, speakingDay: nearestWorkingDay(today, 1, calendar) });
    await takeBackFromStandIns(tx, personIds, { today, now: this.clock.now(), timeZone });
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
      const key = leaves.length > 0 ? personId : `${hoursKey(hours)} ${today}`;
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
      WITH claimed AS (
        UPDATE reminder_step SET fell_due_at = ${this.clock.now()}
        WHERE id = ANY (ARRAY(
          SELECT s.id FROM reminder_step s
          WHERE ${isDue(today)}
          ORDER BY s.send_on LIMIT ${handful} FOR UPDATE SKIP LOCKED))
        RETURNING id, deadline_id, key, audience, due_on, send_on
      )
      SELECT s.id, s.deadline_id AS "deadlineId", s.key, s.audience, s.due_on::text AS "dueOn", s.send_on::text AS "sendOn",
             d.institution_id AS "institutionId", d.role AS "ownerRole"
      FROM claimed s JOIN deadline d ON d.id = s.deadline_id`;
  }

  /** Who holds which place today, and who stands in for whom on the next day people work. */
  private async world(tx: Tx, due: DueStep[], today: Day, speakingDay: Day) {
    const institutionIds = [...new Set(due.flatMap(({ institutionId }) => institutionId ?? []))];
    const mandates = await holdersOf(tx, institutionIds, today);
    const granted = await tx.roleGrant.findMany({
      where: { role: { in: ['COORDINATOR', 'HEAD'] } },
      orderBy: { personId: 'asc' },
    });
    const people = await this.withSubstitutes(
      tx,
      [...mandates, ...granted].map(({ personId }) => personId),
      today,
    );
    const placesIn = groupBy(mandates, ({ institutionId }) => institutionId);
    const inOffice = (role: string) => granted.filter((grant) => grant.role === role).map(({ personId }) => personId);
    const [coordinators, heads] = [inOffice('COORDINATOR'), inOffice('HEAD')];
    const standInFor = (personId: string) => standIn(people, personId, speakingDay);
    const places = ({ institutionId }: DueStep): Places => {
      const held = institutionId === null ? [] : (placesIn.get(institutionId) ?? []);
      const isCso = held[0]?.isCso === true;
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
