import { z } from 'zod';
import type { LinkPurpose } from './links.js';
import type { MailKey } from './locales/index.js';

/** Fills a sentence of the locale files: `t('verification-request.subject', { count: 3 })`. */
export type Translate<K extends string> = (key: K, values?: Record<string, string | number>) => string;

/** The examination a mail speaks of. */
export const Review = z.object({
  mechanism: z.string(),
  session: z.int().nullable(),
  /** Where no session tells one examination from the next: the main document's. */
  symbol: z.string().nullish(),
  /** The special procedure. */
  body: z.string().nullish(),
});

/** The examination as the reader's language names it, e.g. `UPR, session 32` or `CEDAW, CEDAW/C/ALB/CO/4`. */
export const reviewText = (
  { mechanism, session, symbol, body }: z.infer<typeof Review>,
  t: Translate<MailKey>,
): string => {
  const name = body ?? t('mechanism', { mechanism });
  if (mechanism !== 'UPR' && symbol) return t('review.symbol', { mechanism: name, symbol });
  return session === null ? name : t('review', { mechanism: name, session });
};

/** What the text of a mail can be made of; rendered once as HTML and once as plain text, so the two always say the same. */
export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; title?: string; items: { label?: string; text: string; url?: string }[] }
  | { kind: 'button'; label: string; url: string }
  | { kind: 'choices'; items: { label: string; url: string }[] }
  | { kind: 'link'; label: string; url: string }
  | { kind: 'small'; text: string };

export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const small = (text: string): Block => ({ kind: 'small', text });
export const button = (label: string, url: string): Block => ({ kind: 'button', label, url });

/** What a template may ask of its surroundings; it knows no database and no clock. */
export interface MailContext {
  t: Translate<MailKey>;
  /** A day as the reader writes it, e.g. `Friday, 4 December 2026`. */
  day: (day: string) => string;
  /** What clocks and calendars of a zone show at a moment, and the zone's name, e.g. `Indochina Time, GMT+7`. */
  clock: (moment: string, timeZone: string) => { day: string; time: string; zone: string };
  /** The name of a language, given its code (ISO 639). */
  language: (code: string) => string;
  /** Whether answers by mail and from calendar programs are read. */
  isAnsweredByMail: boolean;
  /** Where the product is: for people who sign in. */
  home: string;
  /** The address of a signed link, made when the mail is sent: the ledger holds the link's id only. */
  link: (purpose: LinkPurpose, linkId: string) => string;
}

/** What a mail tells calendar programs (RFC 5546): of one event, for one person. */
export interface CalendarPart {
  method: 'REQUEST' | 'CANCEL';
  /** What the event is for the reader. Its UID is a sign of this id, and answers come to an address that carries another. */
  subjectId: string;
  /** Grows with every change that calendars must hear of. */
  sequence: number;
  /** Moments, as ISO 8601 has them. */
  startsAt: string;
  endsAt: string;
  changedAt: string;
  /** Where its clocks are. */
  timeZone: string;
  summary: string;
  description: string;
  location: string | null;
  url: string | null;
  /** The reader, and what they have answered. */
  attendee: { name: string; standing: 'NEEDS-ACTION' | 'ACCEPTED' | 'DECLINED' | 'TENTATIVE' };
  /** How many minutes before it starts it is spoken of. */
  alarms: number[];
}

/** A picture of a code that holds an address, drawn when the mail is sent. */
export interface CodeImage {
  fileName: `${string}.png`;
  address: string;
}

export interface MailDefinition<N extends string, P extends z.ZodObject> {
  name: N;
  props: P;
  /** It waits for the hours of whoever it is for. Without, it goes at once, since somebody has just pressed a button for it. */
  keepsHours?: true;
  /** The ledger does not show it: that this person was sent one would say what nobody is to know. */
  isConfidential?: true;
  /** A program answers a mail by it (RFC 3834): no program is to answer back. */
  isAutoReply?: true;
  /** Shown in previews, and rendered in every language by the tests. */
  example: z.infer<P>;
  subject: (props: z.infer<P>, context: MailContext) => string;
  body: (props: z.infer<P>, context: MailContext) => Block[];
  /** Calendar programs read this, and show buttons of their own. */
  calendar?: (props: z.infer<P>, context: MailContext) => CalendarPart;
  attachments?: (props: z.infer<P>, context: MailContext) => CodeImage[];
}

export const defineMail = <const N extends string, P extends z.ZodObject>(
  definition: MailDefinition<N, P>,
): MailDefinition<N, P> => definition;
