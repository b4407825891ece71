import { DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { toDay } from '../../libs/platform/index.js';
import { ReminderPlansService, StepsService, timeline } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate } from '../support/factories.js';

/** Monday 2 March, ten in the morning in Phnom Penh; digests come at eight, which is one in Greenwich. */
const now = '2026-03-02T03:00:00Z';
const eightOn = (day: string) => `${day}T01:00:00Z`;
const cause = { reason: 'As agreed' };

let desk: Desk;
let deadlines: DeadlinesService;
let plans: ReminderPlansService;
let steps: StepsService;
beforeAll(async () => {
  desk = await aDesk({ now });
  deadlines = desk.api.app.get(DeadlinesService);
  plans = desk.api.app.get(ReminderPlansService);
  steps = desk.api.app.get(StepsService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set(now);
  await desk.db.now.owed.deleteMany();
  await desk.db.now.notice.deleteMany({ where: { toldAt: null } });
  await desk.db.now.deadline.updateMany({ where: { status: 'OPEN' }, data: { status: 'MET' } });
});

const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
const owes = async (institutionId: string, dueOn: string, title = 'Figures') => {
  const wanted = SetDeadline.parse({ kind: 'INFORMATION_REQUEST', title, institutionIds: [institutionId], dueOn });
  const [id = ''] = await deadlines.setBy(wanted, desk.by);
  return id;
};
/** Something due on Friday 20 March, of which whoever answers for it was told on the 3rd; the next they hear on the 13th. */
const somethingTold = async () => {
  const { personId, institutionId } = await aMandate(desk.db);
  const id = await owes(institutionId, '2026-03-20');
  await desk.work();
  await workAt(eightOn('2026-03-03'));
  expect(await tellings(personId)).toEqual([[['SET', '2026-03-20']]]);
  return { id, personId, institutionId };
};
/** What each digest of a person told: the news, and the day. */
const tellings = async (personId: string) =>
  (await desk.mails('digest', personId)).map(({ props }) => props.items.map(({ news, dueOn }) => [news, dueOn]));
/** What is planned for a deadline, or waits, and what was stopped. */
const stepsOf = async (id: string) =>
  (await timeline(desk.db.now, { id })).steps.map(({ key, audience, sendOn, state }) => [key, audience, sendOn, state]);
const run = async (name: 'event.deliver' | 'digest.compose' | 'reminders.wake', which: object = {}) => {
  const owed = await desk.db.now.owed.findMany({
    where: { name, runAt: { lte: desk.clock.now() }, ...which },
    orderBy: { id: 'asc' },
  });
  await desk.worker.runner.run(
    name,
    owed.map(({ id }) => id),
  );
};

describe('a deadline that was closed by mistake', () => {
  it('is reminded of again, also where the news that it was closed comes last', async () => {
    const { id, personId } = await somethingTold();
    desk.clock.set('2026-03-04T03:00:00Z');
    await deadlines.done(id, { by: desk.by });
    await deadlines.reopen(id, { by: desk.by, ...cause });
    const stopping = { payload: { path: ['subscriber'], equals: 'reminders.stop' } };
    await run('event.deliver', { NOT: stopping });
    await run('event.deliver', stopping);
    expect(await desk.db.now.owed.count({ where: { name: 'event.deliver' } })).toBe(0);
    await workAt(eightOn('2026-03-13'));
    expect(await tellings(personId)).toEqual([[['SET', '2026-03-20']], [['REOPENED', '2026-03-20']]]);
  });

  it('keeps the mail that waits for its server', async () => {
    const { id, personId } = await somethingTold();
    await deadlines.done(id, { by: desk.by });
    await deadlines.reopen(id, { by: desk.by, ...cause });
    await desk.work();
    expect((await desk.mails('digest', personId)).map(({ status }) => status)).toEqual(['QUEUED']);
  });
});

describe('what is due and was told to nobody yet, when everything is planned anew', () => {
  const plan = { announce: true, before: [{ offset: 7, unit: 'DAYS' as const }], again: null, ladder: [] };
  const setPlan = (body: object = {}) =>
    plans.set('INFORMATION_REQUEST', { ...plan, ...body }, { by: desk.by, ...cause });
  let before: Awaited<ReturnType<ReminderPlansService['list']>>;
  beforeAll(async () => {
    before = await plans.list();
  });
  afterEach(async () => {
    const usual = before.find(({ kind }) => kind === 'INFORMATION_REQUEST');
    await plans.set('INFORMATION_REQUEST', usual!.body, { by: desk.by, ...cause });
  });

  it('is told still: another plan came on the weekend after its Friday, and the worker was away', async () => {
    const { id, personId } = await somethingTold();
    desk.clock.set('2026-03-14T03:00:00Z');
    await setPlan({
      before: [
        { offset: 7, unit: 'DAYS' },
        { offset: 3, unit: 'DAYS' },
      ],
    });
    // The news of the plan is the first thing the worker hears.
    await run('event.deliver');
    await desk.work();
    expect(await stepsOf(id)).toContainEqual(['before.7', 'MAIN', '2026-03-14', 'WAITING']);
    await workAt(eightOn('2026-03-16'));
    await workAt(eightOn('2026-03-17'));
    const reminded = [[null, '2026-03-20']];
    expect(await tellings(personId)).toEqual([[['SET', '2026-03-20']], reminded, reminded]);
  });

  it('is told once though it waits for somebody’s hour already', async () => {
    const { personId } = await somethingTold();
    // Friday, after midnight: found, and addressed for eight o’clock.
    await workAt('2026-03-12T18:00:00Z');
    expect(await desk.db.now.notice.count({ where: { personId, toldAt: null } })).toBe(1);
    await setPlan();
    await desk.work();
    await workAt(eightOn('2026-03-13'));
    await workAt(eightOn('2026-03-16'));
    expect(await tellings(personId)).toEqual([[['SET', '2026-03-20']], [[null, '2026-03-20']]]);
  });

  it('is not told where the other plan says nothing of the kind, nor twice where it was told', async () => {
    const { personId } = await somethingTold();
    await workAt(eightOn('2026-03-13'));
    desk.clock.set('2026-03-14T03:00:00Z');
    await setPlan();
    await workAt(eightOn('2026-03-16'));
    expect(await tellings(personId)).toHaveLength(2);
    const other = await aMandate(desk.db);
    await owes(other.institutionId, '2026-03-25');
    await desk.work();
    desk.clock.set('2026-03-21T03:00:00Z');
    await setPlan({ before: [{ offset: 1, unit: 'DAYS' }] });
    await run('event.deliver');
    await workAt(eightOn('2026-03-23'));
    expect((await tellings(other.personId)).flat()).toEqual([['SET', '2026-03-25']]);
  });
});

describe('what is not due, or was told', () => {
  it('is not made up for: a deadline brought forward skips the reminders whose days would have passed', async () => {
    const { id, personId } = await somethingTold();
    desk.clock.set('2026-03-10T03:00:00Z');
    // A week before the new day was on the 6th.
    await deadlines.move(id, '2026-03-13', { by: desk.by, ...cause });
    await desk.work();
    for (const day of ['2026-03-11', '2026-03-12', '2026-03-13']) await workAt(eightOn(day));
    expect((await stepsOf(id)).filter(([key, , , state]) => key === 'before.7' && state !== 'STOPPED')).toEqual([]);
    const [, ...later] = await tellings(personId);
    expect(later).toEqual([[['MOVED', '2026-03-13']], [[null, '2026-03-13']]]);
  });

  it('is not said again where the deadline moves: what was told of the day before is told', async () => {
    const { id, personId } = await somethingTold();
    for (const day of ['2026-03-13', '2026-03-19']) await workAt(eightOn(day));
    expect(await tellings(personId)).toHaveLength(3);
    // Overdue, and put off to the same day: the day before it has passed.
    desk.clock.set('2026-03-24T03:00:00Z');
    await deadlines.move(id, '2026-03-24', { by: desk.by, ...cause });
    await desk.work();
    const dayBefore = (await stepsOf(id)).filter(([key]) => key === 'before.1');
    expect(dayBefore).toEqual([['before.1', 'MAIN', '2026-03-19', 'TOLD']]);
  });
});

describe('a digest that is composed before anything else that is due', () => {
  it('holds all that is due at its moment, in one mail', async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const soon = await owes(institutionId, '2026-03-10', 'Names for the delegation');
    await desk.work();
    await owes(institutionId, '2026-03-30', 'Figures');
    await desk.work();
    // Both are told on the 3rd. On the 3rd also comes the reminder of the first, a week before its day.
    desk.clock.set(eightOn('2026-03-03'));
    expect(await stepsOf(soon)).toContainEqual(['before.7', 'MAIN', '2026-03-03', 'PLANNED']);
    await run('digest.compose');
    expect(await stepsOf(soon)).toContainEqual(['before.7', 'MAIN', '2026-03-03', 'TOLD']);
    await desk.work();
    await workAt('2026-03-03T05:00:00Z');
    const all = await tellings(personId);
    expect(all).toEqual([
      [
        ['SET', '2026-03-10'],
        ['SET', '2026-03-30'],
      ],
    ]);
  });
});

describe('a reminder that is brought forward', () => {
  const aWaitingList = async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const list = await desk.aRound({ leadId: institutionId });
    await desk.work();
    return { ...list, personId, deadlineId: (await desk.deadlineOf(list.verificationId)).id };
  };
  const remind = (roundId: string) => steps.remindNow(roundId, desk.by);

  it('twice in a row is brought forward once, and the coordinator is told so', async () => {
    const { round, personId } = await aWaitingList();
    const headers = await desk.api.signIn(desk.coordinator.id);
    const ask = async () =>
      (
        await desk.api.request({ method: 'POST', url: `/api/v1/verification-rounds/${round.id}/reminder`, headers })
      ).json();
    expect(await ask()).toEqual({ reminded: 1 });
    expect(await ask()).toEqual({ reminded: 0 });
    await desk.work();
    expect(await tellings(personId)).toEqual([[['PUSHED', '2026-03-16']]]);
  });

  it('by ten at once is brought forward once', async () => {
    const { round } = await aWaitingList();
    const all = await Promise.all(Array.from({ length: 10 }, () => remind(round.id)));
    expect(all.map(({ reminded }) => reminded).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('counts as that reminder when everything is planned anew: it does not come again on its day', async () => {
    const { round, personId, deadlineId } = await aWaitingList();
    desk.clock.set('2026-03-12T03:00:00Z');
    await remind(round.id);
    await desk.work();
    await deadlines.move(deadlineId, '2026-03-17', { by: desk.by, ...cause });
    await desk.work();
    await workAt(eightOn('2026-03-13'));
    // Two working days before the new day: told the day before, it is no news.
    expect((await stepsOf(deadlineId)).filter(([key]) => String(key).startsWith('before'))).toEqual([]);
    expect(await tellings(personId)).toEqual([[['PUSHED', '2026-03-16']], [['MOVED', '2026-03-17']]]);
  });

  it('that is planned again for the same day, after it was told, is not brought forward again, and breaks nothing', async () => {
    const { round, personId, deadlineId } = await aWaitingList();
    await remind(round.id);
    await desk.work();
    const [{ body } = { body: null }] = (await plans.list()).filter(({ kind }) => kind === 'VERIFICATION');
    await plans.set('VERIFICATION', body!, { by: desk.by, ...cause });
    await desk.work();
    // A fortnight later it says something new: it is planned once more, beside the one that was told.
    expect(await stepsOf(deadlineId)).toContainEqual(['before.2w', 'MAIN', '2026-03-12', 'PLANNED']);
    expect(await remind(round.id)).toEqual({ reminded: 0 });
    await workAt(eightOn('2026-03-12'));
    expect(await tellings(personId)).toEqual([[['PUSHED', '2026-03-16']], [[null, '2026-03-16']]]);
  });

  it('can be brought forward anew once the day has moved', async () => {
    const { round, deadlineId } = await aWaitingList();
    await remind(round.id);
    await desk.work();
    await deadlines.move(deadlineId, '2026-04-01', { by: desk.by, ...cause });
    await desk.work();
    desk.clock.set('2026-03-23T03:00:00Z');
    expect(await remind(round.id)).toEqual({ reminded: 1 });
    await desk.work();
    const pushed = await desk.db.now.reminderStep.findMany({ where: { deadlineId, key: { startsWith: 'pushed' } } });
    expect(pushed.map(({ dueOn }) => toDay(dueOn)).sort()).toEqual(['2026-03-16', '2026-04-01']);
  });
});
