import codes from 'i18n-iso-countries/codes.json' with { type: 'json' };
import ar from 'i18n-iso-countries/langs/ar.json' with { type: 'json' };
import en from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import es from 'i18n-iso-countries/langs/es.json' with { type: 'json' };
import fr from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };
import km from 'i18n-iso-countries/langs/km.json' with { type: 'json' };
import ru from 'i18n-iso-countries/langs/ru.json' with { type: 'json' };
import zh from 'i18n-iso-countries/langs/zh.json' with { type: 'json' };
import { aliases, territories } from './states-aliases.js';
import { unNames } from './states-un-names.js';

export const languages: Readonly<Record<string, Readonly<Record<string, string | string[]>>>> = {
  en: en.countries,
  fr: fr.countries,
  es: es.countries,
  ar: ar.countries,
  ru: ru.countries,
  zh: zh.countries,
  km: km.countries,
};

/** ISO 3166-1 alpha-2 of every State that can be under review, by its alpha-3. */
export const alpha2 = new Map<string, string>();
/** Other codes that lists use, to alpha-3: ISO 3166-1 alpha-2 (`NA` is Namibia) and the three digits of M49. */
const otherCodes = new Map<string, string>();
for (const [two, three, number] of codes) {
  if (!two || !three || territories.has(three)) continue;
  alpha2.set(three, two);
  otherCodes.set(two, three);
  if (number) otherCodes.set(number.padStart(3, '0'), three);
}

/** The State a code in capitals or digits stands for. Two letters and numbers count only where `everyKind` is asked for. */
export const stateOfCode = (code: string, { everyKind }: { everyKind: boolean }): string | null =>
  alpha2.has(code) ? code : (everyKind && otherCodes.get(code)) || null;

/** A name as it is compared: letters only, without accents, vowel signs, articles, brackets and `&`; `St` is `Saint`. */
const fold = (name: string): string =>
  name
    .replaceAll('&', ' and ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u2019\u2018\u02bc`´']/g, ' ')
    .replace(/[\u0300-\u036f\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069\u00ad]/g, '')
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .trim()
    .replace(/^(?:the|la|le|les|l|el|los|las) | (?:the|la|le|les|l|el|los|las)$/g, '')
    .replace(/\bst\b/g, 'saint')
    .replace(/ (?:the|la|le|les|l|el|los|las)\b/g, '')
    .trim();

/** Some lists lose the blanks inside names: `costarica`. */
const squeeze = (folded: string): string => folded.replaceAll(' ', '').replaceAll('ofthe', 'of');

/** Forms of State that official long names begin with, in folded English and French, Spanish, Russian and Arabic. */
const formsBefore = [
  /^(?:(?:federal|federative|islamic|federal democratic|democratic socialist|oriental|eastern|hellenic|united|socialist|cooperative|co operative|hashemite|arab)\s+)*(?:republic|kingdom|state|states|principality|commonwealth|sultanate|grand duchy|union|emirate|confederation|republique|royaume|etat|principaute|sultanat|grand duche|union|emirat)(?:\s+(?:federale|islamique|democratique|populaire|orientale|federative|federale democratique|socialiste democratique|cooperative|cooperatif|independant|hachemite))*\s+(?:of|de|du|des|d)\s+/,
  /^(?:republica|reino|estado|estados|principado|commonwealth|sultania|sultanato|gran ducado|union)(?:\s+(?:islamica|popular|federativa|federal|democratica|cooperativa|hachemita|independiente|arabe|socialista|oriental|federados|plurinacional|bolivariana|union))*\s+(?:de|del)\s+/,
  /^(?:(?:исламская|народная|федеративная|кооперативная|арабская|демократическая|социалистическая|восточная|независимое|великое|боливарианская|многонациональное|объединенная)\s+)*(?:республика|королевство|княжество|государство|герцогство|султанат|союз|содружество)\s+/,
  /^(?:جمهوري[ةه]|مملك[ةه]|دول[ةه]|امار[ةه]|سلطن[ةه]|اتحاد|كمنولث)\s+/,
];
/** The same after the name, in Arabic and Chinese. */
const formsAfter = [
  /(?:\s+(?:الاسلامي[ةه]|الشعبي[ةه]|الاتحادي[ةه]|الفيدرالي[ةه]|الديمقراطي[ةه]|الاشتراكي[ةه]|التعاوني[ةه]|العربي[ةه]|المستقل[ةه]|الشرقي[ةه]|البوليفاري[ةه]|المتحد[ةه]))+$/,
  /(?:伊斯兰|民主|人民|联邦|合作|独立|社会主义|哈希姆|民主人民|东岸)*(?:共和国|王国|公国|大公国|酋长国|苏丹国|联盟|国)$/,
];

/** A name without the form of State before and after it; the same name where it has none. */
const withoutForm = (folded: string): string => {
  const before = formsBefore.reduce((name, form) => (name === folded ? name.replace(form, '') : name), folded);
  return formsAfter.reduce((name, form) => (name === before ? name.replace(form, '') : name), before);
};

const names = new Map<string, string>();
const learn = (name: string, code: string) => {
  const folded = fold(name);
  if (folded !== '') names.set(folded, code);
};
for (const language of Object.values(languages)) {
  for (const [three, two] of alpha2) {
    const spelled = language[two];
    for (const name of typeof spelled === 'string' ? [spelled] : (spelled ?? [])) learn(name, three);
  }
}
for (const spellings of [unNames, aliases]) {
  for (const [code, list] of Object.entries(spellings)) for (const name of list) learn(name, code);
}
/** Words some name begins with, and goes on after: `guinea` of `guinea bissau`. */
const beginnings = new Set<string>();
for (const name of names.keys()) {
  for (let at = name.indexOf(' '); at > 0; at = name.indexOf(' ', at + 1)) beginnings.add(name.slice(0, at));
}

/** Whether more may follow of which this is only the beginning. */
export const beginsAName = (text: string): boolean => beginnings.has(fold(text));

const squeezed = new Map([...names].map(([name, code]) => [squeeze(name), code]));

/** The State that is called so, whole; null for any other text. */
export const stateOfName = (name: string): string | null => {
  const folded = fold(name);
  if (folded === '') return null;
  return names.get(folded) ?? names.get(withoutForm(folded)) ?? squeezed.get(squeeze(folded)) ?? null;
};
