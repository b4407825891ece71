import { Conflict, DomainError, pageTranslator, type Day } from '../platform/index.js';
import { mostBrokenLines, type BrokenLine } from './holiday-lines.js';

/** A file in which a line cannot be taken as it stands: nothing of it is. */
export class HolidayFileBroken extends DomainError {
  readonly code = 'holiday-file-broken';
  override readonly details: { lines: { line: number; problem: string }[]; more: number };

  /** `broken` as the pages say it, in the reader's language. */
  constructor(
    readonly broken: BrokenLine[],
    readonly more = 0,
  ) {
    const t = pageTranslator('en');
    const lines = broken.map(({ line, code, params }) => ({ line, problem: t(`calendars.problem.${code}`, params) }));
    super(
      `The file cannot be taken, and nothing was written. ${lines
        .slice(0, 3)
        .map(({ line, problem }) => `Line ${line}: ${problem}`)
        .join(' ')}`,
    );
    this.details = { lines, more };
  }

  static of(all: BrokenLine[]): HolidayFileBroken {
    const inOrder = [...all].sort((a, b) => a.line - b.line);
    return new HolidayFileBroken(inOrder.slice(0, mostBrokenLines), Math.max(0, all.length - mostBrokenLines));
  }
}

export class HolidaysNotInPackage extends DomainError {
  readonly code = 'holidays-not-in-package';
  constructor(countryCode: string) {
    super(
      `The package date-holidays has no public holidays of ${countryCode} for these years: import a CSV or iCalendar file instead.`,
    );
  }
}

export class HolidayAlreadyThere extends Conflict {
  constructor(day: Day) {
    super('holiday-already-there', `${day} is a holiday already: rename it instead.`, { day });
  }
}

export class HolidayNotThere extends Conflict {
  constructor(day: Day) {
    super('holiday-not-there', `${day} is no holiday in this calendar.`, { day });
  }
}

/** With such a calendar no deadline could be reckoned. */
export class ClosedForTooLong extends DomainError {
  readonly code = 'closed-for-too-long';
  override readonly details: { from: Day };
  constructor(from: Day) {
    super(`From ${from} on, no day would be worked for two months. Take out what is no holiday.`);
    this.details = { from };
  }
}

export class NoHolidaysInPeriod extends DomainError {
  readonly code = 'no-holidays-in-period';
  constructor(from: Day, to: Day) {
    super(`The file has no holiday from ${from} to ${to}: name the period that it is about.`);
  }
}
