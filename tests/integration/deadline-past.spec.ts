import { aDesk, type Desk } from '../support/desk.js';
import { ReviewsService } from '../../libs/recommendations/index.js';
import { toDay } from '../../libs/platform/index.js';
import { aMandate } from '../support/factories.js';
import { aPlanner, type Change } from '../support/planning.js';

let desk: Desk;
let plan: Awaited<ReturnType<typeof aPlanner>>;
beforeAll(async () => {
  desk = await aDesk();
  plan = await aPlanner(desk.api);
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.db.now.anchor.deleteMany();
  // Only the rules of a test itself are for letters.
  await desk.db.now.deadlineRule.updateMany({
    where: { OR: [{ anchor: 'LETTER' }, { anchor: 'DEADLINE' }] },
    data: { replacedAt: desk.clock.now() },
  });
});

/** Whether each is past, with its day, by the order of the days. */
const daysOf = (changes: Change[]) => changes.map(({ from, to, isPast }) => [from, to, isPast]);
const page = async (url: string) => {
  const headers = { ...(await desk.api.signIn(desk.coordinator.id)), accept: 'text/html' };
  return (await desk.api.request({ url, headers })).body;
};

describe('what would have been due before today', () => {
  it('is not planned when a date is noted long after the fact, and nobody hears of it', async () => {
    const { institutionId, personId } = await aMandate(desk.db);
    for (const offset of [10, 120, 121, 150]) await plan.aRule({ offset, owner: 'INSTITUTION', kind: 'COMMUNICATION' });
    // 120 days after 1 November are 1 March, yesterday.
    const { anchor, changes } = await plan.aDate('2025-11-01', { institutionId });
    expect(daysOf(changes)).toEqual([
      [null, '2025-11-11', true],
      [null, '2026-03-01', true],
      [null, '2026-03-02', false],
      [null, '2026-03-31', false],
    ]);
    const planned = await plan.deadlinesOf(anchor.id);
    expect(planned.map(({ dueOn }) => dueOn)).toEqual(['2026-03-02', '2026-03-31']);
    await desk.work();
    const heard = (await desk.mails('digest', personId)).flatMap(({ props }) => props.items);
    expect(heard.map(({ dueOn, isOverdue }) => [dueOn, isOverdue])).toEqual([
      ['2026-03-02', false],
      ['2026-03-31', false],
    ]);
    expect(await page(`/dates/${anchor.id}?done=date-noted&n=2&past=2`)).toContain(
      'The date is noted, and 2 deadlines follow from it. Of 2 more the days are past already: they are not planned.',
    );
    const preview = await page(`/dates/${anchor.id}/move?day=2025-10-31`);
    expect(preview).toContain('2 deadlines change');
    expect(preview.split('already past: not planned')).toHaveLength(3);
    // Planned anew, it is still not there.
    await plan.post(`deadlines/${planned[1]!.id}/move`, { to: '2026-04-01', reason: 'A day more' });
    expect(await plan.deadlinesOf(anchor.id)).toHaveLength(2);
  });

  it('is what is past where the day ends', async () => {
    const offset = { offset: 120 };
    const home = await plan.aRule({ ...offset, timeZone: 'Asia/Phnom_Penh' });
    // There it is still 1 March.
    const away = await plan.aRule({ ...offset, timeZone: 'Pacific/Pago_Pago' });
    const { anchor } = await plan.aDate('2025-11-01');
    expect(await plan.dueOn(anchor.id, home.code)).toEqual([]);
    expect(await plan.dueOn(anchor.id, away.code)).toEqual(['2026-03-01']);
  });

  it('is not planned when a rule is set long after the dates, and the preview says so', async () => {
    const other = await plan.aRule({ offset: 1 });
    for (const day of ['2024-05-01', '2026-02-25']) await plan.aDate(day);
    const rule = { ...other, code: `${other.code}-B`, replacesId: null, offset: 10 };
    const { changes } = await plan.post<{ changes: Change[] }>('deadline-rules/effect', rule);
    expect(daysOf(changes)).toEqual([
      [null, '2024-05-11', true],
      [null, '2026-03-07', false],
    ]);
    expect(await plan.post('deadline-rules', { rule, reason: 'As agreed' })).toMatchObject({ changes });
    expect(await desk.db.now.deadline.count({ where: { rule: { code: rule.code } } })).toBe(1);
    // A holiday asks for nothing new.
    const holiday = { change: { kind: 'ADD', day: '2026-03-09', name: 'A holiday', source: 'Sub-decree' } };
    const effect = await plan.post<{ deadlines: Change[] }>('calendars/KHM/effect', holiday.change);
    expect(effect.deadlines).toEqual([]);
  });

  it('is none of the milestones of a review of a cycle that is over', async () => {
    const register = async (session: number, reviewedOn: string) => {
      const review = { mechanism: 'UPR' as const, stateCode: 'KHM', session, cycle: null, reviewedOn };
      const subjectId = await desk.api.app.get(ReviewsService).register(review, desk.by);
      await desk.work();
      expect(await desk.db.now.anchor.count({ where: { subjectId } })).toBe(1);
      const rows = await desk.db.now.deadline.findMany({ where: { subjectId }, orderBy: { dueOn: 'asc' } });
      return rows.map(({ dueOn }) => toDay(dueOn));
    };
    expect(await register(18, '2014-01-28')).toEqual([]);
    expect((await register(55, '2026-11-04'))[0]).toBe('2026-04-04');
  });

  it('is moved to all the same, where it is there already', async () => {
    const { code } = await plan.aRule();
    const { anchor } = await plan.aDate('2026-03-01');
    expect(await plan.dueOn(anchor.id, code)).toEqual(['2026-03-11']);
    const { changes } = await plan.post<{ changes: Change[] }>(`anchors/${anchor.id}/move`, {
      day: '2026-02-01',
      reason: 'Typed wrong',
    });
    expect(daysOf(changes)).toEqual([['2026-03-11', '2026-02-11', false]]);
    expect(await plan.dueOn(anchor.id, code)).toEqual(['2026-02-11']);
  });

  it('is followed by what is still to come, which says so', async () => {
    const first = await plan.aRule({ offset: 30 });
    const second = await plan.aRule({ anchor: 'DEADLINE', afterCode: first.code, offset: 4, unit: 'WEEKS' });
    const { anchor } = await plan.aDate('2026-01-20');
    const [deadline, ...others] = await plan.deadlinesOf(anchor.id);
    expect([deadline, others]).toMatchObject([{ code: second.code, dueOn: '2026-03-19' }, []]);
    expect(await plan.explained(deadline!.id)).toBe(
      `4 weeks after the deadline of rule ${first.code}, which was past already; rule ${second.code}, source: Our own practice`,
    );
  });
});

describe('what was late before the mechanism began', () => {
  const wanted = { title: 'Figures of last year', kind: 'INFORMATION_REQUEST', dueOn: '2026-02-20' } as const;
  const stepsOf = async (deadlineId: string) => {
    const where = { deadlineId, stoppedAt: null };
    const rows = await desk.db.now.reminderStep.findMany({ where, orderBy: [{ sendOn: 'asc' }, { audience: 'asc' }] });
    return rows.map(({ key, audience, sendOn }) => [key, audience, toDay(sendOn)]);
  };

  it('is set by whoever says so; it is overdue at once, and only what is still to come is said', async () => {
    const { institutionId, personId } = await aMandate(desk.db);
    const set = (facts: object) =>
      plan.ask('POST', 'deadlines', { ...wanted, institutionIds: [institutionId], ...facts });
    expect((await set({})).json()).toMatchObject({
      status: 422,
      code: 'deadline-in-the-past',
      detail:
        'A deadline cannot be set to 2026-02-20, which has passed. Name today or a later day, or say with isLate that it is late already.',
    });
    const [id = ''] = (await set({ isLate: true })).json<{ deadlineIds: string[] }>().deadlineIds;
    const { status, isOverdue } = (await plan.ask('GET', `deadlines/${id}`)).json<Record<string, unknown>>();
    expect([status, isOverdue]).toEqual(['OPEN', true]);
    await desk.work();
    // Of one, five and ten working days after it, two had come already.
    expect(await stepsOf(id)).toEqual([
      ['set', 'MAIN', '2026-03-02'],
      ['overdue.10', 'COORDINATOR', '2026-03-06'],
      ['overdue.10', 'HEAD', '2026-03-06'],
    ]);
    const heard = (await desk.mails('digest', personId)).flatMap(({ props }) => props.items);
    expect(heard).toMatchObject([{ dueOn: '2026-02-20', isOverdue: true, news: 'SET' }]);
  });

  it('is moved there in the same way, though not by granting more time', async () => {
    const { institutionId, personId } = await aMandate(desk.db);
    const facts = { ...wanted, institutionIds: [institutionId], dueOn: '2026-04-01' };
    const [id = ''] = (await plan.post<{ deadlineIds: string[] }>('deadlines', facts)).deadlineIds;
    await desk.work();
    const move = { to: '2026-02-20', reason: 'Typed wrong' };
    expect((await plan.ask('POST', `deadlines/${id}/move`, move)).statusCode).toBe(422);
    expect(await plan.post(`deadlines/${id}/move`, { ...move, isLate: true })).toMatchObject({ isOverdue: true });
    await desk.work();
    expect((await stepsOf(id)).slice(-2)).toEqual([
      ['overdue.10', 'COORDINATOR', '2026-03-06'],
      ['overdue.10', 'HEAD', '2026-03-06'],
    ]);
    const asked = { kind: 'MORE_TIME', until: '2026-05-04', reason: 'The census is late' };
    const headers = await desk.api.signIn(personId);
    await desk.api.request({ method: 'POST', url: `/api/v1/deadlines/${id}/requests`, headers, payload: asked });
    const { id: requestId } = await desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId: id } });
    const grant = { decision: 'GRANT', until: '2026-02-27', reason: 'As you wish' };
    expect((await plan.ask('POST', `deadline-requests/${requestId}/decision`, grant)).json()).toMatchObject({
      code: 'deadline-in-the-past',
      detail: 'A deadline cannot be set to 2026-02-27, which has passed. Name today or a later day.',
    });
  });
});
