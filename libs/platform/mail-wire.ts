import { Readable } from 'node:stream';
import type MailMessage from 'nodemailer/lib/mailer/mail-message';
import type MimeNode from 'nodemailer/lib/mime-node';
import * as base64 from 'nodemailer/lib/base64';
import * as quotedPrintable from 'nodemailer/lib/qp';

/**
 * A message as it goes over the wire. nodemailer writes every part through streams of its own, which takes it longer than
 * all else; our messages are small and lie in memory, so they are written in one piece, byte for byte the same.
 */
export const wireOf = (node: MimeNode): string => {
  const headers = `${node.buildHeaders()}\r\n\r\n`;
  if (node.childNodes.length === 0) return headers + encoded(node);
  const parts = node.childNodes.map((part) => `--${node.boundary}\r\n${wireOf(part)}\r\n`);
  return `${headers}${parts.join('')}--${node.boundary}--\r\n`;
};

const encoded = (node: MimeNode): string => {
  // All that we send is text; a stream or a file would have to be read first.
  const content = typeof node.content === 'string' ? node.content : '';
  const encoding = node.getTransferEncoding();
  if (encoding === 'base64') return base64.wrap(base64.encode(content));
  return encoding === 'quoted-printable' ? quotedPrintable.wrap(quotedPrintable.encode(content)) : content;
};

/** For nodemailer's step `stream`. A step that changes the stream itself, such as DKIM, would have no effect after it. */
export const inOnePiece = ({ message }: MailMessage, done: () => void): void => {
  message.createReadStream = () =>
    new Readable({
      read() {
        this.push(wireOf(message));
        this.push(null);
      },
    });
  done();
};
