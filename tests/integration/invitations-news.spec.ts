import { ChangeConsultation, EndConsultation, ScheduleConsultation } from '../../libs/consultations/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { invitedPeople } from '../support/invited.js';

describe('what those invited hear as a consultation goes on', () => {
  let desk: Desk;
  let of: ReturnType<typeof invitedPeople>;

  beforeAll(async () => {
    desk = await aDesk();
    of = invitedPeople(desk);
  });
  afterAll(async () => {
    await desk.close();
  });
  beforeEach(async () => {
    desk.clock.set('2026-03-02T03:00:00Z');
    await desk.db.now.owed.deleteMany();
  });

  const change = (id: string, facts: object) => of.consultations.change(id, ChangeConsultation.parse(facts), desk.by);
  const end = (id: string, how: 'cancel' | 'postpone', reason = 'The draft is not ready') =>
    of.scheduling[how](id, EndConsultation.parse({ reason }), desk.by);
  const newsOf = async (personIds: string[]) => Promise.all(personIds.map((personId) => of.told(personId)));

  it('reminds those who have not answered, once a day it is due, and nobody else', async () => {
    const [silent = '', yes = '', no = '', withdrawn = ''] = await of.people(4);
    const { id } = await of.open([silent, yes, no, withdrawn], { remindDays: [7, 2] });
    await of.say(id, yes, 'ACCEPTED');
    await of.say(id, no, 'DECLINED');
    await of.sent();
    await of.withdraw(id, withdrawn);
    await of.workAt('2026-04-10T01:00:00Z'); // seven days before the 17th
    const remind = () => desk.db.transaction((tx) => of.news.remind([{ consultationId: id }], tx));
    await Promise.all(Array.from({ length: 10 }, remind));
    expect(await of.told(silent)).toEqual(['INVITED', 'REMINDED']);
    const [reminder] = await desk.mails('consultation-reminder', silent);
    expect(reminder?.props).toMatchObject({ news: 'REMINDED', answerBy: '2026-04-17', answer: null });
    await of.workAt('2026-04-15T01:00:00Z');
    // The first one waited in vain for a server: only the second is left.
    expect((await desk.mails('consultation-reminder', silent)).map(({ status }) => status)).toEqual([
      'WITHDRAWN',
      'QUEUED',
    ]);
    expect(await newsOf([yes, no, withdrawn])).toEqual([
      ['INVITED', 'SEAT_HELD'],
      ['INVITED'],
      ['INVITED', 'WITHDRAWN'],
    ]);
    await of.say(id, silent, 'TENTATIVE');
    expect((await desk.mails('consultation-reminder', silent)).map(({ status }) => status)).toEqual([
      'WITHDRAWN',
      'WITHDRAWN',
    ]);
  });

  it('does not remind on the day of the invitation, nor after the last day for answers', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    const remind = () => desk.db.transaction((tx) => of.news.remind([{ consultationId: id }], tx));
    await remind();
    desk.clock.set('2026-04-18T01:00:00Z');
    await remind();
    expect(await of.told(one)).toEqual(['INVITED']);
  });

  it('tells of two moves once each: old answers do not count, seats stay reserved', async () => {
    const [yes = '', no = '', silent = ''] = await of.people(3);
    const { id } = await of.open([yes, no, silent], { capacity: 1 });
    await of.sent();
    await of.say(id, yes, 'ACCEPTED');
    await of.say(id, no, 'DECLINED');
    await of.move(id, '2026-04-27');
    await desk.work();
    expect(await of.theirs(id, yes)).toMatchObject({ answer: null, formerAnswer: 'ACCEPTED', seat: 'HELD' });
    expect(await of.theirs(id, no)).toMatchObject({ answer: null, formerAnswer: 'DECLINED', seat: 'NONE' });
    // Somebody else accepts meanwhile: the seat is kept for who had it.
    expect(await of.say(id, silent, 'ACCEPTED')).toMatchObject({ seat: 'WAITING' });
    await of.sent();
    await of.move(id, '2026-05-04', 'Elections');
    await desk.work();
    await desk.db.transaction((tx) =>
      of.news.tellDate([{ consultationId: id, wasOn: '2026-04-20', fallsOn: '2026-04-27' }], tx),
    );
    for (const personId of [yes, no, silent]) {
      const moved = (await of.told(personId)).filter((news) => news === 'MOVED');
      expect(moved).toHaveLength(2);
    }
    const last = (await desk.mails('consultation-invitation', yes)).at(-1);
    expect(last?.props).toMatchObject({ news: 'MOVED', reason: 'Elections', answer: null, meeting: { sequence: 3 } });
    expect(await of.say(id, yes, 'ACCEPTED')).toMatchObject({ seat: 'HELD' });
  });

  it('tells once of two moves nobody has been told of yet', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    await of.sent();
    await of.move(id, '2026-04-27');
    await of.move(id, '2026-05-04');
    await desk.work();
    expect(await of.told(one)).toEqual(['INVITED', 'MOVED']);
  });

  it('invites to the new date whoever had not heard of the former one, and tells nobody of an end they would not understand', async () => {
    const [busy = '', asked = '', unheard = ''] = await of.people(3);
    const { id } = await of.open([busy, asked, unheard]);
    await of.delegate(id, busy, 'unheard.delegate@example.org');
    const sent = await desk.db.now.person.findUniqueOrThrow({ where: { email: 'unheard.delegate@example.org' } });
    // A server is being asked to take this one: it may have gone out.
    const [mail] = await desk.mails('consultation-invitation', asked);
    const owed = { name: 'mail.send', payload: { mailId: mail?.id ?? '' } };
    const data = { leasedUntil: desk.clock.now(), runAt: desk.clock.now(), relayAt: desk.clock.now() };
    await desk.db.now.owed.create({ data: { ...owed, ...data } });
    await of.move(id, '2026-04-27');
    await desk.work();
    expect(await newsOf([asked, unheard])).toEqual([['MOVED'], ['INVITED']]);
    expect(await of.told(sent.id)).toEqual(['DELEGATED']);
    const [letter] = (await desk.mails('consultation-invitation', unheard)).slice(-1);
    expect(letter?.props).toMatchObject({ reason: null, meeting: { startsAt: '2026-04-27T02:00:00.000Z' } });
    await end(id, 'cancel');
    await desk.work();
    expect(await newsOf([asked, unheard])).toEqual([['CANCELLED'], []]);
  });

  it('sends no invitation once the meeting is over', async () => {
    const [one = ''] = await of.people(1);
    await of.open([one]);
    const [mail] = await desk.mails('consultation-invitation', one);
    const row = await desk.db.now.mail.findUniqueOrThrow({ where: { id: mail?.id ?? '' } });
    expect(row.expiresAt?.toISOString()).toBe('2026-04-20T05:00:00.000Z');
  });

  it('keeps an answer to the new date that comes before everybody is told of it', async () => {
    const [early = '', late = ''] = await of.people(2);
    const { id } = await of.open([early, late]);
    await of.say(id, early, 'DECLINED');
    await of.say(id, late, 'ACCEPTED');
    await of.move(id, '2026-04-27');
    expect(await of.say(id, early, 'DECLINED')).toMatchObject({ outcome: 'taken' });
    await desk.work();
    expect(await of.theirs(id, early)).toMatchObject({ answer: 'DECLINED', formerAnswer: 'DECLINED' });
    expect(await of.theirs(id, late)).toMatchObject({ answer: null, formerAnswer: 'ACCEPTED' });
  });

  it('frees seats that were kept in vain when answers close, for those who wait', async () => {
    const [silent = '', waiting = ''] = await of.people(2);
    const { id } = await of.open([silent, waiting], { capacity: 1 });
    await of.say(id, silent, 'ACCEPTED');
    await of.sent();
    await of.move(id, '2026-04-27');
    await desk.work();
    await of.say(id, waiting, 'ACCEPTED');
    const close = () => desk.db.transaction((tx) => of.news.closeAnswers([{ consultationId: id }], tx));
    await close(); // an alarm of the former date
    expect(await of.theirs(id, silent)).toMatchObject({ seat: 'HELD' });
    await of.workAt('2026-04-24T17:00:00Z');
    expect(await of.theirs(id, silent)).toMatchObject({ seat: 'NONE' });
    expect(await of.theirs(id, waiting)).toMatchObject({ seat: 'HELD' });
    await close();
    expect(await of.told(waiting)).toEqual(['INVITED', 'MOVED', 'WAITING', 'SEAT_GIVEN']);
  });

  it('tells those who may come of another room, and nobody of what does not concern them', async () => {
    const [yes = '', no = '', silent = ''] = await of.people(3);
    const { id } = await of.open([yes, no, silent]);
    await of.say(id, yes, 'ACCEPTED');
    await of.say(id, no, 'DECLINED');
    await change(id, { place: 'Room 5' });
    await change(id, { isPublic: true });
    await desk.work();
    await desk.db.transaction((tx) => of.news.tellChange([{ consultationId: id, isTold: true }], tx));
    expect(await newsOf([yes, no, silent])).toEqual([
      ['INVITED', 'SEAT_HELD', 'CHANGED'],
      ['INVITED'],
      ['INVITED', 'CHANGED'],
    ]);
    const last = (await desk.mails('consultation-invitation', yes)).at(-1);
    expect(last?.props).toMatchObject({ answer: 'ACCEPTED', meeting: { place: 'Room 5', sequence: 2 } });
  });

  it('says once that it is cancelled to those who might have come, and takes back what still waits', async () => {
    const [yes = '', no = '', silent = '', withdrawn = ''] = await of.people(4);
    const { id } = await of.open([yes, no, silent, withdrawn]);
    await of.say(id, yes, 'ACCEPTED');
    await of.say(id, no, 'DECLINED');
    await of.withdraw(id, withdrawn);
    await of.workAt('2026-04-10T01:00:00Z');
    await end(id, 'cancel');
    await desk.work();
    await desk.db.transaction((tx) => of.news.tellEnd([{ consultationId: id }], tx));
    // The mail server was down all the time: nothing but the last word is left to send.
    // Whoever never heard of it need not hear that it is off.
    expect(await newsOf([yes, no, silent, withdrawn])).toEqual([['CANCELLED'], [], [], ['WITHDRAWN']]);
    const [mail] = await desk.mails('consultation-cancelled', yes);
    expect(mail?.props).toMatchObject({ reason: 'The draft is not ready', meeting: { sequence: 2 } });
    await of.workAt('2026-04-15T01:00:00Z');
    expect(await newsOf([yes, silent])).toEqual([['CANCELLED'], []]);
  });

  it('postpones, and asks everybody anew when there is a date again', async () => {
    const [yes = ''] = await of.people(1);
    const { id } = await of.open([yes]);
    await of.say(id, yes, 'ACCEPTED');
    await end(id, 'postpone');
    await desk.work();
    await expect(of.say(id, yes, 'DECLINED')).rejects.toMatchObject({ code: 'answer-not-wanted' });
    const wanted = { from: '2026-06-08T09:00', until: '2026-06-08T12:00' };
    await of.scheduling.schedule(id, ScheduleConsultation.parse(wanted), desk.by);
    await desk.work();
    expect(await of.told(yes)).toEqual(['POSTPONED', 'MOVED']);
    expect(await of.theirs(id, yes)).toMatchObject({ answer: null, formerAnswer: 'ACCEPTED', seat: 'HELD' });
  });

  it('says only the date when it was postponed and set anew before anybody was told', async () => {
    const [one = ''] = await of.people(1);
    const { id } = await of.open([one]);
    await of.sent();
    await end(id, 'postpone');
    await of.scheduling.schedule(
      id,
      ScheduleConsultation.parse({ from: '2026-06-08T09:00', until: '2026-06-08T12:00' }),
      desk.by,
    );
    await desk.work();
    expect(await of.told(one, ['INVITED'])).toEqual(['MOVED']);
  });
});
