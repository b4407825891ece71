import type { SendMailOptions } from 'nodemailer';
import { mails, type LinkPurpose, type MailName } from '../catalogue/index.js';
import { localeFor } from './i18n.js';
import { renderMail } from './mail-render.js';
import { GiveUp } from './outbox.js';

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
  /** Where a mail comes back to when it cannot be delivered; null: to its sender. */
  returnPath: (mailId: string) => string | null;
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

const isMail = (name: string): name is MailName => Object.hasOwn(mails, name);

/** A mail of the ledger as it is handed to the mail server. Pure: sent again, it is the same message. Throws GiveUp. */
export const messageOf = (
  mail: LedgerMail,
  { from, mechanism, home, link, returnPath }: Letterhead,
): SendMailOptions => {
  if (!isMail(mail.name)) throw new GiveUp(`no mail is called ${mail.name}`);
  const locale = localeFor(mail.locale);
  const host = /@([^>\s]+)/.exec(from)?.[1] ?? 'localhost';
  const thread = mail.threadId ? `<thread-${mail.threadId}@${host}>` : undefined;
  const comesBackTo = returnPath(mail.id);
  const unsubscribe = mail.unsubscribeLinkId ? link('unsubscribe', mail.unsubscribeLinkId) : undefined;
  return {
    from,
    to: mail.address,
    ...(comesBackTo ? { envelope: { from: comesBackTo, to: mail.address } } : {}),
    ...renderMail(mail.name, mail.props, { locale, mechanism, home, link }),
    messageId: `<${mail.id}@${host}>`,
    date: mail.createdAt,
    ...(thread ? { references: thread, inReplyTo: thread } : {}),
    ...(unsubscribe ? { list: { unsubscribe } } : {}),
    headers: {
      'Auto-Submitted': 'auto-generated',
      'Content-Language': locale,
      // RFC 8058: the mail program itself may press the button.
      ...(unsubscribe ? { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {}),
    },
  };
};
