import { DeadlinesService, SetDeadline } from '../../libs/deadlines/index.js';
import { LeavesService } from '../../libs/reminders/index.js';
import { aDesk, type Desk } from '../support/desk.js';
import { aMandate, anInstitution } from '../support/factories.js';

/** Monday 2 March, ten in the morning in Phnom Penh; digests come at eight, which is one in Greenwich. */
const now = '2026-03-02T03:00:00Z';

let desk: Desk;
let deadlines: DeadlinesService;
let leaves: LeavesService;
beforeAll(async () => {
  desk = await aDesk({ now });
  deadlines = desk.api.app.get(DeadlinesService);
  leaves = desk.api.app.get(LeavesService);
});
afterAll(() => desk.close());
beforeEach(async () => {
  desk.clock.set(now);
  await desk.db.now.owed.deleteMany();
});

const workAt = async (iso: string) => {
  desk.clock.set(iso);
  await desk.work();
};
const newsTo = async (personId: string) =>
  (await desk.mails('digest', personId)).map(({ props }) => props.items.map(({ news }) => news));

/** While the main focal point is away, the alternate hears of a deadline, and on Tuesday, after the digest, it is moved. */
const somethingMoved = async (endsOn: string) => {
  const { id: institutionId } = await anInstitution(desk.db);
  const { personId: mainId } = await aMandate(desk.db, { institutionId });
  const { personId: alternateId } = await aMandate(desk.db, { institutionId, role: 'ALTERNATE' });
  const leave = { startsOn: '2026-03-02', endsOn, substituteId: null };
  const leaveId = await leaves.plan(mainId, leave, { by: desk.by });
  const wanted = { kind: 'FREE', title: 'Figures', institutionIds: [institutionId], dueOn: '2026-05-04' };
  const [id = ''] = await deadlines.setBy(SetDeadline.parse(wanted), desk.by);
  await desk.work();
  await workAt('2026-03-03T01:00:00Z');
  expect([await newsTo(mainId), await newsTo(alternateId)]).toEqual([[], [['SET']]]);
  desk.clock.set('2026-03-03T03:00:00Z');
  await deadlines.move(id, '2026-05-11', { by: desk.by });
  await desk.work();
  return { mainId, alternateId, leaveId };
};

describe('what waits for whoever stands in', () => {
  it('is theirs to hear while the other is away', async () => {
    const { mainId, alternateId } = await somethingMoved('2026-03-04');
    await workAt('2026-03-04T01:00:00Z');
    expect([await newsTo(mainId), await newsTo(alternateId)]).toEqual([[], [['SET'], ['MOVED']]]);
  });

  it('is for whoever is back by then', async () => {
    const { mainId, alternateId } = await somethingMoved('2026-03-03');
    await workAt('2026-03-04T01:00:00Z');
    expect([await newsTo(mainId), await newsTo(alternateId)]).toEqual([[['MOVED']], [['SET']]]);
  });

  it('is for whoever has not gone after all', async () => {
    const { mainId, alternateId, leaveId } = await somethingMoved('2026-03-20');
    desk.clock.set('2026-03-03T04:00:00Z');
    await leaves.cancel(mainId, leaveId, { by: desk.by });
    await workAt('2026-03-04T01:00:00Z');
    expect([await newsTo(mainId), await newsTo(alternateId)]).toEqual([[['MOVED']], [['SET']]]);
  });
});
