import type { InstitutionKind, MandateRole } from '../records.js';
import type { Headings } from './grid.js';
import { foldHeading } from './text.js';

export type DirectoryColumn =
  | 'institution'
  | 'acronym'
  | 'kind'
  | 'parent'
  | 'province'
  | 'themes'
  | 'person'
  | 'email'
  | 'role'
  | 'language'
  | 'timeZone'
  | 'startsOn'
  | 'endsOn';

/** Headings in English and French; any other column, such as a telephone number, is left alone. */
export const directoryHeadings: Headings<DirectoryColumn> = {
  institution: [
    'institution',
    'institutionname',
    'nameofinstitution',
    'organisation',
    'organization',
    'organisme',
    'nomdelinstitution',
  ],
  acronym: ['acronym', 'abbreviation', 'shortname', 'sigle', 'acronyme'],
  kind: [
    'kind',
    'type',
    'kindofinstitution',
    'typeofinstitution',
    'institutiontype',
    'nature',
    'categorie',
    'typedinstitution',
  ],
  parent: ['parent', 'parentinstitution', 'institutionmere', 'tutelle', 'ministeredetutelle'],
  province: ['province', 'region', 'location', 'lieu', 'ខេត្ត'],
  themes: ['themes', 'theme', 'topics', 'fieldsofwork', 'domaines', 'domainesdaction', 'themesdetravail', 'ប្រធានបទ'],
  person: [
    'person',
    'name',
    'fullname',
    'personname',
    'contact',
    'focalpoint',
    'nom',
    'personne',
    'nomcomplet',
    'pointfocal',
    'nometprenom',
  ],
  email: [
    'email',
    'emailaddress',
    'mail',
    'courriel',
    'adresseemail',
    'adresseelectronique',
    'adressecourriel',
    'adressemail',
  ],
  role: ['role', 'mandate', 'function', 'mandat', 'fonction'],
  language: ['language', 'locale', 'lang', 'langue'],
  timeZone: ['timezone', 'zone', 'fuseauhoraire', 'fuseau'],
  startsOn: ['startdate', 'startson', 'starts', 'start', 'from', 'datededebut', 'debut', 'du'],
  endsOn: ['enddate', 'endson', 'ends', 'end', 'until', 'datedefin', 'fin', 'au'],
};

const kinds: Record<InstitutionKind, readonly string[]> = {
  MINISTRY: ['ministry', 'ministere', 'department', 'departement', 'ក្រសួង'],
  AGENCY: ['agency', 'authority', 'agence', 'commission', 'council', 'conseil', 'committee', 'comite', 'ទីភ្នាក់ងារ'],
  PARLIAMENT: ['parliament', 'parlement', 'national assembly', 'assemblee nationale', 'senate', 'senat', 'សភា'],
  JUDICIARY: ['judiciary', 'court', 'pouvoir judiciaire', 'justice', 'cour', 'tribunal', 'តុលាការ'],
  LOCAL_AUTHORITY: [
    'local authority',
    'province',
    'municipality',
    'collectivite locale',
    'autorite locale',
    'commune',
    'អាជ្ញាធរមូលដ្ឋាន',
  ],
  NHRI: [
    'nhri',
    'national human rights institution',
    'indh',
    'institution nationale des droits de l homme',
    'ombudsman',
    'ស្ថាប័នសិទ្ធិមនុស្សជាតិ',
  ],
  CSO: [
    'cso',
    'ngo',
    'civil society',
    'civil society organisation',
    'civil society organization',
    'osc',
    'ong',
    'societe civile',
    'trade union',
    'syndicat',
    'អង្គការសង្គមស៊ីវិល',
  ],
  UN_AGENCY: [
    'un agency',
    'un',
    'united nations',
    'agence des nations unies',
    'nations unies',
    'onu',
    'ទីភ្នាក់ងារអង្គការសហប្រជាជាតិ',
  ],
  MISSION: ['mission', 'embassy', 'ambassade', 'permanent mission', 'mission permanente', 'បេសកកម្ម'],
};

const roles: Record<MandateRole, readonly string[]> = {
  MAIN: [
    'main',
    'focal point',
    'main focal point',
    'principal',
    'point focal',
    'point focal principal',
    'titulaire',
    'អ្នកសម្របសម្រួលចម្បង',
  ],
  ALTERNATE: [
    'alternate',
    'deputy',
    'alternate focal point',
    'deputy focal point',
    'suppleant',
    'point focal suppleant',
    'adjoint',
    'អ្នកសម្របសម្រួលជំនួស',
  ],
  VALIDATING_AUTHORITY: [
    'validating authority',
    'validator',
    'autorite de validation',
    'autorite validante',
    'valideur',
    'អាជ្ញាធរបញ្ជាក់',
  ],
};

/** The languages the product writes in, by code and by name. */
const languages: Record<string, readonly string[]> = {
  en: ['en', 'eng', 'english', 'anglais', 'អង់គ្លេស', 'ភាសាអង់គ្លេស'],
  fr: ['fr', 'fra', 'fre', 'french', 'français', 'francais', 'បារាំង', 'ភាសាបារាំង'],
  km: ['km', 'khm', 'khmer', 'ខ្មែរ', 'ភាសាខ្មែរ'],
};

const index = <Key extends string>(words: Record<Key, readonly string[]>): ReadonlyMap<string, Key> =>
  new Map(
    (Object.entries(words) as [Key, readonly string[]][]).flatMap(([key, list]) =>
      [key, ...list].map((word) => [foldHeading(word), key] as const),
    ),
  );

const kindIndex = index(kinds);
const roleIndex = index(roles);
const languageIndex = index(languages);

export const kindOf = (word: string): InstitutionKind | undefined => kindIndex.get(foldHeading(word));
export const roleOf = (word: string): MandateRole | undefined => roleIndex.get(foldHeading(word));

/** A language by name, by code, or by a code with its country such as `fr-CH`. */
export const languageOf = (word: string): string | undefined =>
  languageIndex.get(foldHeading(word)) ?? languageIndex.get(foldHeading(word.split(/[-_]/)[0] ?? ''));

/** A zone by its name in the IANA list, spelled as that list spells it. */
export const zoneOf = (word: string): string | undefined => {
  if (!/^(?:UTC|[A-Za-z_]+\/[A-Za-z_/+-]+\d{0,2})$/i.test(word)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: word }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
};

/** A day written `2026-03-31` or `31/03/2026`, as `YYYY-MM-DD`; undefined for any other, and for the 30th of February. */
export const dayOf = (word: string): string | undefined => {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word);
  const european = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(word);
  const [year, month, day] = (iso ? [iso[1], iso[2], iso[3]] : [european?.[3], european?.[2], european?.[1]]).map(
    Number,
  );
  if (!year || !month || !day || month > 12) return undefined;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const longest = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  if (day > longest) return undefined;
  return [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
};

/** An address as the mail ledger keeps it; undefined where mail could not be sent to it. */
export const emailOf = (word: string): string | undefined => {
  const address = word.replace(/^mailto:/i, '').toLowerCase();
  const [local = '', domain = ''] = address.split('@');
  const wellFormed =
    /^[^\s@<>()[\]",;:\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?\.)+[\p{L}\p{M}]{2,63}$/u;
  const dots = /^\.|\.\.|\.$/.test(local);
  return wellFormed.test(address) && !dots && local.length <= 64 && domain.length <= 190 ? address : undefined;
};
