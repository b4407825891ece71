// Answers from the mailbox, as mail programs and calendar programs send them: to the product, which listens for them.
import nodemailer from 'nodemailer';

export const answers = { ACCEPTED: 'Accept', TENTATIVE: 'Maybe', DECLINED: 'Decline' };
const said = { ACCEPTED: 'Accepted', TENTATIVE: 'Tentative', DECLINED: 'Declined' };

/** The lines of an iCalendar text, put together again where they were folded. */
const unfold = (text) => text.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
/** Folded after 60 characters: fewer than 75 bytes in any language a byte or two wide, which is enough for our own reader. */
const fold = (line) => line.match(/.{1,60}/gsu).join('\r\n ');

const addressOf = (line) => /mailto:([^\s;]+)$/i.exec(line ?? '')?.[1];

/** What a calendar part asks; null where it is no invitation. */
export function invitationOf(calendar) {
  const lines = unfold(calendar ?? '');
  if (!lines.includes('METHOD:REQUEST')) return null;
  const event = lines.slice(lines.indexOf('BEGIN:VEVENT'));
  const line = (name) => event.find((each) => new RegExp(`^${name}[;:]`, 'i').test(each));
  const zone = lines.slice(lines.indexOf('BEGIN:VTIMEZONE'), lines.lastIndexOf('END:VTIMEZONE') + 1);
  const organizer = addressOf(line('ORGANIZER'));
  const attendee = addressOf(line('ATTENDEE'));
  return organizer && attendee ? { line, zone, organizer, attendee } : null;
}

/** METHOD:REPLY (RFC 5546, 3.2.3): the event as it was sent, with the answer of its attendee. */
export function replyTo({ line, zone, attendee }, partstat, now) {
  const stamp = now.toISOString().replace(/[-:]|\.\d+/g, '');
  return [
    'BEGIN:VCALENDAR',
    'PRODID:-//nmrf//Mailbox//EN',
    'VERSION:2.0',
    'METHOD:REPLY',
    ...zone,
    'BEGIN:VEVENT',
    ...['UID', 'SEQUENCE', 'DTSTART', 'DTEND', 'ORGANIZER', 'SUMMARY'].flatMap((name) => line(name) ?? []),
    `DTSTAMP:${stamp}`,
    `ATTENDEE;PARTSTAT=${partstat}:mailto:${attendee}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map((each) => (each === '' ? '' : fold(each)))
    .join('\r\n');
}

/** Sends answers to the listener at `url`. Each throws what the listener said. */
export function replier(url) {
  const transport = nodemailer.createTransport({ url, ignoreTLS: true, connectionTimeout: 5000 });
  const send = ({ messageId, to }, address, mail) =>
    transport.sendMail({
      envelope: { from: to[0], to: address },
      from: to[0],
      to: address,
      ...(messageId && { inReplyTo: messageId, references: messageId }),
      ...mail,
    });
  return {
    inWords: (message, text) =>
      send(message, message.replyTo, {
        subject: `Re: ${message.subject}`,
        text: `${text}\n\nOn ${message.receivedAt}, ${message.from} wrote:\n${message.text.replace(/^/gm, '> ')}`,
      }),
    byCalendar(message, partstat) {
      const invitation = invitationOf(message.calendar);
      if (!invitation || !Object.hasOwn(answers, partstat)) throw new Error('This mail asks for no such answer.');
      return send(message, invitation.organizer, {
        subject: `${said[partstat]}: ${message.subject}`,
        icalEvent: { method: 'REPLY', content: replyTo(invitation, partstat, new Date()) },
      });
    },
    close: () => transport.close(),
  };
}
