import { ConsultationsService, SchedulingService, TimetableService } from '../../libs/consultations/index.js';
import { aConsultation, anInvitation } from '../support/consultations.js';
import { aDesk, type Desk } from '../support/desk.js';

let desk: Desk;
let scheduling: SchedulingService;
let timetable: TimetableService;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  scheduling = desk.api.app.get(SchedulingService);
  timetable = desk.api.app.get(TimetableService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  await desk.db.now.owed.deleteMany();
});

const april = { from: '2026-04-20T09:00', until: '2026-04-20T12:00' };
const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
const move = (id: string, from: string, until: string) =>
  scheduling.move(id, { from, until, reason: 'The hall is taken' }, desk.by);
/** What the timetable announced, and what ends it; not what others make of it. */
const announced =
  /^(invitations\.due|answers\.(awaited|closed)|consultation\.(held|postponed|cancelled)|comments\.closed|date-poll\.closing)$/;
const happened = async (id: string) => (await desk.eventsOf(id)).filter((name) => announced.test(name));
const waiting = (consultationId: string) =>
  desk.db.now.consultationStep.findMany({
    where: { consultationId, doneAt: null, stoppedAt: null },
    orderBy: { dueAt: 'asc' },
  });

describe('what is to happen around a consultation', () => {
  it('happens when its time comes, each once, in order', async () => {
    const { id } = await aConsultation(desk, { scheduled: { ...april, inviteAt: '2026-03-20T08:00' } });
    await workAt('2026-03-20T00:59:00Z');
    expect(await happened(id)).toEqual([]);
    await workAt('2026-03-20T01:00:00Z');
    expect(await happened(id)).toEqual(['invitations.due']);
    await workAt('2026-04-10T01:00:00Z');
    await workAt('2026-04-15T01:00:00Z');
    await workAt('2026-04-17T17:00:00Z');
    await workAt('2026-04-20T05:00:00Z');
    expect(await happened(id)).toEqual([
      'invitations.due',
      'answers.awaited',
      'answers.awaited',
      'answers.closed',
      'consultation.held',
    ]);
    expect((await desk.db.now.consultation.findUniqueOrThrow({ where: { id } })).status).toBe('HELD');
    expect(await waiting(id)).toEqual([]);
  });

  it('happens after an outage in the order in which it should have', async () => {
    const { id } = await aConsultation(desk, { scheduled: { ...april, inviteAt: '2026-03-20T08:00' } });
    const alarms = (await waiting(id)).map((step) => ({ stepId: step.id })).reverse();
    desk.clock.set('2026-06-01T00:00:00Z');
    await desk.db.transaction((tx) => timetable.wake(alarms, tx));
    expect(await happened(id)).toEqual([
      'invitations.due',
      'answers.awaited',
      'answers.awaited',
      'answers.closed',
      'consultation.held',
    ]);
  });

  it('happens once, however many alarms ring for it at once', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    const [reminder] = await waiting(id);
    desk.clock.set('2026-04-10T01:00:00Z');
    const alarm = { stepId: reminder?.id ?? '' };
    const ring = () => desk.db.transaction((tx) => timetable.wake([alarm, alarm], tx));
    await Promise.all(Array.from({ length: 10 }, ring));
    expect(await happened(id)).toEqual(['answers.awaited']);
  });

  it('does not happen before its time, even when an alarm rings too early', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    const alarms = (await waiting(id)).map((step) => ({ stepId: step.id }));
    await desk.db.transaction((tx) => timetable.wake(alarms, tx));
    expect(await happened(id)).toEqual([]);
    expect(await waiting(id)).toHaveLength(4);
  });
});

describe('another date', () => {
  it('leaves old alarms nothing to do', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    const old = (await waiting(id)).map((step) => ({ stepId: step.id }));
    await move(id, '2026-05-18T09:00', '2026-05-18T12:00');
    await move(id, '2026-06-15T09:00', '2026-06-15T12:00');
    await workAt('2026-05-19T00:00:00Z');
    await desk.db.transaction((tx) => timetable.wake(old, tx));
    expect(await happened(id)).toEqual([]);
    for (const day of ['06-05', '06-10', '06-13', '06-16']) await workAt(`2026-${day}T02:00:00Z`);
    expect(await happened(id)).toEqual(['answers.awaited', 'answers.awaited', 'answers.closed', 'consultation.held']);
  });

  it('and back again plans what was stopped once more, and reminds of nothing that is over', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    await workAt('2026-04-10T01:00:00Z');
    await move(id, '2026-05-18T09:00', '2026-05-18T12:00');
    const { from, until } = april;
    const again = { from, until, noticeReason: 'It was this date before', reason: 'The hall is free after all' };
    await scheduling.move(id, again, desk.by);
    expect((await waiting(id)).map(({ kind, dueAt }) => [kind, dueAt.toISOString()])).toEqual([
      ['UNANSWERED_REMINDED', '2026-04-15T01:00:00.000Z'],
      ['ANSWERS_CLOSE', '2026-04-17T17:00:00.000Z'],
      ['MEETING_ENDS', '2026-04-20T05:00:00.000Z'],
    ]);
  });

  it('set while an alarm rings is either before or after it, never both', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    const [reminder] = await waiting(id);
    desk.clock.set('2026-04-10T01:00:00Z');
    const ring = () => desk.db.transaction((tx) => timetable.wake([{ stepId: reminder?.id ?? '' }], tx));
    await Promise.all([ring(), move(id, '2026-05-18T09:00', '2026-05-18T12:00'), ring()]);
    const step = await desk.db.now.consultationStep.findUniqueOrThrow({ where: { id: reminder?.id ?? '' } });
    expect([step.doneAt === null, step.stoppedAt === null].filter(Boolean)).toHaveLength(1);
    expect(await happened(id)).toHaveLength(step.doneAt === null ? 0 : 1);
  });

  it('keeps a reminder that is due at this moment', async () => {
    const { id } = await aConsultation(desk, { inviting: true });
    desk.clock.set('2026-04-10T02:00:00Z');
    await desk.api.app.get(ConsultationsService).change(id, { title: 'Another title' }, desk.by);
    await desk.work();
    expect(await happened(id)).toEqual(['answers.awaited']);
  });

  it.each(['postpone', 'cancel'] as const)('none (%s): nothing happens any more', async (act) => {
    const { id } = await aConsultation(desk, { inviting: true });
    await anInvitation(desk, { consultationId: id });
    await scheduling[act](id, { reason: 'A flood' }, desk.by);
    await workAt('2026-06-01T00:00:00Z');
    expect(await happened(id)).toEqual([act === 'postpone' ? 'consultation.postponed' : 'consultation.cancelled']);
  });
});

describe('clocks that are changed', () => {
  it.each([
    // Clocks go forward on 29 March in Moldova, and back on 4 April in Chile.
    [
      'Europe/Chisinau',
      '2026-03-30',
      ['2026-03-20T06:00:00.000Z', '2026-03-25T06:00:00.000Z', '2026-03-27T22:00:00.000Z', '2026-03-30T09:00:00.000Z'],
    ],
    [
      'America/Santiago',
      '2026-04-06',
      ['2026-03-27T11:00:00.000Z', '2026-04-01T11:00:00.000Z', '2026-04-04T03:00:00.000Z', '2026-04-06T16:00:00.000Z'],
    ],
  ])('leave mornings mornings and midnights midnights in %s', async (timeZone, day, moments) => {
    const { id } = await aConsultation(desk, {
      timeZone,
      scheduled: { from: `${day}T09:00`, until: `${day}T12:00` },
    });
    const steps = await waiting(id);
    expect(steps.map(({ kind }) => kind)).toEqual([
      'UNANSWERED_REMINDED',
      'UNANSWERED_REMINDED',
      'ANSWERS_CLOSE',
      'MEETING_ENDS',
    ]);
    expect(steps.map(({ dueAt }) => dueAt.toISOString())).toEqual(moments);
  });
});
