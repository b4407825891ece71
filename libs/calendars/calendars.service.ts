import { Injectable } from '@nestjs/common';
import { MechanismService } from '../directory/index.js';
import { Database, fromDay, Outbox, toDay, type Actor, type Day, type Tx } from '../platform/index.js';
import { ClosedForTooLong, HolidayAlreadyThere, HolidayNotThere } from './calendars.errors.js';
import {
  asCalendar,
  describeChange,
  differenceOf,
  endlessClosure,
  isNothing,
  misfitOf,
  usualWeekend,
  type Calendar,
  type CountryCalendar,
  type Difference,
} from './calendars.rules.js';
import type { CalendarChange, CalendarOfYear, CalendarSummary, WantedChange } from './calendars.schemas.js';
import { holidaysFromPackage, packageSource } from './holiday-package.js';

const words = { name: true, nationalName: true, source: true };

/** Working days and public holidays, country by country. */
@Injectable()
export class CalendarsService {
  constructor(
    private readonly db: Database,
    private readonly outbox: Outbox,
    private readonly mechanism: MechanismService,
  ) {}

  /** The calendar of a country (null: the mechanism's) with its holidays from a day to a day, both included. */
  async calendar(tx: Tx, countryCode: string | null, from: Day, to: Day): Promise<Calendar> {
    const country = countryCode ?? (await this.mechanism.get()).stateCode;
    const known = await tx.calendar.findUnique({ where: { countryCode: country } });
    const holidays = await tx.holiday.findMany({
      where: { countryCode: country, day: { gte: fromDay(from), lte: fromDay(to) } },
      select: { day: true },
    });
    return { weekend: known?.weekend ?? usualWeekend, holidays: new Set(holidays.map(({ day }) => toDay(day))) };
  }

  /** Whether anything is known of a country's working days; of the mechanism's own country the usual is always taken for known. */
  async isKept(tx: Tx, countryCode: string): Promise<boolean> {
    if (countryCode === (await this.mechanism.get()).stateCode) return true;
    const where = { countryCode };
    return (await tx.calendar.count({ where })) + (await tx.holiday.count({ where })) > 0;
  }

  /** Every country whose calendar is kept. */
  async list(): Promise<{ items: CalendarSummary[] }> {
    const weekends = await this.db.now.calendar.findMany();
    const counts = await this.db.now.holiday.groupBy({
      by: ['countryCode'],
      _count: true,
      _min: { day: true },
      _max: { day: true },
    });
    const countries = new Set([...weekends, ...counts].map(({ countryCode }) => countryCode));
    const items = [...countries].sort().map((countryCode) => {
      const counted = counts.find((count) => count.countryCode === countryCode);
      return {
        countryCode,
        weekend: weekends.find((row) => row.countryCode === countryCode)?.weekend ?? usualWeekend,
        holidays: counted?._count ?? 0,
        firstDay: counted?._min.day ? toDay(counted._min.day) : null,
        lastDay: counted?._max.day ? toDay(counted._max.day) : null,
      };
    });
    return { items };
  }

  /** One year of a country's calendar; the present one unless another is named. */
  async get(countryCode: string, year?: number): Promise<CalendarOfYear> {
    const shown = year ?? Number((await this.mechanism.today()).slice(0, 4));
    const { items } = await this.list();
    const known = await this.db.now.calendar.findUnique({ where: { countryCode } });
    const holidays = await this.holidays(this.db.now, countryCode, `${shown}-01-01`, `${shown}-12-31`);
    const summary = items.find((item) => item.countryCode === countryCode);
    return {
      countryCode,
      weekend: summary?.weekend ?? usualWeekend,
      weekendSource: known?.source ?? null,
      firstDay: summary?.firstDay ?? null,
      lastDay: summary?.lastDay ?? null,
      year: shown,
      holidays,
      sources: [...new Set(holidays.map(({ source }) => source))],
    };
  }

  /** The whole calendar a change would lead to, and in what it differs; nothing is written. */
  async wanted(
    tx: Tx,
    countryCode: string,
    change: CalendarChange,
  ): Promise<{ calendar: Calendar; difference: Difference }> {
    const present = await this.present(tx, countryCode);
    const inFull = await this.inFull(countryCode, change);
    refuseMisfit(present, inFull);
    const wanted = describeChange(present, inFull);
    const calendar = asCalendar(wanted);
    const closedFrom = endlessClosure(calendar);
    if (closedFrom !== null) throw new ClosedForTooLong(closedFrom);
    return { calendar, difference: differenceOf(present, wanted) };
  }

  /** Makes a change. One that would change nothing is not announced. The deadlines it concerns are replanned by the caller. */
  async apply(
    tx: Tx,
    countryCode: string,
    change: CalendarChange,
    cause: { by: Actor; reason?: string | null },
  ): Promise<Difference> {
    // Two changes at once would each be reckoned from a calendar that the other replaces.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`calendar ${countryCode}`}, 0))`;
    const { difference } = await this.wanted(tx, countryCode, change);
    if (isNothing(difference)) return difference;
    const { added, removed, renamed, weekend } = difference;
    const gone = [...removed, ...renamed.map(({ before }) => before)].map(({ day }) => fromDay(day));
    const come = [...added, ...renamed.map(({ after }) => after)];
    await tx.holiday.deleteMany({ where: { countryCode, day: { in: gone } } });
    await tx.holiday.createMany({
      data: come.map(({ day, ...holiday }) => ({ countryCode, day: fromDay(day), ...holiday })),
    });
    if (weekend) {
      const row = { weekend: [...weekend.after], source: weekend.source };
      await tx.calendar.upsert({ where: { countryCode }, create: { countryCode, ...row }, update: row });
    }
    await this.outbox.publish(tx, 'calendar.changed', { countryCode }, cause);
    return difference;
  }

  private async present(tx: Tx, countryCode: string): Promise<CountryCalendar> {
    const known = await tx.calendar.findUnique({ where: { countryCode } });
    const holidays = await this.holidays(tx, countryCode);
    return { weekend: known?.weekend ?? usualWeekend, weekendSource: known?.source ?? null, holidays };
  }

  private async holidays(tx: Tx, countryCode: string, from?: Day, to?: Day) {
    const rows = await tx.holiday.findMany({
      where: { countryCode, ...(from && to && { day: { gte: fromDay(from), lte: fromDay(to) } }) },
      select: { day: true, ...words },
      orderBy: { day: 'asc' },
    });
    return rows.map(({ day, ...holiday }) => ({ day: toDay(day), ...holiday }));
  }

  private async inFull(countryCode: string, change: CalendarChange): Promise<WantedChange> {
    if (change.kind !== 'TAKE') return change;
    const { fromYear, toYear } = change;
    const years = Array.from({ length: toYear - fromYear + 1 }, (_, index) => fromYear + index);
    return {
      kind: 'REPLACE',
      from: `${fromYear}-01-01`,
      to: `${toYear}-12-31`,
      source: packageSource,
      holidays: await holidaysFromPackage(countryCode, years),
    };
  }
}

const refuseMisfit = (present: CountryCalendar, change: WantedChange): void => {
  const misfit = misfitOf(present, change);
  if (misfit === null || !('day' in change)) return;
  throw misfit === 'holiday-already-there' ? new HolidayAlreadyThere(change.day) : new HolidayNotThere(change.day);
};
