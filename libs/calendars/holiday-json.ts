import { short, type HolidayLines } from './holiday-lines.js';

const text = String.raw`"((?:[^"\\\n]|\\.)*)"`;
const entry = new RegExp(String.raw`\s*${text}\s*:\s*${text}\s*([,}])`, 'y');

/**
 * Reads an object of day and English name, the form in which the project vacanza/holidays gives a country's holidays.
 * Not by JSON.parse, for which of two equal days only the last is there.
 */
export const readJson = (file: string, lines: HolidayLines): void => {
  const start = file.indexOf('{') + 1;
  const lineAt = lineCounter(file);
  entry.lastIndex = start;
  for (;;) {
    const at = entry.lastIndex;
    const found = entry.exec(file);
    const written = string(found?.[1]);
    const name = string(found?.[2]);
    if (found === null || written === null || name === null) {
      lines.refuse(lineAt(at + (/\S/.exec(file.slice(at))?.index ?? 0)), 'json-broken');
      return;
    }
    const line = lineAt(at + found[0].search(/\S/));
    const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(written) ?? [];
    if (year === undefined || month === undefined || date === undefined) {
      lines.refuse(line, 'day-unreadable', { day: short(written) });
    } else {
      const day = lines.day(line, written, [year, month, date]);
      if (day !== null) lines.add([day], { line, name, nationalName: '', source: '' });
    }
    if (lines.isFull) return;
    if (found[3] === '}') {
      const rest = file.slice(entry.lastIndex).search(/\S/);
      if (rest >= 0) lines.refuse(lineAt(entry.lastIndex + rest), 'json-broken');
      return;
    }
  }
};

/** A text between quotation marks, its escapes resolved; null where they are none of JSON's. */
const string = (quoted: string | undefined): string | null => {
  try {
    return quoted === undefined ? null : String(JSON.parse(`"${quoted}"`));
  } catch {
    return null;
  }
};

/** In which line a place is; places are asked for in their order. */
const lineCounter = (file: string) => {
  let line = 1;
  let counted = 0;
  return (place: number): number => {
    for (; counted < place; counted += 1) if (file[counted] === '\n') line += 1;
    return line;
  };
};
