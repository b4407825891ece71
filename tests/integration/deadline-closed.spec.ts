import { DeadlinesService } from '../../libs/deadlines/index.js';
import { toDay } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { eventually } from '../support/eventually.js';
import { aMandate } from '../support/factories.js';
import { aPlanner } from '../support/planning.js';

let desk: Desk;
let plan: Awaited<ReturnType<typeof aPlanner>>;
beforeAll(async () => {
  desk = await aDesk({ now: '2026-03-02T03:00:00Z' });
  plan = await aPlanner(desk.api);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set('2026-03-02T03:00:00Z');
  await desk.db.now.anchor.deleteMany();
});

const deadlineAt = async (id: string) => {
  const { dueOn, status } = await desk.db.now.deadline.findUniqueOrThrow({ where: { id } });
  return [toDay(dueOn), status];
};
const move = (anchorId: string, day: string) =>
  plan.post<{ changes: unknown[] }>(`anchors/${anchorId}/move`, { day, reason: 'The session was put off' });
/** A date with one deadline, ten days after it. */
const aDateWithRule = async (facts: object = {}) => {
  const rule = await plan.aRule(facts);
  const { anchor } = await plan.aDate('2026-04-01', { title: `AL KHM ${rule.code}` });
  const [deadline] = await plan.deadlinesOf(anchor.id, rule.code);
  return { rule, anchorId: anchor.id, id: deadline!.id };
};
const ways = [
  ['done', 'MET', {}],
  ['waive', 'WAIVED', { reason: 'Not asked for any more' }],
] as const;

describe.each(ways)('a deadline that is closed (%s)', (way, status, payload) => {
  const aClosedOne = async (facts: object = {}) => {
    const found = await aDateWithRule(facts);
    await plan.post(`deadlines/${found.id}/${way}`, payload);
    return found;
  };

  it('keeps its day when the date moves, or is given up', async () => {
    const { anchorId, id } = await aClosedOne();
    await move(anchorId, '2026-05-01');
    expect(await deadlineAt(id)).toEqual(['2026-04-11', status]);
    await plan.post(`anchors/${anchorId}/remove`, { reason: 'A slip' });
    expect(await deadlineAt(id)).toEqual(['2026-04-11', status]);
    expect((await desk.eventsOf(id)).filter((name) => name !== 'deadline.set')).toEqual([
      status === 'MET' ? 'deadline.met' : 'deadline.waived',
    ]);
  });

  it('keeps its day and its end when its rule is replaced, or is valid no longer', async () => {
    const { rule, id } = await aClosedOne();
    const next = { ...rule, offset: 20 };
    const { ruleId } = await plan.post<{ ruleId: string }>('deadline-rules', { rule: next, reason: 'As agreed' });
    expect(await deadlineAt(id)).toEqual(['2026-04-11', status]);
    const ended = { ...next, validUntil: '2026-03-01', replacesId: ruleId };
    await plan.post('deadline-rules', { rule: ended, reason: 'It ended' });
    expect(await deadlineAt(id)).toEqual(['2026-04-11', status]);
  });
});

describe('a deadline that is answered while it is being planned anew', () => {
  it.each([
    ['moves', '2026-05-01'],
    ['is for another rule', '2027-05-01'],
  ])('stays as it was answered, though its date %s', async (_, day) => {
    const { anchorId, id } = await aDateWithRule({ validUntil: '2026-12-31' });
    const deadlines = desk.api.app.get(DeadlinesService);
    const { subjectId } = await desk.db.now.deadline.findUniqueOrThrow({ where: { id } });
    const headers = await desk.api.signIn(desk.coordinator.id);
    const payload = { day, reason: 'The session was put off' };
    const moved = await desk.db.transaction(async (tx) => {
      await deadlines.meet(tx, 'REPORT', [subjectId ?? ''], desk.by);
      // Planned from what is committed, where it is open still; then it waits for the row.
      const answer = desk.api.request({ method: 'POST', url: `/api/v1/anchors/${anchorId}/move`, headers, payload });
      await eventually(async () => {
        const [{ waiting } = { waiting: 0 }] = await tx.$queryRaw<{ waiting: number }[]>`
          SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))`;
        expect(waiting).toBe(1);
      });
      return { answer };
    });
    expect((await moved.answer).statusCode).toBe(200);
    expect(await deadlineAt(id)).toEqual(['2026-04-11', 'MET']);
    expect(await desk.eventsOf(id)).toEqual(['deadline.set', 'deadline.met']);
  });
});

describe('a request for more time', () => {
  const asked = async () => {
    const { personId, institutionId } = await aMandate(desk.db);
    const { deadlineIds } = await plan.post<{ deadlineIds: string[] }>('deadlines', {
      kind: 'INFORMATION_REQUEST',
      title: 'Figures',
      institutionIds: [institutionId],
      dueOn: '2026-03-20',
    });
    const id = deadlineIds[0]!;
    const ask = async (until: string) =>
      desk.api.request({
        method: 'POST',
        url: `/api/v1/deadlines/${id}/requests`,
        headers: await desk.api.signIn(personId),
        payload: { kind: 'MORE_TIME', until, reason: 'The census is late' },
      });
    expect((await ask('2026-04-15')).statusCode).toBe(201);
    const request = await desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId: id } });
    return { id, ask, personId, requestId: request.id };
  };
  const byHand = (id: string) => plan.post(`deadlines/${id}/move`, { to: '2026-03-30', reason: 'They telephoned' });

  it('lapses when somebody moves the day by hand: it waits for nobody, and can be asked anew', async () => {
    const { id, ask, requestId } = await asked();
    await byHand(id);
    const lapsed = await desk.db.now.deadlineRequest.findUniqueOrThrow({ where: { id: requestId } });
    expect(lapsed).toMatchObject({ status: 'LAPSED', decidedAt: desk.clock.now() });
    expect(lapsed.decidedById).not.toBeNull();
    const late = await plan.ask('POST', `deadline-requests/${requestId}/decision`, {
      decision: 'GRANT',
      reason: 'Yes',
    });
    expect(late.json()).toMatchObject({ status: 409, code: 'request-decided' });
    expect(await deadlineAt(id)).toEqual(['2026-03-30', 'OPEN']);
    expect((await ask('2026-04-15')).statusCode).toBe(201);
  });

  it('lapsed holds nobody back: the new day is told, and reminded of', async () => {
    const { id, personId } = await asked();
    await desk.work();
    await byHand(id);
    await desk.work();
    const tellings = async () =>
      (await desk.mails('digest', personId)).map(({ props }) => props.items.map(({ news, dueOn }) => [news, dueOn]));
    desk.clock.set('2026-03-03T01:00:00Z');
    await desk.work();
    expect(await tellings()).toEqual([[['SET', '2026-03-30']]]);
    desk.clock.set('2026-03-23T01:00:00Z');
    await desk.work();
    expect((await tellings())[1]).toEqual([[null, '2026-03-30']]);
  });
});
