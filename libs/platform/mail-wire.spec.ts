import MailComposer from 'nodemailer/lib/mail-composer';
import { simpleParser } from 'mailparser';
import { locales, mails, type MailName } from '../catalogue/index.js';
import { newId } from './id.js';
import { messageOf, type Message } from './mail-message.js';
import { wireOf } from './mail-wire.js';

const letterhead = {
  from: 'Comité de suivi <nmrf@example.org>',
  mechanism: 'Committee for Follow-up',
  home: 'https://nmrf.example.org',
  link: (purpose: string, linkId: string) => `https://nmrf.example.org/${purpose}/${linkId}`,
  answers: {
    mailAnswers: 'answers+*@example.org',
    publicUrl: 'https://nmrf.example.org',
    secretKey: 'a secret that only the tests know, and long enough',
  },
};
const messages = (Object.keys(mails) as MailName[]).flatMap((name) =>
  locales.map((locale): [name: string, message: Message] => [
    `${name} in ${locale}`,
    messageOf(
      {
        id: newId(),
        name,
        props: mails[name].example,
        address: 'sok.dara@example.org',
        locale,
        threadId: newId(),
        unsubscribeLinkId: newId(),
        createdAt: new Date('2026-03-02T03:00:00Z'),
      },
      letterhead,
    ),
  ]),
);
const [[, first]] = messages as [[string, Message]];

/** What a mail program makes of it. */
const read = async (wire: string | Buffer) => {
  const { subject, from, to, text, html, date, messageId, headers, attachments } = await simpleParser(wire, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  });
  const names = [...headers.keys()].filter((name) => name !== 'content-type').sort();
  const others = names.map((name) => [name, headers.get(name)]);
  const files = attachments.map(({ contentType, filename, content }) => [contentType, filename, content.toString()]);
  return { subject, from: from?.value, to, text, html, date, messageId, others, files };
};
/** As bytes, with the line ends the wire demands (the transport makes them so). */
const lines = (wire: string) => wire.split(/\r?\n/);

describe('a message on the wire', () => {
  it.each(messages)('reads as nodemailer would have it: %s', async (_, message) => {
    const theirs = await new MailComposer(message).compile().build();
    expect(await read(wireOf(message))).toEqual(await read(theirs));
  });

  it.each(messages)('is nothing but ASCII, in lines that every server takes: %s', (_, message) => {
    const wire = wireOf(message);
    expect(wire).toMatch(/^[\t\r\n\x20-\x7e]*$/);
    for (const line of lines(wire)) expect(line.length).toBeLessThanOrEqual(998);
    const headers = lines(wire.slice(0, wire.indexOf('\r\n\r\n')));
    for (const line of headers.filter((line) => !/https:|^Reply-To/.test(line)))
      expect(line.length).toBeLessThanOrEqual(78);
    for (const line of headers) expect(line).toMatch(/^([\w-]+:| \S)/);
  });

  it('is the same, byte for byte, when it is sent again', () => {
    expect(wireOf(first)).toBe(wireOf({ ...first }));
  });

  it.each([
    ['Khmer', 'កាលកំណត់ '.repeat(40).trim()],
    ['Arabic', 'وزارة العدل — إدارة حقوق الإنسان'.repeat(4)],
    ['French', 'Échéance dépassée : vérification par le ministère de l’Éducation, de la Justice et de l’Égalité'],
    ['control characters', 'One\x07 bell'],
    ['emoji', 'Done 👩🏽‍⚖️'.repeat(9)],
  ])('keeps a subject whole: %s', async (_, subject) => {
    expect((await read(wireOf({ ...first, subject }))).subject).toBe(subject);
  });

  it('keeps a dot, a boundary and a header in a text from being more than text', async () => {
    const text = `.\n..\n--=_${first.messageId.slice(1, 37)}--\nBcc: everybody@example.org\n${'long '.repeat(300)}\n`;
    const seen = await read(wireOf({ ...first, text, html: `<p>${text}</p>` }));
    expect(seen.text).toBe(text);
    expect(seen.html).toBe(`<p>${text}</p>`);
  });

  it('lets no address end its header', async () => {
    const to = 'x@example.org>\r\nBcc: everybody@example.org';
    expect(lines(wireOf({ ...first, to })).some((line) => line.startsWith('Bcc'))).toBe(false);
  });
});
