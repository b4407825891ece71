import { stripParagraph } from './brackets.js';

interface Numbered {
  paragraph: string | null;
  text: string;
}

const paragraphWord = String.raw`[Pp]ara(?:graph)?s?\.?\s*(\d{1,3}(?:\.\d{1,3})?)`;
/** `Recommendation No. 14, para. 80:14.`: an item and the paragraph it is in. */
const numberedItem = new RegExp(
  String.raw`^recommendations?\s+n(?:os?|°|º)?\.?\s*([^\n:]{0,40}?)[,;]?\s*\b${paragraphWord}\s*[:.]\s*(?:(\d{1,3})(?![\d.]\d)\s*[.):]?\s*)?`,
  'iu',
);
const containedIn = new RegExp(
  String.raw`^recommendations?\s+contained\s+in\s+${paragraphWord}\s*[:.]\s*(?:(\d{1,3})\.\s+)?`,
  'iu',
);
/** "para 12" before a sentence; "para 12 of the report" belongs to one. */
const leadingWord = new RegExp(String.raw`^${paragraphWord}(?:\s*[:.)–-]+(?!\d)\s*|\s+(?=\p{Lu}))`, 'u');
const leadingNumber = /^(\d{1,3})\s?\.\s*(?=[\p{Lu}\p{Lo}(«“"'])/u;
/**
 * A heading grown together with what it stands over, `Non-discrimination16. While …`, or in a line of its own. After a blank only where a
 * bracket closes before it: `article 4 12.` could be anything.
 */
const afterHeading = /^([^\n]{2,160}?(?:(?<=[\p{Ll})])|(?<=\))[ \u00a0]+|\s*\n\s*))(\d{1,3})\s?\.\s*(?=[\p{Lu}(])/u;

/** `A.` or `III.` before a heading. */
const enumerator = /^[A-Z]{1,5}\.\s*/;
const sentenceEnd = /[.;:!?]\s+\p{Lu}/u;

const item = (paragraph: string, number: string | undefined): string =>
  number === undefined ? paragraph : `${paragraph}.${number}`;

/**
 * Finds the paragraph number at a text's beginning, in the shapes UHRI has it in, and takes it off; behind a heading it is read and stays. An
 * item in a paragraph is written as the reports of the UPR write it today: item 14 of paragraph 80 is `80.14`. Of the line ends in the text,
 * the first matters: a heading may end there.
 */
export const splitParagraph = (raw: string, { isUpr }: { isUpr: boolean }): Numbered => {
  const text = raw.trimStart();
  const numbered = numberedItem.exec(text);
  if (numbered !== null) {
    const [whole, named = '', paragraph = '', number] = numbered;
    const called = /^\d{1,3}$/.exec(named)?.[0];
    // Two numbers that disagree leave both in the text, for a person to see.
    if (called !== undefined && number !== undefined && called !== number) return { paragraph: null, text };
    return { paragraph: item(paragraph, number ?? called), text: text.slice(whole.length) };
  }
  const contained = containedIn.exec(text);
  if (contained !== null) {
    return { paragraph: item(contained[1] ?? '', contained[2]), text: text.slice(contained[0].length) };
  }
  const [word, ofWord] = leadingWord.exec(text) ?? [];
  if (word !== undefined && ofWord !== undefined) return { paragraph: ofWord, text: text.slice(word.length) };
  if (isUpr) {
    const found = stripParagraph(text);
    if (found.paragraph !== null) return found;
  }
  const [number, ofNumber] = leadingNumber.exec(text) ?? [];
  if (number !== undefined && ofNumber !== undefined) return { paragraph: ofNumber, text: text.slice(number.length) };
  const [, heading = '', behind] = (isUpr ? null : afterHeading.exec(text)) ?? [];
  const isHeading = behind !== undefined && !sentenceEnd.test(heading.replace(enumerator, ''));
  return { paragraph: isHeading ? behind : null, text };
};

/** Arabic texts have Arabic digits, and the parts of a number joined by a dash. Digits torn apart (`157 - 13 8`) are no number. */
const anyNumber =
  /^\s*([\d\u0660-\u0669]{1,3})(?:\s*[-–.]\s*([\d\u0660-\u0669]{1,3})(?![\d\u0660-\u0669]))?(?:\s*[-–.)]+|(?=\s*\p{L}))(?!\s*[\d\u0660-\u0669])\s*/u;

const asciiDigits = (number: string): string =>
  number.replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));

/**
 * Takes a known paragraph number off a translation. `differs`: the translation bears another one, which makes it the translation of
 * something else. Arabic numbers may run the other way: 138.144 is met as `144-138`.
 */
export const stripTranslated = (raw: string, paragraph: string): { text: string; differs: boolean } => {
  const text = raw.trimStart();
  const match = anyNumber.exec(text);
  if (match === null) return { text, differs: false };
  const parts = [match[1], match[2]].filter((part) => part !== undefined).map(asciiDigits);
  const wanted = paragraph.split('.');
  const same =
    parts.length === wanted.length
      ? parts.join('.') === paragraph || parts.toReversed().join('.') === paragraph
      : parts.length === 1 && parts[0] === wanted.at(-1);
  // A lone number before a letter may begin the sentence itself.
  const isNumber = parts.length === 2 || /[-–.)]\s*$/.test(match[0]);
  if (!same) return { text, differs: isNumber };
  return isNumber ? { text: text.slice(match[0].length), differs: false } : { text, differs: false };
};
