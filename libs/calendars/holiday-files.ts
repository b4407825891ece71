import { decode, encodingOf } from '../platform/encoding.js';
import { FileTooLarge, type Day } from '../platform/index.js';
import { HolidayFileBroken } from './calendars.errors.js';
import { mostHolidays, years } from './calendars.schemas.js';
import { readCsv } from './holiday-csv.js';
import { readIcs } from './holiday-ics.js';
import { readJson } from './holiday-json.js';
import { isPo, readPo, type NamePair } from './holiday-po.js';
import { HolidayLines, type HolidayLine, type LineProblem } from './holiday-lines.js';

/** The largest file of holidays taken. */
export const largestHolidayFile = { megabytes: 2 };
/** Translators' comments stand before the first name. */
const poStart = 16 * 1024;

/**
 * Reads the holidays of a file: CSV, iCalendar, or JSON of day and name. All or nothing.
 * What repeats for ever in an iCalendar file goes on to the `horizon`.
 * Throws HolidayFileBroken, which names every broken line, and FileTooLarge.
 */
export const readHolidayFile = (
  bytes: Buffer,
  fileName: string,
  { horizon = `${years.last}-12-31` }: { horizon?: Day } = {},
): HolidayLine[] => {
  assertNotTooLarge(bytes);
  const lines = new HolidayLines();
  if (isIcs(bytes, fileName)) {
    readIcs(unfolded(bytes), horizon, lines);
  } else {
    const text = textOf(bytes);
    if (text.trimStart().startsWith('{') || /\.json$/i.test(fileName)) readJson(text, lines);
    else readCsv(text, lines);
  }
  assertUnbroken(lines);
  const holidays = lines.inOrder();
  if (holidays.length === 0) throw refused('no-holidays');
  return holidays;
};

/** Reads the national names of holidays from a .po file; null for any other file. Throws like readHolidayFile. */
export const readNames = (bytes: Buffer): NamePair[] | null => {
  assertNotTooLarge(bytes);
  if (!isPo(newLines(bytes.subarray(0, poStart).toString('latin1')).replace(/^[\u0080-\u00ff]+/, ''))) return null;
  const lines = new HolidayLines();
  const names = readPo(textOf(bytes), lines);
  assertUnbroken(lines);
  if (names.length === 0) throw refused('no-holidays');
  return names;
};

const assertNotTooLarge = (bytes: Buffer): void => {
  if (bytes.length > largestHolidayFile.megabytes * 1024 * 1024) throw new FileTooLarge(largestHolidayFile);
};

const assertUnbroken = (lines: HolidayLines): void => {
  if (lines.isFull) throw refused('too-many', { most: mostHolidays });
  if (lines.broken.length > 0) throw HolidayFileBroken.of(lines.broken);
};

/** Told by its content; by its name only where that is not text of any form we know. */
const isIcs = (bytes: Buffer, fileName: string): boolean => {
  const start = bytes
    .subarray(0, 400)
    .toString('latin1')
    .replaceAll('\0', '')
    .replace(/^[\u0080-\u00ff\s]+/, '');
  return /^BEGIN:/i.test(start) || (/\.ics$/i.test(fileName) && !/^[{"]/.test(start));
};

/** What is wrong with the whole file stands at its first line. */
const refused = (code: LineProblem, params = {}): HolidayFileBroken =>
  HolidayFileBroken.of([{ line: 1, code, params }]);

const textOf = (bytes: Buffer): string => {
  const encoding = encodingOf(bytes);
  if (encoding === null) throw refused('not-text');
  const text = decode(bytes, encoding);
  if (text === null) throw refused('cut-off');
  return newLines(text);
};

const newLines = (text: string): string => text.replace(/\r\n?/g, '\n');

/**
 * The lines of an iCalendar file, put together where they were folded. In an encoding of bytes that is done before they
 * are read as text: programs fold between the bytes of one letter too.
 */
const unfolded = (bytes: Buffer): { line: number; text: string }[] => {
  const encoding = encodingOf(bytes);
  const isWide = encoding?.startsWith('utf-16') ?? false;
  const folded = newLines(isWide ? textOf(bytes) : bytes.toString('latin1')).split('\n');
  const whole: { line: number; pieces: string[] }[] = [];
  folded.forEach((text, index) => {
    if (/^[ \t]/.test(text) && whole.length > 0) whole.at(-1)?.pieces.push(text.slice(1));
    else whole.push({ line: index + 1, pieces: [text] });
  });
  const joined = whole.map(({ pieces }) => pieces.join('')).join('\n');
  const texts = (isWide ? joined : textOf(Buffer.from(joined, 'latin1'))).split('\n');
  return whole.flatMap(({ line }, index) => {
    const text = texts[index] ?? '';
    return text.trim() === '' ? [] : [{ line, text }];
  });
};
