import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/index.js';
import type { Locale } from '../catalogue/index.js';
import { CalendarsService, isWorkingDay } from '../calendars/index.js';
import { MechanismService } from '../directory/index.js';
import { addDays, dayIn, Database, fromDay, toDay, type Day } from '../platform/index.js';
import { runBy, visibleTo } from './consultations.access.js';
import { localTime } from './consultations.queries.js';
import type { Span } from './consultations.rules.js';
import type { Clashes } from './consultations.views.js';

/** Nobody reads more of them. */
const mostNames = 10;
const mostConsultations = 20;

interface Overlap {
  n: number;
  id: string;
  people: number;
  names: string[];
}

/** What stands in the way of dates. */
@Injectable()
export class ClashesService {
  constructor(
    private readonly db: Database,
    private readonly calendars: CalendarsService,
    private readonly mechanism: MechanismService,
  ) {}

  /**
   * For each of some dates of a consultation: days on which offices are closed, other consultations at the same time, and
   * people who are in both. Who they are is for those who run both consultations.
   */
  async of(consultationId: string, timeZone: string, spans: Span[], caller: Caller): Promise<Clashes[]> {
    if (spans.length === 0) return [];
    const closed = await this.closed(timeZone, spans, caller.locale);
    const overlaps = await this.overlaps(consultationId, spans);
    const ids = [...new Set(overlaps.map(({ id }) => id))];
    const others = await this.db.now.consultation.findMany({ where: { id: { in: ids }, AND: visibleTo(caller) } });
    const run = await this.db.now.consultation.findMany({
      where: { id: { in: [...ids, consultationId] }, AND: runBy(caller) },
      select: { id: true },
    });
    const theirs = new Set(run.map(({ id }) => id));
    const known = new Map(others.map((other) => [other.id, other]));
    return spans.map((_, n) => ({
      closed: closed[n] ?? [],
      consultations: overlaps
        .filter((overlap) => overlap.n === n)
        .flatMap(({ id, people, names }) => {
          const other = known.get(id);
          if (!other?.startsAt || !other.endsAt) return [];
          const mayKnow = theirs.has(consultationId) && theirs.has(id);
          return {
            id,
            title: other.title,
            timeZone: other.timeZone,
            from: localTime(other.startsAt, other.timeZone),
            until: localTime(other.endsAt, other.timeZone),
            startsAt: other.startsAt.toISOString(),
            endsAt: other.endsAt.toISOString(),
            people: mayKnow ? people : null,
            names: mayKnow ? names.slice(0, mostNames) : [],
          };
        })
        .slice(0, mostConsultations),
    }));
  }

  private async closed(timeZone: string, spans: Span[], locale: Locale): Promise<Clashes['closed'][]> {
    const days = spans.map((span) => daysOf(span, timeZone));
    const sorted = days.flat().sort();
    const [first = '', last = first] = [sorted[0], sorted.at(-1)];
    const { stateCode, locale: own } = await this.mechanism.get();
    const calendar = await this.calendars.calendar(this.db.now, null, first, last);
    const holidays = await this.db.now.holiday.findMany({
      where: { countryCode: stateCode, day: { gte: fromDay(first), lte: fromDay(last) } },
      select: { day: true, name: true, nationalName: true },
    });
    const isNational = own === locale;
    const nameOf = new Map(
      holidays.map(({ day, name, nationalName }) => [toDay(day), isNational ? (nationalName ?? name) : name]),
    );
    return days.map((ofSpan) =>
      ofSpan.filter((day) => !isWorkingDay(day, calendar)).map((day) => ({ day, holiday: nameOf.get(day) ?? null })),
    );
  }

  /** Overlapping consultations that have a date, and who is to be at both: hosts, and those invited who have not declined. */
  private overlaps(consultationId: string, spans: Span[]): Promise<Overlap[]> {
    return this.db.now.$queryRaw<Overlap[]>`
      WITH span AS (
        SELECT (n - 1)::int AS n, starts_at, ends_at
        FROM unnest(${spans.map(({ startsAt }) => startsAt)}::timestamptz[], ${spans.map(({ endsAt }) => endsAt)}::timestamptz[])
             WITH ORDINALITY AS s (starts_at, ends_at, n)
      ), other AS (
        SELECT s.n, c.id, c.starts_at FROM span s JOIN consultation c
          ON c.starts_at < s.ends_at AND c.starts_at > s.starts_at - interval '32 days' AND c.ends_at > s.starts_at
        WHERE c.id <> ${consultationId}::uuid AND c.status IN ('SCHEDULED', 'INVITING')
      ), place AS (
        SELECT consultation_id, person_id FROM consultation_host
        WHERE consultation_id = ${consultationId}::uuid OR consultation_id IN (SELECT id FROM other)
        UNION
        SELECT consultation_id, person_id FROM invitation
        WHERE (consultation_id = ${consultationId}::uuid OR consultation_id IN (SELECT id FROM other))
          AND person_id IS NOT NULL AND withdrawn_at IS NULL AND (answer IS NULL OR answer NOT IN ('DECLINED', 'DELEGATED'))
      ), busy AS (
        SELECT theirs.consultation_id AS id, count(*)::int AS people, array_agg(p.name ORDER BY p.name, p.id) AS names
        FROM place ours JOIN place theirs ON theirs.person_id = ours.person_id AND theirs.consultation_id <> ours.consultation_id
        JOIN person p ON p.id = ours.person_id
        WHERE ours.consultation_id = ${consultationId}::uuid
        GROUP BY theirs.consultation_id
      )
      SELECT other.n, other.id, coalesce(busy.people, 0) AS people, coalesce(busy.names, '{}') AS names
      FROM other LEFT JOIN busy ON busy.id = other.id
      ORDER BY other.n, other.starts_at, other.id`;
  }
}

/** The days a meeting is on; midnight at its end is not one of them. */
const daysOf = ({ startsAt, endsAt }: Span, timeZone: string): Day[] => {
  const last = dayIn(timeZone, new Date(endsAt.getTime() - 1));
  const days = [dayIn(timeZone, startsAt)];
  for (let day = days[0] ?? last; day < last;) {
    day = addDays(day, 1);
    days.push(day);
  }
  return days;
};
