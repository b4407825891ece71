import { Injectable } from '@nestjs/common';
import { MechanismService } from '../directory/index.js';
import { fromDay, toDay, type Day, type Tx } from '../platform/index.js';
import type { Calendar } from './calendars.rules.js';

const usualWeekend = [6, 7];

/** Working days and public holidays, country by country. */
@Injectable()
export class CalendarsService {
  constructor(private readonly mechanism: MechanismService) {}

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
}
