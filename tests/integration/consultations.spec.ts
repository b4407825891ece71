import {
  AgendaService,
  ChangeConsultation,
  ConsultationsService,
  SchedulingService,
  ScheduleConsultation,
  SeriesService,
} from '../../libs/consultations/index.js';
import { fromDay, toDay } from '../../libs/platform/index.js';
import { aConsultation, anInvitation } from '../support/consultations.js';
import { aDesk, outcomesOf, type Desk } from '../support/desk.js';
import { aPerson, aReview } from '../support/factories.js';

let desk: Desk;
let consultations: ConsultationsService;
let scheduling: SchedulingService;
let agendas: AgendaService;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  consultations = desk.api.app.get(ConsultationsService);
  scheduling = desk.api.app.get(SchedulingService);
  agendas = desk.api.app.get(AgendaService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  await desk.db.now.owed.deleteMany();
});

const found = (id: string) => desk.db.now.consultation.findUniqueOrThrow({ where: { id } });
const change = (id: string, facts: ChangeConsultation) => consultations.change(id, facts, desk.by);
const schedule = (id: string, from: string, until: string, more: Partial<ScheduleConsultation> = {}) =>
  scheduling.schedule(id, { from, until, inviteAt: null, ...more }, desk.by);
const move = (id: string, from: string, until: string, more: Partial<ScheduleConsultation> = {}) =>
  scheduling.move(id, { from, until, reason: 'The hall is taken', ...more }, desk.by);
const april = { from: '2026-04-20T09:00', until: '2026-04-20T12:00' };

describe('a consultation without a date', () => {
  it('begins as a draft in the time zone of the mechanism, with the reminders that are usual', async () => {
    const review = await aReview(desk.db);
    const seats = [{ kind: 'CSO' as const, seats: 30 }];
    const subjects = [{ kind: 'REVIEW' as const, subjectId: review.id }];
    const { id } = await aConsultation(desk, { seats, subjects });
    expect(await found(id)).toMatchObject({ status: 'DRAFT', timeZone: 'Asia/Phnom_Penh', remindDays: [7, 2] });
    expect(await desk.eventsOf(id)).toEqual(['consultation.drafted']);
    expect(await desk.db.now.consultationStep.count({ where: { consultationId: id } })).toBe(0);
  });

  it('is about what there is, and held by people there are', async () => {
    const { id } = await aConsultation(desk);
    const nobody = '01920000-0000-7000-8000-00000000000f';
    await expect(change(id, { hostIds: [nobody] })).rejects.toMatchObject({ code: 'not-found' });
    for (const kind of ['REVIEW', 'CLUSTER', 'RECOMMENDATION'] as const) {
      await expect(change(id, { subjects: [{ kind, subjectId: nobody }] })).rejects.toMatchObject({
        code: 'not-found',
      });
    }
  });

  it('may be in another time zone as long as nobody was told a time', async () => {
    const { id } = await aConsultation(desk);
    await change(id, { timeZone: 'Europe/Chisinau' });
    expect((await found(id)).timeZone).toBe('Europe/Chisinau');
    await schedule(id, april.from, april.until);
    await expect(change(id, { timeZone: 'Asia/Tokyo' })).rejects.toMatchObject({ code: 'consultation-not-now' });
  });
});

describe('setting the date', () => {
  it('writes down the moments clocks there show, and when answers are due', async () => {
    const { id } = await aConsultation(desk, { timeZone: 'America/Santiago' });
    await schedule(id, april.from, april.until);
    const { startsAt, endsAt, answerBy, status, sequence, timeSequence } = await found(id);
    expect([startsAt, endsAt].map((at) => at?.toISOString())).toEqual([
      '2026-04-20T13:00:00.000Z',
      '2026-04-20T16:00:00.000Z',
    ]);
    expect(answerBy && toDay(answerBy)).toBe('2026-04-17');
    expect({ status, sequence, timeSequence }).toEqual({ status: 'SCHEDULED', sequence: 1, timeSequence: 1 });
  });

  it('asks for a reason where there is less notice than the rule asks for, and keeps it', async () => {
    const { id } = await aConsultation(desk);
    // Ten working days after Monday 2 March: Monday 16 March; so Tuesday 17 March is the first that gives as many.
    const short = schedule(id, '2026-03-16T09:00', '2026-03-16T12:00');
    await expect(short).rejects.toMatchObject({
      code: 'notice-too-short',
      details: { workingDays: 9, asked: 10, earliest: '2026-03-17' },
    });
    expect((await found(id)).status).toBe('DRAFT');
    await schedule(id, '2026-03-16T09:00', '2026-03-16T12:00', { noticeReason: 'The report is due' });
    expect(await found(id)).toMatchObject({ status: 'SCHEDULED', noticeReason: 'The report is due' });
    await schedule(id, '2026-03-17T09:00', '2026-03-17T12:00', { noticeReason: 'Not needed any more' });
    expect((await found(id)).noticeReason).toBeNull();
  });

  it('counts the notice from the day on which the invitations go out', async () => {
    const { id } = await aConsultation(desk);
    const late = { inviteAt: '2026-04-13T08:00' };
    await expect(schedule(id, april.from, april.until, late)).rejects.toMatchObject({
      code: 'notice-too-short',
      details: { workingDays: 4, asked: 10, earliest: '2026-04-28' },
    });
    await schedule(id, april.from, april.until, { ...late, noticeReason: 'The hall was not known' });
    expect(await found(id)).toMatchObject({ noticeReason: 'The hall was not known' });
    // Answers cannot be due before anybody was asked, unless somebody says so: then that is refused.
    const later = { inviteAt: '2026-04-18T08:00', noticeReason: 'The hall was not known' };
    await schedule(id, april.from, april.until, later);
    expect(toDay((await found(id)).answerBy!)).toBe('2026-04-18');
    await expect(schedule(id, april.from, april.until, { ...later, answerBy: '2026-04-17' })).rejects.toMatchObject({
      code: 'times-out-of-order',
      details: { field: 'inviteAt' },
    });
  });

  it('says before it is pressed when the time for the invitations is not used', async () => {
    const { id } = await aConsultation(desk, { scheduled: { ...april, inviteAt: '2026-03-20T08:00' } });
    const before = { from: '2026-03-19T09:00', until: '2026-03-19T12:00' };
    expect(await scheduling.preview(id, before)).toMatchObject({ inviteAtUnused: 'TOO_LATE' });
    expect(await scheduling.preview(id, april)).toMatchObject({ inviteAtUnused: null });
    await anInvitation(desk, { consultationId: id });
    await scheduling.postpone(id, { reason: 'A flood' }, desk.by);
    const wanted = { from: '2026-06-01T09:00', until: '2026-06-01T12:00', inviteAt: '2026-05-04T08:00' };
    expect(await scheduling.preview(id, wanted)).toMatchObject({ inviteAtUnused: 'TOLD_AT_ONCE' });
    await schedule(id, wanted.from, wanted.until, { inviteAt: wanted.inviteAt });
    expect(await found(id)).toMatchObject({ status: 'INVITING', inviteAt: null });
  });

  it('does not count public holidays as notice', async () => {
    const holiday = { countryCode: 'KHM', name: 'A feast', source: 'A decree' };
    await desk.db.now.holiday.create({ data: { ...holiday, day: fromDay('2026-03-09') } });
    const notice = await desk.db.transaction((tx) => scheduling.noticeFor(tx, '2026-03-17'));
    expect(notice).toEqual({ workingDays: 9, asked: 10, earliest: '2026-03-18' });
    await desk.db.now.holiday.deleteMany();
  });

  it.each([
    ['nobody holds it', { hosts: [] }, april, 'consultation-without-hosts'],
    ['nobody knows where it is', { place: null }, april, 'consultation-without-place'],
    ['nobody knows how to join', { format: 'HYBRID' as const }, april, 'consultation-without-place'],
    [
      'it would be in the past',
      {},
      { from: '2026-03-02T09:59', until: '2026-03-02T12:00' },
      'consultation-in-the-past',
    ],
    ['it would end before it begins', {}, { from: april.until, until: april.from }, 'times-out-of-order'],
    ['it would take no time', {}, { from: april.from, until: april.from }, 'times-out-of-order'],
    ['it would take half a year', {}, { from: april.from, until: '2026-10-20T09:00' }, 'times-out-of-order'],
    ['it would last a thousand years', {}, { from: april.from, until: '2199-12-31T09:00' }, 'times-out-of-order'],
    ['answers would be due after it', {}, { ...april, answerBy: '2026-04-21' }, 'times-out-of-order'],
    ['answers would be due already', {}, { ...april, answerBy: '2026-03-01' }, 'times-out-of-order'],
    ['invitations would go out after it', {}, { ...april, inviteAt: '2026-04-20T09:01' }, 'times-out-of-order'],
    [
      'clocks there never show that time',
      { timeZone: 'Europe/Chisinau' },
      { from: '2026-03-29T02:30', until: '2026-03-29T12:00', noticeReason: 'Soon' },
      'time-skipped',
    ],
  ])('is refused where %s, and nothing is changed', async (_, facts, { from, until, ...more }, code) => {
    const { id } = await aConsultation(desk, facts);
    const before = await found(id);
    await expect(schedule(id, from, until, more)).rejects.toMatchObject({ code });
    expect(await found(id)).toEqual(before);
    expect(await desk.db.now.consultationStep.count({ where: { consultationId: id } })).toBe(0);
  });

  it('is done once by ten at once who all name the same', async () => {
    const { id } = await aConsultation(desk);
    await Promise.all(Array.from({ length: 10 }, () => schedule(id, april.from, april.until)));
    const steps = await desk.db.now.consultationStep.findMany({ where: { consultationId: id, stoppedAt: null } });
    expect(steps.map(({ kind }) => kind).sort()).toEqual([
      'ANSWERS_CLOSE',
      'MEETING_ENDS',
      'UNANSWERED_REMINDED',
      'UNANSWERED_REMINDED',
    ]);
  });
});

describe('moving, postponing, cancelling', () => {
  it('moves what is owed around it, and counts on what calendars must hear', async () => {
    const { id } = await aConsultation(desk, { scheduled: { ...april, inviteAt: '2026-03-20T08:00' } });
    await move(id, '2026-05-04T14:00', '2026-05-04T16:00');
    expect(await found(id)).toMatchObject({ sequence: 2, timeSequence: 2, status: 'SCHEDULED' });
    expect(
      await desk.db.now.event.findFirstOrThrow({ where: { name: 'consultation.moved', subjectIds: { has: id } } }),
    ).toMatchObject({
      payload: { consultationId: id, wasOn: '2026-04-20', fallsOn: '2026-05-04' },
      reason: 'The hall is taken',
    });
    const steps = await desk.db.now.consultationStep.findMany({
      where: { consultationId: id, stoppedAt: null },
      orderBy: { dueAt: 'asc' },
    });
    expect(steps.map(({ kind, dueAt }) => [kind, dueAt.toISOString()])).toEqual([
      ['INVITATIONS_GO_OUT', '2026-03-20T01:00:00.000Z'],
      ['UNANSWERED_REMINDED', '2026-04-24T01:00:00.000Z'],
      ['UNANSWERED_REMINDED', '2026-04-29T01:00:00.000Z'],
      ['ANSWERS_CLOSE', '2026-05-01T17:00:00.000Z'],
      ['MEETING_ENDS', '2026-05-04T09:00:00.000Z'],
    ]);
  });

  it('is no move when the time stays the same; the last day for answers may still be another', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    await move(id, april.from, april.until, { answerBy: '2026-04-10' });
    const { sequence, answerBy } = await found(id);
    expect(sequence).toBe(1);
    expect(answerBy && toDay(answerBy)).toBe('2026-04-10');
    expect(await desk.eventsOf(id)).not.toContain('consultation.moved');
  });

  it('says when the former date is too near to be told, as for a first one', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    await expect(move(id, '2026-03-05T09:00', '2026-03-05T10:00')).rejects.toMatchObject({ code: 'notice-too-short' });
  });

  it('takes everything back when it is postponed, and plans anew with the new date', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    await anInvitation(desk, { consultationId: id });
    await scheduling.postpone(id, { reason: 'A flood' }, desk.by);
    const open = { consultationId: id, doneAt: null, stoppedAt: null };
    expect(await desk.db.now.consultationStep.count({ where: open })).toBe(0);
    expect(await found(id)).toMatchObject({ status: 'POSTPONED', endReason: 'A flood', sequence: 2 });
    await schedule(id, '2026-06-01T09:00', '2026-06-01T12:00');
    // Those who were invited to the former date are invited to this one.
    expect(await found(id)).toMatchObject({ status: 'INVITING', endReason: null, timeSequence: 3 });
    expect(await desk.db.now.consultationStep.count({ where: open })).toBe(4);
  });

  it.each([
    ['DRAFT', ['move', 'postpone']],
    ['HELD', ['schedule', 'move']],
    ['CANCELLED', ['schedule', 'move', 'postpone', 'cancel', 'change']],
    ['CLOSED', ['schedule', 'move', 'postpone', 'cancel', 'change']],
  ] as const)('is refused of one that is %s, where it makes no sense', async (status, acts) => {
    const { id } = await aConsultation(desk, status === 'DRAFT' ? {} : { inviting: true });
    await desk.db.now.consultation.update({ where: { id }, data: { status } });
    const reason = { reason: 'Why not' };
    const does = {
      schedule: () => schedule(id, april.from, april.until),
      move: () => move(id, '2026-06-01T09:00', '2026-06-01T12:00'),
      postpone: () => scheduling.postpone(id, reason, desk.by),
      cancel: () => scheduling.cancel(id, reason, desk.by),
      change: () => change(id, { title: 'Another' }),
    };
    for (const act of acts) await expect(does[act]()).rejects.toMatchObject({ code: 'consultation-not-now' });
  });

  it('is cancelled once by ten at once', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    const { done, refused } = await outcomesOf(
      Array.from({ length: 10 }, () => scheduling.cancel(id, { reason: 'No funds' }, desk.by)),
    );
    expect([done.length, refused.length]).toEqual([1, 9]);
    expect((await desk.eventsOf(id)).filter((name) => name === 'consultation.cancelled')).toHaveLength(1);
    expect((await found(id)).sequence).toBe(2);
  });
});

describe('changing what it is', () => {
  it('is told to those invited only where it is in their calendars', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    await change(id, { capacity: 40 });
    expect((await found(id)).sequence).toBe(1);
    await change(id, { place: 'The other hall' });
    expect((await found(id)).sequence).toBe(2);
    const events = await desk.db.now.event.findMany({
      where: { name: 'consultation.changed', subjectIds: { has: id } },
      orderBy: { id: 'asc' },
    });
    expect(events.map(({ payload }) => (payload as { isTold: boolean }).isTold)).toEqual([false, true]);
  });

  it('keeps hosts and a place while a date is set', async () => {
    const { id } = await aConsultation(desk, { scheduled: april });
    await expect(change(id, { hostIds: [] })).rejects.toMatchObject({ code: 'consultation-without-hosts' });
    await expect(change(id, { place: null })).rejects.toMatchObject({ code: 'consultation-without-place' });
    await expect(change(id, { format: 'ONLINE' })).rejects.toMatchObject({ details: { missing: 'joinUrl' } });
  });

  it('never leaves fewer seats than people hold, in all or of a group', async () => {
    const { id } = await aConsultation(desk, { inviting: true, capacity: 5, seats: [{ kind: 'CSO', seats: 5 }] });
    for (let n = 0; n < 3; n += 1) await anInvitation(desk, { consultationId: id, kind: 'CSO', answer: 'ACCEPTED' });
    await expect(change(id, { capacity: 2 })).rejects.toMatchObject({
      code: 'capacity-below-acceptances',
      details: { accepted: '3', capacity: '2' },
    });
    await expect(change(id, { title: 'Other', seats: [{ kind: 'CSO', seats: 2 }] })).rejects.toMatchObject({
      code: 'capacity-below-acceptances',
    });
    expect(await found(id)).toMatchObject({ capacity: 5, title: 'Consultation on the draft national report' });
    await change(id, { capacity: 3, seats: [{ kind: 'CSO', seats: 3 }] });
    expect((await found(id)).capacity).toBe(3);
  });
});

describe('the agenda', () => {
  const items = (count: number) => Array.from({ length: count }, (_, n) => ({ title: `Item ${n + 1}` }));
  const titles = async (id: string) =>
    (await desk.db.now.agendaItem.findMany({ where: { consultationId: id }, orderBy: { position: 'asc' } })).map(
      ({ title }) => title,
    );

  it('of ten thousand items is refused in words, and the one that was there is still there', async () => {
    const { id } = await aConsultation(desk, { agenda: ['Welcome', 'Discussion'] });
    const headers = await desk.api.signIn(desk.coordinator.id);
    const answer = await desk.api.request({
      method: 'PUT',
      url: `/api/v1/consultations/${id}/agenda`,
      headers,
      payload: { items: items(10_000) },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'agenda-too-long', count: '10000', most: '100' });
    expect(await titles(id)).toEqual(['Welcome', 'Discussion']);
  });

  it('keeps what was recorded about an item that stays, wherever it is moved to', async () => {
    const { id, agenda } = await aConsultation(desk, { agenda: ['Welcome', 'Discussion', 'Closing'] });
    const [welcome, discussion, closing] = agenda;
    await desk.db.now.agendaItem.update({ where: { id: discussion!.id }, data: { record: 'Much was said' } });
    await agendas.act(id, discussion!.id, 'up', desk.by);
    expect(await titles(id)).toEqual(['Discussion', 'Welcome', 'Closing']);
    await agendas.act(id, discussion!.id, 'up', desk.by);
    await agendas.act(id, closing!.id, 'remove', desk.by);
    await agendas.add(id, { title: 'Lunch', details: '', minutes: 60, speakers: ['Keo Sophea'] }, desk.by);
    expect(await titles(id)).toEqual(['Discussion', 'Welcome', 'Lunch']);
    expect(await desk.db.now.agendaItem.findUnique({ where: { id: discussion!.id } })).toMatchObject({
      record: 'Much was said',
    });
    await expect(agendas.act(id, closing!.id, 'up', desk.by)).rejects.toMatchObject({ code: 'not-found' });
    expect(welcome).toBeDefined();
  });

  it('never loses what was recorded, said, promised or given about an item, and changes nothing at all then', async () => {
    const all = ['Recorded', 'Commented', 'Promised', 'Contributed', 'Free'];
    const { id, agenda } = await aConsultation(desk, { held: true, agenda: all });
    const [recorded, commented, promised, contributed, free] = agenda.map((item) => item.id);
    const now = desk.clock.now();
    const { db } = desk;
    await db.now.agendaItem.update({ where: { id: recorded! }, data: { record: 'Much was said' } });
    await db.now.minutesComment.create({
      data: { consultationId: id, agendaItemId: commented!, text: 'Not quite', madeAt: now },
    });
    await db.now.commitment.create({
      data: { consultationId: id, agendaItemId: promised!, what: 'A list', dueOn: now, madeAt: now },
    });
    const given = { text: 'More schools', locale: 'en', visibility: 'PUBLIC', consentedAt: now, givenAt: now } as const;
    await db.now.input.create({ data: { consultationId: id, agendaItemId: contributed!, ...given } });
    const refused = { code: 'agenda-item-in-use' };
    for (const item of [recorded, commented, promised, contributed]) {
      await expect(agendas.act(id, item!, 'remove', desk.by)).rejects.toMatchObject(refused);
    }
    const anew = all.map((title) => ({ title, details: '', minutes: null, speakers: [] }));
    await expect(agendas.set(id, { items: anew }, desk.by)).rejects.toMatchObject({
      ...refused,
      details: { title: 'Recorded' },
    });
    expect(await titles(id)).toEqual(all);
    expect(await db.now.input.count({ where: { agendaItemId: contributed! } })).toBe(1);
    await agendas.act(id, free!, 'remove', desk.by);
    expect(await titles(id)).toEqual(all.slice(0, -1));
  });

  it('is told to those invited, once, only when that is wanted and their calendars would show something else', async () => {
    const { id, agenda } = await aConsultation(desk, { inviting: true, agenda: ['Welcome', 'Discussion'] });
    const [welcome] = agenda;
    const isTold = async () => {
      const where = { name: 'consultation.changed', subjectIds: { has: id } };
      const events = await desk.db.now.event.findMany({ where });
      return [
        (await found(id)).sequence,
        events.filter(({ payload }) => (payload as { isTold: boolean }).isTold).length,
      ];
    };
    const [before] = await isTold();
    const facts = { title: 'Welcome', details: 'With tea', minutes: 20, speakers: [] };
    await agendas.act(id, welcome!.id, 'down', desk.by);
    await agendas.rewrite(id, welcome!.id, facts, desk.by, true);
    expect(await isTold()).toEqual([before, 0]);
    await agendas.act(id, welcome!.id, 'up', desk.by, true);
    expect(await isTold()).toEqual([before! + 1, 1]);
    await agendas.act(id, welcome!.id, 'up', desk.by, true);
    expect(await isTold()).toEqual([before! + 1, 1]);
  });

  it('takes no items of another consultation, nor one item twice', async () => {
    const mine = await aConsultation(desk, { agenda: ['Welcome'] });
    const other = await aConsultation(desk, { agenda: ['Theirs'] });
    const facts = { title: 'Taken', details: '', minutes: null, speakers: [] };
    const [theirs, ours] = [other.agenda[0]!.id, mine.agenda[0]!.id];
    const set = (...ids: string[]) => agendas.set(mine.id, { items: ids.map((id) => ({ id, ...facts })) }, desk.by);
    await expect(set(theirs)).rejects.toMatchObject({ code: 'not-found' });
    await expect(set(ours, ours)).rejects.toMatchObject({ code: 'not-found' });
    expect([await titles(mine.id), await titles(other.id)]).toEqual([['Welcome'], ['Theirs']]);
  });

  it('loses nothing to ten who add at once', async () => {
    const { id } = await aConsultation(desk);
    const facts = { details: '', minutes: null, speakers: [] };
    await Promise.all(items(10).map(({ title }) => agendas.add(id, { title, ...facts }, desk.by)));
    expect((await titles(id)).sort()).toEqual(
      items(10)
        .map(({ title }) => title)
        .sort(),
    );
  });
});

describe('a series', () => {
  const series = () => desk.api.app.get(SeriesService);

  it('is held at the same hour on the clocks there, also when these were changed meanwhile', async () => {
    const { id } = await aConsultation(desk, {
      timeZone: 'Europe/Chisinau',
      scheduled: { from: '2026-03-20T10:00', until: '2026-03-20T12:00' },
      agenda: ['Welcome', 'Discussion'],
      seats: [{ kind: 'CSO', seats: 30 }],
    });
    const ids = await series().repeat(id, { everyMonths: 1, times: 8 }, desk.by);
    const copies = await desk.db.now.consultation.findMany({
      where: { id: { in: ids } },
      orderBy: { startsAt: 'asc' },
      include: { hosts: true, seats: true, agenda: true },
    });
    expect(copies.map(({ startsAt }) => startsAt?.toISOString())).toEqual([
      '2026-04-20T07:00:00.000Z',
      '2026-05-20T07:00:00.000Z',
      '2026-06-20T07:00:00.000Z',
      '2026-07-20T07:00:00.000Z',
      '2026-08-20T07:00:00.000Z',
      '2026-09-20T07:00:00.000Z',
      '2026-10-20T07:00:00.000Z',
      '2026-11-20T08:00:00.000Z',
    ]);
    for (const copy of copies) {
      expect(copy).toMatchObject({ status: 'DRAFT', sequence: 0, answerBy: null });
      expect([copy.hosts.length, copy.seats.length, copy.agenda.length]).toEqual([1, 1, 2]);
    }
    expect(await desk.db.now.consultationStep.count({ where: { consultationId: { in: ids } } })).toBe(0);
  });

  it('adds no date it has already, asked for ten times at once or from another of its consultations', async () => {
    const { id } = await aConsultation(desk, { scheduled: { from: '2026-04-30T22:00', until: '2026-05-01T01:00' } });
    const all = await Promise.all(
      Array.from({ length: 10 }, () => series().repeat(id, { everyMonths: 3, times: 4 }, desk.by)),
    );
    expect(all.flat()).toHaveLength(4);
    const { seriesId } = await found(id);
    const members = await desk.db.now.consultation.findMany({ where: { seriesId }, orderBy: { startsAt: 'asc' } });
    expect(members.map(({ startsAt }) => startsAt && toDay(startsAt))).toEqual([
      '2026-04-30',
      '2026-07-30',
      '2026-10-30',
      '2027-01-30',
      '2027-04-30',
    ]);
    for (const { startsAt, endsAt } of members) expect(endsAt!.getTime() - startsAt!.getTime()).toBe(3 * 3_600_000);
    expect(await series().repeat(members[1]!.id, { everyMonths: 3, times: 3 }, desk.by)).toEqual([]);
  });

  it('of one that was held long ago goes on from today', async () => {
    const { id } = await aConsultation(desk, { scheduled: { from: '2026-04-15T09:00', until: '2026-04-15T10:00' } });
    desk.clock.set('2027-01-20T00:00:00Z');
    const ids = await series().repeat(id, { everyMonths: 3, times: 2 }, desk.by);
    const dates = await desk.db.now.consultation.findMany({ where: { id: { in: ids } }, orderBy: { startsAt: 'asc' } });
    expect(dates.map(({ startsAt }) => startsAt && toDay(startsAt))).toEqual(['2027-04-15', '2027-07-15']);
  });

  it('needs a first date', async () => {
    const { id } = await aConsultation(desk);
    await expect(series().repeat(id, { everyMonths: 3, times: 1 }, desk.by)).rejects.toMatchObject({
      code: 'consultation-not-now',
    });
  });
});

it('names people as hosts once, in the order in which they were named', async () => {
  const [first, second] = [(await aPerson(desk.db)).id, (await aPerson(desk.db)).id];
  const { id } = await aConsultation(desk, { hosts: [second, first, second] });
  const hosts = await desk.db.now.consultationHost.findMany({
    where: { consultationId: id },
    orderBy: { position: 'asc' },
  });
  expect(hosts.map(({ personId }) => personId)).toEqual([second, first]);
});
