import ICAL from 'ical.js';
import { simpleParser, type Attachment } from 'mailparser';
import { mails, type MailName, type MailProps } from '../catalogue/index.js';
import { subjectOfAnswerAddress, subjectOfUid } from './answer-address.js';
import { newId } from './id.js';
import { messageOf, type Letterhead } from './mail-message.js';
import { wireOf } from './mail-wire.js';

const answers = {
  mailAnswers: 'answers+*@example.org',
  publicUrl: 'https://nmrf.example.org',
  secretKey: 'a secret that only the tests know, and long enough',
};
const letterhead: Letterhead = {
  from: 'Comité de suivi <nmrf@example.org>',
  mechanism: 'Comité "de suivi"; Suivi',
  home: 'https://nmrf.example.org',
  link: (purpose, linkId) => `https://nmrf.example.org/${purpose}/${linkId}`,
  answers,
};
const invitationId = newId();

const wire = <N extends MailName>(
  name: N,
  props: Partial<MailProps<N>> = {},
  { locale = 'en', ...more }: Partial<Letterhead> & { locale?: string } = {},
) =>
  wireOf(
    messageOf(
      {
        id: '01920000-0000-7000-8000-0000000000aa',
        name,
        props: { ...mails[name].example, ...props },
        address: 'sok.dara@example.org',
        locale,
        threadId: null,
        unsubscribeLinkId: null,
        createdAt: new Date('2027-02-24T10:00:00Z'),
      },
      { ...letterhead, ...more },
    ),
  );
const invitation = (props: Partial<MailProps<'consultation-invitation'>> = {}, more?: Parameters<typeof wire>[2]) =>
  wire('consultation-invitation', { invitationId, ...props }, more);

const contentType = ({ headers }: Attachment) =>
  headers.get('content-type') as unknown as { value: string; params: Record<string, string> };
/** The parts of a mail that hold a calendar, as a mail program finds them. */
const calendarsOf = async (mail: string) => {
  const { attachments } = await simpleParser(mail);
  const [inline, attached, ...others] = attachments.filter(({ contentType: type }) => /calendar|ics/.test(type));
  if (!inline || !attached || others.length > 0) throw new Error('not two calendar parts');
  return { inline, attached, ics: inline.content.toString() };
};
const eventOf = (ics: string) => {
  const calendar = new ICAL.Component(ICAL.parse(ics) as unknown[]);
  const [event] = calendar.getAllSubcomponents('vevent');
  return {
    method: calendar.getFirstPropertyValue('method'),
    of: (name: string) => String(event!.getFirstPropertyValue(name)),
    alarms: event!.getAllSubcomponents('valarm').length,
  };
};

describe('an invitation by mail', () => {
  it.each(['consultation-invitation', 'consultation-reminder'] as const)(
    'holds one calendar, shown and attached: %s',
    async (name) => {
      const { inline, attached, ics } = await calendarsOf(wire(name));
      expect(contentType(inline)).toMatchObject({
        value: 'text/calendar',
        params: { method: 'REQUEST', charset: 'utf-8' },
      });
      expect(attached).toMatchObject({ contentType: 'application/ics', filename: 'invite.ics' });
      expect(attached.contentDisposition).toBe('attachment');
      expect(attached.content.toString()).toBe(ics);
      expect(eventOf(ics).method).toBe('REQUEST');
    },
  );

  it('is built as mail programs expect: what is shown, then what is attached', () => {
    const mail = invitation({ doorCode: 'K7QF-2M9P' });
    const types = [...mail.matchAll(/^Content-Type: ([\w/]+)/gm)].map(([, type]) => type);
    expect(types).toEqual([
      'multipart/mixed',
      'multipart/alternative',
      'text/plain',
      'text/html',
      'text/calendar',
      'application/ics',
      'image/png',
    ]);
    const [outer = '', inner = ''] = [...mail.matchAll(/boundary="(.+)"/g)].map(([, boundary]) => boundary);
    expect(inner.startsWith(outer) || outer.startsWith(inner)).toBe(false);
    expect(mail.split(`--${outer}--`)).toHaveLength(2);
    expect(mail.split(`--${inner}--`)).toHaveLength(2);
    expect(mail).toMatch(/^[\t\r\n\x20-\x7e]*$/);
  });

  it('is the same, byte for byte, when it is sent again', () => {
    expect(invitation({ doorCode: 'K7QF-2M9P' })).toBe(invitation({ doorCode: 'K7QF-2M9P' }));
  });

  it('has answers come to an address of its own, and is known again by its UID', async () => {
    const mail = invitation();
    const { replyTo } = await simpleParser(mail);
    const event = eventOf((await calendarsOf(mail)).ics);
    const [address] = replyTo?.value ?? [];
    expect(subjectOfAnswerAddress(address?.address ?? '', answers)).toBe(invitationId);
    expect(event.of('organizer')).toBe(`mailto:${address?.address ?? ''}`);
    expect(event.of('attendee')).toBe('mailto:sok.dara@example.org');
    expect(subjectOfUid(event.of('uid'), answers)).toBe(invitationId);
  });

  it('has answers come to the sender where none are read, and does not speak of them', async () => {
    const mail = invitation({}, { answers: { ...answers, mailAnswers: undefined } });
    const { replyTo, text } = await simpleParser(mail);
    const event = eventOf((await calendarsOf(mail)).ics);
    expect(replyTo).toBeUndefined();
    expect(event.of('organizer')).toBe('mailto:nmrf@example.org');
    expect(subjectOfUid(event.of('uid'), answers)).toBe(invitationId);
    const sentence = 'reply to this mail with yes, no or maybe';
    expect(text).not.toContain(sentence);
    expect((await simpleParser(invitation())).text).toContain(sentence);
  });

  it('is one event through all its changes: the later mail counts', async () => {
    const { meeting } = mails['consultation-invitation'].example;
    const moved = { ...meeting, sequence: 4, startsAt: '2027-04-16T02:00:00Z', endsAt: '2027-04-16T05:00:00Z' };
    const [first, second, last] = await Promise.all(
      [
        invitation(),
        invitation({ news: 'MOVED', meeting: moved }),
        wire('consultation-cancelled', { invitationId, meeting: { ...moved, sequence: 5 }, news: 'CANCELLED' }),
      ].map(async (mail) => eventOf((await calendarsOf(mail)).ics)),
    );
    expect(new Set([first, second, last].map((event) => event!.of('uid'))).size).toBe(1);
    expect([first, second, last].map((event) => event!.of('sequence'))).toEqual(['0', '4', '5']);
    expect([first, second, last].map((event) => event!.of('status'))).toEqual(['CONFIRMED', 'CONFIRMED', 'CANCELLED']);
    expect(second!.of('dtstart')).toBe('2027-04-16T09:00:00');
    expect(last).toMatchObject({ method: 'CANCEL', alarms: 0 });
  });

  it('puts no link of the reader’s into their calendar, which others may see', async () => {
    const { linkId } = mails['consultation-invitation'].example;
    const mail = invitation();
    expect((await simpleParser(mail)).text).toContain(`/invitation/${linkId}?answer=accepted`);
    expect((await calendarsOf(mail)).ics).not.toContain(linkId);
  });

  it('attaches the code for the door as a picture only where there is one', async () => {
    const files = async (mail: string) => (await simpleParser(mail)).attachments.map(({ filename }) => filename);
    expect(await files(invitation())).toEqual([undefined, 'invite.ics']);
    const withCode = invitation({ doorCode: 'K7QF-2M9P', news: 'SEAT_HELD', answer: 'ACCEPTED' });
    expect(await files(withCode)).toEqual([undefined, 'invite.ics', 'pass.png']);
    const { attachments, text } = await simpleParser(withCode);
    expect(attachments[2]?.content.subarray(1, 4).toString()).toBe('PNG');
    expect(text).toContain('K7QF-2M9P');
    expect((await calendarsOf(withCode)).ics).toContain('PARTSTAT=ACCEPTED');
  });

  it.each(['en', 'fr', 'km'])('reads in %s in its calendar as in its text', async (locale) => {
    const agenda = ['ពិនិត្យសេចក្ដីព្រាង; ១', 'مناقشة المسودة'];
    const { meeting } = mails['consultation-invitation'].example;
    const mail = invitation({ meeting: { ...meeting, title: 'ការពិគ្រោះយោបល់, «UPR»', agenda } }, { locale });
    const event = eventOf((await calendarsOf(mail)).ics);
    const { text, subject } = await simpleParser(mail);
    expect(event.of('summary')).toBe('ការពិគ្រោះយោបល់, «UPR»');
    expect(subject).toContain('ការពិគ្រោះយោបល់, «UPR»');
    for (const item of agenda) {
      expect(event.of('description')).toContain(item);
      expect(text).toContain(item);
    }
  });
});
