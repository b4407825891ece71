import { field, readFields } from '../correspondence/mime.rules.js';
import { addressesIn } from './reply-mail.rules.js';

/** The address without a sign: `answers+*@…` is `answers@…`; where none is set, the sender of our mails. */
export const plainAddress = ({
  mailAnswers,
  mailFrom,
}: {
  mailAnswers: string | undefined;
  mailFrom: string;
}): string => {
  const plain = mailAnswers?.replace(/[-+=]?\*/, '').toLowerCase() ?? '';
  // Where the sign is the whole name, there is none.
  return plain.startsWith('@') ? '' : plain || senderAddress({ mailFrom });
};

/** The address our mails come from. */
export const senderAddress = ({ mailFrom }: { mailFrom: string }): string => addressesIn(mailFrom)[0] ?? '';

/** What stays the same of a mail however it comes: of the header what its writer says, and all of its content. */
export const itself = (source: Buffer): { head: string[]; body: string } => {
  const text = source.toString('latin1').replace(/\r\n?/g, '\n');
  const end = text.indexOf('\n\n');
  const fields = readFields(text);
  const names = ['message-id', 'date', 'from', 'subject', 'in-reply-to', 'content-type'];
  return { head: names.map((name) => field(fields, name)), body: end === -1 ? '' : text.slice(end).trimEnd() };
};
