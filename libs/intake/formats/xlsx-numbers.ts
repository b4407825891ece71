import { addDays } from '../../platform/day.js';

/** How a cell's number is shown, as far as it matters for what it says. */
export type NumberFormat =
  | { kind: 'plain' }
  /** At least so many digits before and after the point. */
  | { kind: 'digits'; whole: number; decimals: number; isPercent: boolean }
  | { kind: 'day' }
  | { kind: 'day-and-time' }
  | { kind: 'time' };

const plain: NumberFormat = { kind: 'plain' };

/** Formats that files name by number alone (ECMA-376, part 1, 18.8.30); those of East Asian and Thai editions are days, except their times. */
const builtIn = (id: number): NumberFormat => {
  const isIn = (from: number, to: number): boolean => id >= from && id <= to;
  if (id === 22) return { kind: 'day-and-time' };
  if (isIn(18, 21) || isIn(45, 47) || isIn(32, 35) || isIn(55, 56) || isIn(76, 80)) return { kind: 'time' };
  if (isIn(14, 17) || isIn(27, 31) || id === 36 || isIn(50, 54) || isIn(57, 58) || isIn(71, 75) || id === 81) {
    return { kind: 'day' };
  }
  const decimals = new Map([
    [1, 0],
    [2, 2],
    [3, 0],
    [4, 2],
    [9, 0],
    [10, 2],
    [37, 0],
    [38, 0],
    [39, 2],
    [40, 2],
  ]).get(id);
  return decimals === undefined ? plain : { kind: 'digits', whole: 1, decimals, isPercent: id === 9 || id === 10 };
};

/** Reads a format's code such as `#,##0.00` or `dd/mm/yyyy`; `undefined`: the file names the format by number alone. */
export const numberFormat = (id: number, code: string | undefined): NumberFormat => {
  if (code === undefined) return builtIn(id);
  const [first = ''] = code.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const bare = first
    .replace(/"[^"]*"?|\\.|_.|\*./g, '')
    .replace(/\[(h+|m+|s+)\]/gi, '$1')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/General/gi, '')
    .replace(/AM\/PM|A\/P/gi, 'h');
  if (/E[+-]/i.test(bare)) return plain;
  const hasTime = /[hs]/i.test(bare);
  if (/[ydbg]/i.test(bare) || (/m/i.test(bare) && !hasTime)) return { kind: hasTime ? 'day-and-time' : 'day' };
  if (hasTime) return { kind: 'time' };
  const [, whole = '', decimals = '', percent = ''] =
    /^[^\d#?.,]*([#0?,]*[#0?])(?:\.([0#?]*))?(%?)[^\d#?.,]*$/.exec(bare) ?? [];
  const zeros = (part: string): number => part.replace(/[^0]/g, '').length;
  return whole === '' || bare.includes('/')
    ? plain
    : { kind: 'digits', whole: zeros(whole), decimals: zeros(decimals), isPercent: percent !== '' };
};

/** A number in full, to the fifteen digits that spreadsheet programs calculate with; whole ones as they stand. */
const inFull = (stored: string): string => {
  if (/^-?\d+$/.test(stored)) return stored;
  const value = Number(stored);
  return stored.trim() === '' || !Number.isFinite(value) ? stored : String(Number(value.toPrecision(15)));
};

/** Zeros are added as the format asks; digits it would hide are kept, since nothing may be lost in reading. */
const withDigits = (text: string, whole: number, decimals: number): string => {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) return text;
  const [, sign = '', before = '', after = ''] = match;
  const fraction = after.padEnd(decimals, '0');
  return `${sign}${before.padStart(whole, '0')}${fraction === '' ? '' : `.${fraction}`}`;
};

const two = (n: number): string => String(n).padStart(2, '0');
const clock = (seconds: number): string => {
  const rest = seconds % 60;
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
};

/** The last day spreadsheet programs know, 9999-12-31, counted from 1900. */
const lastSerial = 2_958_465;
const from1904 = 1462;

/** The day of a serial number; null where there is none. Programs count a 29 February 1900, which never was. */
const dayOf = (serial: number): string | null => {
  if (serial < 1 || serial > lastSerial || serial === 60) return null;
  return addDays(serial < 60 ? '1899-12-31' : '1899-12-30', serial);
};

/** A stored number as the text a person would see where it matters: days as `YYYY-MM-DD`, with their time where it is shown and not midnight. */
export const shownNumber = (stored: string, format: NumberFormat, isFrom1904: boolean): string => {
  const full = inFull(stored);
  const value = Number(full);
  if (format.kind === 'plain' || full === '' || !Number.isFinite(value)) return full;
  if (format.kind === 'digits') {
    const { whole, decimals, isPercent } = format;
    return isPercent
      ? `${withDigits(inFull(String(value * 100)), whole, decimals)}%`
      : withDigits(full, whole, decimals);
  }
  if (value < 0) return full;
  const seconds = Math.round(value * 86_400);
  if (format.kind === 'time') return value < 1 ? clock(seconds % 86_400) : full;
  const day = dayOf(Math.floor(seconds / 86_400) + (isFrom1904 ? from1904 : 0));
  if (day === null) return full;
  const time = seconds % 86_400;
  return format.kind === 'day' || time === 0 ? day : `${day} ${clock(time)}`;
};

/** A day that a file spells out (ISO 8601), under the same rule. */
export const shownDay = (stored: string): string => {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?))?/.exec(stored) ?? [];
  if (day === undefined) return stored;
  return time === undefined || /^00:00(?::00)?$/.test(time) ? day : `${day} ${time.replace(/:00$/, '')}`;
};
