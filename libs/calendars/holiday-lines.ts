import { z } from 'zod';
import type { PageKey } from '../catalogue/index.js';
import { normalName } from '../directory/index.js';
import type { Day } from '../platform/index.js';
import { CalendarDay, longestText, mostHolidays } from './calendars.schemas.js';

/** One holiday as a file or a package gives it. `source` null: it does not say where it has it from. */
export interface HolidayLine {
  day: Day;
  /** In English. */
  name: string;
  nationalName: string | null;
  source: string | null;
}

type WithPrefix<K, P extends string> = K extends `${P}${infer Rest}` ? Rest : never;
export type LineProblem = WithPrefix<PageKey, 'calendars.problem.'>;

/** What is wrong with a line, in a form that any of our languages can say. */
export interface BrokenLine {
  line: number;
  code: LineProblem;
  params: Record<string, string | number>;
}

/** More than a person corrects at once. */
export const mostBrokenLines = 50;

/** What a file says of one holiday, before anything of it is checked. */
export interface RawLine {
  line: number;
  name: string;
  nationalName: string;
  source: string;
}

/** Gathers the holidays of a file, and all that is wrong with it. */
export class HolidayLines {
  private readonly found = new Map<Day, HolidayLine & { line: number }>();
  readonly broken: BrokenLine[] = [];

  /** Notes that a line is broken; null, for the caller to go on with. */
  refuse(line: number, code: LineProblem, params: BrokenLine['params'] = {}): null {
    this.broken.push({ line, code, params });
    return null;
  }

  get isFull(): boolean {
    return this.found.size > mostHolidays || this.broken.length > mostHolidays;
  }

  /** A day written as year, month and day, or null: it is no day, or none that holidays are kept for. */
  day(line: number, written: string, [year, month, day]: [string, string, string]): Day | null {
    const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (!z.iso.date().safeParse(iso).success) return this.refuse(line, 'day-unreadable', { day: short(written) });
    return CalendarDay.safeParse(iso).success ? iso : this.refuse(line, 'day-out-of-range', { day: iso });
  }

  add(days: Day[], raw: RawLine): void {
    const words = this.words(raw);
    if (words === null) return;
    for (const day of days) this.addDay(day, { line: raw.line, ...words });
  }

  /** The holidays in their order. */
  inOrder(): HolidayLine[] {
    return [...this.found.values()]
      .sort((a, b) => (a.day < b.day ? -1 : 1))
      .map(({ day, name, nationalName, source }) => ({ day, name, nationalName, source }));
  }

  private words({ line, ...raw }: RawLine): Omit<HolidayLine, 'day'> | null {
    const [name, nationalName, source] = [raw.name, raw.nationalName, raw.source].map(normalName) as [
      string,
      string,
      string,
    ];
    if (name === '') return this.refuse(line, 'name-missing');
    for (const text of [name, nationalName, source]) {
      if (text.length > longestText) return this.refuse(line, 'too-long', { limit: longestText });
      if (/[\p{Cc}\ufffd]/u.test(text)) return this.refuse(line, 'unprintable');
    }
    return { name, nationalName: nationalName || null, source: source || null };
  }

  private addDay(day: Day, holiday: Omit<HolidayLine, 'day'> & { line: number }): void {
    const known = this.found.get(day);
    if (known === undefined) this.found.set(day, { day, ...holiday });
    else if (known.name !== holiday.name || known.nationalName !== holiday.nationalName) {
      this.refuse(holiday.line, 'overlapping', { day, first: known.line, name: short(known.name) });
    }
  }
}

/** As much of what a file says as fits into a sentence. */
export const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
