import type { Mechanism, RecommendationRecord } from '../records.js';
import { stateCode } from '../states.js';
import { dayOf } from './directory-words.js';
import { foldHeading } from './text.js';

type Kind = RecommendationRecord['kind'];

/** Acronyms and names in English and French, folded. OHCHR also counts the optional protocols of the CRC as bodies of their own. */
const bodies: Readonly<Record<Exclude<Mechanism, 'SPECIAL_PROCEDURES'>, readonly string[]>> = {
  UPR: ['upr', 'universalperiodicreview', 'epu', 'examenperiodiqueuniversel'],
  CCPR: ['ccpr', 'humanrightscommittee', 'comitedesdroitsdelhomme'],
  CESCR: [
    'cescr',
    'committeeoneconomicsocialandculturalrights',
    'codesc',
    'comitedesdroitseconomiquessociauxetculturels',
  ],
  CERD: ['cerd', 'committeeontheeliminationofracialdiscrimination', 'comitepourleliminationdeladiscriminationraciale'],
  CEDAW: [
    'cedaw',
    'committeeontheeliminationofdiscriminationagainstwomen',
    'cedef',
    'comitepourleliminationdeladiscriminationalegarddesfemmes',
  ],
  CAT: ['cat', 'committeeagainsttorture', 'comitecontrelatorture'],
  CRC: ['crc', 'crcopac', 'crcopsc', 'crcac', 'crcsc', 'committeeontherightsofthechild', 'comitedesdroitsdelenfant'],
  CMW: [
    'cmw',
    'committeeonmigrantworkers',
    'committeeontheprotectionoftherightsofallmigrantworkersandmembersoftheirfamilies',
    'committeeontheprotectionoftherightsofallmigrantworkersandmembersoftheirfamily',
    'comitepourlaprotectiondesdroitsdetouslestravailleursmigrantsetdesmembresdeleurfamille',
  ],
  CRPD: ['crpd', 'committeeontherightsofpersonswithdisabilities', 'comitedesdroitsdespersonneshandicapees'],
  CED: ['ced', 'committeeonenforceddisappearances', 'comitedesdisparitionsforcees'],
  SPT: [
    'spt',
    'catop',
    'subcommitteeonpreventionoftorture',
    'subcommitteeonpreventionoftortureandothercruelinhumanordegradingtreatmentorpunishment',
    'souscomitepourlapreventiondelatorture',
  ],
};

const byName = new Map(
  (Object.entries(bodies) as [Mechanism, readonly string[]][]).flatMap(([mechanism, names]) =>
    names.map((name) => [name, mechanism] as const),
  ),
);

/** How the titles of mandates begin, written out or as UHRI abbreviates them. */
const mandate =
  /^(?:special (?:rapporteur|representative|procedure|envoy)|representative of the secretary|independent expert|working group|experts? on|rapporteu(?:r|se) spécial|expert(?:e)? indépendant|groupe de travail|(?:SR|SRSG|RSG|IE|WG|WGEID|WGAD)\b)/i;

/** Which mechanism a body is, by acronym or name; undefined for one nobody knows. */
export const mechanismOf = (body: string): Mechanism | undefined => {
  const bracketed = /\(([^()]+)\)\s*$/.exec(body)?.[1] ?? '';
  return (
    byName.get(foldHeading(body)) ??
    byName.get(foldHeading(body.replace(/\([^()]*\)\s*$/, ''))) ??
    byName.get(foldHeading(bracketed)) ??
    (mandate.test(body) ? 'SPECIAL_PROCEDURES' : undefined)
  );
};

const treatySymbol = /^(CCPR|CERD|CEDAW|CAT|CRC|CMW|CRPD|CED)\/(?:C\/(?:OPAC\/|OPSC\/)?|(OP)\/)([A-Z]{3})\//;
const economicSymbol = /^E\/C\.12\/([A-Z]{3})\//;
const reviewSymbol = /^A\/HRC\/WG\.6\/\d{1,3}\/([A-Z]{3})\//;

/** What the symbol of a document says by itself: `CEDAW/C/ALB/CO/4` is of CEDAW and about Albania. Reports of the UPR name no State. */
export const readSymbol = (symbol: string): { mechanism: Mechanism | null; state: string | null } => {
  const treaty = treatySymbol.exec(symbol);
  if (treaty !== null) {
    const mechanism = treaty[2] === undefined ? mechanismOf(treaty[1] ?? '') : 'SPT';
    return { mechanism: mechanism ?? null, state: stateCode(treaty[3] ?? '') };
  }
  const economic = economicSymbol.exec(symbol);
  if (economic !== null) return { mechanism: 'CESCR', state: stateCode(economic[1] ?? '') };
  const review = reviewSymbol.exec(symbol);
  if (review !== null) return { mechanism: 'UPR', state: stateCode(review[1] ?? '') };
  return { mechanism: null, state: null };
};

/** Recommendation, concern or pledge by UHRI's word for it; undefined for any other. */
export const kindOf = (word: string): Kind | undefined => {
  const folded = foldHeading(word);
  if (/^recomm[ae]ndations?$/.test(folded)) return 'RECOMMENDATION';
  if (/^(?:concerns?)?(?:and)?(?:observations?)?$/.test(folded) && folded !== '') return 'OBSERVATION';
  return /^voluntary(?:pledges?|commitments?)/.test(folded) ? 'VOLUNTARY_PLEDGE' : undefined;
};

/** Session and cycle out of `- 20th Session - Cycle 2`, and out of a field that names the cycle alone. */
export const sessionAndCycle = (session: string, cycle: string): { session: number | null; cycle: number | null } => {
  const number = Number(
    /\b(\d{1,2})(?:st|nd|rd|th)?\s+session\b|\bsession\s+(\d{1,2})\b/i.exec(session)?.slice(1).join(''),
  );
  if (number > 0) return { session: number, cycle: null };
  const named = /\bcycle\s+(\d)\b|\b(\d)(?:st|nd|rd|th)?\s+cycle\b|^\W*(\d)\W*$/i;
  const found = Number((named.exec(cycle) ?? named.exec(session))?.slice(1).join(''));
  return { session: null, cycle: found > 0 ? found : null };
};

const msPerDay = 86_400_000;
/** Day 25,569 of spreadsheet programs, which count from 1900, is 1970-01-01. */
const serialOfEpoch = 25_569;

/**
 * A document's day, written as ISO does, as `31/03/2026`, or as a spreadsheet's serial number. Null for anything else, and for days before
 * the United Nations, which programs write for "none".
 */
export const publishedOn = (written: string): string | null => {
  const word = written.trim();
  const serial = /^(\d{5})(?:\.\d+)?$/.exec(word)?.[1];
  const day =
    serial === undefined
      ? dayOf(word.replace(/[T ]\d{1,2}:.*$/, ''))
      : new Date((Number(serial) - serialOfEpoch) * msPerDay).toISOString().slice(0, 10);
  return day !== undefined && day >= '1945' ? day : null;
};
