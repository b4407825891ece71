import { readWords } from './answer-words.rules.js';
import type { CalendarEvent, CalendarReply, WrittenTime } from './reply-calendar.js';
import type { ReplyMail, Unanswerable } from './reply-mail.rules.js';

/** Why a mail needs nobody. */
export type IgnoredCause =
  | Unanswerable
  /** A mail of ours that came back to us. */
  | 'loop'
  /** It reports that a mail of ours was not delivered: that is another matter, and was handed on. */
  | 'returned'
  /** A calendar that says its user has not answered. */
  | 'no-answer'
  /** Written before the calendar reply we have. */
  | 'older'
  /** From somebody who asked to be forgotten. */
  | 'forgotten';

/** Why somebody must look at a mail. */
export type ListedCause =
  /** It carries no sign of ours, and answers no mail that went to its sender. */
  | 'no-sign'
  /** Its address is of one invitation, its calendar of another. */
  | 'mismatch'
  /** It went to several invitations at once. */
  | 'several'
  /** A calendar answers for somebody else. */
  | 'another-person'
  /** Somebody else wrote it than was invited. */
  | 'another-sender'
  /** It speaks of a date before the present one. */
  | 'outdated'
  /** They have answered in another way since it was written. */
  | 'answered-since'
  | 'other-time'
  | 'delegated'
  | 'winmail'
  | 'unclear'
  | 'unreadable'
  /** Taken; and there is more to read. */
  | 'remark'
  | 'not-wanted'
  | 'withdrawn';

export type ReplyAnswer = 'ACCEPTED' | 'DECLINED' | 'TENTATIVE';

export type Verdict =
  | { kind: 'take'; via: 'CALENDAR' | 'MAIL'; answer: ReplyAnswer; stamp: Date | null; hasRemark: boolean }
  | { kind: 'ignore'; cause: IgnoredCause }
  | { kind: 'list'; cause: ListedCause };

/** What an answer is judged by. */
export interface AnswerContext {
  /** The address the invitation went to; null: whoever was invited is forgotten. */
  address: string | null;
  replyStamp: Date | null;
  answer: string | null;
  /** When they pressed a button or told the secretariat; null where they answered by mail. */
  answeredAt: Date | null;
  /** When the last answer by mail that was taken says it was written. */
  lastWrittenAt: Date | null;
  startsAt: Date | null;
  timeZone: string;
  sequence: number;
  timeSequence: number;
  /** When they were told of the present date: what they wrote before is not about it. */
  timeToldAt: Date;
  /** When they were first told of the present date, if of another one before. */
  toldOfTimeAt: Date | null;
  /** The sequence of the mail that is answered, where it names one of ours. */
  answeredSequence: number | null;
}

/** The invitations a mail names with proof: by signed addresses, and by the signed UIDs of its events. */
export interface Signs {
  byAddress: readonly string[];
  byUid: readonly string[];
  /** Whether there is an event of somebody else's. */
  hasForeignEvent: boolean;
  /** By the Message-ID of a mail of ours, from the address that mail went to. */
  byMessageId: readonly string[];
}

/** Which invitation a mail answers. Never by From alone. */
export const matched = (signs: Signs): { invitationId: string } | { cause: 'no-sign' | 'mismatch' | 'several' } => {
  const byAddress = unique(signs.byAddress);
  const byUid = unique(signs.byUid);
  if (byAddress.length > 1 || byUid.length > 1) return { cause: 'several' };
  const [address, uid] = [byAddress[0], byUid[0]];
  if (address !== undefined && uid !== undefined && address !== uid) return { cause: 'mismatch' };
  if (signs.hasForeignEvent && uid === undefined) return { cause: address === undefined ? 'no-sign' : 'mismatch' };
  const byMessageId = unique(signs.byMessageId);
  const found = address ?? uid ?? (byMessageId.length === 1 ? byMessageId[0] : undefined);
  return found === undefined ? { cause: 'no-sign' } : { invitationId: found };
};

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** The calendar of a mail that answers, if it has one: an invitation sent along with an answer in words is none. */
export const answering = (calendars: readonly (CalendarReply | null)[]): CalendarReply | undefined =>
  calendars.find((calendar) => calendar !== null && ['REPLY', 'COUNTER'].includes(calendar.method)) ?? undefined;

/** Whether a mail needs nobody, whatever it answers. A calendar that answers with our sign may be a program: Google's says so of every answer. */
export const ignorable = (
  { unanswerable }: Pick<ReplyMail, 'unanswerable'>,
  { isLoop, isSignedReply }: { isLoop: boolean; isSignedReply: boolean },
): IgnoredCause | null => {
  if (isLoop) return 'loop';
  if (isSignedReply && (unanswerable === 'generated' || unanswerable === 'no-sender')) return null;
  return unanswerable;
};

/** What a calendar's answer comes to. `event` is the one about this invitation. */
export const judgeCalendar = (method: string, event: CalendarEvent, context: AnswerContext): Verdict => {
  if (method === 'COUNTER') return list('other-time');
  const attendee = event.attendees.find(({ address }) => address === context.address);
  if (!attendee) return list('another-person');
  const { stamp } = event;
  if (stamp && context.replyStamp && stamp <= context.replyStamp) return ignore('older');
  if (!isAboutPresentTime(event, context)) return list('outdated');
  const answer = answerOf[attendee.partstat];
  if (answer === undefined) return unusual(attendee.partstat);
  if (isAnsweredSince(stamp, answer, context)) return list('answered-since');
  return { kind: 'take', via: 'CALENDAR', answer, stamp, hasRemark: event.comment.trim() !== '' };
};

const answerOf: Readonly<Record<string, ReplyAnswer>> = {
  ACCEPTED: 'ACCEPTED',
  DECLINED: 'DECLINED',
  TENTATIVE: 'TENTATIVE',
};

const unusual = (partstat: string): Verdict => {
  if (partstat === 'NEEDS-ACTION') return ignore('no-answer');
  return list(partstat === 'DELEGATED' ? 'delegated' : 'unclear');
};

/** What a mail in words comes to. */
export const judgeWords = (
  mail: Pick<ReplyMail, 'sender' | 'text' | 'date' | 'hasTnef'>,
  context: AnswerContext,
): Verdict => {
  if (mail.sender === null || mail.sender !== context.address) return list('another-sender');
  const said = readWords(mail.text);
  if (said === null) return list(mail.hasTnef ? 'winmail' : 'unclear');
  const { answeredSequence, timeSequence, toldOfTimeAt } = context;
  const isOutdated =
    answeredSequence === null
      ? mail.date !== null && toldOfTimeAt !== null && mail.date < minutesBefore(toldOfTimeAt)
      : answeredSequence < timeSequence;
  if (isOutdated) return list('outdated');
  if (isAnsweredSince(mail.date, said.answer, context)) return list('answered-since');
  return { kind: 'take', via: 'MAIL', answer: said.answer, stamp: null, hasRemark: said.hasRemark };
};

const ignore = (cause: IgnoredCause): Verdict => ({ kind: 'ignore', cause });
const list = (cause: ListedCause): Verdict => ({ kind: 'list', cause });

/** Clocks of other machines may be a little late. */
const minutesBefore = (at: Date): Date => new Date(at.getTime() - 10 * 60_000);

/** A mail can be under way for days, while its sender answers in another way; and two may come in another order. */
const isAnsweredSince = (writtenAt: Date | null, answer: ReplyAnswer, context: AnswerContext): boolean => {
  if (writtenAt === null || context.answer === null || context.answer === answer) return false;
  const { answeredAt, lastWrittenAt } = context;
  if (lastWrittenAt !== null && writtenAt < lastWrittenAt) return true;
  return answeredAt !== null && writtenAt < minutesBefore(answeredAt);
};

/**
 * Whether an answer is about the date as it is now. SEQUENCE tells; programs that leave it out, or invent one, say the start, or
 * at least when they wrote.
 */
const isAboutPresentTime = (
  { sequence, start, stamp }: CalendarEvent,
  { sequence: present, timeSequence, startsAt, timeZone, timeToldAt }: AnswerContext,
): boolean => {
  if (sequence !== null && sequence <= present) return sequence >= timeSequence;
  if (start !== null) return startsAt !== null && isSameTime(start, startsAt, timeZone);
  return stamp !== null && stamp > timeToldAt;
};

/** The same moment: in UTC, on the wall of the zone that is named, or, where nobody knows that zone, of the meeting's. */
export const isSameTime = ({ text, isUtc, zone }: WrittenTime, at: Date, timeZone: string): boolean => {
  if (isUtc) return text === at.toISOString().slice(0, text.length);
  // Some programs put a path of their own before the name.
  const [named = null] = /[A-Z]\w{1,30}\/[\w/+-]{1,60}$/.exec(zone?.slice(0, 200) ?? '') ?? [];
  const wall = (named === null ? null : wallTime(at, named)) ?? wallTime(at, timeZone);
  return wall?.slice(0, text.length) === text;
};

const wallTime = (at: Date, timeZone: string): string | null => {
  try {
    const parts = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    }).formatToParts(at);
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}`;
  } catch {
    return null; // No zone of that name, e.g. "SE Asia Standard Time".
  }
};
