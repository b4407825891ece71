import { foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import * as quotedPrintable from 'nodemailer/lib/qp';
import type { Message } from './mail-message.js';
import { once } from './once.js';

/**
 * A message as it goes over the wire (RFC 5322, RFC 2046): what nodemailer would make of it, in one piece. nodemailer can
 * compose any mail there is, through a stream for each part, and takes longer for that than for sending it.
 */
export const wireOf = (message: Message): string => {
  const { from, to, replyTo, subject, messageId, date, headers, icalEvent, attachments = [] } = message;
  // The same message has the same boundaries, and no encoding of ours gives "=_". Neither begins like the other.
  const id = messageId.slice(1, messageId.indexOf('@'));
  const alternative = multipart('alternative', `=_${id}`, alternativesOf(message));
  const files = [
    ...(icalEvent ? [file('application/ics', icalEvent.filename, Buffer.from(icalEvent.content))] : []),
    ...attachments.map(({ contentType, filename, content }) => file(contentType, filename, content)),
  ];
  const lines = [
    ...Object.entries(headers).map(([name, value]) => foldLines(`${name}: ${value}`)),
    sender(from),
    recipient(to),
    ...(replyTo === undefined ? [] : [encoded('Reply-To', replyTo)]),
    encoded('Subject', subject),
    foldLines(`Message-ID: ${messageId}`),
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    ...(files.length === 0 ? alternative : multipart('mixed', `=_mixed-${id}`, [alternative, ...files])),
    '',
  ];
  return lines.join('\r\n');
};

/** The same said three times: of alternatives, a program shows the last it can (RFC 2046, 5.1.4). */
const alternativesOf = ({ text, html, icalEvent }: Message): string[][] => [
  textPart('plain', text),
  textPart('html', html),
  // In base64: its lines are of a length of their own, and end with CR and LF.
  ...(icalEvent
    ? [
        [
          `Content-Type: text/calendar; charset=utf-8; method=${icalEvent.method}`,
          'Content-Transfer-Encoding: base64',
          '',
          inLines(Buffer.from(icalEvent.content).toString('base64')),
        ],
      ]
    : []),
];

const multipart = (kind: 'alternative' | 'mixed', boundary: string, parts: string[][]): string[] => [
  `Content-Type: multipart/${kind};\r\n boundary="${boundary}"`,
  '',
  ...parts.flatMap((part) => [`--${boundary}`, ...part]),
  `--${boundary}--`,
];

/** Its name stands in both places where programs look for it; it is one of ours, in ASCII. */
const file = (contentType: string, name: string, content: Buffer): string[] => [
  `Content-Type: ${contentType}; name="${name}"`,
  `Content-Disposition: attachment; filename="${name}"`,
  'Content-Transfer-Encoding: base64',
  '',
  inLines(content.toString('base64')),
];

/** What may be in any script, or need quotes, nodemailer encodes. */
const encoded = (name: string, value: string): string =>
  foldLines(`${name}: ${MimeNode.encodeHeaderValue(name, value, { textEncoding: 'B' })}`);

const sender = once((from: string) => encoded('From', from));

const recipient = (to: string): string => (/^[\w.+-]+@[\w.-]+$/.test(to) ? foldLines(`To: ${to}`) : encoded('To', to));

/** Scripts other than Latin would be three times as long in quoted-printable; Latin ones stay legible in it. */
const textPart = (type: 'plain' | 'html', content: string): string[] => {
  const bytes = Buffer.from(content);
  const isLatin = bytes.length < 1.2 * content.length;
  return [
    `Content-Type: text/${type}; charset=utf-8`,
    `Content-Transfer-Encoding: ${isLatin ? 'quoted-printable' : 'base64'}`,
    '',
    isLatin ? quotedPrintable.wrap(quotedPrintable.encode(bytes)) : inLines(bytes.toString('base64')),
  ];
};

const inLines = (base64: string): string => base64.match(/.{1,76}/g)?.join('\r\n') ?? '';
