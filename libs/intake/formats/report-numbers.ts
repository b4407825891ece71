import { foldWords } from './text.js';

const english = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
english.push('eleventh', 'twelfth', 'thirteenth', 'fourteenth', 'fifteenth', 'sixteenth', 'seventeenth', 'eighteenth');
english.push('nineteenth', 'twentieth');
const french = ['première', 'deuxième', 'troisième', 'quatrième', 'cinquième', 'sixième', 'septième', 'huitième'];
french.push('neuvième', 'dixième', 'onzième', 'douzième', 'treizième', 'quatorzième', 'quinzième', 'seizième');
french.push('dix-septième', 'dix-huitième', 'dix-neuvième', 'vingtième');
const spanish = ['primer', 'segundo', 'tercer', 'cuarto', 'quinto', 'sexto', 'séptimo', 'octavo', 'noveno', 'décimo'];
spanish.push('undécimo', 'duodécimo', 'decimotercer', 'decimocuarto', 'decimoquinto', 'decimosexto', 'decimoséptimo');
spanish.push('decimoctavo', 'decimonoveno', 'vigésimo');

/** Letters alone: `vigésimo primer` and `vigesimoprimer` are one word. */
const squeeze = (word: string): string => foldWords(word).replace(/[^a-z]/g, '');

const ordinals = new Map<string, number>();
const add = (word: string, value: number): void => void ordinals.set(squeeze(word), value);
for (const list of [english, french, spanish]) for (const [index, word] of list.entries()) add(word, index + 1);
for (const [word, value] of [
  ['premier', 1],
  ['seconde', 2],
  ['primero', 1],
  ['tercero', 3],
  ['decimotercero', 13],
  ['decimoprimer', 11],
  ['decimosegundo', 12],
  ['decimooctavo', 18],
] as const) {
  add(word, value);
}
const tens = [
  ['twenty', 'vingt', 'vigésimo', 20],
  ['thirty', 'trente', 'trigésimo', 30],
  ['forty', 'quarante', 'cuadragésimo', 40],
  ['fifty', 'cinquante', 'quincuagésimo', 50],
  ['sixty', 'soixante', 'sexagésimo', 60],
] as const;
for (const [en, fr, es, value] of tens) {
  add(en.replace(/y$/, 'ieth'), value);
  add(fr.replace(/e?$/, 'ième'), value);
  add(es, value);
  for (let unit = 1; unit < 10; unit++) {
    add(`${en} ${english[unit - 1]}`, value + unit);
    add(unit === 1 ? `${fr} et unième` : `${fr} ${french[unit - 1]}`, value + unit);
    add(`${es} ${spanish[unit - 1]}`, value + unit);
  }
  for (const [word, unit] of [
    ['primero', 1],
    ['tercero', 3],
  ] as const)
    add(`${es} ${word}`, value + unit);
}

const chineseDigits = '零一二三四五六七八九';

const chineseNumber = (word: string): number | null => {
  const match = /^第(?:([一二三四五六七八九])?(十))?([一二三四五六七八九])?届$/.exec(word.trim());
  if (match === null) return null;
  const digit = (character: string | undefined): number => Math.max(0, chineseDigits.indexOf(character ?? '零'));
  const ten = match[2] === undefined ? 0 : 10 * (digit(match[1]) || 1);
  return ten + digit(match[3]) || null;
};

/** The number an ordinal says, in words or digits, in English, French, Spanish or Chinese: `eighteenth`, `18e`, `第十八届`; null for any other text. */
export const ordinalOf = (text: string): number | null => {
  const digits = /^\D{0,3}(\d{1,2})\D{0,5}$/.exec(text.trim());
  if (digits !== null) return Number(digits[1]);
  return ordinals.get(squeeze(text)) ?? chineseNumber(text);
};

const months: readonly (readonly string[])[] = [
  ['january', 'janvier', 'enero', 'января'],
  ['february', 'fevrier', 'febrero', 'февраля'],
  ['march', 'mars', 'marzo', 'марта'],
  ['april', 'avril', 'abril', 'апреля'],
  ['may', 'mai', 'mayo', 'мая'],
  ['june', 'juin', 'junio', 'июня'],
  ['july', 'juillet', 'julio', 'июля'],
  ['august', 'aout', 'agosto', 'августа'],
  ['september', 'septembre', 'septiembre', 'сентября'],
  ['october', 'octobre', 'octubre', 'октября'],
  ['november', 'novembre', 'noviembre', 'ноября'],
  ['december', 'decembre', 'diciembre', 'декабря'],
];
const monthByName = new Map(
  months.flatMap((names, index) => names.map((name) => [foldWords(name), index + 1] as const)),
);

const day = (year: number, month: number, date: number): string | null => {
  const text = `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  const parsed = Date.parse(`${text}T00:00:00Z`);
  // "31 June" would become the first of July.
  return !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(text) ? text : null;
};

/** The day a line consists of, such as `Distr.: General 27 March 2014`, as `YYYY-MM-DD`; null for a line with further words or several days. */
export const dayOf = (line: string): string | null => {
  if (line.length > 80) return null;
  const chinese = /^\D{0,20}(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日$/.exec(line.trim());
  if (chinese !== null) return day(Number(chinese[1]), Number(chinese[2]), Number(chinese[3]));
  const words = foldWords(line);
  const match =
    /^(?:distr\.? ?:? ?\p{L}{0,12} )?(\d{1,2})(?:er|º|°)? (?:de )?(\p{L}+) (?:de )?(\d{4})(?: (?:г|года)\.?)?$/u.exec(
      words,
    );
  const month = monthByName.get(match?.[2] ?? '');
  return match === null || month === undefined ? null : day(Number(match[3]), month, Number(match[1]));
};
