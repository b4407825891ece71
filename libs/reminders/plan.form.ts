import { z } from 'zod';
import { ReminderAudience, type FormWords, type PageTranslate } from '../platform/index.js';
import type { PlanBody } from './plans.schemas.js';

const one = z.string().max(4000).catch('');
const many = z.union([z.array(z.string().max(100)).max(20), z.string().transform((value) => [value])]).catch([]);

/** As many as a plan may have of each. */
export const mostRows = 10;
/** How many empty rows a form offers besides those that are filled. */
const spareRows = 2;

export interface PlanForm {
  announce: boolean;
  before: { offset: string; unit: string }[];
  again: { every: string; times: string; audience: string[] };
  ladder: { after: string; audience: string[] }[];
  reason: string;
  /** What the button asks for: to look at it first, to apply it, or to go on entering. */
  step: string;
}

/** Fields come flat, `before-0-offset`, as many as there are; rows that were left empty fall out. */
export const PlanFields = z.record(z.string(), z.unknown()).transform((fields): PlanForm => {
  const text = (name: string) => one.parse(fields[name]).trim();
  const list = (name: string) => many.parse(fields[name]);
  const rows = Array.from({ length: mostRows }, (_, index) => index);
  return {
    announce: text('announce') === '1',
    before: rows
      .map((row) => ({ offset: text(`before-${row}-offset`), unit: text(`before-${row}-unit`) }))
      .filter(({ offset }) => offset !== ''),
    again: { every: text('again-every'), times: text('again-times'), audience: list('again-audience') },
    ladder: rows
      .map((row) => ({ after: text(`ladder-${row}-after`), audience: list(`ladder-${row}-audience`) }))
      .filter(({ after, audience }) => after !== '' || audience.length > 0),
    reason: text('reason'),
    step: text('step'),
  };
});

const numberOf = (text: string): number => (text === '' ? Number.NaN : Number(text));

/** As the use case wants it. What is not a number becomes none, and is refused there. */
export const planOf = ({ announce, before, again, ladder, reason }: PlanForm): { body: unknown; reason: string } => {
  const isAgain = again.every !== '' || again.times !== '' || again.audience.length > 0;
  return {
    body: {
      announce,
      before: before.map(({ offset, unit }) => ({ offset: numberOf(offset), unit })),
      again: isAgain ? { every: numberOf(again.every), times: numberOf(again.times), audience: again.audience } : null,
      ladder: ladder.map(({ after, audience }) => ({ after: numberOf(after), audience })),
    },
    reason,
  };
};

/** The form of a plan in force. */
export const planForm = ({ announce, before, again, ladder }: PlanBody): PlanForm => ({
  announce,
  before: before.map(({ offset, unit }) => ({ offset: String(offset), unit })),
  again: {
    every: again ? String(again.every) : '',
    times: again ? String(again.times) : '',
    audience: again?.audience ?? [],
  },
  ladder: ladder.map(({ after, audience }) => ({ after: String(after), audience })),
  reason: '',
  step: '',
});

/** What was entered, as the flat fields it came in; without why, and without the button. */
export const planFields = ({ announce, before, again, ladder }: PlanForm): [name: string, value: string][] => [
  ...(announce ? [['announce', '1'] satisfies [string, string]] : []),
  ...before.flatMap(({ offset, unit }, row): [string, string][] => [
    [`before-${row}-offset`, offset],
    [`before-${row}-unit`, unit],
  ]),
  ['again-every', again.every],
  ['again-times', again.times],
  ...again.audience.map((place): [string, string] => ['again-audience', place]),
  ...ladder.flatMap(({ after, audience }, row): [string, string][] => [
    [`ladder-${row}-after`, after],
    ...audience.map((place): [string, string] => [`ladder-${row}-audience`, place]),
  ]),
];

/** With some empty rows to go on in. */
export const withSpare = <T>(rows: T[], empty: T): T[] =>
  [...rows, ...Array.from({ length: spareRows }, () => empty)].slice(0, Math.max(mostRows, rows.length));

export const planWords = (t: PageTranslate): FormWords => ({
  t,
  fields: {
    'body.before.*.offset': { field: 'body-before-*-offset', text: 'plans.invalid.before' },
    'body.before.*.unit': { field: 'body-before-*-offset', text: 'plans.invalid.before' },
    'body.before': { field: 'before', text: 'plans.invalid.before-twice' },
    'body.again.every': { field: 'again-every', text: 'plans.invalid.every' },
    'body.again.times': { field: 'again-times', text: 'plans.invalid.times' },
    'body.again.audience': { field: 'again', text: 'plans.invalid.audience' },
    'body.ladder.*.after': { field: 'body-ladder-*-after', text: 'plans.invalid.after' },
    'body.ladder.*.audience': { field: 'body-ladder-*-after', text: 'plans.invalid.audience' },
    'body.ladder': { field: 'ladder', text: 'plans.invalid.ladder' },
    body: { field: 'ladder', text: 'plans.invalid.too-many' },
    reason: 'deadlines.invalid.reason',
  },
  idOf: (field) => field.replace(/^body-/, ''),
});

export const audiences = Object.values(ReminderAudience);
