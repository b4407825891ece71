import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { CalendarChange, calendarYears, HolidayFileBroken } from '../calendars/index.js';
import type { PageKey } from '../catalogue/index.js';
import { DomainError, Invalid, type PageTranslate } from '../platform/index.js';

/** Forms without scripts send empty fields too, and one or many of a name; what is wrong is said on the page. */
const one = z.string().max(4000).catch('');
const many = z.union([z.array(z.string().max(10)).max(7), z.string().transform((value) => [value])]).catch([]);

export const CalendarForm = z.object({
  kind: one,
  day: one,
  name: one,
  nationalName: one,
  source: one,
  weekend: many,
  fromYear: one,
  toYear: one,
});
export type CalendarForm = z.infer<typeof CalendarForm>;

export const ApplyForm = z.object({
  change: z.string(),
  expecting: z.string().max(100),
  reason: z.string().max(4000).default(''),
});
export type ApplyForm = z.infer<typeof ApplyForm>;

/** Where a page is opened, and what was done just before. */
export const CalendarWhere = z.object({
  year: z.coerce.number().int().min(calendarYears.first).max(calendarYears.last).optional().catch(undefined),
  /** The holiday to rename. */
  edit: z.iso.date().optional().catch(undefined),
  /** How many deadlines have just moved. */
  done: z.coerce.number().int().min(0).optional().catch(undefined),
});
export type CalendarWhere = z.infer<typeof CalendarWhere>;

/** The change a form of the page proposes. Throws ZodError where it is none. */
export const changeOf = (form: CalendarForm): CalendarChange => {
  const { kind, day, name, source } = form;
  const nationalName = form.nationalName.trim() === '' ? null : form.nationalName;
  switch (kind) {
    case 'REMOVE':
      return CalendarChange.parse({ kind, day });
    case 'WEEKEND':
      return CalendarChange.parse({ kind, weekend: form.weekend.map(Number), source });
    case 'TAKE':
      return CalendarChange.parse({ kind, fromYear: form.fromYear || null, toYear: form.toYear || null });
    default:
      return CalendarChange.parse({ kind: kind === 'RENAME' ? kind : 'ADD', day, name, nationalName, source });
  }
};

/** A change as the page that shows its effect carries it to the button that makes it; a file's whole content is in it. */
export const pack = (change: CalendarChange): string => deflateRawSync(JSON.stringify(change)).toString('base64url');

const largestChange = 8 * 1024 * 1024;

/** What `pack` packed. Throws Invalid for anything else. */
export const unpack = (packed: string): CalendarChange => {
  try {
    const json = inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: largestChange });
    return CalendarChange.parse(JSON.parse(json.toString('utf8')));
  } catch {
    throw new Invalid('change-unreadable', 'The change did not arrive whole: go back to the calendar and begin again.');
  }
};

/** Why a form was not taken. */
export interface Refusal {
  status: number;
  text: string;
  /** The id of the field where it can be put right. */
  field: string | null;
  /** The lines of a file, each with what is wrong with it. */
  lines: string[];
  more: number;
}

/** By the field's name in the schema. */
const atField: Record<string, { text: PageKey; field: string }> = {
  day: { text: 'calendars.invalid.day', field: 'day' },
  name: { text: 'calendars.invalid.name', field: 'name' },
  nationalName: { text: 'calendars.invalid.nationalName', field: 'nationalName' },
  source: { text: 'calendars.invalid.source', field: 'source' },
  weekend: { text: 'calendars.invalid.weekend', field: 'weekend-1' },
  fromYear: { text: 'calendars.invalid.years', field: 'fromYear' },
  toYear: { text: 'calendars.invalid.years', field: 'toYear' },
};

/** By the code of the domain's error. */
const byCode: Record<string, { text: PageKey; field: string | null }> = {
  'no-file': { text: 'calendars.error.no-file', field: 'file' },
  'file-too-large': { text: 'calendars.error.file-too-large', field: 'file' },
  'holiday-file-broken': { text: 'calendars.refused.lines', field: 'file' },
  'fields-unreadable': { text: 'calendars.error.fields-unreadable', field: 'from' },
  'no-holidays-in-period': { text: 'calendars.error.no-holidays-in-period', field: 'from' },
  'holidays-not-in-package': { text: 'calendars.error.holidays-not-in-package', field: 'file' },
  'holiday-already-there': { text: 'calendars.error.holiday-already-there', field: 'day' },
  'holiday-not-there': { text: 'calendars.error.holiday-not-there', field: null },
  'closed-for-too-long': { text: 'calendars.error.closed-for-too-long', field: null },
  'calendar-without-working-days': { text: 'calendars.error.closed-for-too-long', field: null },
};

/** What a page says of an error; null: it is not about what was entered. */
export const refusalOf = (error: unknown, t: PageTranslate, kind?: string): Refusal | null => {
  const { first, last } = calendarYears;
  const nothing = { lines: [], more: 0 };
  if (error instanceof z.ZodError) {
    const name = String(error.issues[0]?.path[0] ?? '');
    const found = atField[name];
    if (found === undefined) return null;
    const field = kind === 'WEEKEND' && name === 'source' ? 'weekend-source' : found.field;
    return { status: 422, text: t(found.text, { first, last }), field, ...nothing };
  }
  if (!(error instanceof DomainError)) return null;
  const found = byCode[error.code];
  if (found === undefined) return null;
  const refusal = { status: error.status, text: t(found.text, { first, last }), field: found.field };
  if (!(error instanceof HolidayFileBroken)) return { ...refusal, ...nothing };
  const lines = error.broken.map(({ line, code, params }) =>
    t('calendars.refused.line', { line, problem: t(`calendars.problem.${code}`, params) }),
  );
  return { ...refusal, lines, more: error.more };
};
