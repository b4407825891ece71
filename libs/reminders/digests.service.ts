import { Injectable } from '@nestjs/common';
import type { EventPayload, JobPayload } from '../catalogue/index.js';
import { VerificationService } from '../assignments/index.js';
import { CalendarsService } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import { addDays, Clock, groupBy, Links, newId, Post, type Day, type Tx } from '../platform/index.js';
import { digestItems } from './digest.queries.js';
import type { Claimed } from './request-news.queries.js';
import { FallingDueService } from './falling-due.service.js';
import { freeToLeave, listeners, type Listener } from './people.queries.js';
import { RearrangingService } from './rearranging.service.js';
import { hoursAt, hoursKey, windowAt } from './reminders.rules.js';
import { mayBeSaid } from './steps.queries.js';

/** The links in a digest outlive the next ones: a late answer is still an answer. */
const linkDays = 45;

/** Somebody who may hear from us now: all that waits, or, had they a digest today already, only what is urgent. */
interface Reachable {
  person: Listener;
  day: Day;
  until: Date;
  hasAll: boolean;
  mailId: string;
}

/** One mail a person a day with everything in it; what is urgent may follow alone. Nothing to say, no mail. */
@Injectable()
export class DigestsService {
  constructor(
    private readonly clock: Clock,
    private readonly post: Post,
    private readonly links: Links,
    private readonly mechanism: MechanismService,
    private readonly calendars: CalendarsService,
    private readonly verification: VerificationService,
    private readonly fallingDue: FallingDueService,
    private readonly rearranging: RearrangingService,
  ) {}

  /** Composes what waits for these people. Safe to run late, early, twice: hours, digest and notices decide, not the alarm. */
  async compose(alarms: JobPayload<'digest.compose'>[], tx: Tx): Promise<void> {
    const ids = [...new Set(alarms.map(({ personId }) => personId))].sort();
    await this.fallingDue.takeBack(tx, ids);
    // After an outage alarms come in no order: whatever is due by now belongs into this digest.
    await this.fallingDue.wake(tx);
    // Two alarms of one person at once: the second sees what the first has said.
    await tx.$queryRaw`SELECT 1 FROM person WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
    const now = this.clock.now();
    const today = await this.mechanism.today();
    const calendar = await this.calendars.calendar(tx, null, addDays(today, -2), addDays(today, 2));
    const people = await listeners(tx, ids, today, calendar);
    const reachable = await this.reachable(tx, [...people.values()], now);
    const claimed = await this.claim(tx, reachable);
    const spokenTo = new Map(claimed.map(({ personId }) => [personId, true]));
    const speaking = reachable.filter(({ person }) => spokenTo.has(person.id));
    const whole = speaking.filter(({ hasAll }) => hasAll);
    await tx.$executeRaw`
      INSERT INTO digest (person_id, day, mail_id)
      SELECT * FROM unnest(${whole.map(({ person }) => person.id)}::uuid[], ${whole.map(({ day }) => day)}::date[],
                           ${whole.map(({ mailId }) => mailId)}::uuid[])`;
    await this.write(tx, speaking, claimed, today);
    await this.passOn(tx, ids, people, now);
  }

  /**
   * No server took these mails: what they told is told to nobody. What is still open is told with the next digest, to whoever
   * it is for by then; what is closed was not said.
   */
  async reclaim(facts: EventPayload<'mail.expired' | 'mail.withdrawn'>[], tx: Tx): Promise<void> {
    const mailIds = facts.map(({ mailId }) => mailId);
    // Whoever reopens one of them waits for us, or we for them.
    await tx.$queryRaw`
      SELECT 1 FROM deadline WHERE id IN (SELECT deadline_id FROM notice WHERE mail_id = ANY(${mailIds}::uuid[]))
      ORDER BY id FOR NO KEY UPDATE`;
    const again = await tx.$executeRaw`
      WITH untold AS (DELETE FROM notice WHERE mail_id = ANY(${mailIds}::uuid[]) RETURNING step_id)
      UPDATE reminder_step s
      SET fell_due_at = NULL, stopped_at = CASE WHEN d.status <> 'OPEN' THEN ${this.clock.now()}::timestamptz END,
          stop_reason = CASE WHEN d.status <> 'OPEN' THEN 'CLOSED'::"StopReason" END
      FROM deadline d
      WHERE d.id = s.deadline_id AND s.id IN (SELECT step_id FROM untold) AND s.stopped_at IS NULL
        AND (d.status = 'OPEN' OR NOT EXISTS (
          SELECT 1 FROM notice told WHERE told.step_id = s.id AND told.mail_id <> ALL(${mailIds}::uuid[])))`;
    await tx.digest.deleteMany({ where: { mailId: { in: mailIds } } });
    if (again > 0) await this.fallingDue.wake(tx);
  }

  /** Of these people, those in whose hours we are. */
  private async reachable(tx: Tx, people: Listener[], now: Date): Promise<Reachable[]> {
    // Most people share their hours with many others.
    const within = [...groupBy(people, ({ hours }) => hoursKey(hours)).values()].flatMap((alike) => {
      const window = alike[0] ? windowAt(alike[0].hours, now) : null;
      return window ? alike.filter(({ isOpen }) => isOpen(window.day)).map((person) => ({ person, ...window })) : [];
    });
    const digests = await tx.$queryRaw<{ personId: string }[]>`
      SELECT person_id AS "personId" FROM digest JOIN unnest(
        ${within.map(({ person }) => person.id)}::uuid[], ${within.map(({ day }) => day)}::date[]) AS w (person_id, day)
        USING (person_id, day)`;
    const had = new Set(digests.map(({ personId }) => personId));
    return within.map((reached) => ({ ...reached, mailId: newId(), hasAll: !had.has(reached.person.id) }));
  }

  /** Marks what each of them is told now. What was settled meanwhile, or waits for the secretariat, is not told; nor what the secretariat has answered, asked. */
  private claim(tx: Tx, reachable: Reachable[]): Promise<Claimed[]> {
    return tx.$queryRaw<Claimed[]>`
      UPDATE notice n SET mail_id = r.mail_id, told_at = ${this.clock.now()}
      FROM unnest(${reachable.map(({ person }) => person.id)}::uuid[], ${reachable.map(({ mailId }) => mailId)}::uuid[],
                  ${reachable.map(({ hasAll }) => hasAll)}::boolean[]) AS r (person_id, mail_id, has_all),
           deadline d, reminder_step s
      WHERE n.person_id = r.person_id AND n.told_at IS NULL AND (r.has_all OR n.urgent)
        AND d.id = n.deadline_id AND d.status = 'OPEN' AND s.id = n.step_id
        AND ${mayBeSaid}
      RETURNING n.person_id AS "personId", n.step_id AS "stepId", n.deadline_id AS "deadlineId", s.key, s.audience`;
  }

  private async write(tx: Tx, speaking: Reachable[], claimed: Claimed[], today: Day): Promise<void> {
    if (speaking.length === 0) return;
    const localeOf = new Map(speaking.map(({ person }) => [person.id, person.locale]));
    const content = await digestItems(tx, claimed, (id) => localeOf.get(id) ?? 'en', {
      today,
      verification: this.verification,
      makeLink: (wanted) => this.verification.makeLinks(tx, wanted),
    });
    const minutes = linkDays * 24 * 60;
    const linkIds = await this.links.make(
      tx,
      speaking.map(({ person }) => ({ purpose: 'due', personId: person.id })),
      { minutes },
    );
    const free = await freeToLeave(
      tx,
      speaking.map(({ person }) => person.id),
    );
    const unsubscribeLinkIds = await this.links.make(
      tx,
      free.map((personId) => ({ purpose: 'unsubscribe', personId })),
      { minutes: minutes * 8 },
    );
    const leaveLink = new Map(free.map((personId, index) => [personId, unsubscribeLinkIds[index] ?? '']));
    await this.post.post(
      tx,
      'digest',
      speaking.map(({ person, mailId, day, until, hasAll }, index) => {
        const unsubscribeLinkId = leaveLink.get(person.id);
        return {
          id: mailId,
          to: person,
          expiresAt: until,
          ...(unsubscribeLinkId === undefined ? {} : { unsubscribeLinkId }),
          props: {
            name: person.name,
            day,
            isAlone: !hasAll,
            linkId: linkIds[index] ?? '',
            ...(content.get(person.id) ?? { items: [], more: 0 }),
          },
        };
      }),
    );
  }

  /** What still waits for these people waits for their next hours; for whoever is away, somebody else may stand in. */
  private async passOn(tx: Tx, ids: string[], people: Map<string, Listener>, now: Date): Promise<void> {
    const waiting = await tx.$queryRaw<{ personId: string; urgent: boolean }[]>`
      SELECT n.person_id AS "personId", bool_or(n.urgent) AS urgent
      FROM notice n JOIN deadline d ON d.id = n.deadline_id AND d.status = 'OPEN'
      WHERE n.person_id = ANY(${ids}::uuid[]) AND n.told_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM deadline_request q WHERE q.deadline_id = d.id AND q.status = 'PENDING')
      GROUP BY n.person_id`;
    const today = await this.mechanism.today();
    const isAway = (personId: string) =>
      people
        .get(personId)
        ?.leaves.some(
          ({ startsOn, endsOn, substituteId }) => substituteId !== null && startsOn <= today && today <= endsOn,
        ) === true;
    const away = waiting.filter(({ personId }) => isAway(personId));
    const others = waiting.filter(({ personId }) => !isAway(personId));
    if (away.length > 0) await this.rearranging.reassign(away, tx);
    const late = others.map(({ personId, urgent }) => {
      const person = people.get(personId);
      // In the person's hours all that could be told has been told: the rest is for another day.
      return { personId, isTimely: urgent && !(person && hoursAt(person.hours, now, person.isOpen)) };
    });
    await this.fallingDue.oweDigests(tx, late, today);
  }
}
