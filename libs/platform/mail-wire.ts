import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import * as quotedPrintable from 'nodemailer/lib/qp';
import type { Message } from './mail-message.js';
import { once } from './once.js';

/**
 * A message as it goes over the wire (RFC 5322, RFC 2046): what nodemailer would make of it, in one piece. nodemailer can
 * compose any mail there is, through a stream for each part, and takes longer for that than for sending it.
 */
export const wireOf = ({ from, to, subject, text, html, messageId, date, headers }: Message): string => {
  // The same message has the same boundary, and no encoding of ours gives "=_".
  const boundary = `=_${messageId.slice(1, messageId.indexOf('@'))}`;
  const lines = [
    ...Object.entries(headers).map(([name, value]) => foldLines(`${name}: ${value}`)),
    sender(from),
    recipient(to),
    encoded('Subject', subject),
    foldLines(`Message-ID: ${messageId}`),
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative;\r\n boundary="${boundary}"`,
    '',
    ...part(boundary, 'plain', text),
    ...part(boundary, 'html', html),
    `--${boundary}--`,
    '',
  ];
  return lines.join('\r\n');
};

/** What may be in any script, or need quotes, nodemailer encodes. */
const encoded = (name: string, value: string): string =>
  foldLines(`${name}: ${MimeNode.encodeHeaderValue(name, value, { textEncoding: 'B' })}`);

const sender = once((from: string) => encoded('From', from));

const recipient = (to: string): string => (/^[\w.+-]+@[\w.-]+$/.test(to) ? foldLines(`To: ${to}`) : encoded('To', to));

/** Scripts other than Latin would be three times as long in quoted-printable; Latin ones stay legible in it. */
const part = (boundary: string, type: 'plain' | 'html', content: string): string[] => {
  const bytes = Buffer.from(content);
  const isLatin = bytes.length < 1.2 * content.length;
  return [
    `--${boundary}`,
    `Content-Type: text/${type}; charset=utf-8`,
    `Content-Transfer-Encoding: ${isLatin ? 'quoted-printable' : 'base64'}`,
    '',
    isLatin ? quotedPrintable.wrap(quotedPrintable.encode(bytes)) : inLines(bytes.toString('base64')),
  ];
};

const inLines = (base64: string): string => base64.match(/.{1,76}/g)?.join('\r\n') ?? '';
