import type { DirectoryReading, DirectoryRecord, Place, Problem, ProblemCode } from '../records.js';
import {
  dayOf,
  directoryHeadings,
  emailOf,
  kindOf,
  languageOf,
  roleOf,
  zoneOf,
  type DirectoryColumn,
} from './directory-words.js';
import { assertHarmless, findHeader, headerWithin, RowWidths, type Grid, type Header, type Row } from './grid.js';
import { Refusal } from './refusal.js';
import { clean, excerpt, foldHeading } from './text.js';

const needed = ['institution', 'kind'] as const;

/** Why a row is left out; thrown where a field is read, caught where the row is. */
class Unreadable extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly column: DirectoryColumn,
    readonly params: Problem['params'] = {},
  ) {
    super(code);
  }
}

/** One row, field by field. */
class Fields {
  constructor(
    readonly place: Row['place'],
    private readonly cells: string[],
    private readonly header: Header<DirectoryColumn>,
  ) {}

  text(column: DirectoryColumn): string {
    return clean(this.cells[this.header.at[column] ?? -1] ?? '');
  }

  /** Several in one cell, with `;` between them; null for an empty one. */
  list(column: DirectoryColumn): string[] | null {
    const items = this.text(column)
      .split(';')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    return items.length === 0 ? null : [...new Set(items)];
  }

  /** Null for an empty cell; a row with a value nobody understands is left out. */
  parsed<Value>(column: DirectoryColumn, parse: (text: string) => Value | undefined, code: ProblemCode): Value | null {
    const text = this.text(column);
    if (text === '') return null;
    const value = parse(text);
    if (value === undefined) {
      throw new Unreadable(code, column, { value: excerpt(text) });
    }
    return value;
  }

  at(column: DirectoryColumn): Place {
    const spelled = this.header.spelled[column];
    return spelled === undefined ? this.place : { ...this.place, column: spelled };
  }
}

/** Rows already taken, to compare later ones with. */
class Directory {
  readonly inOrder: (DirectoryRecord | Problem)[] = [];
  private readonly institutions = new Map<string, DirectoryRecord>();
  private readonly people = new Map<string, DirectoryRecord>();
  private readonly mandates = new Map<string, DirectoryRecord>();
  private readonly mains = new Map<string, DirectoryRecord[]>();

  take(fields: Fields): void {
    try {
      this.keep(this.read(fields), fields);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.inOrder.push({
        severity: 'unreadable',
        code: error.code,
        place: fields.at(error.column),
        params: error.params,
      });
    }
  }

  private read(fields: Fields): DirectoryRecord {
    const name = fields.text('institution');
    if (name === '') throw new Unreadable('institution-missing', 'institution');
    const known = this.institutions.get(foldHeading(name))?.institution;
    const kind = fields.parsed('kind', kindOf, 'kind-unknown') ?? known?.kind;
    if (kind === undefined) throw new Unreadable('kind-missing', 'kind');
    return {
      place: fields.place,
      institution: {
        name,
        acronym: fields.text('acronym') || (known?.acronym ?? null),
        kind,
        parent: fields.text('parent') || (known?.parent ?? null),
        province: fields.text('province') || (known?.province ?? null),
        themes: fields.list('themes') ?? known?.themes ?? [],
      },
      ...this.readPerson(fields),
    };
  }

  private readPerson(fields: Fields): Pick<DirectoryRecord, 'person' | 'mandate'> {
    const name = fields.text('person');
    const email = fields.parsed('email', emailOf, 'email-invalid');
    const role = fields.parsed('role', roleOf, 'role-unknown');
    if (name === '' && email === null) return { person: null, mandate: null };
    if (name === '') throw new Unreadable('person-missing', 'person');
    if (email === null) throw new Unreadable('email-missing', 'email');
    if (role === null) throw new Unreadable('role-missing', 'role');
    const locale = fields.parsed('language', languageOf, 'language-unknown');
    const timeZone = fields.parsed('timeZone', zoneOf, 'zone-unknown');
    const startsOn = fields.parsed('startsOn', dayOf, 'date-invalid');
    const endsOn = fields.parsed('endsOn', dayOf, 'date-invalid');
    if (startsOn !== null && endsOn !== null && endsOn < startsOn) {
      throw new Unreadable('dates-reversed', 'endsOn', { start: startsOn, end: endsOn });
    }
    return { person: { name, email, locale, timeZone }, mandate: { role, startsOn, endsOn } };
  }

  private keep(record: DirectoryRecord, fields: Fields): void {
    const { institution, person, mandate } = record;
    const key = foldHeading(institution.name);
    const whole = JSON.stringify([key, person?.email, mandate]);
    const same = this.mandates.get(whole);
    if (same !== undefined) {
      this.doubt('row-repeated', fields.place, { row: same.place.row ?? 0 });
      return;
    }
    this.mandates.set(whole, record);
    this.inOrder.push(record);

    const known = this.institutions.get(key);
    if (known === undefined) this.institutions.set(key, record);
    else if (known.institution.kind !== institution.kind || known.institution.acronym !== institution.acronym) {
      this.doubt('institution-differs', fields.at('institution'), {
        name: institution.name,
        row: known.place.row ?? 0,
      });
    }
    if (person === null || mandate === null) return;
    const namesake = this.people.get(person.email);
    if (namesake === undefined) this.people.set(person.email, record);
    else if (foldHeading(namesake.person?.name ?? '') !== foldHeading(person.name)) {
      this.doubt('person-named-twice', fields.at('person'), {
        row: namesake.place.row ?? 0,
        name: namesake.person?.name ?? '',
      });
    }
    if (mandate.role === 'MAIN') this.compareMains(key, record, fields);
  }

  /** Two people cannot be the main focal point of one institution on the same day. */
  private compareMains(key: string, record: DirectoryRecord, fields: Fields): void {
    const others = this.mains.get(key) ?? [];
    const rival = others.find((other) => overlaps(other.mandate, record.mandate));
    if (rival !== undefined) {
      this.doubt('main-twice', fields.at('role'), { name: record.institution.name, row: rival.place.row ?? 0 });
    }
    this.mains.set(key, [...others, record]);
  }

  private doubt(code: ProblemCode, place: Place, params: Problem['params']): void {
    this.inOrder.push({ severity: 'doubtful', code, place, params });
  }
}

const overlaps = (one: DirectoryRecord['mandate'], other: DirectoryRecord['mandate']): boolean =>
  (one?.startsOn ?? '0') <= (other?.endsOn ?? '9') && (other?.startsOn ?? '0') <= (one?.endsOn ?? '9');

/** Reads a directory, a row for each person's mandate or for an institution alone. */
export async function* readDirectoryRows(grid: Grid): AsyncGenerator<DirectoryReading> {
  const directory = new Directory();
  const above: Row[] = [];
  let header: Header<DirectoryColumn> | null = null;
  let widths: RowWidths | null = null;
  for await (const row of grid.rows()) {
    assertHarmless(row);
    if (row.cells.every((cell) => cell.trim() === '')) continue;
    if (header === null || widths === null) {
      above.push(row);
      const found = findHeader([row], directoryHeadings, needed);
      if ('header' in found) {
        header = found.header;
        widths = new RowWidths(header.width, 1);
      } else if (above.length >= headerWithin) break;
      continue;
    }
    const found = widths.misfit(row);
    if (found === null) directory.take(new Fields(row.place, row.cells, header));
    else {
      const params = { found, expected: widths.width };
      directory.inOrder.push({ severity: 'unreadable', code: 'row-width', place: row.place, params });
    }
  }
  if (widths === null) throw new Refusal('header-missing', { wanted: 'institution, kind' });
  widths.assertEven(grid.endsCleanly);

  for (const [index, item] of directory.inOrder.entries()) {
    const progress = (index + 1) / directory.inOrder.length;
    if ('severity' in item) yield { kind: 'problem', problem: item, progress };
    else yield { kind: 'record', record: item, progress };
  }
}
