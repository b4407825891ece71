import { decodeEntities } from './formats/text.js';
import { aliases } from './states-aliases.js';
import { alpha2, beginsAName, languages, stateOfCode, stateOfName } from './states-names.js';

/** Every State that can be under review, ISO 3166-1 alpha-3. */
export const stateCodes: readonly string[] = [...alpha2.keys()];

/** Where a name was found: in running text two capitals or three digits are rarely a State's code, in a cell they are. */
interface Found {
  inText?: boolean;
}

/** What is known of a spelling: the State called so, and whether a longer name begins so. */
interface Known {
  code: string | null;
  isBeginning: boolean;
}

/** A file of a quarter of a million records names States a million times, and two hundred of them. */
const remembered = { cell: new Map<string, Known>(), text: new Map<string, Known>() };
const mostRemembered = 10_000;

const lookUp = (spelled: string, { inText = false }: Found): Known => {
  const before = inText ? remembered.text : remembered.cell;
  const known = before.get(spelled);
  if (known !== undefined) return known;
  const name = decodeEntities(spelled).trim();
  const code = stateOfCode(name, { everyKind: !inText }) ?? stateOfName(name);
  const found = { code, isBeginning: beginsAName(name) };
  if (before.size >= mostRemembered) before.clear();
  before.set(spelled, found);
  return found;
};

/** The ISO 3166-1 alpha-3 code of a State by any name UPR Info, OHCHR, ISO and the UN give it, or by its code in ISO 3166-1 or M49; null for anything that is no State. */
export const stateCode = (spelled: string, found: Found = {}): string | null => lookUp(spelled, found).code;

/** The State's name in a language; in English where that language lacks it, the code itself for none at all. */
export const stateName = (code: string, locale: string): string => {
  const two = alpha2.get(code);
  if (two === undefined) return code;
  if (locale === 'en' && aliases[code]?.[0]) return aliases[code][0];
  const spelled = languages[locale]?.[two] ?? languages['en']?.[two];
  return (typeof spelled === 'string' ? spelled : spelled?.[0]) ?? code;
};

interface States {
  codes: string[];
  /** What no State is called, as the file spells it. */
  unknown: string[];
}

/** What parts one State from the next wherever it stands. */
const separator = /[;\n\r|\u061b\uff1b]/;
/** What parts names and also stands inside some: `Iran, Islamic Republic of`; `Timor - Leste`, where blanks crept in. */
const weak = /\s*[,/\u060c\u3001\uff0c]\s*|\s+[-\u2013\u2014]\s+/g;
const conjunction = /(?:^|\s+)(?:and|et|y|e|и)\s+|\s*&\s*/gi;
const hyphen = /-/g;
/** No name is torn into more. */
const mostPieces = 4;

interface Piece {
  text: string;
  start: number;
  end: number;
}

const piecesOf = (text: string, between: RegExp): Piece[] => {
  const pieces: Piece[] = [];
  let start = 0;
  for (const {
    index,
    0: { length },
  } of text.matchAll(between)) {
    pieces.push({ text: text.slice(start, index), start, end: index });
    start = index + length;
  }
  pieces.push({ text: text.slice(start), start, end: text.length });
  return pieces.filter((piece) => piece.text.trim() !== '');
};

/** The longest run of pieces that is one name comes first, so that `Guinea - Bissau` is not Guinea. */
const namesAmong = (text: string, between: RegExp, found: Found): { text: string; code: string | null }[] => {
  const names: { text: string; code: string | null }[] = [];
  let reached = 0;
  const pieces = piecesOf(text, between);
  for (const [at, piece] of pieces.entries()) {
    if (at < reached) continue;
    const { code, isBeginning } = lookUp(piece.text, found);
    const longer = isBeginning ? pieces.slice(at + 1, at + mostPieces).toReversed() : [];
    const last = longer.find(({ end }) => stateOfName(text.slice(piece.start, end)) !== null);
    const whole = last && text.slice(piece.start, last.end);
    names.push(whole === undefined ? { text: piece.text, code } : { text: whole, code: stateOfName(whole) });
    reached = last ? pieces.indexOf(last) + 1 : at + 1;
  }
  return names;
};

/** `Peru and Spain` and `Chile-Peru` are States if every part is one; null if any is none. */
const allOf = (text: string, between: RegExp, found: Found): string[] | null => {
  const codes = namesAmong(text, between, found).map(({ code }) => code);
  return codes.length > 0 && codes.every((code) => code !== null) ? codes : null;
};

/**
 * Every State in a list such as `Chad; Bolivia (Plurinational State of), Peru and Spain`, lines that start with a dash, or
 * UHRI's `- Chile - Timor-Leste`; and what is none.
 */
export const statesIn = (list: string, found: Found = {}): States => {
  const plain = decodeEntities(list).replace(/^\s*[-\u2013\u2022]\s*/, '');
  const whole = stateCode(plain, found);
  if (whole !== null) return { codes: [whole], unknown: [] };
  const codes = new Set<string>();
  const unknown = new Set<string>();
  for (const line of plain.split(separator)) {
    for (const { text, code } of namesAmong(line.replace(/^\s*[-\u2013\u2022]\s*/, ''), weak, found)) {
      const each = code === null ? (allOf(text, conjunction, found) ?? allOf(text, hyphen, found)) : [code];
      if (each === null) unknown.add(text.trim());
      else for (const one of each) codes.add(one);
    }
  }
  return { codes: [...codes], unknown: [...unknown] };
};
