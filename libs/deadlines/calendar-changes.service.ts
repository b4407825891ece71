import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CalendarsService, type CalendarChange, type Difference } from '../calendars/index.js';
import { Conflict, Database } from '../platform/index.js';
import type { DeadlineChange } from './planning.rules.js';
import { PlanningService, type Cause } from './planning.service.js';

/** What a change of a calendar does to holidays and to open deadlines. */
export interface CalendarEffect {
  difference: Difference;
  deadlines: DeadlineChange[];
  /** The same for the same effect: by it people say which one they looked at. */
  digest: string;
}

export class EffectIsAnother extends Conflict {
  constructor() {
    super(
      'effect-is-another',
      'The calendar or the deadlines have changed since the effect was looked at. Nothing was written: look at it again.',
    );
  }
}

/** Changes calendars together with the deadlines that are reckoned from them. */
@Injectable()
export class CalendarChangesService {
  constructor(
    private readonly db: Database,
    private readonly calendars: CalendarsService,
    private readonly planning: PlanningService,
  ) {}

  /** What a change would do; nothing is written. */
  async effect(countryCode: string, change: CalendarChange): Promise<CalendarEffect> {
    return this.db.transaction(async (tx) => {
      const { calendar, difference } = await this.calendars.wanted(tx, countryCode, change);
      return withDigest(difference, await this.planning.effectOfCalendar(tx, countryCode, calendar));
    });
  }

  /** Changes the calendar and moves the deadlines. With `expecting`, only if that is the effect. Throws EffectIsAnother. */
  async apply(
    countryCode: string,
    change: CalendarChange,
    { expecting, ...cause }: Cause & { expecting?: string | undefined },
  ): Promise<CalendarEffect> {
    return this.db.transaction(async (tx) => {
      const difference = await this.calendars.apply(tx, countryCode, change, cause);
      const effect = withDigest(difference, await this.planning.replanCalendar(tx, countryCode, cause));
      if (expecting !== undefined && expecting !== effect.digest) throw new EffectIsAnother();
      return effect;
    });
  }
}

const withDigest = (difference: Difference, deadlines: DeadlineChange[]): CalendarEffect => {
  const moves = deadlines.map(({ deadlineId, title, from, to }) => [deadlineId, title, from, to].join(' ')).sort();
  const digest = createHash('sha256').update(JSON.stringify({ difference, moves })).digest('base64url').slice(0, 22);
  return { difference, deadlines, digest };
};
