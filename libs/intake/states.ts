import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import fr from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };
import km from 'i18n-iso-countries/langs/km.json' with { type: 'json' };
import { decodeEntities } from './formats/text.js';
import { aliases, formNames, territories } from './states-aliases.js';

const languages: Record<string, Record<string, string | string[]>> = {
  en: en.countries,
  fr: fr.countries,
  km: km.countries,
};

const alpha2 = new Map<string, string>();
for (const [two, three] of codes) if (two && three && !territories.has(three)) alpha2.set(three, two);

/** Every State that can be under review, ISO 3166-1 alpha-3. */
export const stateCodes: readonly string[] = [...alpha2.keys()];

/** A name as it is compared: letters only, without accents, articles, brackets and `&`; `St` is `Saint`. */
const fold = (name: string): string =>
  name
    .replaceAll('&', ' and ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u2019\u2018\u02bc`´']/g, ' ')
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .replace(/[\u0300-\u036f]/g, '')
    .trim()
    .replace(/^(?:the|la|le|les|l) | (?:the|la|le|les|l)$/g, '')
    .replace(/\bst\b/g, 'saint')
    .replace(/ (?:the|la|le|les|l)\b/g, '')
    .trim();

const names = new Map<string, string>();
for (const language of Object.values(languages)) {
  for (const [three, two] of alpha2) {
    const spelled = language[two];
    for (const name of typeof spelled === 'string' ? [spelled] : (spelled ?? [])) names.set(fold(name), three);
  }
}
for (const [code, spellings] of Object.entries(aliases)) for (const name of spellings) names.set(fold(name), code);

/** Some lists lose the blanks inside names: `costarica`. */
const squeeze = (name: string): string => fold(name).replaceAll(' ', '').replaceAll('ofthe', 'of');
const squeezed = new Map([...names].map(([name, code]) => [squeeze(name), code]));

/** The ISO 3166-1 alpha-3 code of a State by any name UPR Info, OHCHR, ISO and the UN give it; null for anything that is no State. */
export const stateCode = (spelled: string): string | null => {
  const name = decodeEntities(spelled);
  if (/^\s*[A-Z]{3}\s*$/.test(name) && alpha2.has(name.trim())) return name.trim();
  const folded = fold(name);
  return names.get(folded) ?? names.get(folded.replace(formNames, '')) ?? squeezed.get(squeeze(name)) ?? null;
};

/** The State's name in a language; in English where that language lacks it, the code itself for none at all. */
export const stateName = (code: string, locale: string): string => {
  const two = alpha2.get(code);
  if (two === undefined) return code;
  if (locale === 'en' && aliases[code]?.[0]) return aliases[code][0];
  const spelled = languages[locale]?.[two] ?? languages['en']?.[two];
  return (typeof spelled === 'string' ? spelled : spelled?.[0]) ?? code;
};

/** The longest run of pieces that is one name comes first, so that `Iran, Islamic Republic of` is not torn apart. */
const namesAmong = (pieces: string[]): { codes: string[]; unknown: string[] } => {
  const found: string[] = [];
  const unknown: string[] = [];
  for (let at = 0; at < pieces.length;) {
    let taken = 1;
    let code: string | null = null;
    for (let length = Math.min(3, pieces.length - at); length > 0 && code === null; length--) {
      code = stateCode(pieces.slice(at, at + length).join(', '));
      taken = length;
    }
    const piece = pieces[at] ?? '';
    if (code !== null) found.push(code);
    else {
      const parts = piece.split(/\s+(?:and|et|&)\s+|^(?:and|et|&)\s+/i).filter((part) => part.trim() !== '');
      const inner = parts.map((part) => stateCode(part));
      if (inner.length > 0 && inner.every((part) => part !== null)) found.push(...inner);
      else unknown.push(piece);
    }
    at += taken;
  }
  return { codes: found, unknown };
};

/** Every State in a list such as `Chad; Bolivia (Plurinational State of), Peru and Spain`, and what is none. */
export const statesIn = (list: string): { codes: string[]; unknown: string[] } => {
  const plain = decodeEntities(list);
  const whole = stateCode(plain);
  if (whole !== null) return { codes: [whole], unknown: [] };
  const parts = plain.split(/[;\n\r|/]/).map((part) =>
    part
      .split(',')
      .map((piece) => piece.replace(/^\s*-\s+/, '').trim())
      .filter((piece) => piece !== ''),
  );
  const results = parts.map(namesAmong);
  return {
    codes: [...new Set(results.flatMap((result) => result.codes))],
    unknown: results.flatMap((result) => result.unknown),
  };
};
