import { bare, calendar, gmail, programs, winmail } from '../../libs/replies/fixtures/calendar-replies.js';
import { plain, quotations } from '../../libs/replies/fixtures/plain-replies.js';
import * as reports from '../../libs/correspondence/fixtures/reports.js';
import type { JobName } from '../../libs/catalogue/index.js';
import { anAnswersDesk, type AnswersDesk, type Invitee } from '../support/replies.js';

describe.each(['lmtp', 'smtp'] as const)('answers that come in by %s', (protocol) => {
  let desk: AnswersDesk;
  beforeAll(async () => {
    desk = await anAnswersDesk({ protocol });
  });
  afterAll(() => desk.close());
  beforeEach(() => desk.reset());

  const calendarOf = ({ uid, to, email }: Invitee, facts: object = {}) => ({ uid, to, attendee: email, ...facts });
  const wordsOf = ({ to, email }: Invitee, text: string, facts: object = {}) =>
    plain({ to, from: email, text, ...facts });

  it.each(Object.keys(programs))('are taken from %s', async (name) => {
    const invitee = await desk.anInvitee();
    const write = programs[name as keyof typeof programs];
    expect(await desk.bring(write(calendarOf(invitee)), invitee)).toMatch(/^250/);
    await desk.work();
    expect(await desk.outcomes()).toEqual(['TAKEN']);
    expect(await invitee.answer()).toMatchObject({
      answer: 'ACCEPTED',
      answeredVia: 'CALENDAR',
      seat: 'HELD',
      replyStamp: new Date('2026-03-02T03:00:00Z'), // Their clock was an hour ahead of ours.
    });
    const [row] = await desk.replies();
    expect(row).toMatchObject({ source: null, excerpt: null, recipient: null, invitationId: invitee.invitationId });
    expect(await desk.eventsOf(invitee.invitationId)).toEqual(['invitation.answered', 'reply.settled']);
  });

  it('are taken in words, and changed in words', async () => {
    const invitee = await desk.anInvitee();
    await desk.bring(wordsOf(invitee, `Yes, with pleasure\n\n${quotations.gmail}`), invitee);
    await desk.work();
    expect(await invitee.answer()).toMatchObject({ answer: 'ACCEPTED', answeredVia: 'MAIL', replyStamp: null });
    desk.clock.set('2026-03-03T03:00:00Z');
    await desk.bring(wordsOf(invitee, 'Non', { date: 'Tue, 3 Mar 2026 10:00:00 +0700' }), invitee);
    await desk.work();
    expect(await invitee.answer()).toMatchObject({ answer: 'DECLINED', seat: 'NONE' });
    const event = await desk.db.now.event.findFirstOrThrow({
      where: { name: 'invitation.answered', subjectIds: { has: invitee.invitationId } },
    });
    expect(event).toMatchObject({ actorId: invitee.person.id, via: 'mail' });
    expect(event.onBehalfOfId).not.toBeNull();
  });

  it('are taken once, however often they are brought', async () => {
    const invitee = await desk.anInvitee();
    const source = gmail(calendarOf(invitee));
    const said = await Promise.all(Array.from({ length: 10 }, () => desk.bring(source, invitee)));
    expect(said.every((each) => each.startsWith('250'))).toBe(true);
    // And by another way, where servers added to the header.
    const longer = Buffer.concat([
      Buffer.from(`Received: from mx by mail; now\r\nDelivered-To: ${invitee.to}\r\n`),
      source,
    ]);
    await desk.bring(longer, invitee);
    const [row] = await desk.replies();
    const owed = await desk.db.now.owed.findMany({ where: { name: 'reply.take' } });
    expect(owed).toHaveLength(1);
    const run = () => desk.worker.runner.run('reply.take' satisfies JobName, [owed[0]?.id ?? '']);
    await Promise.all(Array.from({ length: 10 }, run));
    await desk.work();
    expect(await desk.replies()).toHaveLength(1);
    const named = (await desk.eventsOf(invitee.invitationId)).filter((name) => name === 'invitation.answered');
    expect(named).toHaveLength(1);
    expect(await desk.eventsOf(row?.id ?? '')).toEqual(['reply.settled']);
  });

  it('sent again by whoever saw them change nothing', async () => {
    const invitee = await desk.anInvitee();
    await desk.bring(gmail(calendarOf(invitee, { stamp: '20260302T010000Z' })), invitee);
    await desk.bring(gmail(calendarOf(invitee, { stamp: '20260302T020000Z', partstat: 'DECLINED' })), invitee);
    await desk.bring(
      gmail(calendarOf(invitee, { stamp: '20260302T010000Z', messageId: 'another@example.org' })),
      invitee,
    );
    await desk.work();
    expect(await desk.outcomes()).toEqual(['TAKEN', 'TAKEN', 'IGNORED older']);
    expect(await invitee.answer()).toMatchObject({ answer: 'DECLINED' });
  });

  it('in words that come in another order than they were written are shown', async () => {
    const invitee = await desk.anInvitee();
    desk.clock.set('2026-03-02T05:00:00Z');
    const at = (minute: number) => ({ date: `Mon, 2 Mar 2026 10:${minute}:00 +0700` });
    await desk.bring(wordsOf(invitee, 'No', at(40)), invitee);
    await desk.bring(wordsOf(invitee, 'Yes', at(30)), invitee);
    await desk.bring(wordsOf(invitee, 'No, sorry', at(20)), invitee);
    await desk.bring(wordsOf(invitee, 'Maybe', at(45)), invitee);
    await desk.work();
    expect(await desk.outcomes()).toEqual(['TAKEN', 'LISTED answered-since', 'TAKEN', 'TAKEN']);
    expect(await invitee.answer()).toMatchObject({ answer: 'TENTATIVE' });
  });

  it('are matched by our Message-ID and the address it went to, without any sign', async () => {
    const invitee = await desk.anInvitee();
    const to = 'answers@example.org';
    const words = (from: string) => plain({ to, from, text: 'Maybe', inReplyTo: invitee.mailId });
    await desk.bring(words('somebody@example.org'), { to });
    await desk.bring(words(invitee.email), { to });
    await desk.bring(plain({ to, from: invitee.email, text: 'Yes' }), { to });
    await desk.work();
    expect(await desk.outcomes()).toEqual(['LISTED no-sign', 'TAKEN', 'LISTED no-sign']);
    expect(await invitee.answer()).toMatchObject({ answer: 'TENTATIVE' });
  });

  it.each([
    ['LISTED mismatch', (own: Invitee, other: Invitee) => gmail(calendarOf(own, { uid: other.uid }))],
    ['LISTED mismatch', (own: Invitee) => programs.outlook(calendarOf(own, { uid: `x${own.uid}` }))],
    [
      'LISTED several',
      (own: Invitee, other: Invitee) => plain({ to: `${own.to}>, <${other.to}`, from: own.email, text: 'Yes' }),
    ],
    ['LISTED another-person', (own: Invitee, other: Invitee) => gmail(calendarOf(own, { attendee: other.email }))],
    ['LISTED another-sender', (own: Invitee, other: Invitee) => plain({ to: own.to, from: other.email, text: 'Yes' })],
    ['LISTED unclear', (own: Invitee) => wordsOf(own, 'Who else is coming?')],
    ['LISTED delegated', (own: Invitee) => gmail(calendarOf(own, { partstat: 'DELEGATED' }))],
    ['LISTED other-time', (own: Invitee) => gmail(calendarOf(own, { method: 'COUNTER' }))],
    ['LISTED unreadable', (own: Invitee) => bare(calendarOf(own), calendar(calendarOf(own)).slice(0, 100))],
    [
      'IGNORED automatic',
      (own: Invitee) => wordsOf(own, 'Yes, I am away', { header: ['Auto-Submitted: auto-replied'] }),
    ],
    ['IGNORED loop', (own: Invitee) => plain({ to: own.to, from: own.to, text: 'Yes' })],
    ['IGNORED loop', (own: Invitee) => plain({ to: own.to, from: 'nmrf@example.org', text: 'Yes' })],
    ['IGNORED loop', (own: Invitee) => wordsOf(own, 'Yes', { header: [`Message-ID: <${own.mailId}@example.org>`] })],
  ] as [string, (own: Invitee, other: Invitee) => Buffer][])('are not taken: %s', async (expected, write) => {
    const [own, other] = [await desk.anInvitee(), await desk.anInvitee()];
    await desk.bring(write(own, other), own);
    await desk.work();
    expect(await desk.outcomes()).toEqual([expected]);
    for (const each of [own, other]) expect(await each.answer()).toMatchObject({ answer: null, seat: 'NONE' });
    const [row] = await desk.replies();
    expect(row?.source === null).toBe(expected.startsWith('IGNORED'));
    expect(row?.sender).not.toBeNull();
    expect(await desk.db.now.mail.count({ where: { name: 'reply-refused', threadId: own.invitationId } })).toBe(0);
  });

  it('of nobody are ignored: a null sender in the envelope is one', async () => {
    const invitee = await desk.anInvitee();
    await desk.bring(wordsOf(invitee, 'Yes'), { from: '', to: invitee.to });
    await desk.work();
    expect(await desk.outcomes()).toEqual(['IGNORED no-sender']);
  });

  it('that report a mail came back are handed on', async () => {
    const invitee = await desk.anInvitee();
    const report = reports.postfix({ mailId: invitee.mailId, recipient: invitee.email, to: invitee.to });
    await desk.bring(report, { from: '', to: invitee.to });
    await desk.work();
    expect(await desk.outcomes()).toEqual(['IGNORED returned']);
    expect(await desk.db.now.mail.findUniqueOrThrow({ where: { id: invitee.mailId } })).toMatchObject({
      status: 'BOUNCED',
    });
  });

  it('are taken and shown, where there is more to read', async () => {
    const invitee = await desk.anInvitee();
    await desk.bring(wordsOf(invitee, 'Yes. Is there a place for a wheelchair?'), invitee);
    await desk.work();
    expect(await desk.outcomes()).toEqual(['LISTED remark']);
    expect(await invitee.answer()).toMatchObject({ answer: 'ACCEPTED' });
    expect((await desk.replies())[0]?.excerpt).toBe('Yes. Is there a place for a wheelchair?');
  });

  it('about an earlier date are shown, with what they said', async () => {
    const invitee = await desk.anInvitee({ sequence: 2 });
    await desk.bring(gmail(calendarOf(invitee, { sequence: 1 })), invitee);
    await desk.work();
    expect(await desk.outcomes()).toEqual(['LISTED outdated']);
    await desk.bring(gmail(calendarOf(invitee, { sequence: 2, stamp: '20260302T050000Z' })), invitee);
    await desk.work();
    expect(await desk.outcomes()).toEqual(['LISTED outdated', 'TAKEN']);
  });

  it('after the meeting, or to an invitation taken back, are shown', async () => {
    const [held, withdrawn, forgotten] = [await desk.anInvitee(), await desk.anInvitee(), await desk.anInvitee()];
    await desk.db.now.consultation.update({ where: { id: held.consultation.id }, data: { status: 'HELD' } });
    const now = desk.clock.now();
    await desk.db.now.invitation.update({ where: { id: withdrawn.invitationId }, data: { withdrawnAt: now } });
    const data = { forgottenAt: now, personId: null };
    await desk.db.now.invitation.update({ where: { id: forgotten.invitationId }, data });
    for (const each of [held, withdrawn, forgotten]) await desk.bring(wordsOf(each, 'Yes'), each);
    await desk.work();
    expect(await desk.outcomes()).toEqual(['LISTED not-wanted', 'LISTED withdrawn', 'IGNORED forgotten']);
    expect((await desk.replies())[2]).toMatchObject({ sender: null, subject: null, source: null });
  });

  it('in winmail.dat are refused politely, once a day', async () => {
    const invitee = await desk.anInvitee();
    const refused = () => desk.mails('reply-refused', invitee.person.id);
    const source = (n: number) =>
      winmail({ from: invitee.email, to: invitee.to, header: [`X-Number: ${n}`, `In-Reply-To: <${n}@x>`] });
    await Promise.all([1, 2, 3].map((n) => desk.bring(source(n), invitee)));
    const owed = await desk.db.now.owed.findMany({ where: { name: 'reply.take' } });
    await Promise.all(owed.map(({ id }) => desk.worker.runner.run('reply.take', [id])));
    expect(await desk.outcomes()).toEqual(['LISTED winmail', 'LISTED winmail', 'LISTED winmail']);
    expect(await refused()).toHaveLength(1);
    expect((await refused())[0]).toMatchObject({ address: invitee.email, threadId: invitee.invitationId });
    desk.clock.set('2026-03-03T03:00:01Z');
    await desk.bring(source(4), invitee);
    await desk.work();
    expect(await refused()).toHaveLength(2);
    await desk.bring(
      winmail({ from: invitee.email, to: invitee.to, header: ['X-Auto-Response-Suppress: All'] }),
      invitee,
    );
    desk.clock.set('2026-03-05T03:00:00Z');
    await desk.work();
    expect(await refused()).toHaveLength(2);
  });

  it('say no longer from whom they were ninety days later', async () => {
    const invitee = await desk.anInvitee();
    await desk.bring(wordsOf(invitee, 'Yes'), invitee);
    await desk.work();
    expect((await desk.replies())[0]).toMatchObject({ sender: invitee.email });
    desk.clock.set('2026-05-31T03:00:00Z');
    await desk.work();
    expect((await desk.replies())[0]).toMatchObject({ status: 'TAKEN', sender: null, subject: null });
  });
});
