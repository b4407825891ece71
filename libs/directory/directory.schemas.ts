import { z } from 'zod';
import { locales } from '../catalogue/index.js';
import { InstitutionKind, MandateRole, pageOf, paging } from '../platform/index.js';
import { isTimeZone, normalEmail, normalName } from './directory.rules.js';

const Id = z.uuid().meta({ example: '01920000-0000-7000-8000-000000000001' });
const Day = z.iso.date().meta({ example: '2026-03-31' });
const Name = z.string().max(300).transform(normalName).pipe(z.string().min(1, 'must not be empty'));
const Email = z
  .string()
  .max(254)
  .transform(normalEmail)
  .pipe(z.email())
  .meta({ description: 'Stored in lower case', example: 'sok.dara@example.org' });
const TimeZone = z
  .string()
  .refine(isTimeZone, 'is not a time zone of the IANA list')
  .meta({ description: 'IANA time zone', example: 'Asia/Phnom_Penh' });
const LocaleCode = z.enum(locales).meta({ description: 'Language of mails and pages', example: 'km' });
const Reason = z.string().trim().max(2000).optional().meta({ description: 'Why; kept with the event' });

export const Mechanism = z.strictObject({
  name: Name.meta({ example: 'National Mechanism for Reporting and Follow-up' }),
  stateCode: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .meta({ description: 'ISO 3166-1 alpha-3', example: 'KHM' }),
  timeZone: TimeZone,
  locale: LocaleCode,
});
export type Mechanism = z.infer<typeof Mechanism>;

const institution = {
  name: Name.meta({ example: 'Ministry of Education, Youth and Sport' }),
  acronym: Name.nullable().meta({ example: 'MoEYS' }),
  kind: z.enum(InstitutionKind).meta({ example: 'MINISTRY' }),
  province: Name.nullable().meta({ description: 'Where it works; null: everywhere, or unknown', example: 'Kampot' }),
  themes: z
    .array(Name)
    .max(50)
    .transform((themes) => [...new Set(themes)])
    .meta({ description: 'What it works on, in the register’s words', example: ['Right to education'] }),
};
export const RegisterInstitution = z.strictObject({
  ...institution,
  acronym: institution.acronym.default(null),
  province: institution.province.default(null),
  themes: institution.themes.default([]),
});
export type RegisterInstitution = z.infer<typeof RegisterInstitution>;
export const ChangeInstitution = z.strictObject({
  name: institution.name.exactOptional(),
  acronym: institution.acronym.exactOptional(),
  kind: institution.kind.exactOptional(),
  province: institution.province.exactOptional(),
  themes: institution.themes.exactOptional(),
});
export type ChangeInstitution = z.infer<typeof ChangeInstitution>;
export const Institution = z.object({
  id: Id,
  name: z.string(),
  acronym: z.string().nullable(),
  kind: z.enum(InstitutionKind),
  province: z.string().nullable(),
  themes: z.array(z.string()),
});
export type Institution = z.infer<typeof Institution>;
export const InstitutionPage = pageOf(Institution);
export const InstitutionQuery = z.strictObject({
  kind: z.enum(InstitutionKind).optional(),
  q: z.string().max(200).optional().meta({ description: 'Part of the name or acronym' }),
  province: Name.optional(),
  theme: Name.optional().meta({ description: 'What it works on, in the register’s words' }),
  ...paging,
});
export type InstitutionQuery = z.infer<typeof InstitutionQuery>;

const person = {
  name: Name.meta({ example: 'Sok Dara' }),
  email: Email,
  locale: LocaleCode,
  timeZone: TimeZone,
};
export const RegisterPerson = z.strictObject(person);
export type RegisterPerson = z.infer<typeof RegisterPerson>;
export const ChangePerson = z.strictObject({
  name: person.name.exactOptional(),
  email: person.email.exactOptional(),
  locale: person.locale.exactOptional(),
  timeZone: person.timeZone.exactOptional(),
});
export type ChangePerson = z.infer<typeof ChangePerson>;
export const Person = z.object({
  id: Id,
  name: z.string(),
  email: z.string().optional().meta({ description: 'Shown to the secretariat only' }),
  locale: z.string(),
  timeZone: z.string(),
});
export type Person = z.infer<typeof Person>;
export const PersonPage = pageOf(Person);
export const PersonQuery = z.strictObject({
  institutionId: Id.optional().meta({ description: 'Who holds a mandate there today' }),
  q: z.string().max(200).optional().meta({ description: 'Part of the name' }),
  ...paging,
});
export type PersonQuery = z.infer<typeof PersonQuery>;

export const StartMandate = z
  .strictObject({
    personId: Id,
    institutionId: Id,
    role: z.enum(MandateRole).meta({ example: 'MAIN' }),
    startsOn: Day,
    endsOn: Day.nullable().default(null).meta({ description: 'The last day, included' }),
    reason: Reason,
  })
  .refine(({ startsOn, endsOn }) => endsOn === null || startsOn <= endsOn, {
    path: ['endsOn'],
    message: 'must not be before startsOn',
  });
export type StartMandate = z.infer<typeof StartMandate>;
export const EndMandate = z.strictObject({
  endsOn: Day.meta({ description: 'The last day of the mandate, included' }),
  successorPersonId: Id.optional().meta({ description: 'Holds the same mandate from the day after' }),
  reason: Reason,
});
export type EndMandate = z.infer<typeof EndMandate>;
export const Mandate = z.object({
  id: Id,
  role: z.enum(MandateRole),
  startsOn: Day,
  endsOn: Day.nullable(),
  person: z.object({ id: Id, name: z.string() }),
  institution: z.object({ id: Id, name: z.string() }),
});
export type Mandate = z.infer<typeof Mandate>;
export const MandatePage = pageOf(Mandate);
export const MandateQuery = z.strictObject({
  institutionId: Id.optional(),
  personId: Id.optional(),
  role: z.enum(MandateRole).optional(),
  on: Day.optional().meta({ description: 'Valid on this day' }),
  ...paging,
});
export type MandateQuery = z.infer<typeof MandateQuery>;

/** One row of a directory as an import hands it over: cleaned, with every default filled in. */
export interface DirectoryRow {
  /** Province and themes: left out or empty where the file does not say. */
  institution: Pick<RegisterInstitution, 'name' | 'acronym' | 'kind'> &
    Partial<Pick<RegisterInstitution, 'province' | 'themes'>>;
  person: RegisterPerson | null;
  /** `startsOn` null: the file does not say; a new mandate starts today, an existing one keeps its day. */
  mandate: { role: MandateRole; startsOn: string | null; endsOn: string | null } | null;
}

export type DirectoryVerdict = 'NEW' | 'CHANGED' | 'UNCHANGED';
