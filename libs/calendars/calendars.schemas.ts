import { z } from 'zod';
import { normalName } from '../directory/index.js';
import { alpha2Of } from './countries.js';

/** The years public holidays are kept for; beyond them a day is a slip of the keyboard. */
export const years = { first: 1900, last: 2199 };
/** Of a file, a package or a request at once: two centuries and a half of Cambodia's, which has the most. */
export const mostHolidays = 5000;
export const longestText = 300;

const isWithinYears = (day: string): boolean => day >= `${years.first}-01-01` && day <= `${years.last}-12-31`;

export const CountryCode = z
  .string()
  .refine((code) => alpha2Of(code) !== null, 'is not a country code of ISO 3166-1 (three letters)')
  .meta({ description: 'ISO 3166-1 alpha-3', example: 'KHM' });
export const CalendarDay = z.iso
  .date()
  .refine(isWithinYears, `must be in the years ${years.first} to ${years.last}`)
  .meta({ example: '2026-04-14' });
export const CalendarYear = z.coerce.number().int().min(years.first).max(years.last).meta({ example: 2026 });

/** A name or a source as it is kept. */
export const HolidayText = z
  .string()
  .max(longestText)
  .transform(normalName)
  .pipe(
    z
      .string()
      .min(1, 'must not be empty')
      .regex(/^\P{Cc}*$/u, 'must not hold control characters'),
  );
const Name = HolidayText.meta({ description: 'In English', example: 'Khmer New Year’s Day' });
const NationalName = HolidayText.nullable()
  .default(null)
  .meta({ description: 'In the national language', example: 'ពិធីបុណ្យចូលឆ្នាំថ្មីប្រពៃណីជាតិ' });
const Source = HolidayText.meta({ description: 'Where this is written', example: 'Sub-decree 182 of 2025' });

const holiday = { day: CalendarDay, name: Name, nationalName: NationalName };

const holidayLines = z.array(z.strictObject({ ...holiday, source: Source.nullable().default(null) })).max(mostHolidays);
const nameEachDayOnce = ({ holidays }: { holidays: { day: string }[] }) =>
  new Set(holidays.map(({ day }) => day)).size === holidays.length;
const namedTwice = { path: ['holidays'], message: 'must name each day once; two feasts of one day are joined by "; "' };

const Enter = z
  .strictObject({
    kind: z.literal('ENTER').meta({ description: 'Add holidays, or give those days other names; other days stay' }),
    source: Source,
    holidays: holidayLines.min(1),
  })
  .refine(nameEachDayOnce, namedTwice);
const Replace = z
  .strictObject({
    kind: z.literal('REPLACE'),
    from: CalendarDay.meta({ description: 'First day of the period', example: '2026-01-01' }),
    to: CalendarDay.meta({ description: 'Its last day, included', example: '2026-12-31' }),
    source: Source,
    holidays: holidayLines.meta({ description: 'All holidays of the period; those it has now give way' }),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before the first day' })
  .refine(({ from, to, holidays }) => holidays.every(({ day }) => day >= from && day <= to), {
    path: ['holidays'],
    message: 'must all lie in the period',
  })
  .refine(nameEachDayOnce, namedTwice);
const Take = z
  .strictObject({
    kind: z.literal('TAKE').meta({ description: 'Replace the holidays of whole years by those of date-holidays' }),
    fromYear: CalendarYear,
    toYear: CalendarYear,
  })
  .refine(({ fromYear, toYear }) => fromYear <= toYear && toYear - fromYear < 10, {
    path: ['toYear'],
    message: 'must be the first year, or one of the nine after it',
  });
const Add = z.strictObject({ kind: z.literal('ADD'), ...holiday, source: Source });
const Rename = z.strictObject({ kind: z.literal('RENAME'), ...holiday, source: Source });
const Remove = z.strictObject({ kind: z.literal('REMOVE'), day: CalendarDay });
const Weekend = z.strictObject({
  kind: z.literal('WEEKEND'),
  weekend: z
    .array(z.int().min(1).max(7))
    .min(1, 'must name a day')
    .refine((days) => new Set(days).size === days.length, 'must name each day once')
    .refine((days) => new Set(days).size < 7, 'must leave a day to work on')
    .transform((days) => [...days].sort((a, b) => a - b))
    .meta({ description: '1 = Monday … 7 = Sunday', example: [6, 7] }),
  source: Source,
});

const Names = z.strictObject({
  kind: z.literal('NAMES').meta({ description: 'Give known holidays their names in the national language' }),
  names: z
    .array(z.strictObject({ name: Name, nationalName: HolidayText.meta({ example: 'ព្រះរាជពិធីច្រត់ព្រះនង្គ័ល' }) }))
    .min(1)
    .max(mostHolidays)
    .meta({ description: 'By their names in English' }),
});

/** A change of a calendar, as it is proposed, looked at and made. */
export const CalendarChange = z.discriminatedUnion('kind', [Enter, Replace, Take, Add, Rename, Remove, Names, Weekend]);
export type CalendarChange = z.infer<typeof CalendarChange>;
/** A change in full: what a package is asked for has been answered. */
export type WantedChange = Exclude<CalendarChange, { kind: 'TAKE' }>;

const Weekdays = z
  .array(z.int())
  .readonly()
  .meta({ description: '1 = Monday … 7 = Sunday', example: [6, 7] });
const HolidayView = z.object({
  day: z.iso.date(),
  name: z.string().meta({ description: 'In English' }),
  nationalName: z.string().nullable(),
  source: z.string(),
});

export const Difference = z.object({
  added: z.array(HolidayView),
  removed: z.array(HolidayView),
  renamed: z
    .array(z.object({ before: HolidayView, after: HolidayView }))
    .meta({ description: 'The same day under another name, or from another source' }),
  weekend: z.object({ before: Weekdays, after: Weekdays, source: z.string() }).nullable(),
});

export const CalendarSummary = z.object({
  countryCode: z.string(),
  weekend: Weekdays,
  holidays: z.int().meta({ description: 'How many are known' }),
  firstDay: z.iso.date().nullable().meta({ description: 'Of the holidays known' }),
  lastDay: z.iso.date().nullable(),
});
export type CalendarSummary = z.infer<typeof CalendarSummary>;
export const CalendarList = z.object({ items: z.array(CalendarSummary) });

export const CalendarOfYear = CalendarSummary.extend({
  year: z.int(),
  weekendSource: z.string().nullable().meta({ description: 'Null: nobody has said; it is the usual one' }),
  holidays: z.array(HolidayView).meta({ description: 'Of the year' }),
  sources: z.array(z.string()).meta({ description: 'Of the holidays of the year' }),
});
export type CalendarOfYear = z.infer<typeof CalendarOfYear>;
export const YearQuery = z.strictObject({
  year: CalendarYear.optional().meta({ description: 'The present one where it is left out', example: 2026 }),
});
