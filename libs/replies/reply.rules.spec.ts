import { bare, calendar, exchange, gmail, programs, winmail, type Answer } from './fixtures/calendar-replies.js';
import { htmlOnly, inCharset, plain, quotations, textAndHtml } from './fixtures/plain-replies.js';
import { readReply } from './reply.reading.js';
import { ignorable, isSameTime, judgeCalendar, judgeWords, matched, type AnswerContext } from './reply.rules.js';

const invitee = 'sok.dara@example.org';
const to = 'answers+sign@example.org';
const uid = 'sign-of-the-event@nmrf.example.org';
const present: AnswerContext = {
  address: invitee,
  replyStamp: null,
  answer: null,
  answeredAt: null,
  lastWrittenAt: null,
  startsAt: new Date('2026-04-20T02:00:00Z'),
  timeZone: 'Asia/Phnom_Penh',
  sequence: 0,
  timeSequence: 0,
  timeToldAt: new Date('2026-03-01T00:00:00Z'),
  toldOfTimeAt: new Date('2026-03-02T02:00:00Z'),
  answeredSequence: null,
};

/** What a mail comes to, in short. */
const comesTo = (source: Buffer, context: Partial<AnswerContext> = {}): string => {
  const read = readReply(source);
  if (read === null) return 'unreadable';
  const { mail, calendar: answer, isUnreadable } = read;
  const event = answer?.events.find((each) => each.uid === uid);
  const nobodys = ignorable(mail, { isLoop: false, isSignedReply: event !== undefined });
  if (nobodys !== null) return `ignored: ${nobodys}`;
  if (isUnreadable) return 'listed: unreadable';
  const all = { ...present, ...context };
  const verdict = answer && event ? judgeCalendar(answer.method, event, all) : judgeWords(mail, all);
  if (verdict.kind === 'take') return `${verdict.answer}${verdict.hasRemark ? ' and a remark' : ''}`;
  return `${verdict.kind === 'list' ? 'listed' : 'ignored'}: ${verdict.cause}`;
};

const answer = (facts: Partial<Answer> = {}): Answer => ({ uid, to, attendee: invitee, ...facts });
const raw = (ics: string, header: string[] = []) => comesTo(bare(answer(), ics, header));
const lines = (...all: string[]) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'METHOD:REPLY',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    ...all,
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\r\n');

describe.each(Object.entries(programs))('an answer from %s', (_, write) => {
  it.each([
    ['ACCEPTED', 'ACCEPTED'],
    ['DECLINED', 'DECLINED'],
    ['TENTATIVE', 'TENTATIVE'],
    ['tentative', 'TENTATIVE'],
    ['NEEDS-ACTION', 'ignored: no-answer'],
    ['DELEGATED', 'listed: delegated'],
    ['X-SOMETHING', 'listed: unclear'],
  ])('of %s', (partstat, expected) => expect(comesTo(write(answer({ partstat })))).toBe(expected));

  it('is about the date as it is now', () => {
    expect(comesTo(write(answer({ sequence: 3 })), { sequence: 3, timeSequence: 2 })).toBe('ACCEPTED');
    expect(comesTo(write(answer({ sequence: 2 })), { sequence: 3, timeSequence: 2 })).toBe('ACCEPTED');
    expect(comesTo(write(answer({ sequence: 1 })), { sequence: 3, timeSequence: 2 })).toBe('listed: outdated');
  });

  it('without its SEQUENCE is known by its start', () => {
    expect(comesTo(write(answer({ sequence: null })), { sequence: 3, timeSequence: 2 })).toBe('ACCEPTED');
    const moved = { sequence: 3, timeSequence: 2, startsAt: new Date('2026-04-21T02:00:00Z') };
    expect(comesTo(write(answer({ sequence: null })), moved)).toBe('listed: outdated');
  });

  it('is not taken for somebody else, nor twice', () => {
    expect(comesTo(write(answer({ attendee: 'somebody@example.org' })))).toBe('listed: another-person');
    expect(comesTo(write(answer()), { replyStamp: new Date('2026-03-02T04:00:00Z') })).toBe('ignored: older');
    expect(comesTo(write(answer()), { replyStamp: new Date('2026-03-02T03:59:59Z') })).toBe('ACCEPTED');
  });

  it('is read by somebody where there is a remark in it, or another time', () => {
    expect(comesTo(write(answer({ comment: 'With my deputy\\, if I may' })))).toBe('ACCEPTED and a remark');
    expect(comesTo(write(answer({ method: 'COUNTER' })))).toBe('listed: other-time');
  });
});

describe('a calendar reply', () => {
  it('is found wherever it is put', () => {
    const ics = calendar(answer());
    expect(raw(ics)).toBe('ACCEPTED');
    expect(raw(ics.replaceAll('\r\n', '\n'))).toBe('ACCEPTED');
    expect(raw(`\r\n\r\n${ics}`)).toBe('ACCEPTED');
    expect(raw(ics.replace('METHOD:REPLY\r\n', ''))).toBe('ACCEPTED');
    expect(comesTo(Buffer.from(`From: ${invitee}\r\nTo: ${to}\r\n\r\n${ics}`))).toBe('ACCEPTED');
  });

  it('may be folded anywhere, even in the middle of a word', () => {
    const unfolded = lines('DTSTAMP:20260302T040000Z', `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${invitee}`, 'SEQUENCE:0');
    expect(raw(unfolded.replace('PARTSTAT=ACCE', 'PARTSTAT=ACC\r\n E').replace('mailto:sok', 'mail\r\n\tto:sok'))).toBe(
      'ACCEPTED',
    );
  });

  it('counts for whoever was invited, though it names others too', () => {
    const two = [
      'ATTENDEE;PARTSTAT=DECLINED:mailto:other@example.org',
      `ATTENDEE;PARTSTAT=accepted:MAILTO:SOK.DARA@example.org`,
    ];
    expect(raw(lines('DTSTAMP:20260302T040000Z', 'SEQUENCE:0', ...two))).toBe('ACCEPTED');
    expect(raw(lines('DTSTAMP:20260302T040000Z', 'SEQUENCE:0', two[0] ?? ''))).toBe('listed: another-person');
    expect(raw(lines('DTSTAMP:20260302T040000Z', 'SEQUENCE:0'))).toBe('listed: another-person');
    expect(raw(lines(`ATTENDEE:mailto:${invitee}`, 'SEQUENCE:0'))).toBe('ignored: no-answer');
  });

  it('without SEQUENCE and start counts when it was written after the last change', () => {
    const bareEvent = (stamp: string) => lines(`DTSTAMP:${stamp}`, `ATTENDEE;PARTSTAT=ACCEPTED:mailto:${invitee}`);
    expect(raw(bareEvent('20260302T040000Z'))).toBe('ACCEPTED');
    expect(raw(bareEvent('20260228T040000Z'))).toBe('listed: outdated');
    expect(raw(lines(`ATTENDEE;PARTSTAT=ACCEPTED:mailto:${invitee}`))).toBe('listed: outdated');
  });

  it('that invents a SEQUENCE is known by its start too', () => {
    expect(comesTo(gmail(answer({ sequence: 77 })))).toBe('ACCEPTED');
    expect(comesTo(gmail(answer({ sequence: 77, start: '20260421T020000Z' })))).toBe('listed: outdated');
  });

  it('does not undo an answer given in another way since', () => {
    const since = { answer: 'DECLINED', answeredAt: new Date('2026-03-02T05:00:00Z') };
    expect(comesTo(gmail(answer()), since)).toBe('listed: answered-since');
    expect(comesTo(gmail(answer({ partstat: 'DECLINED' })), since)).toBe('DECLINED');
    expect(comesTo(gmail(answer({ stamp: '20260302T060000Z' })), since)).toBe('ACCEPTED');
    const byMail = { answer: 'DECLINED', lastWrittenAt: new Date('2026-03-02T04:00:01Z') };
    expect(comesTo(gmail(answer()), byMail)).toBe('listed: answered-since');
    expect(comesTo(gmail(answer({ stamp: '20260302T040001Z' })), byMail)).toBe('ACCEPTED');
  });

  it('that cannot be read is shown to somebody', () => {
    expect(raw('METHOD:REPLY and nothing else')).toBe('listed: unreadable');
    expect(raw(calendar(answer()).slice(0, 120))).toBe('listed: unreadable');
    expect(raw(`BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n${'BEGIN:VEVENT\r\n'.repeat(500)}`)).toBe('listed: unreadable');
    expect(raw(`${lines()}${'\r\nX-A:b'.repeat(3000)}`)).toBe('listed: unreadable');
  });

  it('passes though a program wrote it, but not where a program answered by itself', () => {
    for (const header of ['Auto-Submitted: auto-generated', 'Return-Path: <>', 'X-Auto-Response-Suppress: All']) {
      expect(raw(calendar(answer()), [header])).toBe('ACCEPTED');
    }
    expect(raw(calendar(answer()), ['Auto-Submitted: auto-replied'])).toBe('ignored: automatic');
    expect(raw(calendar(answer()), ['Precedence: bulk'])).toBe('ignored: mailing-list');
    expect(comesTo(gmail(answer({ uid: 'of-somebody-else' })))).toBe('ignored: generated');
  });

  it('is about the same time in whatever way that is written', () => {
    const at = new Date('2026-04-20T02:00:00Z');
    const same = (text: string, zone: string | null, isUtc = false) =>
      isSameTime({ text, zone, isUtc }, at, 'Asia/Phnom_Penh');
    expect(same('2026-04-20T02:00:00', null, true)).toBe(true);
    expect(same('2026-04-20T09:00:00', 'Asia/Phnom_Penh')).toBe(true);
    expect(same('2026-04-20T04:00:00', 'Europe/Zurich')).toBe(true);
    expect(same('2026-04-20T09:00:00', '/freeassociation.sourceforge.net/Asia/Bangkok')).toBe(true);
    expect(same('2026-04-20T09:00:00', 'SE Asia Standard Time')).toBe(true);
    expect(same('2026-04-20T09:00:00', null)).toBe(true);
    expect(same('2026-04-20', null)).toBe(true);
    expect(same('2026-04-20T09:00:00', 'Europe/Zurich')).toBe(false);
    expect(same('2026-04-20T09:00:00', null, true)).toBe(false);
  });
});

describe('a plain mail', () => {
  const says = (text: string, facts: object = {}, context: Partial<AnswerContext> = {}) =>
    comesTo(plain({ from: invitee, to, text, ...facts }), context);

  it.each(Object.entries(quotations))('is read above what it quotes (%s)', (_, quoted) => {
    expect(says(`Yes, I will attend\n\n${quoted}`)).toBe('ACCEPTED');
    expect(says(`\n${quoted}`)).toBe('listed: unclear');
  });

  it('is read below what it quotes with marks, too', () => {
    expect(says(`${quotations.thunderbird}\nMaybe`)).toBe('TENTATIVE');
    expect(says(`> Do you come?\nNo`)).toBe('DECLINED');
  });

  it('may come as HTML only', () => {
    const html = (text: string) => comesTo(htmlOnly({ from: invitee, to, text }));
    expect(
      html('<html><head><style>p{color:red}</style><title>No</title></head><body><p>Oui, merci</p></body></html>'),
    ).toBe('ACCEPTED');
    expect(html('<div dir="ltr">Non</div><br><div class="gmail_quote"><div>On Monday … wrote:</div>Yes</div>')).toBe(
      'DECLINED',
    );
    expect(html('<blockquote type="cite"><p>Yes?</p></blockquote><p>Peut-&ecirc;tre</p>')).toBe('TENTATIVE');
    expect(html('<p>&#6020;&#x17B6;&#x178F;?')).toBe('listed: unclear');
    expect(html('<!-- yes --><p>ចាស</p>')).toBe('ACCEPTED');
    expect(comesTo(textAndHtml({ from: invitee, to, text: 'No' }, '<p>Yes</p>'))).toBe('DECLINED');
  });

  it.each([
    ['windows-1252', Buffer.from('Accept\xe9', 'latin1'), 'ACCEPTED'],
    ['iso-8859-1', Buffer.from('Peut-\xeatre', 'latin1'), 'TENTATIVE'],
    ['koi8-r', Buffer.from([0xc4, 0xc1]), 'ACCEPTED'],
    ['windows-1256', Buffer.from([0xe4, 0xda, 0xe3]), 'ACCEPTED'],
    ['gb2312', Buffer.from([0xb2, 0xce, 0xbc, 0xd3]), 'ACCEPTED'],
    ['utf-16le', Buffer.from('ទេ', 'utf16le'), 'DECLINED'],
    ['x-unknown', Buffer.from('ប្រហែល'), 'TENTATIVE'],
  ])('is read in %s', (charset, bytes, expected) =>
    expect(comesTo(inCharset({ from: invitee, to, text: '' }, charset, bytes))).toBe(expected),
  );

  it('counts from whoever was invited only', () => {
    expect(says('Yes', { from: 'Sok.Dara@EXAMPLE.org' })).toBe('ACCEPTED');
    expect(says('Yes', { from: 'somebody@example.org' })).toBe('listed: another-sender');
    expect(says('Yes', { from: `${invitee}>, <somebody@example.org` })).toBe('listed: another-sender');
  });

  it('is about the date its sender was told', () => {
    const moved = { sequence: 4, timeSequence: 4, toldOfTimeAt: new Date('2026-03-02T06:00:00Z') };
    expect(says('Yes', {}, moved)).toBe('listed: outdated');
    expect(says('Yes', {}, { ...moved, answeredSequence: 4 })).toBe('ACCEPTED');
    expect(says('Yes', {}, { ...moved, answeredSequence: 3 })).toBe('listed: outdated');
  });

  it('does not undo an answer given since', () => {
    const since = { answer: 'DECLINED', answeredAt: new Date('2026-03-03T05:00:00Z') };
    expect(says('Yes', {}, since)).toBe('listed: answered-since');
    expect(says('No', {}, since)).toBe('DECLINED');
  });

  it.each([
    ['ignored: automatic', { header: ['Auto-Submitted: auto-replied'] }],
    ['ignored: automatic', { header: ['Auto-Submitted: auto-notified; owner-email="x"'] }],
    ['ignored: automatic', { header: ['X-Autoreply: yes'] }],
    ['ignored: automatic', { header: ['Precedence: auto_reply'] }],
    ['ignored: automatic', { subject: 'Automatic reply: Invitation' }],
    ['ignored: automatic', { subject: '=?utf-8?B?UsOpcG9uc2UgYXV0b21hdGlxdWUgOiBJbnZpdGF0aW9u?=' }],
    ['ignored: generated', { header: ['Auto-Submitted: auto-generated'] }],
    ['ignored: mailing-list', { header: ['Precedence: Bulk'] }],
    ['ignored: mailing-list', { header: ['List-Id: <staff.example.org>'] }],
    ['ignored: no-sender', { header: ['Return-Path: <>'] }],
    ['ignored: no-sender', { from: 'MAILER-DAEMON@example.org' }],
    ['ACCEPTED', { header: ['Auto-Submitted: no', 'X-Auto-Response-Suppress: All', 'Precedence: normal'] }],
  ])('is %s with %j', (expected, facts) => expect(says('Yes', facts)).toBe(expected));

  it('in winmail.dat is refused, unless its words can be read', () => {
    expect(comesTo(winmail({ from: invitee, to }))).toBe('listed: winmail');
    expect(
      comesTo(Buffer.from(winmail({ from: invitee, to }).toString().replace('\r\n\r\n\r\n\r\n', '\r\n\r\nNo\r\n'))),
    ).toBe('DECLINED');
  });

  it('that brings the invitation along is an answer in words', () => {
    expect(comesTo(exchange(answer({ method: 'REQUEST' })))).toBe('listed: unclear');
  });
});

describe('the invitation a mail answers', () => {
  const none = { byAddress: [], byUid: [], hasForeignEvent: false, byMessageId: [] };

  it.each([
    [{}, { cause: 'no-sign' }],
    [{ byAddress: ['a', 'a'] }, { invitationId: 'a' }],
    [{ byUid: ['a'] }, { invitationId: 'a' }],
    [{ byAddress: ['a'], byUid: ['a'] }, { invitationId: 'a' }],
    [{ byMessageId: ['a'] }, { invitationId: 'a' }],
    [{ byAddress: ['a'], byMessageId: ['b'] }, { invitationId: 'a' }],
    [{ byAddress: ['a'], byUid: ['b'] }, { cause: 'mismatch' }],
    [{ byAddress: ['a', 'b'] }, { cause: 'several' }],
    [{ byUid: ['a', 'b'] }, { cause: 'several' }],
    [{ byAddress: ['a'], hasForeignEvent: true }, { cause: 'mismatch' }],
    [{ hasForeignEvent: true, byMessageId: ['a'] }, { cause: 'no-sign' }],
    [{ byMessageId: ['a', 'b'] }, { cause: 'no-sign' }],
  ])('by %j is %j', (signs, expected) => expect(matched({ ...none, ...signs })).toEqual(expected));
});

describe('what people are shown of a mail', () => {
  const shown = (source: Buffer) => readReply(source)?.shown;

  it('is its sender, its subject and its beginning, as they were written', () => {
    const text = `Please ask my director\u0000 ${'ក្រុម '.repeat(300)}`;
    const read = shown(
      plain({ from: invitee, to, text, subject: '=?utf-8?Q?R=C3=A9p?= =?utf-8?Q?onse_=E1=9E?= =?utf-8?Q?=80?=' }),
    );
    expect(read).toMatchObject({ sender: invitee, subject: 'Réponse ក' });
    expect(read?.excerpt).toMatch(/^Please ask my director .*…$/s);
    expect(read?.excerpt).not.toContain('\u0000');
  });

  it('says to whom a place was handed on, and what other time was asked for', () => {
    const delegated = lines(
      'SEQUENCE:0',
      `ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:lim@example.org":mailto:${invitee}`,
    );
    expect(shown(bare(answer(), delegated))?.excerpt).toBe('DELEGATED-TO: lim@example.org');
    expect(shown(gmail(answer({ method: 'COUNTER', start: '20260421T020000Z' })))?.excerpt).toContain(
      '2026-04-21T02:00:00 UTC',
    );
  });
});
