import { readMail } from '../correspondence/index.js';
import { withoutNul } from '../platform/index.js';
import { readCalendar, type CalendarReply } from './reply-calendar.js';
import { readReplyMail, type ReplyMail } from './reply-mail.rules.js';
import { answering } from './reply.rules.js';

/** A mail that came in, read. */
export interface Read {
  mail: ReplyMail;
  /** The calendar that answers, if there is one. */
  calendar: CalendarReply | undefined;
  /** There is one that says it answers, and cannot be read. */
  isUnreadable: boolean;
  /** From whom, about what, and the beginning of what it says: what people are shown of it. */
  shown: { sender: string | null; subject: string | null; excerpt: string | null };
}

const longestShown = 300;
const longestExcerpt = 600;

/** Reads a mail as it travelled. Null: it is made so that it cannot be. */
export const readReply = (source: Buffer): Read | null => {
  try {
    const mail = readReplyMail(readMail(source));
    const calendars = mail.calendars.map(({ text, method }) => readCalendar(text, method));
    const calendar = answering(calendars);
    return {
      mail,
      calendar,
      isUnreadable:
        calendar === undefined && mail.calendars.some((part, at) => calendars[at] === null && isReply(part)),
      shown: {
        sender: beginning(mail.sender ?? '', longestShown),
        subject: beginning(mail.subject, longestShown),
        excerpt: beginning([mail.text, ...remarksOf(calendar)].join('\n'), longestExcerpt),
      },
    };
  } catch {
    return null;
  }
};

/** When it says it was written: a calendar's answer says so itself. */
export const writtenAtOf = ({ mail, calendar }: Read): Date | null => calendar?.events[0]?.stamp ?? mail.date;

const isReply = ({ text, method }: { text: string; method: string }): boolean =>
  /^(?:REPLY|COUNTER)$/.test(method) || /^METHOD[^:\n]{0,40}:\s{0,5}(?:REPLY|COUNTER)/im.test(text);

/** What a calendar says besides yes or no, as it is written there. */
const remarksOf = (calendar: CalendarReply | undefined): string[] =>
  calendar?.events.flatMap(({ comment, attendees, start }) => [
    comment,
    ...attendees.flatMap(({ delegatedTo }) => (delegatedTo === null ? [] : [`DELEGATED-TO: ${delegatedTo}`])),
    ...(calendar.method === 'COUNTER' && start
      ? [`DTSTART: ${start.text} ${start.isUtc ? 'UTC' : (start.zone ?? '')}`]
      : []),
  ]) ?? [];

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginning of a text from outside, not cut within a letter; null where there is nothing. */
export const beginning = (text: string, longest: number): string | null => {
  const clean = withoutNul(text)
    .replace(/\p{Cs}/gu, '')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .normalize('NFC')
    .trim();
  if (clean.length <= longest) return clean === '' ? null : clean;
  let kept = '';
  for (const { segment } of graphemes.segment(clean.slice(0, longest * 2))) {
    if (kept.length + segment.length >= longest) break;
    kept += segment;
  }
  return `${kept}…`;
};
