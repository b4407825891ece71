import { z } from 'zod';
import { foldHeading } from './text.js';
import { remembering, type Listed } from './uhri-lists.js';

/** Numbers stand for themselves, lists for what is first in them; anything else says nothing. */
const wordOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number'
      ? String(value)
      : Array.isArray(value) && !Array.isArray(value[0])
        ? wordOf(value[0])
        : '';

const Word = z.unknown().optional().transform(wordOf);
const List = z
  .unknown()
  .optional()
  .transform((value): Listed => (Array.isArray(value) ? value.map(wordOf) : wordOf(value)));

/** A record of UHRI. Nothing is demanded: null, a missing key, an empty list and a word in place of a list are all met with. */
const Fields = z.object({
  annotationId: Word,
  symbol: Word,
  text: Word,
  type: Word,
  body: Word,
  countries: List,
  themes: List,
  affectedPersons: List,
  sdgs: List,
  publishedOn: Word,
  cycle: Word,
  session: List,
  positions: List,
  recommenders: List,
});

export type UhriFields = z.infer<typeof Fields>;

/** The keys of UHRI's whole export, of its lower-case retelling, and the headings of its spreadsheet with their spelling, all folded. */
const keys: Readonly<Record<keyof UhriFields, readonly string[]>> = {
  annotationId: ['annotationid', 'ohchrannotationid'],
  symbol: ['symbol', 'documentsymbol'],
  text: ['text'],
  type: ['annotationtype', 'type'],
  body: ['body', 'reccomendingbody', 'recommendingbody'],
  countries: ['countries', 'countriesconcerned', 'countryconcerned'],
  themes: ['themes'],
  affectedPersons: ['affectedpersons'],
  sdgs: ['sdgs'],
  publishedOn: ['publicationdate', 'documentpublicationdate', 'date'],
  cycle: ['uprcycle'],
  session: ['uprsession', 'uprsessions'],
  positions: ['uprpositions', 'uprposition'],
  recommenders: [
    'uprrecommendingcountry',
    'uprrecommendingcountries',
    'uprreccomendingstates',
    'uprrecommendingstates',
    'uprreccomendingcountry',
  ],
};

const byKey = new Map(
  (Object.entries(keys) as [keyof UhriFields, readonly string[]][]).flatMap(([field, names]) =>
    names.map((name) => [name, field] as const),
  ),
);

/** `_id` is the annotation's; other keys with a line before them are whoever's who retold it. */
const fieldOf = remembering((key: string): keyof UhriFields | null =>
  key === '_id' ? 'annotationId' : key.startsWith('_') ? null : (byKey.get(foldHeading(key)) ?? null),
);

/** Reads an object of any of UHRI's layouts, or a row by headings. */
export const fieldsOf = (row: Readonly<Record<string, unknown>>): UhriFields => {
  const named: Partial<Record<keyof UhriFields, unknown>> = {};
  for (const [key, value] of Object.entries(row)) {
    const field = fieldOf(key);
    if (field !== null) named[field] ??= value;
  }
  return Fields.parse(named);
};

/** Whether a spreadsheet's headings are those of UHRI's. */
export const looksLikeUhriHeadings = (headings: readonly string[]): boolean => {
  const found = new Set(headings.map(fieldOf));
  return (['text', 'body', 'countries', 'symbol'] as const).every((field) => found.has(field));
};
