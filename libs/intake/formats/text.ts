/** Characters no text has a use for. */
const controls = /[\u0000-\u0008\u000E-\u001F\u007F]/g;

/** A text as it is kept: composed, plain single blanks, none at the ends. U+200B stays: Khmer breaks its lines there. */
export const clean = (text: string): string =>
  text
    .normalize('NFC')
    .replace(controls, '')
    // \s covers no-break spaces and line ends; U+FEFF is a lost byte-order mark. Single plain blanks are passed over, for speed.
    .replace(/(?: (?=[\s\uFEFF])|[^\S ]|\uFEFF)[\s\uFEFF]*/gu, ' ')
    .trim();

/** Keeps the first of each value, in order, without empty ones. */
export const distinct = (values: Iterable<string>): string[] => [...new Set(values)].filter((value) => value !== '');

/** A heading as it is compared: letters and digits only, lower case, without accents. */
export const foldHeading = (heading: string): string =>
  heading
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');

/** A sentence as its wording is compared: lower case, without accents and vowel signs, apostrophes alike, single blanks. */
export const foldWords = (text: string): string =>
  clean(text)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\u064b-\u0652]/g, '')
    .replace(/[\u2019\u2018\u02bc`´]/g, "'")
    .replaceAll('œ', 'oe');

/** What a person can recognise of a long cell, cut between characters and not inside one. */
export const excerpt = (text: string, length = 60): string => {
  const line = clean(text);
  const characters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line.slice(0, length * 8))];
  return characters.length <= length
    ? line
    : `${characters
        .slice(0, length)
        .map(({ segment }) => segment)
        .join('')}…`;
};

/** Lets the process answer others: whoever reads a large file calls it every few hundred rows. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Names that passed through a web page keep traces such as `&#40;` and `&amp;`. */
export const decodeEntities = (text: string): string =>
  text
    .replace(/&#(\d{2,5});/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&');
