import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { RolesService } from '../../../libs/access/index.js';
import { DirectoryService, MechanismService, type DirectoryRow } from '../../../libs/directory/index.js';
import { Clock, Database, fromDay, InstitutionKind, Role, type Tx } from '../../../libs/platform/index.js';
import { byCommand } from './command.js';
import { ConsultationsSeed } from './seed.consultations.js';

const cause = { by: byCommand, reason: 'The seed: a small country to try things out' };
const holidaySource = 'vacanza/holidays';
const lunarSource = `${holidaySource}; reckoned, compare with the yearly sub-decree`;

const Locale = z.enum(['en', 'fr', 'km']);
const Day = z.iso.date();
const OptionalDay = z.union([z.literal('').transform(() => null), Day]);

const SeedFile = z.strictObject({
  mechanism: z.strictObject({ name: z.string(), stateCode: z.string(), timeZone: z.string(), locale: Locale }),
  offices: z.array(
    z.strictObject({
      institution: z.strictObject({
        name: z.string(),
        acronym: z.string().nullable(),
        kind: z.enum(['AGENCY', 'UN_AGENCY']),
      }),
      people: z.array(z.strictObject({ name: z.string(), email: z.email(), locale: Locale, role: z.enum(Role) })),
    }),
  ),
});
type SeedFile = z.infer<typeof SeedFile>;

const kinds = {
  ministry: 'MINISTRY',
  agency: 'AGENCY',
  parliament: 'PARLIAMENT',
  judiciary: 'JUDICIARY',
  NHRI: 'NHRI',
  CSO: 'CSO',
} as const;
const roles = {
  main: 'MAIN',
  alternate: 'ALTERNATE',
  'validating authority': 'VALIDATING_AUTHORITY',
} as const;

const DirectoryLine = z.object({
  Institution: z.string().min(1),
  Acronym: z.string(),
  Kind: z.enum(Object.keys(kinds) as (keyof typeof kinds)[]),
  Person: z.string().min(1),
  Email: z.email(),
  Role: z.enum(Object.keys(roles) as (keyof typeof roles)[]),
  Language: Locale,
  'Start date': Day,
  'End date': OptionalDay,
  Province: z.string(),
  /** With `;` between them. */
  Themes: z.string(),
});

const References = z.array(
  z.strictObject({
    label: z.string(),
    year: z.int().nullable(),
    kind: z.enum(InstitutionKind).nullable(),
    invited: z.int().nullable(),
    tookPart: z.int(),
    population: z.int().nullable(),
    source: z.string(),
  }),
);

const HolidayLine = z.object({
  day: Day,
  name: z.string().min(1),
  'khmer name': z.string().min(1),
  reckoning: z.enum(['fixed', 'computed', 'lunar']),
});

/** Puts one small country into the database: its mechanism, institutions, people, mandates, holidays and consultations. */
@Injectable()
export class Seed {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly mechanism: MechanismService,
    private readonly directory: DirectoryService,
    private readonly roles: RolesService,
    private readonly consultations: ConsultationsSeed,
  ) {}

  /** All or nothing. Run again, it restores what was changed and adds what is missing; nothing is there twice. */
  async plant(): Promise<{ institutions: number; people: number; holidays: number; consultations: number }> {
    const { mechanism, offices } = SeedFile.parse(JSON.parse(read('mechanism.json')));
    const rows = [...officeRows(offices, mechanism.timeZone), ...directoryRows(mechanism.timeZone)];
    return this.db.transaction(async (tx) => {
      const known = await tx.mechanism.findFirst({ omit: { id: true } });
      if (!isDeepStrictEqual(known, mechanism)) await this.mechanism.describe(mechanism, byCommand);
      await this.directory.apply(tx, rows, cause);
      await this.appoint(tx, offices);
      await this.noteReferences(tx);
      return {
        institutions: new Set(rows.map(({ institution }) => institution.name)).size,
        people: new Set(rows.map(({ person }) => person?.email)).size,
        holidays: await this.markHolidays(tx, mechanism.stateCode),
        consultations: await this.consultations.plant(tx, read('consultations.json')),
      };
    });
  }

  private async appoint(tx: Tx, offices: SeedFile['offices']): Promise<void> {
    for (const { email, role } of offices.flatMap(({ people }) => people)) {
      const { id } = await tx.person.findUniqueOrThrow({ where: { email } });
      const { roles } = await this.roles.of(id);
      if (!roles.includes(role)) await this.roles.give(id, [...roles, role], cause);
    }
  }

  /** What was counted before there was a system: to compare with. */
  private async noteReferences(tx: Tx): Promise<void> {
    const references = References.parse(JSON.parse(read('inclusion-references.json')));
    const addedAt = this.clock.now();
    await tx.inclusionReference.createMany({
      data: references.map((reference) => ({ ...reference, addedAt })),
      skipDuplicates: true,
    });
  }

  private async markHolidays(tx: Tx, countryCode: string): Promise<number> {
    const holidays = lines('holidays.csv', HolidayLine).map(({ day, name, 'khmer name': nationalName, reckoning }) => ({
      countryCode,
      day: fromDay(day),
      name,
      nationalName,
      source: reckoning === 'fixed' ? holidaySource : lunarSource,
    }));
    // What the secretariat has put right by the sub-decree stays.
    await tx.holiday.createMany({ data: holidays, skipDuplicates: true });
    return holidays.length;
  }
}

/** The secretariat and whoever else has a role by appointment: in their offices, without a mandate. */
const officeRows = (offices: SeedFile['offices'], timeZone: string): DirectoryRow[] =>
  offices.flatMap(({ institution, people }) =>
    people.map(({ name, email, locale }) => ({
      institution,
      person: { name, email, locale, timeZone },
      mandate: null,
    })),
  );

const directoryRows = (timeZone: string): DirectoryRow[] =>
  lines('directory.csv', DirectoryLine).map((line) => ({
    institution: {
      name: line.Institution,
      acronym: line.Acronym || null,
      kind: kinds[line.Kind],
      province: line.Province || null,
      themes: line.Themes.split(';').filter((theme) => theme.trim() !== ''),
    },
    person: { name: line.Person, email: line.Email, locale: line.Language, timeZone },
    mandate: { role: roles[line.Role], startsOn: line['Start date'], endsOn: line['End date'] },
  }));

const lines = <T extends z.ZodType>(file: string, shape: T): z.infer<T>[] =>
  z.array(shape).parse(parse(read(file), { columns: true }));

/** The files lie in the repository, not in the build. */
const read = (file: string): string => {
  const folder = ['../../..', '../../../..']
    .map((root) => path.resolve(import.meta.dirname, root, 'prisma/seed'))
    .find((place) => existsSync(place));
  if (!folder) throw new Error('The folder prisma/seed is not here: seed from a clone of the repository.');
  return readFileSync(path.join(folder, file), 'utf8');
};
