import { DeadlineRequestsService } from '../../libs/deadlines/index.js';
import { fromDay } from '../../libs/platform/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { duePages } from '../support/due.js';
import { aMandate, anInstitution } from '../support/factories.js';

let desk: Desk;
let requests: DeadlineRequestsService;
let due: ReturnType<typeof duePages>;
beforeAll(async () => {
  desk = await aDesk();
  requests = desk.api.app.get(DeadlineRequestsService);
  due = duePages(desk);
});
afterAll(() => desk.close());
beforeEach(() => due.startAnew());

describe('asking for more time', () => {
  const asked = { until: '2026-04-10', reason: 'The survey ends in April.' };

  it('says what is wrong at its field, and loses nothing that was entered', async () => {
    const { path, deadlineId } = await due.somethingDue();
    const early = await due.press(`${path}/${deadlineId}/more-time`, { until: '2026-03-20', reason: 'The survey <b>' });
    expect(early.statusCode).toBe(422);
    expect(early.body).toContain('please name a later day');
    expect(early.body).toContain('The survey &lt;b>');
    expect(early.body).toMatch(/<input[^>]*value="2026-03-20"[^>]*aria-invalid="true"/);
    const without = await due.press(`${path}/${deadlineId}/more-time`, { until: 'soon' });
    expect(without.body).toContain('please name a day');
    expect(without.body).toContain('please say why');
    const late = await due.press(`${path}/${deadlineId}/more-time`, { until: '2027-03-21', reason: 'The survey' });
    expect(late.statusCode).toBe(422);
    expect(late.body).toContain('please name an earlier day');
    expect(late.body).toContain('The survey');
    expect(await desk.db.now.deadlineRequest.count({ where: { deadlineId } })).toBe(0);
  });

  it('asks for a day to come when it is overdue already', async () => {
    const { path, deadlineId } = await due.somethingDue();
    desk.clock.set('2026-03-25T03:00:00Z');
    const answer = await due.press(`${path}/${deadlineId}/more-time`, { ...asked, until: '2026-03-24' });
    expect(answer.statusCode).toBe(422);
  });

  it('waits for the secretariat; pressed twice, it is asked once', async () => {
    const { path, deadlineId, personId } = await due.somethingDue();
    const first = await due.follow(await due.press(`${path}/${deadlineId}/more-time`, asked));
    expect(first).toContain('the secretariat will answer; till then nobody is reminded');
    expect(first).toContain('More time was asked for, until Friday, 10 April 2026');
    expect(first).not.toContain('Ask for more time');
    const again = await due.follow(
      await due.press(`${path}/${deadlineId}/more-time`, { ...asked, until: '2026-05-01' }),
    );
    expect(again).toContain('something was asked about this already');
    expect(await desk.db.now.deadlineRequest.findMany({ where: { deadlineId } })).toMatchObject([
      { kind: 'MORE_TIME', personId, until: fromDay('2026-04-10'), reason: asked.reason, status: 'PENDING' },
    ]);
  });

  /** Told on 3 March that it is due; on the 10th more time is asked for; a week before the day nothing is said. */
  const aHeldDeadline = async () => {
    const owed = await due.somethingDue();
    await desk.work();
    await due.workAt('2026-03-03T01:00:00Z');
    expect(await due.newsTo(owed.personId)).toEqual([['SET']]);
    desk.clock.set('2026-03-10T03:00:00Z');
    await due.press(`${owed.path}/${owed.deadlineId}/more-time`, asked);
    await desk.work();
    await due.workAt('2026-03-13T01:00:00Z');
    expect(await due.digests(owed.personId)).toHaveLength(1);
    desk.clock.set('2026-03-16T03:00:00Z');
    const { id: requestId } = await desk.db.now.deadlineRequest.findFirstOrThrow({
      where: { deadlineId: owed.deadlineId },
    });
    return { ...owed, requestId };
  };

  it('holds the reminders, and moves the day when it is granted', async () => {
    const { personId, deadlineId, requestId, path } = await aHeldDeadline();
    await requests.decide(requestId, { decision: 'GRANT', reason: 'Agreed' }, desk.by);
    await desk.work();
    await due.workAt('2026-03-17T01:00:00Z');
    expect((await due.digests(personId))[1]).toMatchObject([
      { deadlineId, news: 'GRANTED', dueOn: '2026-04-10', request: { kind: 'MORE_TIME', reason: 'Agreed' } },
    ]);
    const page = (await due.open(path)).body;
    expect(page).toContain('Friday, 10 April 2026');
    expect(page).toContain('granted on 16 March 2026. The secretariat’s reason: Agreed');
    await due.workAt('2026-04-03T01:00:00Z');
    expect(await due.digests(personId)).toHaveLength(3);
  });

  it('holds the reminders, which go on when it is refused', async () => {
    const { personId, deadlineId, requestId, path } = await aHeldDeadline();
    await requests.decide(requestId, { decision: 'REFUSE', reason: 'The report cannot wait' }, desk.by);
    await desk.work();
    await due.workAt('2026-03-17T01:00:00Z');
    const reason = 'The report cannot wait';
    expect((await due.digests(personId))[1]).toMatchObject([
      { deadlineId, news: 'REFUSED', dueOn: '2026-03-20', request: { reason } },
    ]);
    const page = (await due.open(path)).body;
    expect(page).toContain('Ask for more time');
    expect(page).toContain(
      `More time was asked for, until Friday, 10 April 2026; refused on 16 March 2026. The secretariat’s reason: ${reason}`,
    );
    await due.workAt('2026-03-19T01:00:00Z');
    expect(await due.newsTo(personId)).toEqual([['SET'], ['REFUSED'], [null]]);
  });

  it('is answered without a reason in the mail, and behind its link, where the matter is confidential', async () => {
    const { path, deadlineId, personId, institutionId } = await due.somethingDue({ restricted: true });
    await desk.work();
    const by = { personId, onBehalfOfId: institutionId, via: 'session' as const };
    const requestId = await requests.ask(deadlineId, { kind: 'MORE_TIME', ...asked }, by);
    await desk.work();
    await requests.decide(requestId, { decision: 'REFUSE', reason: 'The letter is urgent' }, desk.by);
    await desk.work();
    await due.workAt('2026-03-03T01:00:00Z');
    const [items = []] = await due.digests(personId);
    expect(items).toMatchObject([{ news: 'REFUSED', request: { kind: 'MORE_TIME', reason: null } }]);
    expect((await due.open(path)).body).not.toContain('The letter is urgent');
    const headers = await desk.api.signIn(personId);
    expect((await due.open('/my-deadlines', headers)).body).toContain('The letter is urgent');
  });

  it('is not shown, nor its answer, to whom the deadline was given since', async () => {
    const { path, deadlineId, personId, institutionId } = await due.somethingDue();
    const other = await due.somethingDue({ title: 'Another' });
    const by = { personId, onBehalfOfId: institutionId, via: 'session' as const };
    const more = await requests.ask(deadlineId, { kind: 'MORE_TIME', ...asked }, by);
    await requests.decide(more, { decision: 'REFUSE', reason: 'The report cannot wait' }, desk.by);
    expect((await due.open(path)).body).toContain('The report cannot wait');
    const away = await requests.ask(deadlineId, { kind: 'NOT_OURS', named: 'Planning', reason: 'Not ours' }, by);
    const given = { decision: 'GRANT' as const, institutionId: other.institutionId, reason: 'True' };
    await requests.decide(away, given, desk.by);
    const page = (await due.open(other.path)).body;
    expect(page).toContain('Figures on school attendance');
    expect(page).not.toContain('The report cannot wait');
  });
});

describe('what was asked', () => {
  const more = (until: string) => ({ until, reason: 'The survey ends in April.' });
  const waiting = (deadlineId: string) =>
    desk.db.now.deadlineRequest.findFirstOrThrow({ where: { deadlineId, status: 'PENDING' } });
  /** How often the coordinator has heard that something is asked about it. */
  const timesAsked = async (deadlineId: string) =>
    (await due.digests(desk.coordinator.id))
      .flat()
      .filter((item) => item.deadlineId === deadlineId && item.news === 'ASKED').length;

  it('is taken back with one press, and kept with the remark, the person and the institution', async () => {
    const { path, deadlineId, personId, institutionId } = await due.somethingDue();
    await due.press(`${path}/${deadlineId}/more-time`, more('2026-04-10'));
    const { id } = await waiting(deadlineId);
    expect((await due.open(path)).body).toContain(`${deadlineId}/withdraw`);
    const long = await due.press(`${path}/${deadlineId}/withdraw`, { remark: 'x'.repeat(2001) });
    expect([long.statusCode, long.body.includes('please shorten this')]).toEqual([422, true]);
    const page = await due.follow(await due.press(`${path}/${deadlineId}/withdraw`, { remark: 'We can do it' }));
    expect(page).toContain('what was asked is taken back; reminders go on');
    expect(page).toContain('Ask for more time');
    expect(page).not.toContain(`${deadlineId}/withdraw`);
    expect(await desk.db.now.deadlineRequest.findUnique({ where: { id } })).toMatchObject({
      status: 'WITHDRAWN',
      decidedById: personId,
      decidedAt: desk.clock.now(),
    });
    expect(
      await desk.db.now.event.findFirst({ where: { name: 'deadline-request.withdrawn', subjectIds: { has: id } } }),
    ).toMatchObject({ actorId: personId, onBehalfOfId: institutionId, via: 'link', reason: 'We can do it' });
    expect(await due.follow(await due.press(`${path}/${deadlineId}/withdraw`))).toContain('Nothing has changed.');
    await expect(requests.decide(id, { decision: 'REFUSE', reason: 'No' }, desk.by)).rejects.toThrow('taken back');
  });

  it('is not put to the coordinators in the morning when it was taken back in the evening', async () => {
    const { path, deadlineId } = await due.somethingDue();
    await desk.work();
    await due.workAt('2026-03-02T12:00:00Z');
    await due.press(`${path}/${deadlineId}/more-time`, more('2026-04-10'));
    await desk.work();
    await due.press(`${path}/${deadlineId}/withdraw`);
    await desk.work();
    await due.workAt('2026-03-03T01:00:00Z');
    expect(await timesAsked(deadlineId)).toBe(0);
    expect(
      await desk.db.now.reminderStep.findFirst({ where: { deadlineId, key: { startsWith: 'asked' } } }),
    ).toMatchObject({ stopReason: 'ANSWERED' });
  });

  it('holds the reminders, which go on when it is taken back', async () => {
    // What another test has left open would wake the worker too.
    await desk.db.now.deadline.updateMany({ where: { status: 'OPEN' }, data: { status: 'MET' } });
    const { path, deadlineId, personId } = await due.somethingDue();
    await desk.work();
    await due.workAt('2026-03-03T01:00:00Z');
    desk.clock.set('2026-03-10T03:00:00Z');
    await due.press(`${path}/${deadlineId}/more-time`, more('2026-04-10'));
    await desk.work();
    // What would have been said a week before the day waits with it.
    await due.workAt('2026-03-13T01:00:00Z');
    desk.clock.set('2026-03-16T03:00:00Z');
    await desk.work();
    expect(await due.newsTo(personId)).toEqual([['SET']]);
    await due.press(`${path}/${deadlineId}/withdraw`);
    await desk.work();
    await due.workAt('2026-03-17T01:00:00Z');
    expect(await due.newsTo(personId)).toEqual([['SET'], [null]]);
  });

  it('is heard by the coordinators each time it is asked: after a refusal, and with another day', async () => {
    const { path, deadlineId } = await due.somethingDue();
    await desk.work();
    const ask = async (until: string) => {
      await due.follow(await due.press(`${path}/${deadlineId}/more-time`, more(until)));
      await desk.work();
    };
    await ask('2026-04-10');
    expect(await timesAsked(deadlineId)).toBe(1);
    desk.clock.set('2026-03-03T03:00:00Z');
    await requests.decide((await waiting(deadlineId)).id, { decision: 'REFUSE', reason: 'No' }, desk.by);
    await desk.work();
    await ask('2026-04-10');
    expect(await timesAsked(deadlineId)).toBe(2);
    // Even of a day on which the coordinator has heard of it already.
    await due.press(`${path}/${deadlineId}/withdraw`);
    await desk.work();
    await ask('2026-04-17');
    expect(await timesAsked(deadlineId)).toBe(3);
  });

  it('is not asked by the secretariat of itself', async () => {
    const id = await due.aDeadline({ title: 'Our own report' });
    const headers = await desk.api.signIn(desk.coordinator.id);
    const { body } = await due.open('/my-deadlines', headers);
    expect(body).toContain('Our own report');
    expect(body).not.toContain(`/my-deadlines/${id}/more-time`);
    expect(body).toContain(`href="/deadlines/${id}"`);
    const answer = await due.press(`/my-deadlines/${id}/more-time`, more('2026-04-10'), headers);
    expect(answer.statusCode).toBe(409);
    expect(await desk.db.now.deadlineRequest.count({ where: { deadlineId: id } })).toBe(0);
    await desk.db.now.deadline.update({ where: { id }, data: { status: 'MET' } });
  });

  it('about a list is taken back on the page that leads to it', async () => {
    const { id: institutionId } = await anInstitution(desk.db);
    const { personId } = await aMandate(desk.db, { institutionId });
    const { verificationId } = await desk.aRound({ leadId: institutionId });
    const { id } = await desk.deadlineOf(verificationId);
    const asked = { kind: 'MORE_TIME' as const, ...more('2026-04-10') };
    await requests.ask(id, asked, { personId, onBehalfOfId: institutionId, via: 'session' });
    const path = await due.linkOf(personId);
    expect((await due.open(path)).body).toContain(`${id}/withdraw`);
    expect(await due.follow(await due.press(`${path}/${id}/withdraw`))).toContain('is taken back');
  });
});
