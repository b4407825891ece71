import { z } from 'zod';
import { normalName } from '../directory/index.js';
import { FileTooLarge, Invalid, pathOfNul, type Day, type Upload } from '../platform/index.js';
import { NoHolidaysInPeriod } from './calendars.errors.js';
import { CalendarChange, CalendarDay, HolidayText, longestText } from './calendars.schemas.js';
import { largestHolidayFile, readHolidayFile, readNames } from './holiday-files.js';

/** An iCalendar feast that returns every year is taken for so many years to come, unless the person names the last day. */
const yearsAhead = 10;

/** What may be sent with a file of holidays. */
const HolidayFileFields = z.strictObject({
  from: CalendarDay.optional().meta({ description: 'First day of the period the file replaces' }),
  to: CalendarDay.optional().meta({ description: 'Its last day, included' }),
  wholeYears: z.stringbool().default(false),
  source: HolidayText.optional(),
  reason: z
    .string()
    .trim()
    .max(2000)
    .refine((text) => pathOfNul(text) === null)
    .optional(),
  expecting: z.string().max(100).optional(),
});
type HolidayFileFields = z.infer<typeof HolidayFileFields>;

interface HolidayFile {
  fields: HolidayFileFields;
  change: CalendarChange;
  /** Holidays of the file that lie outside the period. */
  leftOut: number;
}

/**
 * The change an uploaded file proposes: its holidays besides those of other days. Where a period is named, instead of those of
 * the period; with `wholeYears`, of the years from the file's first holiday to its last. A .po file only gives names to
 * holidays that are known.
 */
export const holidayFileOf = async ({ entered, file }: Upload, today: Day): Promise<HolidayFile> => {
  if (file === null) throw new Invalid('no-file', 'Send the file as multipart/form-data, in a part called file.');
  if (file.isTooLarge) throw new FileTooLarge(largestHolidayFile);
  const fields = readable(HolidayFileFields, entered);
  const pieces: Buffer[] = [];
  for await (const piece of file.stream) pieces.push(piece);
  const horizon = fields.to ?? `${Number(today.slice(0, 4)) + yearsAhead}-12-31`;
  const bytes = Buffer.concat(pieces);
  const names = readNames(bytes);
  if (names !== null) return { fields, change: readable(CalendarChange, { kind: 'NAMES', names }), leftOut: 0 };
  const lines = readHolidayFile(bytes, file.name, { horizon });
  const source = fields.source ?? normalName(file.name.replace(/\p{Cc}/gu, ' ')).slice(0, longestText);
  if (fields.from === undefined && fields.to === undefined && !fields.wholeYears) {
    return { fields, change: readable(CalendarChange, { kind: 'ENTER', source, holidays: lines }), leftOut: 0 };
  }
  const from = fields.from ?? `${lines[0]?.day.slice(0, 4) ?? ''}-01-01`;
  const to = fields.to ?? `${lines.at(-1)?.day.slice(0, 4) ?? ''}-12-31`;
  const holidays = lines.filter(({ day }) => day >= from && day <= to);
  if (holidays.length === 0) throw new NoHolidaysInPeriod(from, to);
  const change = readable(CalendarChange, { kind: 'REPLACE', from, to, source, holidays });
  return { fields, change, leftOut: lines.length - holidays.length };
};

const readable = <T extends z.ZodType>(shape: T, given: unknown): z.infer<T> => {
  const read = shape.safeParse(given);
  if (read.success) return read.data;
  throw new Invalid('fields-unreadable', `What was sent with the file cannot be taken: ${z.prettifyError(read.error)}`);
};
