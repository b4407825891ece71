import { mails, type CalendarPart, type LinkPurpose, type MailName } from '../catalogue/index.js';
import { answerAddressFor, uidFor, type AnswerSettings } from './answer-address.js';
import { localeFor } from './i18n.js';
import { writeSchedulingMessage } from './ical-schedule.js';
import { renderMail } from './mail-render.js';
import { GiveUp } from './outbox.js';
import { qrPng } from './qr.js';

/** A mail of the ledger, as far as its message needs it. */
export interface LedgerMail {
  id: string;
  name: string;
  props: unknown;
  address: string;
  locale: string;
  threadId: string | null;
  unsubscribeLinkId: string | null;
  createdAt: Date;
}

/** What every message of this installation has in common. */
export interface Letterhead {
  from: string;
  /** The name of the mechanism, which signs. */
  mechanism: string;
  /** Where the product is. */
  home: string;
  link: (purpose: LinkPurpose, linkId: string) => string;
  /** Where a mail comes back to when it cannot be delivered; null or none: to its sender. */
  returnPath?: (mailId: string) => string | null;
  /** How answers to mails that ask something are known again. */
  answers: AnswerSettings;
}

/** The pool of connections to the mail server: one for each process. */
export const pool = {
  pool: true,
  maxConnections: 5,
  maxMessages: 500,
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 30_000,
  disableFileAccess: true,
  disableUrlAccess: true,
} as const;

/** What is handed to the mail server; nodemailer's own words for it. */
export interface Message {
  envelope: { from: string; to: string };
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  messageId: string;
  date: Date;
  headers: Record<string, string>;
  replyTo?: string;
  /** What calendar programs read; with it as an attachment, too, for those that look there. */
  icalEvent?: { method: CalendarPart['method']; content: string; filename: string };
  attachments?: { filename: string; contentType: string; content: Buffer }[];
}

const definitions: Record<MailName, { isAutoReply?: true }> = mails;
const isMail = (name: string): name is MailName => Object.hasOwn(mails, name);

/** A mail of the ledger as it is handed to the mail server. Pure: sent again, it is the same message. Throws GiveUp. */
export const messageOf = (mail: LedgerMail, letterhead: Letterhead): Message => {
  if (!isMail(mail.name)) throw new GiveUp(`no mail is called ${mail.name}`);
  const { from, mechanism, home, link, returnPath, answers } = letterhead;
  const locale = localeFor(mail.locale);
  const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
  const thread = mail.threadId && `<thread-${mail.threadId}@${host}>`;
  const unsubscribe = mail.unsubscribeLinkId && link('unsubscribe', mail.unsubscribeLinkId);
  const isAnsweredByMail = answers.mailAnswers !== undefined;
  const { subject, text, html, calendar, codes } = renderMail(mail.name, mail.props, {
    locale,
    mechanism,
    home,
    link,
    isAnsweredByMail,
  });
  return {
    envelope: { from: returnPath?.(mail.id) ?? from, to: mail.address },
    from,
    to: mail.address,
    subject,
    text,
    html,
    messageId: `<${mail.id}@${host}>`,
    date: mail.createdAt,
    headers: {
      'Auto-Submitted': definitions[mail.name].isAutoReply ? 'auto-replied' : 'auto-generated',
      'Content-Language': locale,
      ...(thread ? { References: thread, 'In-Reply-To': thread } : {}),
      // RFC 8058: the mail program itself may press the button.
      ...(unsubscribe
        ? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
        : {}),
    },
    ...(calendar && calendarOf(calendar, mail, letterhead)),
    ...(codes.length > 0 && {
      attachments: codes.map(({ fileName, address }) => ({
        filename: fileName,
        contentType: 'image/png',
        content: qrPng(address),
      })),
    }),
  };
};

/** Answers go to an address of the event's own, from people as from calendar programs: to both it looks like the organizer's. */
const calendarOf = (
  part: CalendarPart,
  { address, createdAt }: LedgerMail,
  { from, mechanism, answers }: Letterhead,
): Pick<Message, 'replyTo' | 'icalEvent'> => {
  const { method, subjectId, startsAt, endsAt, changedAt, attendee, ...rest } = part;
  const replyTo = answerAddressFor(subjectId, answers);
  const content = writeSchedulingMessage({
    ...rest,
    method,
    uid: uidFor(subjectId, answers),
    madeAt: createdAt,
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    changedAt: new Date(changedAt),
    organizer: { name: mechanism, address: replyTo ?? bare(from) },
    attendee: { ...attendee, address },
  });
  return { ...(replyTo !== null && { replyTo }), icalEvent: { method, content, filename: 'invite.ics' } };
};

/** The address alone, without the name before it. */
const bare = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
