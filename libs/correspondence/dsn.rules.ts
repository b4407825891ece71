import { field, readFields, type Fields, type MailPart } from './mime.rules.js';

/** What a report says of one recipient. */
export interface Outcome {
  /** Whom it speaks of: as the mail was addressed, and as it was forwarded. Lower case. */
  addresses: string[];
  /** E.g. `failed` or `delayed`. */
  action: string;
  /** The enhanced status code (RFC 3463), e.g. 5.1.1. */
  status: string | null;
  /** The server's own words. */
  diagnostic: string | null;
}

/** What a mail turned out to be. */
export type Report =
  | { kind: 'delivery'; outcomes: Outcome[]; about: Named }
  /** Somebody pressed "this is spam" (RFC 5965). */
  | { kind: 'complaint'; about: Named }
  /** An answer, an out-of-office note, anything else. */
  | { kind: 'none' };

/** Which mail a report names. Anybody can write this; it proves nothing alone. */
interface Named {
  /** Those in Message-IDs of the form we give. */
  mailIds: string[];
  /** Where the report itself was sent to: our return address, which may carry a sign. */
  sentTo: string[];
}

const statusParts = new Set(['message/delivery-status', 'message/global-delivery-status']);
const headerParts = new Set(['text/rfc822-headers', 'message/global-headers', 'message/rfc822', 'message/global']);

/** Finds out whether a mail reports what became of another (RFC 3464, qmail's QSBMF, Exim without MIME), and what it says. */
export const readReport = (mail: MailPart): Report => {
  const parts = outerParts(mail);
  const statuses = parts.filter(({ type }) => statusParts.has(type));
  if (statuses.length > 0)
    return delivery(
      statuses.flatMap(({ text }) => outcomesIn(text)),
      named(mail, parts),
    );
  if (parts.some(({ type }) => type === 'message/feedback-report')) {
    return { kind: 'complaint', about: named(mail, parts) };
  }
  return inPlainText(mail, parts) ?? { kind: 'none' };
};

const delivery = (outcomes: Outcome[], about: Named): Report =>
  outcomes.length === 0 ? { kind: 'none' } : { kind: 'delivery', outcomes, about };

/** The parts of a mail itself, not those of mails it brings along: a report somebody forwards to us is no report to us. */
const outerParts = (part: MailPart): MailPart[] => [
  part,
  ...(part.type.startsWith('multipart/') ? part.parts.flatMap(outerParts) : []),
];

/** A group of fields for each recipient, after one for the message (RFC 3464, 2.1). */
const outcomesIn = (text: string): Outcome[] =>
  text
    .split(/\n[ \t]*\n/)
    .map((group) => readFields(group.trim()))
    .filter((fields) => fields.has('final-recipient') || fields.has('original-recipient'))
    .map((fields) => ({
      addresses: unique(['original-recipient', 'final-recipient'].flatMap((name) => addressesIn(field(fields, name)))),
      action: field(fields, 'action').toLowerCase(),
      status: enhanced(field(fields, 'status')),
      diagnostic: words(field(fields, 'diagnostic-code').replace(/^[\w-]+\s*;/, '')),
    }));

/** `rfc822;sok.dara@example.org`, perhaps with the characters of RFC 3461 (4) written as `+2B`. */
const addressesIn = (value: string): string[] => {
  const address = value
    .slice(value.indexOf(';') + 1)
    .trim()
    .replace(/^<|>$/g, '')
    .toLowerCase();
  const plain = address.replace(/\+([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return address === '' ? [] : [address, plain.toLowerCase()];
};

const named = (mail: MailPart, parts: readonly MailPart[], copy = ''): Named => ({
  mailIds: unique([
    ...parts.filter(({ type }) => headerParts.has(type)).flatMap((part) => idsIn(field(headersOf(part), 'message-id'))),
    ...idsIn(field(readFields(copy), 'message-id')),
    ...['in-reply-to', 'references'].flatMap((name) => idsIn(field(mail.fields, name))),
  ]),
  sentTo: unique(receivers.flatMap((name) => (mail.fields.get(name) ?? []).flatMap(mailAddresses))),
});

const headersOf = (part: MailPart): Fields => part.parts[0]?.fields ?? readFields(part.text);

const receivers = ['to', 'delivered-to', 'x-original-to', 'x-delivered-to', 'envelope-to', 'x-envelope-to'];
const mailAddresses = (value: string): string[] => value.match(/[^\s<>,;:"]{1,64}@[^\s<>,;:"]{1,255}/g) ?? [];

/** The ids of our mails are the left sides of their Message-IDs. */
const idsIn = (value: string): string[] =>
  [...value.matchAll(/<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]{1,255}>/gi)].map(([, id = '']) =>
    id.toLowerCase(),
  );

const unique = (values: string[]): string[] => [...new Set(values)];

const inPlainText = (mail: MailPart, parts: readonly MailPart[]): Report | null => {
  const text = parts.find(({ type }) => type === 'text/plain')?.text ?? '';
  if (/^\s*Hi\. This is the /.test(text.slice(0, 200))) return qmail(mail, text);
  const failed = (mail.fields.get('x-failed-recipients') ?? []).flatMap(mailAddresses);
  return failed.length === 0 ? null : exim(mail, { text, failed });
};

/** QSBMF: paragraphs, one for each recipient, then a line of dashes and the message. */
const qmail = (mail: MailPart, text: string): Report => {
  const [said = '', copy = ''] = cut(text, /\n-[^\n]*\n+/);
  const outcomes = said.split(/\n[ \t]*\n/).flatMap((paragraph) => {
    const [, address = '', reason = ''] = /^\s*<([^<>\s]+)>:\n?(.*)$/s.exec(paragraph) ?? [];
    return address === '' ? [] : [outcome([address], reason)];
  });
  return delivery(outcomes, named(mail, [], copy));
};

/** Our mails go to one person each; the text is looked through for each recipient. */
const mostFailed = 20;

/** Exim before it knew RFC 3464: the recipients are in the header, the reasons in a text for people. */
const exim = (mail: MailPart, { text, failed }: { text: string; failed: string[] }): Report => {
  const [said = '', copy = ''] = cut(text, /\n-{3,}[^\n]*\n+/);
  const lower = said.toLowerCase();
  const outcomes = failed.slice(0, mostFailed).map((address) => {
    const at = lower.indexOf(address.toLowerCase());
    const [reason = ''] = said.slice(at === -1 ? 0 : at + address.length).split(/\n[ \t]*\n/);
    return outcome([address], reason);
  });
  return delivery(outcomes, named(mail, [], copy));
};

const cut = (text: string, at: RegExp): string[] => {
  const found = at.exec(text);
  return found ? [text.slice(0, found.index), text.slice(found.index + found[0].length)] : [text];
};

const outcome = (addresses: string[], reason: string): Outcome => ({
  addresses: addresses.map((address) => address.toLowerCase()),
  action: 'failed',
  status: enhanced(reason),
  diagnostic: words(reason),
});

const enhanced = (text: string): string | null => /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0] ?? null;

const longest = 500;
const words = (text: string): string | null =>
  text
    .slice(0, 4 * longest)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longest) || null;

/** What a report means: there is nobody at the address; the mail came back for another reason; it waits; or nothing to do. */
export type Verdict = 'nobody' | 'returned' | 'delayed' | 'nothing';

const nobody =
  /user unknown|unknown user|no such (?:user|recipient|mailbox|person)|(?:user|recipient|account|mailbox|address)\b.{0,60}(?:does not exist|doesn't exist|not found|unknown)|(?:invalid|unknown) (?:recipient|mailbox)|no mailbox (?:here )?by that name/i;

/**
 * Judges one outcome. Of the mailbox speak 5.1.x, but for those about the sender (5.1.7, 5.1.8) and an address that is valid (5.1.5), and
 * 5.2.1; 5.4.1 is what Exchange Online answers for recipients it does not know. Without such a code, the words count.
 */
export const judgeOutcome = ({ action, status, diagnostic }: Outcome): Verdict => {
  const said = diagnostic ?? '';
  const code = status === null || status.endsWith('.0.0') ? (enhanced(said) ?? status) : status;
  const failed = action === 'failed' || (action === '' && code?.startsWith('5'));
  if (!failed) return action === 'delayed' || (action === '' && code?.startsWith('4')) ? 'delayed' : 'nothing';
  const [kind, subject, detail] = (code ?? '').split('.').map(Number);
  if (kind === 4) return 'returned';
  if (code === null || (subject === 0 && detail === 0)) return nobody.test(said) ? 'nobody' : 'returned';
  const aboutMailbox =
    (subject === 1 && ![5, 7, 8, 9].includes(detail ?? 0) && !(detail === 0 && /\bsender\b/i.test(said))) ||
    (subject === 2 && detail === 1) ||
    (subject === 4 && detail === 1 && /recipient address rejected/i.test(said));
  return aboutMailbox ? 'nobody' : 'returned';
};
