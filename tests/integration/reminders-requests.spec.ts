import { DeadlineRequestsService, DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { timeline } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, aPerson } from '../support/factories.js';

/** Monday 2 March, ten in the morning in Phnom Penh; in Chisinau it is five, three hours before the digest. */
const now = '2026-03-02T03:00:00Z';
const eightInChisinau = '2026-03-02T06:00:00Z';

let desk: Desk;
let deadlines: DeadlinesService;
let requests: DeadlineRequestsService;
beforeAll(async () => {
  desk = await aDesk({ now });
  deadlines = desk.api.app.get(DeadlinesService);
  requests = desk.api.app.get(DeadlineRequestsService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set(now);
  await desk.db.now.roleGrant.deleteMany();
  await desk.db.now.owed.deleteMany();
  await desk.db.now.deadline.updateMany({ where: { status: 'OPEN' }, data: { status: 'MET' } });
});

/** A request for more time, and a coordinator abroad who will hear of it in three hours. */
const somethingAsked = async () => {
  const coordinator = await aPerson(desk.db, { roles: ['COORDINATOR'], timeZone: 'Europe/Chisinau' });
  const { personId, institutionId } = await aMandate(desk.db);
  const wanted = SetDeadline.parse({
    kind: 'INFORMATION_REQUEST',
    title: 'Figures',
    institutionIds: [institutionId],
    dueOn: '2026-04-01',
  });
  const [id = ''] = await deadlines.setBy(wanted, desk.by);
  const asked = { kind: 'MORE_TIME' as const, until: '2026-04-15', reason: 'The census is late' };
  const requestId = await requests.ask(id, asked, { ...desk.by, personId });
  await desk.work();
  return { id, requestId, coordinatorId: coordinator.id };
};
const refuse = (requestId: string) => requests.decide(requestId, { decision: 'REFUSE', reason: 'It is due' }, desk.by);
const newsTo = async (personId: string) =>
  (await desk.mails('digest', personId)).map(({ props }) => props.items.map(({ news }) => news));
const asking = async (id: string) =>
  (await timeline(desk.db.now, { id })).steps
    .filter(({ key }) => key.startsWith('asked'))
    .map(({ state, stopReason, told }) => [state, stopReason, told.length]);

describe('what is asked of the secretariat', () => {
  it('is put to each coordinator in their hours while nobody has answered', async () => {
    const { coordinatorId } = await somethingAsked();
    desk.clock.set(eightInChisinau);
    await desk.work();
    expect(await newsTo(coordinatorId)).toEqual([['ASKED']]);
  });

  it.each([
    ['answered', (requestId: string) => refuse(requestId)],
    ['answered by another day', (_: string, id: string) => deadlines.move(id, '2026-05-04', { by: desk.by })],
  ])('is not put to those who have not heard of it yet, once it is %s', async (_, answer) => {
    const { id, requestId, coordinatorId } = await somethingAsked();
    const other = await aPerson(desk.db, { roles: ['COORDINATOR'] });
    desk.clock.set('2026-03-02T04:00:00Z');
    await answer(requestId, id);
    await desk.work();
    expect(await asking(id)).toEqual([['STOPPED', 'ANSWERED', 0]]);
    desk.clock.set('2026-03-05T06:00:00Z');
    await desk.work();
    expect([await newsTo(coordinatorId), await newsTo(other.id)]).toEqual([[], []]);
  });

  it('is not put to anybody where the hour of the digest comes before the news of the answer', async () => {
    const { requestId, coordinatorId } = await somethingAsked();
    await refuse(requestId);
    desk.clock.set(eightInChisinau);
    const owed = await desk.db.now.owed.findMany({
      where: { name: 'digest.compose', runAt: { lte: desk.clock.now() } },
    });
    expect(owed).not.toEqual([]);
    await desk.worker.runner.run(
      'digest.compose',
      owed.map(({ id }) => id),
    );
    expect(await newsTo(coordinatorId)).toEqual([]);
  });

  it('stays told to whoever has heard of it', async () => {
    const { id, requestId } = await somethingAsked();
    desk.clock.set(eightInChisinau);
    await desk.work();
    await refuse(requestId);
    await desk.work();
    expect(await asking(id)).toEqual([['TOLD', null, 1]]);
  });
});
