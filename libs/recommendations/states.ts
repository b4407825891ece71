import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import fr from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };
import km from 'i18n-iso-countries/langs/km.json' with { type: 'json' };
import type { Locale } from '../catalogue/index.js';

type Names = Record<string, string | string[]>;
const languages: Record<Locale, Names> = { en: en.countries, fr: fr.countries, km: km.countries };
const isLocale = (locale: string): locale is Locale => Object.hasOwn(languages, locale);
const alpha2 = new Map(codes.map(([two, three]) => [three, two]));

/** How the UN writes names that the list of ISO 3166 writes otherwise. */
const atTheUn: Record<string, Partial<Record<Locale, string>>> = {
  BOL: { en: 'Bolivia (Plurinational State of)', fr: 'Bolivie (État plurinational de)' },
  CAF: { fr: 'République centrafricaine' },
  CHN: { en: 'China' },
  CIV: { en: 'Côte d’Ivoire', fr: 'Côte d’Ivoire' },
  COG: { en: 'Congo', fr: 'Congo' },
  CPV: { en: 'Cabo Verde', fr: 'Cabo Verde' },
  CZE: { en: 'Czechia', fr: 'Tchéquie' },
  DOM: { fr: 'République dominicaine' },
  FSM: { en: 'Micronesia (Federated States of)', fr: 'Micronésie (États fédérés de)' },
  GBR: {
    en: 'United Kingdom of Great Britain and Northern Ireland',
    fr: 'Royaume-Uni de Grande-Bretagne et d’Irlande du Nord',
  },
  GMB: { en: 'Gambia' },
  IRN: { en: 'Iran (Islamic Republic of)', fr: 'Iran (République islamique d’)' },
  KOR: { en: 'Republic of Korea', fr: 'République de Corée' },
  LAO: { fr: 'République démocratique populaire lao' },
  MDA: { en: 'Republic of Moldova', fr: 'République de Moldova' },
  MKD: { en: 'North Macedonia' },
  NLD: { en: 'Netherlands (Kingdom of the)', fr: 'Pays-Bas (Royaume des)' },
  PRK: { en: 'Democratic People’s Republic of Korea', fr: 'République populaire démocratique de Corée' },
  RUS: { fr: 'Fédération de Russie' },
  SWZ: { fr: 'Eswatini' },
  SYR: { fr: 'République arabe syrienne' },
  TUR: { fr: 'Türkiye' },
  VAT: { en: 'Holy See', fr: 'Saint-Siège' },
  VEN: { en: 'Venezuela (Bolivarian Republic of)', fr: 'Venezuela (République bolivarienne du)' },
  VNM: { en: 'Viet Nam', fr: 'Viet Nam' },
  PSE: { en: 'State of Palestine', fr: 'État de Palestine' },
};

/** The State's name in a language, as the UN writes it; the code itself for one we do not know. */
export const stateName = (code: string, locale: string): string => {
  const language = isLocale(locale) ? locale : 'en';
  const listed = languages[language][alpha2.get(code) ?? ''];
  const first = typeof listed === 'string' ? listed : listed?.[0];
  return atTheUn[code]?.[language] ?? first ?? code;
};

/** Whether ISO 3166-1 knows the code. */
export const isStateCode = (code: string): boolean => alpha2.has(code);
