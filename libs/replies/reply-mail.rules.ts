import { decodeText, field, type Fields, type MailPart } from '../correspondence/mime.rules.js';
import { ownText, textOfHtml } from './own-text.rules.js';

/** Why a mail was written by a program, or is for many, rather than somebody's answer. */
export type Unanswerable =
  /** RFC 3834 and its forerunners: an absence note and the like. */
  | 'automatic'
  /** It says only that a program wrote it, as calendars do that answer for their user. */
  | 'generated'
  | 'mailing-list'
  /** From nobody: a mail server speaks. */
  | 'no-sender';

/** A mail that came in as an answer, as far as it can be read without knowing to what. */
export interface ReplyMail {
  /** The one address in From; null where there is none, or several. */
  sender: string | null;
  subject: string;
  /** When it says it was written. */
  date: Date | null;
  /** Where it went to, as its header says. */
  recipients: readonly string[];
  /** Mails of ours it names as those it answers, and those it claims to be itself. */
  answersMailIds: readonly string[];
  ownMailIds: readonly string[];
  unanswerable: Unanswerable | null;
  /** It asks that no program answers it. */
  wantsNoAnswer: boolean;
  /** Parts that are calendars, with the method their header gives. */
  calendars: readonly { text: string; method: string }[];
  /** Microsoft's winmail.dat, which hides everything else. */
  hasTnef: boolean;
  /** What the sender wrote, without what they quote. */
  text: string;
}

/** Of a header more addresses, and of a mail more calendars, are not looked at. */
const mostAddresses = 50;
const mostCalendars = 4;
const longestCalendar = 200_000;

export const readReplyMail = (mail: MailPart): ReplyMail => {
  const { fields } = mail;
  const parts = outerParts(mail);
  const subject = headerText(field(fields, 'subject'));
  const calendars = parts.filter(isCalendar).slice(0, mostCalendars);
  return {
    sender: senderOf(fields),
    subject,
    date: dateOf(field(fields, 'date')),
    recipients: unique(receivers.flatMap((name) => (fields.get(name) ?? []).flatMap(addressesIn))).slice(
      0,
      mostAddresses,
    ),
    answersMailIds: unique(['in-reply-to', 'references'].flatMap((name) => idsIn(field(fields, name)))),
    ownMailIds: unique((fields.get('message-id') ?? []).flatMap(idsIn)),
    unanswerable: unanswerable(mail, subject),
    wantsNoAnswer: /\b(?:all|autoreply|oof)\b/i.test(field(fields, 'x-auto-response-suppress')),
    calendars: calendars.map(({ text, params }) => ({
      text: text.slice(0, longestCalendar),
      method: (params['method'] ?? '').toUpperCase(),
    })),
    hasTnef: parts.some(
      ({ type, params, fields: own }) => tnef.test(type) || /winmail\.dat/i.test(nameOf(params, own)),
    ),
    text: ownText(textOf(parts)),
  };
};

const tnef = /^application\/(?:vnd\.)?ms-tnef$/;

/** The parts of the mail itself, not those of mails it brings along: an answer somebody forwards to us is none to us. */
const outerParts = (part: MailPart): MailPart[] => [
  part,
  ...(part.type.startsWith('multipart/') ? part.parts.flatMap(outerParts) : []),
];

const nameOf = (params: MailPart['params'], fields: Fields): string =>
  `${params['name'] ?? ''} ${field(fields, 'content-disposition')}`;

const isCalendar = ({ type, params, fields, text }: MailPart): boolean =>
  type === 'text/calendar' ||
  type === 'application/ics' ||
  (!type.startsWith('multipart/') &&
    (/\.ics\b/i.test(nameOf(params, fields)) || /^\s{0,20}BEGIN:VCALENDAR/i.test(text)));

const isAttached = ({ fields }: MailPart): boolean => /^\s*attachment/i.test(field(fields, 'content-disposition'));

/** The first text that says something; programs that write HTML only are believed too. */
const textOf = (parts: readonly MailPart[]): string => {
  const own = parts.filter((part) => !isAttached(part) && !isCalendar(part));
  const texts = [
    ...own.filter(({ type }) => type === 'text/plain').map(({ text }) => text),
    ...own.filter(({ type }) => type === 'text/html').map(({ text }) => textOfHtml(text)),
  ];
  return texts.find((text) => text.trim() !== '') ?? '';
};

const receivers = [
  ...['to', 'cc', 'delivered-to', 'x-original-to', 'x-delivered-to', 'envelope-to', 'x-envelope-to', 'x-rcpt-to'],
  ...['x-forwarded-to', 'resent-to'],
];

const address = /[^\s<>,;:"()[\]]{1,128}@[^\s<>,;:"()[\]]{1,255}/g;
/** Names in quotes and remarks in brackets may hold addresses too: those are nobody's. */
const bare = (value: string): string => value.replace(/"(?:[^"\\]|\\.)*"/g, ' ').replace(/\([^()]*\)/g, ' ');

export const addressesIn = (value: string): string[] => {
  const text = bare(value);
  const angled = [...text.matchAll(/<\s*([^<>\s]{1,384})\s*>/g)].map(([, inner = '']) => inner);
  return (angled.length > 0 ? angled.join(' ') : text).match(address)?.map((each) => each.toLowerCase()) ?? [];
};

const senderOf = (fields: Fields): string | null => {
  const all = unique((fields.get('from') ?? []).flatMap(addressesIn));
  return all.length === 1 ? (all[0] ?? null) : null;
};

/** The ids of our mails are the left sides of their Message-IDs. */
const idsIn = (value: string): string[] =>
  unique(
    [...value.matchAll(/<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]{1,255}>/gi)].map(([, id = '']) =>
      id.toLowerCase(),
    ),
  ).slice(0, 20);

const unique = (values: string[]): string[] => [...new Set(values)];

const absence =
  /^(?:(?:automatic|auto|autoreply|auto-reply)[ -]?(?:reply|response)?\s*:|out of (?:the )?office|away from|réponse automatique|absence du bureau|absent[e]? du bureau|message d'absence|respuesta automática|fuera de la oficina|автоответ|автоматический ответ|自动(?:回复|答复)|自動回覆|رد تلقائي|ការឆ្លើយតបស្វ័យប្រវត្តិ)/iu;

const unanswerable = ({ fields, type }: MailPart, subject: string): Unanswerable | null => {
  const submitted = /^[\w-]*/.exec(field(fields, 'auto-submitted').toLowerCase())?.[0] ?? '';
  const from = (fields.get('from') ?? []).flatMap(addressesIn);
  const lists = ['list-id', 'list-post', 'list-unsubscribe', 'mailing-list', 'x-mailing-list'];
  // Of these, those on delivery are known already; the others say that a mail was read, or deleted.
  if (type === 'multipart/report') return 'automatic';
  if (submitted !== '' && submitted !== 'no' && submitted !== 'auto-generated') return 'automatic';
  if (['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-vacation'].some((name) => said(fields, name)))
    return 'automatic';
  if (field(fields, 'precedence').toLowerCase() === 'auto_reply' || absence.test(subject)) return 'automatic';
  if (/^(?:bulk|junk|list)\b/i.test(field(fields, 'precedence')) || lists.some((name) => fields.has(name)))
    return 'mailing-list';
  if (from.some((each) => /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@/.test(each))) return 'no-sender';
  if (/^\s*<\s*>/.test(field(fields, 'return-path'))) return 'no-sender';
  return submitted === 'auto-generated' ? 'generated' : null;
};

const said = (fields: Fields, name: string): boolean =>
  !['', 'no', 'false', '0'].includes(field(fields, name).toLowerCase());

const dateOf = (value: string): Date | null => {
  const at = Date.parse(value.replace(/\s*\([^()]*\)/g, ''));
  return Number.isNaN(at) ? null : new Date(at);
};

const encodedWord = /=\?([\w.-]{1,40})(?:\*[\w-]{1,20})?\?([bq])\?([^?\s]{0,500})\?=/gi;

/** A header field for people: encoded words (RFC 2047) read, bytes that are UTF-8 already too. */
export const headerText = (value: string): string => {
  const joined = value.replace(/(\?=)\s+(?==\?)/g, '$1');
  const pieces: { charset: string; bytes: Buffer }[] = [];
  const add = (charset: string, bytes: Buffer) => {
    const last = pieces.at(-1);
    // A character may begin in one word and end in the next.
    if (last?.charset === charset) last.bytes = Buffer.concat([last.bytes, bytes]);
    else pieces.push({ charset, bytes });
  };
  let at = 0;
  for (const found of joined.matchAll(encodedWord)) {
    const [whole, charset = '', kind = '', content = ''] = found;
    if (found.index > at) add('', Buffer.from(joined.slice(at, found.index), 'latin1'));
    add(charset.toLowerCase(), kind.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : unquoted(content));
    at = found.index + whole.length;
  }
  add('', Buffer.from(joined.slice(at), 'latin1'));
  return pieces
    .map(({ charset, bytes }) => decodeText(bytes, charset))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
};

const unquoted = (content: string): Buffer =>
  Buffer.from(
    content
      .replaceAll('_', ' ')
      .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
