import { addDays, type Day } from './day.js';

/** A whole day, or a time on the clocks of a zone: `YYYY-MM-DDTHH:MM`. */
export type When = { day: Day } | { start: string; end: string; timeZone: string };

export const whenLines = (when: When): string[] =>
  'day' in when
    ? [`DTSTART;VALUE=DATE:${compact(when.day)}`, `DTEND;VALUE=DATE:${compact(addDays(when.day, 1))}`]
    : [`DTSTART;TZID=${when.timeZone}:${compact(when.start)}00`, `DTEND;TZID=${when.timeZone}:${compact(when.end)}00`];

/** What is spoken of `minutes` before an event starts. */
export const alarmLines = (minutes: number, summary: string): string[] => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  `DESCRIPTION:${text(summary)}`,
  `TRIGGER:-${duration(minutes)}`,
  'END:VALARM',
];

const compact = (dayOrTime: string): string => dayOrTime.replace(/[-:]/g, '');

export const utc = (moment: Date): string => `${compact(moment.toISOString().slice(0, 19))}Z`;

const duration = (minutes: number): string => {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const time = `${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`;
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? (days > 0 ? '' : 'T0M') : `T${time}`}`;
};

/** A value of type TEXT. Control characters have no place in a content line; line breaks are written as `\n`. */
export const text = (value: string): string =>
  value
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n');

const most = 75;

/** One content line: at most 75 bytes, then a line break and a blank. A character is never cut in two. */
export const fold = (line: string): string => {
  if (Buffer.byteLength(line) <= most) return `${line}\r\n`;
  let folded = '';
  let width = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (width + size > most) {
      folded += '\r\n ';
      width = 1;
    }
    folded += character;
    width += size;
  }
  return `${folded}\r\n`;
};
