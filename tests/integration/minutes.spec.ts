import { SchedulingService } from '../../libs/consultations/index.js';
import { newId, toDay } from '../../libs/platform/index.js';
import { aDesk, outcomesOf, type Desk } from '../support/desk.js';
import { aPerson } from '../support/factories.js';
import { recordedMeetings } from '../support/recorded.js';

let desk: Desk;
let meetings: ReturnType<typeof recordedMeetings>;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-09-14T03:00:00Z' });
  meetings = recordedMeetings(desk);
});
afterAll(() => desk.close());

const dueFrom = (subjectId: string) =>
  desk.db.now.deadline.findMany({ where: { subjectId, kind: 'CONSULTATION' }, include: { steps: true } });
const versions = async (id: string) =>
  (await meetings.call('GET', `consultations/${id}/minutes`)).body as {
    opening: { text: string; version: string };
    items: { agendaItemId: string; text: string; version: string }[];
  };

describe('minutes', () => {
  it('are due from the secretariat once the meeting was held, and reminded of', async () => {
    const { id } = await meetings.held({ title: 'On schools' });
    const [deadline, ...more] = await dueFrom(id);
    expect(more).toEqual([]);
    // Ten working days after Tuesday 15 September; the calendar of the tests knows no holidays then.
    expect(deadline).toMatchObject({
      title: 'Minutes: On schools',
      institutionId: null,
      status: 'OPEN',
      restricted: false,
    });
    expect(toDay(deadline?.dueOn ?? new Date(0))).toBe('2026-09-29');
    expect(deadline?.steps.length).toBeGreaterThan(0);
    expect(await meetings.events(id, 'minutes.drafted')).toBe(1);
  });

  it('are due once, however often it is heard that the meeting was held', async () => {
    const { id } = await meetings.held();
    for (let n = 0; n < 2; n += 1) {
      await desk.db.transaction((tx) => meetings.minutes.expect({ consultationId: id }, tx));
    }
    await Promise.all(
      Array.from({ length: 10 }, () =>
        desk.db.transaction((tx) => meetings.minutes.expect({ consultationId: id }, tx)),
      ),
    );
    expect(await dueFrom(id)).toHaveLength(1);
    expect(await meetings.events(id, 'minutes.drafted')).toBe(1);
  });

  it('speak the language of the mechanism, and are known to few where the meeting is', async () => {
    await desk.db.now.mechanism.update({ where: { id: 1 }, data: { locale: 'fr' } });
    const { id } = await meetings.held({ title: 'Une lettre', restricted: true });
    await desk.db.now.mechanism.update({ where: { id: 1 }, data: { locale: 'en' } });
    expect(await dueFrom(id)).toMatchObject([{ title: 'Compte rendu : Une lettre', restricted: true }]);
  });

  it('are not waited for when the meeting turns out not to have been held, and are again once it is', async () => {
    const { id } = await meetings.held();
    await desk.api.app.get(SchedulingService).postpone(id, { reason: 'The river rose' }, desk.by);
    await desk.work();
    expect(await dueFrom(id)).toMatchObject([{ status: 'WAIVED' }]);
    await desk.db.transaction((tx) => meetings.minutes.giveUp({ consultationId: id }, tx));
    await desk.db.transaction((tx) => meetings.minutes.expect({ consultationId: id }, tx));
    expect(await dueFrom(id)).toHaveLength(1);
    await desk.db.now.consultation.update({ where: { id }, data: { status: 'HELD' } });
    await desk.db.transaction((tx) => meetings.minutes.expect({ consultationId: id }, tx));
    expect((await dueFrom(id)).map(({ status }) => status).sort()).toEqual(['OPEN', 'WAIVED']);
  });

  it('forget who was there on a day that turned out not to be the day, once, and never who came since', async () => {
    const { id } = await meetings.held();
    const invitee = await meetings.anInvitee(id);
    const note = (attendance: 'ATTENDED' | 'ABSENT') =>
      meetings.attendance.record(id, { items: [{ invitationId: invitee.id, attendance }] }, desk.by);
    const noted = () =>
      desk.db.now.invitation.findUniqueOrThrow({
        where: { id: invitee.id },
        select: { attendance: true, attendedVia: true, attendedAt: true, seat: true },
      });
    await note('ATTENDED');
    await desk.api.app.get(SchedulingService).postpone(id, { reason: 'The wrong day' }, desk.by);
    await desk.work();
    expect(await noted()).toEqual({ attendance: null, attendedVia: null, attendedAt: null, seat: 'HELD' });
    await desk.db.now.consultation.update({ where: { id }, data: { status: 'HELD' } });
    await note('ABSENT');
    await desk.db.transaction((tx) => meetings.minutes.giveUp({ consultationId: id }, tx));
    expect(await noted()).toMatchObject({ attendance: 'ABSENT' });
  });

  it('are not written before the day, nor by those who do not hold the meeting', async () => {
    desk.clock.set('2026-09-14T03:00:00Z');
    const { id, hostId } = await meetings.aMeeting();
    const { opening } = await versions(id);
    const body = { opening: { text: 'Too early', version: opening.version } };
    const early = await meetings.call('PUT', `consultations/${id}/minutes`, body);
    expect(early).toMatchObject({ status: 409, body: { code: 'minutes-not-now' } });
    expect((await meetings.open(`/consultations/${id}/minutes`)).body).toContain('from the morning of the day on');
    desk.clock.set('2026-09-15T02:00:00Z');
    const observer = await aPerson(desk.db, { roles: ['OBSERVER'] });
    expect((await meetings.call('PUT', `consultations/${id}/minutes`, body, observer.id)).status).toBe(404);
    expect((await meetings.open(`/consultations/${id}/minutes.html`, observer.id)).statusCode).toBe(404);
    await desk.db.now.roleGrant.create({ data: { personId: hostId, role: 'OBSERVER', grantedAt: desk.clock.now() } });
    expect((await meetings.call('PUT', `consultations/${id}/minutes`, body, hostId)).status).toBe(200);
  });

  it('keep what two people write about different items at the same time', async () => {
    const { id, items } = await meetings.held();
    const { items: before } = await versions(id);
    const write = (n: number, text: string) => {
      const texts = before.map((item, index) => ({ ...item, text: index === n ? text : item.text }));
      const parts = texts.map(({ agendaItemId, text: said, version }) => ({ agendaItemId, text: said, version }));
      return meetings.minutes.write(id, { items: parts }, desk.by);
    };
    await write(0, 'On schools');
    await write(1, 'On prisons');
    const { items: after } = await versions(id);
    expect(after.map(({ agendaItemId, text }) => [agendaItemId, text])).toEqual([
      [items[0], 'On schools'],
      [items[1], 'On prisons'],
    ]);
  });

  it('tell the later of two people who write about the same item, and keep what each of them wrote', async () => {
    const { id, items } = await meetings.held();
    const url = `/consultations/${id}/minutes`;
    const { opening, items: before } = await versions(id);
    const fields = (text: string) => ({
      opening: '',
      'version.opening': opening.version,
      ...Object.fromEntries(before.map((item) => [`record.${item.agendaItemId}`, ''])),
      ...Object.fromEntries(before.map((item) => [`version.${item.agendaItemId}`, item.version])),
      [`record.${items[0]}`]: text,
    });
    expect((await meetings.press(url, fields('What Kim heard'))).headers['location']).toBe(`${url}?done=written`);
    const late = await meetings.press(url, fields('What Dara heard'));
    expect(late.statusCode).toBe(409);
    expect(late.body).toContain('Somebody has changed the same part while you wrote');
    for (const text of ['What Kim heard', '>What Dara heard</textarea>']) expect(late.body).toContain(text);
    expect((await versions(id)).items[0]?.text).toBe('What Kim heard');
    // Now Dara knows what Kim wrote, and puts the two together.
    const version = new RegExp(`name="version.${items[0]}" value="([^"]+)"`).exec(late.body)?.[1] ?? '';
    const merged = { ...fields('What both heard'), [`version.${items[0]}`]: version };
    expect((await meetings.press(url, merged)).statusCode).toBe(303);
    expect((await versions(id)).items[0]?.text).toBe('What both heard');
  });

  it('take one of ten who write the same part at once', async () => {
    const { id } = await meetings.held();
    const { opening } = await versions(id);
    const { done, refused } = await outcomesOf(
      Array.from({ length: 10 }, (_, n) =>
        meetings.minutes.write(id, { opening: { text: `Opening ${n}`, version: opening.version }, items: [] }, desk.by),
      ),
    );
    expect([done.length, new Set(refused)]).toEqual([1, new Set(['minutes-changed-meanwhile'])]);
  });

  it('lose nothing that was written about an item that has left the agenda meanwhile', async () => {
    const { id, items } = await meetings.held();
    const { items: before } = await versions(id);
    await desk.db.now.agendaItem.delete({ where: { id: items[1] ?? '' } });
    const fields = Object.fromEntries(
      before.flatMap(({ agendaItemId, version }) => [
        [`record.${agendaItemId}`, 'Words that matter'],
        [`version.${agendaItemId}`, version],
      ]),
    );
    const { statusCode, body } = await meetings.press(`/consultations/${id}/minutes`, fields);
    expect([statusCode, body.match(/Words that matter/g)?.length]).toEqual([409, 2]);
    expect(body).toContain('An item was taken off the agenda while you wrote');
  });

  it('take longer texts than a page shows at its field', async () => {
    const { id } = await meetings.held();
    const { opening } = await versions(id);
    const fields = { opening: 'a'.repeat(20_001), 'version.opening': opening.version };
    const { statusCode, body } = await meetings.press(`/consultations/${id}/minutes`, fields);
    expect([statusCode, body.includes('<a href="#opening">This text is longer')]).toEqual([422, true]);
  });
});

describe('circulated minutes', () => {
  it('go to everybody who came or held a seat, once each, in their language, and to nobody else', async () => {
    const meeting = await meetings.held({ title: 'On schools' });
    const { id } = meeting;
    const [seat, fr, km, refused, forgotten] = [
      await meetings.anInvitee(id),
      await meetings.anInvitee(id, { locale: 'fr', seat: 'NONE' }),
      await meetings.anInvitee(id, { locale: 'km' }),
      await meetings.anInvitee(id, { seat: 'NONE' }),
      await meetings.anInvitee(id),
    ];
    await desk.db.now.invitation.update({ where: { id: forgotten.id }, data: { forgottenAt: desk.clock.now() } });
    await meetings.attendance.record(id, { items: [{ invitationId: fr.id, attendance: 'ATTENDED' }] }, desk.by);
    await meetings.write(id, 'Welcome');
    await Promise.all(
      Array.from({ length: 10 }, () => meetings.minutes.circulate(id, {}, desk.by).catch(() => undefined)),
    );
    await desk.work();
    const fact = { consultationId: id, dueOn: '2026-09-25' };
    await desk.db.transaction((tx) => meetings.mails.circulate(fact, tx));
    await Promise.all(
      Array.from({ length: 10 }, () => desk.db.transaction((tx) => meetings.mails.circulate(fact, tx))),
    );
    for (const [who, locale] of [
      [seat, 'en'],
      [fr, 'fr'],
      [km, 'km'],
    ] as const) {
      const mails = await desk.mails('consultation-minutes', who.person.id);
      // Ten days for comments, as the rules say.
      expect(mails).toMatchObject([{ locale, props: { title: 'On schools', commentsBy: '2026-09-25' } }]);
      const link = await desk.db.now.link.findUniqueOrThrow({ where: { id: mails[0]?.props.linkId ?? '' } });
      expect(link).toMatchObject({ purpose: 'invitation', personId: who.person.id, subjectId: who.id });
    }
    for (const { person } of [refused, forgotten]) {
      expect(await desk.mails('consultation-minutes', person.id)).toEqual([]);
    }
    expect(await meetings.events(id, 'minutes.circulated')).toBe(1);
    expect(await desk.db.now.consultation.findUnique({ where: { id } })).toMatchObject({
      status: 'MINUTES_CIRCULATED',
    });
    expect((await dueFrom(id)).map(({ status }) => status)).toEqual(['MET']);
    // Who was not seen was absent.
    expect(await desk.db.now.invitation.findUnique({ where: { id: seat.id } })).toMatchObject({ attendance: 'ABSENT' });
  });

  it('are not empty, and give at least today and at most a year for comments', async () => {
    const { id } = await meetings.held();
    const circulate = (commentsBy?: string) =>
      meetings.call('POST', `consultations/${id}/minutes/circulate`, commentsBy === undefined ? {} : { commentsBy });
    expect(await circulate()).toMatchObject({ status: 409, body: { code: 'minutes-empty' } });
    await meetings.write(id, 'Welcome');
    expect(await circulate('2026-09-14')).toMatchObject({ status: 422, body: { code: 'comments-day-wrong' } });
    expect(await circulate('2027-09-16')).toMatchObject({ status: 422 });
    const form = await meetings.press(`/consultations/${id}/minutes/circulate`, { commentsBy: '2026-09-01' });
    expect(form.body).toContain('<a href="#commentsBy">The last day for comments must be between 2026-09-15');
    expect(form.body).toContain('value="2026-09-01"');
    expect(await circulate('2026-09-15')).toMatchObject({ status: 200, body: { status: 'MINUTES_CIRCULATED' } });
    expect(await circulate()).toMatchObject({ status: 409, body: { code: 'minutes-circulated' } });
  });

  it('are not what was never held', async () => {
    desk.clock.set('2026-09-15T02:00:00Z');
    const { id } = await meetings.aMeeting();
    await meetings.write(id, 'Notes made during the meeting');
    await expect(meetings.minutes.circulate(id, {}, desk.by)).rejects.toMatchObject({ code: 'consultation-not-now' });
    await meetings.workAt('2026-09-15T05:00:00Z');
    expect(await dueFrom(id)).toHaveLength(1);
  });
});

describe('the end of the days for comments', () => {
  it('is told to the lead host and the coordinators, once each, with how many there are', async () => {
    const { meeting, invitee } = await meetings.circulated();
    const { id, hostId } = meeting;
    const by = { personId: invitee.person.id, onBehalfOfId: null, via: 'link' as const };
    const mine = { invitationId: invitee.id, consultationId: id, by };
    await meetings.comments.comment(mine, { text: 'More on rivers', agendaItemId: null });
    const second = await meetings.comments.comment(mine, { text: 'Less on roads', agendaItemId: null });
    await meetings.comments.answer(id, second.id, { isTakenUp: true, reply: '' }, desk.by);
    // The day ends at midnight in Phnom Penh.
    await meetings.workAt('2026-09-25T16:59:59Z');
    expect(await desk.mails('consultation-comments-closed', hostId)).toEqual([]);
    await meetings.workAt('2026-09-25T17:00:00Z');
    await desk.db.transaction((tx) => meetings.mails.askToFinish({ consultationId: id }, tx));
    const props = { title: meeting.title, comments: 2, unanswered: 1, consultationId: id };
    expect(await desk.mails('consultation-comments-closed', hostId)).toMatchObject([{ props }]);
    const told = await desk.mails('consultation-comments-closed', desk.coordinator.id);
    expect(told.filter(({ props: { consultationId } }) => consultationId === id)).toHaveLength(1);
  });

  it('is told to nobody while comments can still come, nor once the minutes are final', async () => {
    const { meeting } = await meetings.circulated();
    await desk.db.transaction((tx) => meetings.mails.askToFinish({ consultationId: meeting.id }, tx));
    desk.clock.set('2026-09-28T03:00:00Z');
    await meetings.minutes.finalise(meeting.id, desk.by);
    await desk.db.transaction((tx) => meetings.mails.askToFinish({ consultationId: meeting.id }, tx));
    expect(await desk.mails('consultation-comments-closed', meeting.hostId)).toEqual([]);
  });
});

describe('final minutes', () => {
  it('wait for the last day for comments, are told once, and change no more', async () => {
    const { meeting, invitee } = await meetings.circulated();
    const { id, items } = meeting;
    const url = `/consultations/${id}/minutes`;
    const early = await meetings.press(`${url}/finalise`);
    expect([early.statusCode, early.body.includes('Comments are welcome until 2026-09-25')]).toEqual([409, true]);
    await meetings.workAt('2026-09-26T03:00:00Z');
    const many = Array.from({ length: 10 }, () => meetings.press(`${url}/finalise`));
    expect(new Set((await Promise.all(many)).map(({ headers }) => headers['location']))).toEqual(
      new Set([`${url}?done=final`]),
    );
    await desk.work();
    for (let n = 0; n < 2; n += 1) {
      await desk.db.transaction((tx) => meetings.mails.sendFinal({ consultationId: id }, tx));
    }
    expect(await desk.mails('consultation-minutes-final', invitee.person.id)).toHaveLength(1);
    expect(await meetings.events(id, 'minutes.finalised')).toBe(1);
    expect(await meetings.events(id, 'consultation.closed')).toBe(1);
    const { opening } = await versions(id);
    const attempts = [
      ['PUT', `consultations/${id}/minutes`, { opening: { text: 'Later', version: opening.version } }],
      ['POST', `consultations/${id}/commitments`, { what: 'More', dueOn: '2026-12-01', agendaItemId: items[0] }],
      ['POST', `consultations/${id}/comments/${newId()}/answer`, { isTakenUp: true }],
      ['POST', `consultations/${id}/minutes/circulate`, {}],
    ] as const;
    for (const [method, path, body] of attempts) {
      expect(await meetings.call(method, path, body)).toMatchObject({ status: 409, body: { code: 'minutes-final' } });
    }
    const { body } = await meetings.open(url);
    expect(body).not.toContain('<textarea');
    expect(body).toContain('Those present welcomed the draft.');
  });
});
